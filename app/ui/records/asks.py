"""What a list can be filtered by and changed in, and how a condition reads."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.core.errors import CrmError
from app.crm import custom_fields, tags
from app.crm.listing import Condition
from app.ui import words
from app.ui.reading import read_date, read_money, read_number

OPS: Mapping[str, str] = {
    "is": "is", "is_not": "is not", "contains": "contains", "empty": "is empty", "not_empty": "is filled in",
    "at_least": "at least", "at_most": "at most", "after": "after", "before": "before",
    "in_last_days": "in the last days:", "not_in_last_days": "not in the last days:",
    "in_next_days": "in the next days:",
}  # fmt: skip
PERIODS = (7, 30, 90)
MOST = 200
"""Records offered in a menu."""
NUMBER = re.compile(r"[+-]?\d{1,15}(\.\d+)?")


@dataclass(frozen=True)
class Option:
    """One thing to pick in the menu of a field, and the words it becomes a chip with."""

    text: str
    op: str = "is"
    value: Any = None


Offer = Callable[[Any], Sequence[Option]]
"""Given a read session: what can be picked."""
Read = Callable[[str, date, str], Any]
"""Typed text, today, the owner's currency -> the value of a condition. Errors: CrmError."""


@dataclass(frozen=True)
class Ask:
    """A field to filter by. offer: what can be picked; typed: ops whose value is typed, read by `read`."""

    field: str
    title: str
    offer: Offer = lambda _session: ()
    typed: Sequence[str] = ()
    read: Read = lambda text, _today, _currency: text

    def words(self, session: Any, condition: Condition, currency: str) -> str:
        """ "Status is Lead", "City contains Berlin"."""
        for option in self.offer(session):
            if (option.op, option.value) == (condition.op, condition.value):
                joint = " is " if option.op == "is" and option.value is not True else " "
                return f"{self.title}{joint}{option.text}"
        value = "" if condition.value is None else f" {self._shown(condition.value, currency)}"
        return f"{self.title} {OPS[condition.op]}{value}"

    def question(self, op: str) -> str:
        return f"{self.title} {OPS[op].rstrip(':')}"

    def _shown(self, value: Any, currency: str) -> str:
        return words.money(value, currency) if self.read is _read_amount else str(value)


@dataclass(frozen=True)
class Change:
    """A field that can be set in many records at once: picked from `offer`, or typed where that is empty.

    read: of what is typed, and today; without it the text is read as the command line would. Errors: CrmError.
    """

    field: str
    title: str
    offer: Offer = lambda _session: ()
    read: Callable[[str, date], Any] | None = None


def among(choices: Mapping[str, str]) -> Offer:
    """The values of a field and the words for them."""
    options = tuple(Option(text, "is", value) for value, text in choices.items())
    return lambda _session: options


def tagged() -> Ask:
    return Ask("tag", "Tag", _tags)


def words_in(field: str, title: str) -> Ask:
    """A field of words."""
    return Ask(field, title, among_emptiness, ("contains", "is"))


def amount_of(field: str, title: str) -> Ask:
    """A sum of money, in minor units."""
    return Ask(field, title, among_emptiness, ("at_least", "at_most"), _read_amount)


def past(field: str, title: str, *, never: str = "") -> Ask:
    """A moment behind us. never: the words for an empty one, where it can be empty."""
    empty = (Option(never, "empty"),) if never else ()
    recent = tuple(Option(f"in the last {days} days", "in_last_days", days) for days in PERIODS)
    long_ago = tuple(Option(f"not in the last {days} days", "not_in_last_days", days) for days in PERIODS)
    return Ask(field, title, lambda _session: (*recent, *long_ago, *empty), ("before", "after"), _read_day)


def ahead(field: str, title: str) -> Ask:
    """A day ahead of us."""
    options = tuple(Option(f"in the next {days} days", "in_next_days", days) for days in PERIODS)
    return Ask(field, title, lambda _session: (*options, Option("not set", "empty")), ("before", "after"), _read_day)


def asks_of_own(session: Any, kind: str) -> Sequence[Ask]:
    """The fields the owner added to this kind."""
    if kind not in custom_fields.KINDS:
        return ()
    return [_own(field) for field in custom_fields.definitions(session, kind).values()]


def _own(field: Any) -> Ask:
    name, title = f"custom.{field.key}", str(field.label)
    if field.value_type == "choice":
        return Ask(name, title, among({choice: choice for choice in field.choices}))
    if field.value_type == "yes_no":
        return Ask(name, title, lambda _session: (Option("yes", "is", True), Option("no", "is", False)))
    if field.value_type == "date":
        return Ask(name, title, among_emptiness, ("before", "after"), _read_day)
    if field.value_type == "number":
        return Ask(name, title, among_emptiness, ("at_least", "at_most", "is"), _read_number)
    return words_in(name, title)


def among_emptiness(_session: Any) -> Sequence[Option]:
    return (Option("is filled in", "not_empty"), Option("is empty", "empty"))


def _tags(session: Any) -> Sequence[Option]:
    named = tuple(Option(tag, "is", tag) for tag in tags.names_in_use(session))
    return (*named, Option("none", "empty"))


def _read_day(text: str, today: date, _currency: str) -> str:
    found = read_date(text, today)
    if found is None:
        raise CrmError("Type a day, such as 12 dec or 2026-12-31.", where="date")
    return found.isoformat()


def _read_number(text: str, _today: date, _currency: str) -> str:
    found = read_number(text)
    if not NUMBER.fullmatch(found):
        raise CrmError(f"“{text[:40]}” is not a number.", where="number")
    return found


def _read_amount(text: str, _today: date, currency: str) -> int:
    found = read_money(text, currency)
    if found is None:
        raise CrmError("Type an amount.", where="amount")
    return found
