"""Fields of a business's profile: what each takes, how an owner's words are read, and which column it also fills."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from app.core import money
from app.core.errors import CrmError
from app.crm import columns, names
from app.goals import amounts, lists
from app.models import Business

BETWEEN = "; "
"""Stands between the values of a list."""
MOST_MONEY = 10**13
MOST_WORDS = 12
"""A longer answer is a story, not a value of a list."""
ALONE = ("just me", "only me", "myself", "alone", "solo", "allein", "nur ich", "one-person", "one-woman", "one-man")


@dataclass(frozen=True, slots=True)
class Field:
    """kind: text, money, percent, count, scale, list, tier, team or choice. column: of the business, or ""."""

    name: str
    kind: str
    title: str
    ask: str
    column: str
    low: float
    high: float
    units: tuple[tuple[str, int | None], ...] = ()
    """(pattern of words in an answer, what they make of its number): "two weeks" is not two days."""


def _fields() -> dict[str, Field]:
    limits = {"percent": (0, 100), "scale": (1, 5), "money": (0, MOST_MONEY), "count": (0, 10**9), "team": (1, 10**7)}
    found = {}
    for name, given in lists.profile()["fields"].items():
        low, high = limits.get(given["kind"], (0, 0))
        found[name] = Field(
            name, given["kind"], given["title"], given["ask"], given.get("column", ""),
            given.get("low", low), given.get("high", high), tuple(given.get("units", {}).items()),
        )  # fmt: skip
    return found


FIELDS: Mapping[str, Field] = _fields()


def title(field: str) -> str:
    return FIELDS[field].title if field in FIELDS else field.replace("_", " ").capitalize()


def ask(field: str, name: str) -> str:
    """The question that fills it. name: of the business."""
    return FIELDS[field].ask.replace("{name}", name)


def checked(field: str, text: str) -> str:
    """The value as it is kept. Errors: CrmError for an unknown field, or words that are no value of it."""
    known = _known(field)
    plain = names.clean(str(text))
    if plain is None:
        raise CrmError(f"{known.title} is empty.", where=field)
    return _CHECKS[known.kind](known, plain)


def tier_bounds(tier: str | None) -> tuple[float, float] | None:
    """Lowest and highest yearly revenue of a tier, by its name or its words; None for one that is not known."""
    if not tier:
        return None
    tiers: Mapping[str, list[float | None]] = lists.profile()["tiers"]
    name = _tier_names().get(lists.slug(tier))
    if name is not None:
        low, high = tiers[name]
        return float(low or 0), float("inf") if high is None else float(high)
    found = list(amounts.numbers(tier))
    return (float(min(found)), float(max(found))) if found else None


def offered_tier(amount: float) -> str:
    """The tier of the offered ones that a yearly revenue lies in."""
    offers = [name for name in lists.offered("revenue_tier") if tier_bounds(name)]
    return next(name for name in offers if (low_high := tier_bounds(name)) and low_high[0] <= amount < low_high[1])


def people(team: str | None) -> tuple[int, int] | None:
    """Fewest and most people of a team size as it is kept: 3, 2-10, 10001+; None where it names no number."""
    if not team:
        return None
    plain = names.fold(team)
    if any(word in plain for word in ALONE):
        return 1, 1
    found = sorted(int(value) for value in amounts.numbers(plain.replace("-", " ").replace("+", " ")))
    return (found[0], 10**9 if plain.endswith("+") else found[-1]) if found else None


def entries(value: str) -> list[str]:
    return [entry for entry in map(str.strip, value.split(BETWEEN.strip())) if entry]


def for_column(business: Business, field: str, value: str, currency: str) -> dict[str, Any]:
    """Columns of the business that a value as kept fills; a list is added to what is there."""
    known = _known(field)
    if not known.column:
        return {}
    if field == "target_revenue":
        code = business.currency or currency
        return {known.column: money.to_minor(Decimal(value), code), "currency": code}
    if field == "annual_revenue":
        return {known.column: offered_tier(float(value))}
    if known.kind == "list":
        return {known.column: extended(getattr(business, known.column) or [], entries(value))}
    return {known.column: int(value) if known.kind == "scale" else value}


def extended(present: list[str], added: list[str]) -> list[str]:
    """A list with what it lacks; the same word in another writing is no other one."""
    known = set(lists.slugs(present))
    return [*present, *(entry for entry in added if lists.slug(entry) not in known)]


def _known(field: str) -> Field:
    if field not in FIELDS:
        raise CrmError(f"A profile has no field called {str(field)[:60]}.", where="field")
    return FIELDS[field]


@cache
def _tier_names() -> Mapping[str, str]:
    """Every way a tier is written -> its name."""
    found = {lists.slug(name): name for name in lists.profile()["tiers"]}
    return found | {lists.slug(words): name for name, words in lists.offered("revenue_tier").items()}


def _one(field: Field, found: list[Decimal], takes: str) -> Decimal:
    """The only number there is. Errors: CrmError for none, several, or one beyond the range."""
    if len(set(found)) != 1:
        raise CrmError(f"{field.title} takes {takes}.", where=field.name)
    if not field.low <= found[0] <= field.high:
        raise CrmError(f"{field.title} lies between {field.low:,g} and {field.high:,g}.", where=field.name)
    return found[0]


def _text(field: Field, text: str) -> str:
    if len(text) > columns.SHORT:
        raise CrmError(f"{field.title} takes at most {columns.SHORT} characters.", where=field.name)
    return " ".join(text.split())


def _money(field: Field, text: str) -> str:
    found = [value * factor(field, text) for value in amounts.numbers(text)]
    return amounts.written(_one(field, found, "one amount of money"))


def factor(field: Field, text: str) -> int:
    """What its words make of a number. Errors: CrmError where the number is one of something else."""
    plain = names.fold(text)
    found = next((times for words, times in field.units if re.search(rf"\b(?:{words})", plain)), 1)
    if found is None:
        raise CrmError(f"{field.title} takes another unit.", where=field.name)
    return found


def _percent(field: Field, text: str) -> str:
    found = list(amounts.shares(text)) or list(amounts.numbers(text, whole=False))
    if amounts.RANGE.search(names.fold(text)):
        raise CrmError(f"{field.title} takes one percentage.", where=field.name)
    return amounts.written(_one(field, found, "one percentage"))


def _count(field: Field, text: str) -> str:
    found = _one(field, [value * factor(field, text) for value in amounts.numbers(text)], "one number")
    return amounts.written(found.to_integral_value())


def _scale(field: Field, text: str) -> str:
    """The first number of "4 out of 5"."""
    found = list(amounts.numbers(text, whole=False))
    if len(found) > 1 and found[-1] == Decimal(int(field.high)):
        found = found[:1]
    value = _one(field, found, f"a number from {field.low:g} to {field.high:g}")
    if value != value.to_integral_value():
        raise CrmError(f"{field.title} takes a whole number.", where=field.name)
    return amounts.written(value)


def _list(field: Field, text: str) -> str:
    """Values parted by commas, semicolons, lines or "and"; offered ones in their own writing."""
    parts = text.replace("\n", ";").replace(",", ";").replace(" and ", ";").replace(" und ", ";").split(";")
    given = [" ".join(part.split()) for part in parts if part.strip(" .")]
    found = [_offer(field, part.strip(" .")) for part in given]
    if not found or any(len(entry) > columns.SHORT for entry in found):
        raise CrmError(f"{field.title} takes a list of short texts.", where=field.name)
    return BETWEEN.join(dict.fromkeys(found))


def _offer(field: Field, text: str) -> str:
    offers = lists.offered(field.column or field.name)
    return next(
        (key for key, words in offers.items() if lists.slug(text) in (lists.slug(key), lists.slug(words))), text
    )


def _choice(field: Field, text: str) -> str:
    return _offer(field, _text(field, text))


def _tier(field: Field, text: str) -> str:
    name = _tier_names().get(lists.slug(text))
    if name is not None:
        return name
    return offered_tier(float(_one(Field(field.name, "money", field.title, "", "", 0, MOST_MONEY),
                                   list(amounts.numbers(text)), "a revenue")))  # fmt: skip


def _team(field: Field, text: str) -> str:
    bucket = next((key for key in lists.offered("team_size") if key == text.replace(" ", "")), None)
    if bucket is not None:
        return bucket
    if any(word in names.fold(text) for word in ALONE):
        return "1"
    found = _one(field, list(amounts.numbers(text)), "the number of people")
    return amounts.written(found.to_integral_value())


_CHECKS: Mapping[str, Callable[[Field, str], str]] = {
    "text": _text, "money": _money, "percent": _percent, "count": _count, "scale": _scale, "list": _list,
    "tier": _tier, "team": _team, "choice": _choice,
}  # fmt: skip
