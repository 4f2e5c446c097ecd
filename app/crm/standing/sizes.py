"""How large the owner's deals are."""

from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.crm.standing.row import Row

LATEST = 1_000
"""Deals that are looked at: what was long ago says little about today."""


@dataclass(frozen=True, slots=True)
class Edge:
    """Of `n` deals nine in ten are worth `cents` or less. rows: the others, the largest first; facts: cents."""

    n: int
    cents: int
    rows: tuple[Row, ...]


def largest_tenth(session: Session, currency: str, without: int) -> Edge | None:
    """The 90th percentile of the latest deals with a value in this currency but one: the smallest value that at least
    nine in ten do not exceed (nearest rank). None without any."""
    given = {"currency": currency, "without": without, "latest": LATEST, "top": LATEST // 10 + 1}
    ranked = session.execute(_RANKED, given).all()
    if not ranked:
        return None
    n = ranked[0].n
    edge = ranked[n // 10].value_cents
    rows = (Row("deal", row.id, row.title, {"cents": row.value_cents}) for row in ranked if row.value_cents > edge)
    return Edge(n, edge, tuple(rows))


_RANKED = text(
    """
    SELECT id, title, value_cents, count(*) OVER () AS n FROM (
        SELECT id, title, value_cents FROM deals
        WHERE currency = :currency AND value_cents IS NOT NULL AND id <> :without
        ORDER BY id DESC LIMIT :latest
    ) ORDER BY value_cents DESC, id LIMIT :top
    """
)
