"""The words of the coach: sentences from `resources/messages`, filled with values in the way of the owner's locale."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any

import yaml
from babel import Locale, UnknownLocaleError, dates, default_locale, numbers

from app.coach.values import Days, Minutes, Money, Names, Parts, Percent, Total
from app.core import money
from app.core.errors import CrmError
from app.core.paths import source_tree

NAMED, LONGEST = 3, 60
"""Names told of a list, and characters of one."""
SPANS = ((1095, 365.25, "year"), (100, 30.44, "month"), (0, 1.0, "day"))
"""From so many days on, a length of time is told in units of so many days. Not in weeks: 33 days would be 4 of them, as
30 days wished are."""


@dataclass(frozen=True, slots=True)
class Button:
    """label: its words. texts: further texts of the message file that its action needs."""

    label: str
    texts: Mapping[str, str]


@cache
def messages(rule_id: str) -> Mapping[str, Any]:
    """The message file of a rule: {name, formula, text: {variant: sentence}, parts: {name: words}, row, actions: {name:
    {label, ...}}}.

    Words that depend on a number are {one, many}, told apart by the value n, else by days. row: words, or {variant:
    words}.
    """
    path = source_tree("resources") / "messages" / f"{rule_id}.yaml"
    if not path.exists():
        raise CrmError(f"There is no rule called {rule_id}.", kind="not_found", where=rule_id)
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise CrmError(f"The words of the rule {rule_id} cannot be read.", kind="storage", where=str(path)) from error
    if not isinstance(found, dict) or not {"name", "text"} <= found.keys():
        raise CrmError(f"The words of the rule {rule_id} are not whole.", kind="storage", where=str(path))
    return found


def sentence(rule_id: str, text: str, values: Mapping[str, Any]) -> str:
    """What is said."""
    known = {key: _joined(rule_id, value) if isinstance(value, Parts) else value for key, value in values.items()}
    return fill(_counted(messages(rule_id)["text"][text], known), known)


def note(rule_id: str, facts: Mapping[str, Any]) -> str:
    """What stands beside a record in the evidence; empty where the message file has no line for it.

    facts: `text` names the variant where the file has several.
    """
    template = messages(rule_id).get("row")
    if isinstance(template, Mapping) and facts.get("text") in template:
        template = template[facts["text"]]
    return fill(_counted(template, facts), facts) if template and facts else ""


def button(rule_id: str, name: str, values: Mapping[str, Any]) -> Button:
    found = {key: fill(str(text), values) for key, text in messages(rule_id)["actions"][name].items()}
    return Button(found.pop("label"), found)


def letter(name: str, body: str) -> str:
    """A drafted message as it opens in the mail program."""
    template = (source_tree("resources") / "templates" / "letter.txt").read_text(encoding="utf-8")
    return template.format_map({"name": name, "body": body})


def rule_name(rule_id: str) -> str:
    """As the owner reads it: "Deal won"."""
    return str(messages(rule_id)["name"])


def known_name(rule_id: str) -> str:
    """The same; its id where an earlier version had the rule and this one has not."""
    try:
        return rule_name(rule_id)
    except CrmError:
        return rule_id


def formula(rule_id: str) -> str:
    """How the figure is made, in words."""
    return str(messages(rule_id).get("formula", ""))


def fill(template: str, values: Mapping[str, Any]) -> str:
    """The sentence with every value written out. A value's own braces stay as they are, and one that ends as a sentence
    does ("Verein e. V.") needs no second full stop."""
    told = {key: written(value) for key, value in values.items()}
    ended = [key for key, text in told.items() if text.endswith((".", "…", "!", "?"))]
    for key in ended:
        template = template.replace(f"{{{key}}}.", f"{{{key}}}")
    return " ".join(template.format_map(told).split())


def written(value: Any) -> str:
    """One value in the owner's way; anything unknown as its text, cut where it is long."""
    for kind, write in _WRITERS:
        if isinstance(value, kind):
            return write(value)
    return _shortened(str(value))


@cache
def locale_here() -> Locale:
    """The system's; English where it has none."""
    name = default_locale("LC_ALL") or "en_US"
    try:
        return Locale("en", "US") if name.endswith("POSIX") else Locale.parse(name)
    except (UnknownLocaleError, ValueError):
        return Locale("en", "US")


class Phrase(str):
    """Words that are written out already."""

    __slots__ = ()


def _counted(template: Any, values: Mapping[str, Any]) -> str:
    """The words for one, or for many."""
    if isinstance(template, Mapping):
        number = values["n"] if "n" in values else values["days"]
        template = template["one" if number == 1 else "many"]
    return str(template)


def _joined(rule_id: str, parts: Parts) -> Phrase:
    words = messages(rule_id)["parts"]
    return Phrase(", ".join(fill(_counted(words[name], values), values) for name, values in parts.pieces))


def _listed(names: list[str], count: int) -> str:
    """Ana, Bo, Cy and 4 more. Where a name has a comma of its own, semicolons tell them apart."""
    more = count - len(names)
    listed = ("; " if any("," in name for name in names) else ", ").join(names)
    return f"{listed} and {more} more" if more > 0 else listed


def _span(days: int) -> str:
    """Whole units, as many as have passed."""
    length, unit = next((length, unit) for least, length, unit in SPANS if days >= least)
    count = int(days / length)
    return f"{_decimal(count)} {unit}" if count == 1 else f"{_decimal(count)} {unit}s"


def _total(value: Total) -> str:
    """€3,200 + 2 in USD."""
    own = money.written(value.cents, value.currency, locale_here()) if value.cents or not value.others else ""
    others = (f"{_decimal(n)} in {currency}" for currency, n in value.others)
    return " + ".join(part for part in (own, *others) if part)


def _shortened(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _moment(value: datetime) -> str:
    """14 Nov, 14:20: its own wall clock. No locale has one pattern for both."""
    day = dates.format_skeleton("MMMd", value, locale=locale_here())
    return f"{day}, {dates.format_time(value, 'short', locale=locale_here())}"


@lru_cache(maxsize=4096)
def _decimal(value: float) -> str:
    return str(numbers.format_decimal(round(value, 1), locale=locale_here()))


_WRITERS: tuple[tuple[type, Callable[[Any], str]], ...] = (
    (Phrase, str),
    (Money, lambda value: money.written(value.cents, value.currency, locale_here())),
    (Total, _total),
    (Days, lambda value: _span(max(0, value.days))),
    (Percent, lambda value: f"{round(100 * value.share)} %"),
    (Minutes, lambda value: f"{_decimal(value.minutes / 60)} h"),
    (Names, lambda value: _listed([_shortened(name) for name in value.names[:NAMED]], value.count)),
    (int, _decimal),
    (float, _decimal),
    (datetime, _moment),
    (date, lambda value: dates.format_date(value, "medium", locale=locale_here())),
)
"""How each kind of value is written; a datetime is a date, too, and comes first."""
