"""What the coach is told about a list of records."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

TOP = 200
"""Rows of a list that are named; the others are counted."""


@dataclass(frozen=True, slots=True)
class Row:
    """One record and why it stands there. facts: what its note is made of (days, cents, on, at ...)."""

    kind: str
    id: int
    title: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Listed:
    """The first rows of a list, the most pressing first. count: of all there are; cents: their sum where it has one.

    others: (currency, how many) of those in other currencies, which are not in the sum.
    """

    rows: tuple[Row, ...] = ()
    count: int = 0
    cents: int = 0
    others: tuple[tuple[str, int], ...] = ()


def kept(evidence: Any) -> list[tuple[str, int]]:
    """(kind, id) of the rows that an insight keeps in its evidence; what is damaged is left out."""
    rows = evidence.get("rows") if isinstance(evidence, dict) else None
    found = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    pairs = [(row.get("kind"), row.get("id")) for row in found]
    return [(kind, record_id) for kind, record_id in pairs if isinstance(kind, str) and type(record_id) is int]
