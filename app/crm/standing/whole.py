"""The owner's business as a whole: what was won and left of it, who brings it, who has gone quiet. Read-only.

Money is in the owner's currency; what is in others is left out.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.db import driver
from app.crm import preferences
from app.models.types import stored

YEAR, QUIET = timedelta(days=365), timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Whole:
    """won, lost: deals of the last two years. revenue, before: minor units won in the last twelve months, and in the
    twelve before. margin, margin_before: what was left, of deals whose cost is known, as a share; None without any.
    clients, quiet: people who are clients, and those of them silent for ninety days. largest: the business that brought
    most in twelve months, with its share. referrals: share of won deals that came by recommendation.
    """

    won: int
    lost: int
    open: int
    open_cents: int
    revenue: int
    before: int
    margin: float | None
    margin_before: float | None
    clients: int
    quiet: int
    largest: str
    largest_share: float | None
    referrals: float | None
    open_tasks: int
    new_contacts: int


def whole(session: Session, now: datetime) -> Whole:
    """Every figure from an index, or from the deals won in two years."""
    given = {
        "year": stored(now - YEAR), "two": stored(now - 2 * YEAR), "now": stored(now), "quiet": stored(now - QUIET),
        "month": stored(now - timedelta(days=30)), "currency": preferences.get(session, "currency"),
    }  # fmt: skip
    session.flush()
    closed = _row(session, _CLOSED, given)
    held, people = _row(session, _OPEN, given), _row(session, _PEOPLE, given)
    left, before = _left(_row(session, _COSTED, given))
    name, share = _largest(session, given, closed["revenue"])
    return Whole(
        closed["won"], closed["lost"], held["n"], held["cents"] or 0, closed["revenue"], closed["before"], left, before,
        people["clients"], people["quiet"], name, share, _share(closed["referred"], closed["sourced"]),
        people["tasks"], people["contacts"],
    )  # fmt: skip


def _row(session: Session, query: str, given: dict[str, Any]) -> dict[str, Any]:
    cursor = driver(session).execute(query, given)
    return dict(zip((column[0] for column in cursor.description), cursor.fetchone(), strict=True))


def _share(part: float | None, of: float | None) -> float | None:
    return None if not of else (part or 0) / of


def _left(costed: dict[str, Any]) -> tuple[float | None, float | None]:
    """The margin of this year and of the year before."""
    found = [_share(costed[f"value{n}"] - costed[f"cost{n}"], costed[f"value{n}"]) for n in (1, 2)]
    return found[0], found[1]


def _largest(session: Session, given: dict[str, Any], revenue: int) -> tuple[str, float | None]:
    """Nothing for a business that has sold to fewer than two."""
    clients = session.execute(text(_CLIENTS), given).all()
    if len(clients) < 2 or not revenue:  # noqa: PLR2004 - one alone is no largest
        return "", None
    return clients[0].name, clients[0].cents / revenue


_CLOSED = """
    SELECT count(*) FILTER (WHERE won) AS won, count(*) FILTER (WHERE NOT won) AS lost,
        coalesce(sum(value_cents) FILTER (WHERE won AND closed_at >= :year AND currency = :currency), 0) AS revenue,
        coalesce(sum(value_cents) FILTER (WHERE won AND closed_at < :year AND currency = :currency), 0) AS before,
        count(*) FILTER (WHERE won AND closed_at >= :year AND source IS NOT NULL) AS sourced,
        count(*) FILTER (WHERE won AND closed_at >= :year AND source = 'referral') AS referred
    FROM deals WHERE closed_at >= :two AND closed_at <= :now"""
_OPEN = """
    SELECT count(*) AS n, sum(value_cents) FILTER (WHERE currency = :currency) AS cents
    FROM deals WHERE closed_at IS NULL"""
_PEOPLE = """
    SELECT (SELECT count(*) FROM contacts WHERE status = 'client') AS clients,
        (SELECT count(*) FROM contacts WHERE status = 'client' AND do_not_contact = 0
            AND last_contact_at < :quiet) AS quiet,
        (SELECT count(*) FROM tasks WHERE status IN ('pending', 'in_progress')) AS tasks,
        (SELECT count(*) FROM contacts WHERE created_at >= :month AND created_at <= :now) AS contacts"""
_COSTED = """
    WITH known AS (
        SELECT d.closed_at >= :year AS late, d.value_cents AS value, coalesce(d.cost_cents, (
            SELECT sum(t.duration_minutes * p.hourly_cost_cents) / 60 FROM projects p
            JOIN time_entries t ON t.project_id = p.id
            WHERE p.deal_id = d.id AND p.hourly_cost_cents IS NOT NULL AND p.currency = d.currency)) AS cost
        FROM deals d WHERE d.closed_at >= :two AND d.closed_at <= :now AND d.won = 1 AND d.currency = :currency
            AND d.value_cents > 0
    )
    SELECT coalesce(sum(value) FILTER (WHERE late), 0) AS value1, coalesce(sum(cost) FILTER (WHERE late), 0) AS cost1,
        coalesce(sum(value) FILTER (WHERE NOT late), 0) AS value2,
        coalesce(sum(cost) FILTER (WHERE NOT late), 0) AS cost2
    FROM known WHERE cost IS NOT NULL"""
_CLIENTS = """
    WITH sold AS (
        SELECT coalesce(d.business_id, (SELECT c.business_id FROM contacts c WHERE c.id = d.contact_id)) AS business,
            sum(d.value_cents) AS cents
        FROM deals d WHERE d.closed_at >= :year AND d.closed_at <= :now AND d.won = 1 AND d.currency = :currency
        GROUP BY 1
    )
    SELECT b.name, s.cents FROM sold s JOIN businesses b ON b.id = s.business ORDER BY s.cents DESC, b.id LIMIT 2"""
