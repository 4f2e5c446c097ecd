"""What a sentence of the coach is filled with; `wording` writes each in the owner's way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in minor units of its currency."""

    cents: int
    currency: str


@dataclass(frozen=True, slots=True)
class Total:
    """What several amounts add up to in the owner's currency. others: (currency, how many) of those in other ones."""

    cents: int
    currency: str
    others: Sequence[tuple[str, int]] = ()


@dataclass(frozen=True, slots=True)
class Days:
    """Full days, told as a person says it: 1 day, 33 days, 5 months."""

    days: int


@dataclass(frozen=True, slots=True)
class Percent:
    """A share from 0 to 1."""

    share: float


@dataclass(frozen=True, slots=True)
class Minutes:
    """A length of time, told in hours."""

    minutes: int


@dataclass(frozen=True, slots=True)
class Names:
    """The first of several names. count: of all, also those not named."""

    names: Sequence[str]
    count: int


@dataclass(frozen=True, slots=True)
class Parts:
    """Pieces of a sentence that are there only where there is something to say: the name of each under `parts` in the
    message file, and what it is filled with (n: how many)."""

    pieces: Sequence[tuple[str, Mapping[str, Any]]]


def amount(cents: int | None, currency: str) -> Money | str:
    """An amount, or a hyphen where none is known."""
    return "-" if cents is None else Money(cents, currency)
