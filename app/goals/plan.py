"""Which goals a business should have, by the rules alone: nothing is read or stored here."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.core import jsonlogic
from app.goals import lists
from app.goals.facts import Facts

FEWEST, MOST = 2, 4
"""Goals of a business."""
FEWEST_ITEMS, MOST_ITEMS = 2, 5
LOWEST, HIGHEST = 1, 10
NAMED = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Wish:
    """A rule that applies. priority: 1 to 10."""

    rule: dict[str, Any]
    priority: int

    @property
    def id(self) -> str:
        return str(self.rule["id"])

    @property
    def fills(self) -> bool:
        """Only wanted where there are too few others."""
        return bool(self.rule.get("filler"))


def wishes(facts: Facts) -> list[Wish]:
    """Every rule that applies, the weightiest first; those that only fill come last."""
    found = [
        Wish(allowed(rule, facts), _priority(rule, facts))
        for rule in lists.rules()
        if facts.kind in rule["for"] and jsonlogic.holds(rule["when"], facts.seen)
    ]
    return sorted(found, key=lambda wish: (wish.fills, -wish.priority))


def allowed(rule: dict[str, Any], facts: Facts) -> dict[str, Any]:
    """A rule with those of its items that apply now."""
    return rule | {part: [item for item in rule[part] if applies(item, facts)] for part in ("items", "more")}


def applies(item: Mapping[str, Any], facts: Facts) -> bool:
    return "when" not in item or jsonlogic.holds(item["when"], facts.seen)


@dataclass(frozen=True, slots=True)
class Past:
    """Rules by what became of their goals.

    kept: they stay whatever the rules say. begun: what fills, and was acted on. reached, rested: finished lately; given
    up or on hold. Of both, what may come back first is in front. spent: nothing is left in them that was not done.
    dry: all that applies only waits.
    """

    kept: Collection[str] = ()
    begun: Collection[str] = ()
    reached: Sequence[str] = ()
    rested: Sequence[str] = ()
    spent: Collection[str] = ()
    dry: bool = False


def chosen(wanted: list[Wish], past: Past) -> list[Wish]:
    """What to pursue beside the goals that are kept: four in all at most, two at least.

    What fills gives way to what applies. For a goal that was reached another one comes, while there is something in it
    that was not done yet. What was given up returns only where there would be too few, and so does what is spent.
    """
    ended = (*past.reached, *past.rested)
    free = [wish for wish in wanted if wish.id not in past.kept and wish.id not in ended]
    again = [wish for rule_id in ended for wish in wanted if wish.id == rule_id and wish.id not in past.kept]
    fills = [wish for wish in free if wish.fills]
    fresh = [wish for wish in again if wish.id in past.reached and wish.id not in past.spent]
    found: list[Wish] = []
    for wishes_, most in (
        ([wish for wish in free if not wish.fills], MOST),
        ([wish for wish in fills if wish.id in past.begun], MOST),
        ([*(wish for wish in fills if wish.id not in past.begun), *fresh], _enough(wanted, past)),
        ([wish for wish in again if wish not in fresh], FEWEST),
    ):
        found += wishes_[: max(0, most - len(past.kept) - len(found))]
    return found


def _enough(wanted: list[Wish], past: Past) -> int:
    """Up to how many spare ones are taken: as many as there were before some were reached, one more where it is dry."""
    if not past.reached and not past.dry:
        return FEWEST
    applying = {wish.id for wish in wanted if not wish.fills and wish.id not in past.rested}
    before = len(applying.union(past.reached, past.kept, past.begun))
    return max(FEWEST, min(MOST, before + past.dry))


def text(template: Any, facts: Facts) -> str:
    """A text of a rule: JSON Logic that makes a text, with names filled in."""
    made = jsonlogic.apply(template, facts.seen)
    return NAMED.sub(lambda hit: facts.words.get(hit[1], ""), str(made or ""))


def wording(item: Mapping[str, Any], facts: Facts, params: dict[str, Any]) -> dict[str, Any]:
    """Texts of an item, and what it becomes; a question in the owner's words stays. params: as the item has them."""
    made = params | {name: text(item[name], facts) for name in ("task",) if name in item}
    made |= {"days": item["days"]} if "days" in item else {}
    made |= {"contacts": list(facts.pair)} if item["type"] == "introduction" else {}
    asked = {} if params.get("reworded") else {"ask": text(item["ask"], facts)}
    return {"checklist_item": text(item["text"], facts), "params": made, **asked}


def first_items(rule: dict[str, Any], closed: Collection[str]) -> list[dict[str, Any]]:
    """What a new goal begins with. closed: fields that are known, refused, or asked for elsewhere."""
    found = list(_following(_open(rule["items"], closed)))[:MOST_ITEMS]
    spare = [item for item in _following([*found, *_open(rule["more"], closed)]) if item not in found]
    return found + spare[: max(0, FEWEST_ITEMS - len(found))]


def fresh_items(
    rule: dict[str, Any], closed: Collection[str], used: Collection[str], there: Collection[str] = ()
) -> list[dict[str, Any]]:
    """What was not used yet. there: keys of what was done or is still to do, which a follow-up may follow."""
    left = [item for item in _open([*rule["items"], *rule["more"]], closed) if item["key"] not in used]
    return list(_following(left, there))[:FEWEST_ITEMS]


def further_items(
    rule: dict[str, Any], closed: Collection[str], used: Collection[str], there: Collection[str] = ()
) -> list[dict[str, Any]]:
    """What follows where nothing is open: what was not used yet, else all that can come again, as another round."""
    found = fresh_items(rule, closed, used, there)
    if found:
        return found
    again = [item for item in [*rule["more"], *rule["items"]] if item["type"] != "data_collection"]
    again.sort(key=lambda item: item["type"] == "follow_up")
    keys = {item["key"]: _next_key(item["key"], used) for item in again}
    return list(_following(_renamed(item, keys) for item in again))[:FEWEST_ITEMS]


def _renamed(item: dict[str, Any], keys: Mapping[str, str]) -> dict[str, Any]:
    """A follow-up of another round follows what comes with that round."""
    made = item | {"key": keys[item["key"]]}
    return made | {"after": keys.get(item["after"], "")} if item["type"] == "follow_up" else made


def _following(items: Iterable[dict[str, Any]], there: Collection[str] = ()) -> Iterator[dict[str, Any]]:
    """Without follow-ups of what was not, and will not be, done."""
    known = set(there)
    for item in items:
        if item["type"] != "follow_up" or item["after"] in known:
            known.add(item["key"])
            yield item


def _open(items: list[dict[str, Any]], closed: Collection[str]) -> Iterator[dict[str, Any]]:
    return (item for item in items if item.get("field") not in closed)


def _next_key(key: str, used: Collection[str]) -> str:
    return next(name for n in range(2, 2 + len(used) + 1) if (name := f"{key}#{n}") not in used)


def _priority(rule: dict[str, Any], facts: Facts) -> int:
    given = rule["priority"]
    changes = [change["by"] for change in given["changes"] if jsonlogic.holds(change["when"], facts.seen)]
    most: int = min(given["most"], HIGHEST, given["base"] + sum(changes))
    return max(LOWEST, most)
