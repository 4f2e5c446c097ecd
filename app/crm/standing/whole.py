"""The owner's business as a whole: what was won and left of it, who brings it, who has gone quiet. Read-only.

Money is in the owner's currency; what is in others is left out.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.core.db import driver
from app.crm import preferences
from app.models import Business
from app.models.types import stored

YEAR, QUIET = timedelta(days=365), timedelta(days=90)
MOST = 300
REFERRAL = "referral"


@dataclass(frozen=True, slots=True)
class Whole:
    """won, lost: deals of the last two years. revenue, before: minor units won in the last twelve months, and in the
    twelve before. margin, margin_before: what was left, of deals whose cost is known, as a share; None without any.
    clients, quiet: people who are clients, and those of them silent for ninety days. largest: the business that brought
    most in twelve months, with its share. referrals: share of won deals that came by recommendation.

    Margins, the largest and referrals are of the latest `MOST` won deals of their year.
    """

    won: int
    lost: int
    open: int
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


def whole(session: Session, now: datetime) -> Whole:
    """Every figure from an index, or from a bounded number of deals: it takes as long however many there are."""
    given = {
        "year": stored(now - YEAR), "two": stored(now - 2 * YEAR), "now": stored(now), "quiet": stored(now - QUIET),
        "currency": preferences.get(session, "currency"), "most": MOST,
    }  # fmt: skip
    session.flush()
    (closed,), (held,) = _rows(session, _CLOSED, given), _rows(session, _OPEN, given)
    (people,), (tasks,) = _rows(session, _CLIENTS, given), _rows(session, _TASKS, given)
    year = _rows(session, _LATEST, given | {"after": given["year"], "until": given["now"]})
    before = _rows(session, _LATEST, given | {"after": given["two"], "until": given["year"]})
    name, share = _largest(session, year)
    sourced = [row["source"] for row in year if row["source"]]
    return Whole(
        closed["won"], closed["lost"], held["n"], closed["revenue"], closed["before"],
        _left(year), _left(before), people["clients"], people["quiet"], name, share,
        _share(sourced.count(REFERRAL), len(sourced)), tasks["open"],
    )  # fmt: skip


def _rows(session: Session, query: str, given: dict[str, Any]) -> list[dict[str, Any]]:
    cursor = driver(session).execute(query, given)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _share(part: float, of: float) -> float | None:
    return part / of if of else None


def _left(deals: list[dict[str, Any]]) -> float | None:
    """The margin of those whose cost is known."""
    known = [row for row in deals if row["cost"] is not None]
    worth = sum(row["cents"] for row in known)
    return _share(worth - sum(row["cost"] for row in known), worth)


def _largest(session: Session, deals: list[dict[str, Any]]) -> tuple[str, float | None]:
    """Nothing for a business that has sold to fewer than two."""
    brought: Counter[int] = Counter()
    for row in deals:
        if row["business"] is not None:
            brought[row["business"]] += row["cents"]
    if len(brought) < 2:  # noqa: PLR2004 - one alone is no largest
        return "", None
    first, cents = brought.most_common(1)[0]
    return session.get_one(Business, first).name, _share(cents, sum(row["cents"] for row in deals))


_CLOSED = """
    SELECT count(*) FILTER (WHERE won) AS won, count(*) FILTER (WHERE NOT won) AS lost,
        coalesce(sum(value_cents) FILTER (WHERE won AND closed_at >= :year AND currency = :currency), 0) AS revenue,
        coalesce(sum(value_cents) FILTER (WHERE won AND closed_at < :year AND currency = :currency), 0) AS before
    FROM deals WHERE closed_at >= :two AND closed_at <= :now"""
_OPEN = "SELECT count(*) AS n FROM deals WHERE closed_at IS NULL"
_CLIENTS = """
    SELECT count(*) AS clients, count(*) FILTER (WHERE last_contact_at < :quiet) AS quiet
    FROM contacts WHERE status = 'client' AND do_not_contact = 0"""
_TASKS = "SELECT count(*) AS open FROM tasks WHERE status IN ('pending', 'in_progress')"
_LATEST = """
    SELECT d.value_cents AS cents, d.source,
        coalesce(d.business_id, (SELECT c.business_id FROM contacts c WHERE c.id = d.contact_id)) AS business,
        coalesce(d.cost_cents, (
            SELECT sum(t.duration_minutes * p.hourly_cost_cents) / 60
            FROM projects p INDEXED BY ix_projects_deal_id CROSS JOIN time_entries t ON t.project_id = p.id
            WHERE p.deal_id = d.id AND p.hourly_cost_cents IS NOT NULL AND p.currency = d.currency)) AS cost
    FROM deals d
    WHERE d.closed_at > :after AND d.closed_at <= :until AND d.won = 1 AND d.currency = :currency AND d.value_cents > 0
    ORDER BY d.closed_at DESC LIMIT :most"""
