"""Which goals a business should have, by the rules alone: nothing is read or stored here."""

import re
from collections.abc import Collection, Iterator
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
        Wish(rule, _priority(rule, facts))
        for rule in lists.rules()
        if facts.kind in rule["for"] and jsonlogic.holds(rule["when"], facts.seen)
    ]
    return sorted(found, key=lambda wish: (wish.fills, -wish.priority))


def chosen(wanted: list[Wish], kept: Collection[str], resting: list[str]) -> list[Wish]:
    """What to pursue beside the goals that are kept: four in all at most, two at least.

    kept: rules of goals that stay whatever the rules say. resting: rules that were finished or given up lately, the
    one that may come back first in front; they return only where there would be too few.
    """
    free = [wish for wish in wanted if wish.id not in kept and wish.id not in resting]
    room = MOST - len(kept)
    found = [wish for wish in free if not wish.fills][: max(0, room)]
    spare = [wish for wish in free if wish.fills]
    spare += [wish for rule_id in resting for wish in wanted if wish.id == rule_id and wish.id not in kept]
    return found + spare[: max(0, FEWEST - len(kept) - len(found))]


def text(template: Any, facts: Facts) -> str:
    """A text of a rule: JSON Logic that makes a text, with names filled in."""
    made = jsonlogic.apply(template, facts.seen)
    return NAMED.sub(lambda hit: facts.words.get(hit[1], ""), str(made or ""))


def first_items(rule: dict[str, Any], closed: Collection[str]) -> list[dict[str, Any]]:
    """What a new goal begins with. closed: fields that are known, refused, or asked for elsewhere."""
    found = list(_open(rule["items"], closed))[:MOST_ITEMS]
    spare = list(_open(rule["more"], closed))
    return found + spare[: max(0, FEWEST_ITEMS - len(found))]


def further_items(rule: dict[str, Any], closed: Collection[str], used: Collection[str]) -> list[dict[str, Any]]:
    """What follows where nothing is open: what was not used yet, else all that can come again, as another round."""
    fresh = [item for item in _open([*rule["items"], *rule["more"]], closed) if item["key"] not in used]
    if fresh:
        return fresh[:FEWEST_ITEMS]
    again = [item for item in rule["more"] if item["type"] != "data_collection"]
    return [item | {"key": _next_key(item["key"], used)} for item in again[:FEWEST_ITEMS]]


def _open(items: list[dict[str, Any]], closed: Collection[str]) -> Iterator[dict[str, Any]]:
    return (item for item in items if item.get("field") not in closed)


def _next_key(key: str, used: Collection[str]) -> str:
    return next(name for n in range(2, 2 + len(used) + 1) if (name := f"{key}#{n}") not in used)


def _priority(rule: dict[str, Any], facts: Facts) -> int:
    given = rule["priority"]
    changes = [change["by"] for change in given["changes"] if jsonlogic.holds(change["when"], facts.seen)]
    most: int = min(given["most"], HIGHEST, given["base"] + sum(changes))
    return max(LOWEST, most)
