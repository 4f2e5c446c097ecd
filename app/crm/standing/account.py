"""One business of the owner's list: its deals, when they last spoke, what is open, what has just ended. Read-only."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.core.db import driver
from app.crm import days, preferences
from app.models.types import stored

RECENT = timedelta(days=7)
"""How long ago something may have ended to be spoken of."""


@dataclass(frozen=True, slots=True)
class Account:
    """won, lost, open: deals of the business and of its people. cents, before: minor units won in the last twelve
    months, and in the twelve before, in the owner's currency. silent_days: since the last contact; None without any.
    reachable: somebody there may be contacted, or nobody is known yet.
    """

    won: int
    lost: int
    open: int
    cents: int
    before: int
    silent_days: int | None
    open_tasks: int
    reachable: bool


def account(session: Session, business_id: int, now: datetime) -> Account:
    given = {
        "id": business_id, "now": stored(now), "currency": preferences.get(session, "currency"),
        "year": stored(now - timedelta(days=365)), "two": stored(now - timedelta(days=730)),
    }  # fmt: skip
    session.flush()
    ask = driver(session).execute
    won, lost, open_, cents, before = ask(_DEALS, given).fetchone()
    last, refuses = ask(_SPOKEN, given).fetchone()
    tasks = ask(_TASKS, given).fetchone()[0]
    silent = None if last is None else days.whole_days(_moment(last), now)
    return Account(won, lost, open_, cents, before, silent, tasks, not refuses)


def just_ended(session: Session, business_id: int | None, now: datetime) -> datetime | None:
    """When the latest appointment, deal or project of a business ended, if that was within a week.

    business_id: None for any business: what ends at all is the owner's own affair.
    """
    session.flush()
    given = {"id": business_id, "now": stored(now), "since": stored(now - RECENT)}
    (found,) = driver(session).execute(_ANY_ENDED if business_id is None else _ENDED, given).fetchone()
    return None if not found else _moment(found)


def pair(session: Session, business_id: int | None) -> list[tuple[int, str]]:
    """Two people who could be introduced to each other, (id, name) each: one of the business and a client in touch.

    business_id: None for two clients of different businesses. Empty where there are no such two.
    """
    session.flush()
    ask = driver(session).execute
    clients = ask(_CLIENTS, {"id": business_id}).fetchall()
    first = clients[:1] if business_id is None else ask(_SPEAKER, {"id": business_id}).fetchall()
    if not first:
        return []
    others = [row for row in clients if row[2] != first[0][2] and row[0] != first[0][0]]
    return [(row[0], row[1]) for row in (first[0], others[0])] if others else []


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+00:00")


_OF = """
    SELECT id, closed_at, won, value_cents, currency FROM deals WHERE business_id = :id
    UNION
    SELECT d.id, d.closed_at, d.won, d.value_cents, d.currency FROM contacts c CROSS JOIN deals d ON d.contact_id = c.id
    WHERE c.business_id = :id AND d.business_id IS NULL"""
_DEALS = f"""
    SELECT count(*) FILTER (WHERE won), count(*) FILTER (WHERE won = 0), count(*) FILTER (WHERE closed_at IS NULL),
        coalesce(sum(value_cents) FILTER (WHERE won AND closed_at >= :year AND currency = :currency), 0),
        coalesce(sum(value_cents) FILTER (
            WHERE won AND closed_at >= :two AND closed_at < :year AND currency = :currency), 0)
    FROM ({_OF})"""
_SPOKEN = """
    SELECT max(CASE WHEN last_contact_at <= :now THEN last_contact_at END), min(do_not_contact)
    FROM contacts WHERE business_id = :id"""
_TASKS = """
    SELECT count(*) FROM tasks INDEXED BY ix_tasks_business_id
    WHERE business_id = :id AND status IN ('pending', 'in_progress')"""
_LATE = "BETWEEN :since AND :now"
_ENDED = f"""
    SELECT max(coalesce(ended, '')) FROM (
        SELECT max(coalesce(ends_at, starts_at)) AS ended FROM events
        WHERE business_id = :id AND coalesce(ends_at, starts_at) {_LATE}
        UNION ALL SELECT max(coalesce(e.ends_at, e.starts_at))
        FROM contacts c CROSS JOIN events e ON e.contact_id = c.id
        WHERE c.business_id = :id AND coalesce(e.ends_at, e.starts_at) {_LATE}
        UNION ALL SELECT max(closed_at) FROM ({_OF}) WHERE closed_at {_LATE}
        UNION ALL SELECT max(closed_at) FROM projects WHERE business_id = :id AND closed_at {_LATE})"""
_ANY_ENDED = f"""
    SELECT max(coalesce(ended, '')) FROM (
        SELECT max(coalesce(ends_at, starts_at)) AS ended FROM events
        WHERE starts_at {_LATE} AND coalesce(ends_at, starts_at) {_LATE}
        UNION ALL SELECT max(closed_at) FROM deals WHERE closed_at {_LATE}
        UNION ALL SELECT max(closed_at) FROM projects WHERE status = 'closed' AND closed_at {_LATE})"""
_CLIENTS = """
    SELECT id, name, business_id FROM contacts
    WHERE status = 'client' AND do_not_contact = 0 AND business_id IS NOT NULL
        AND (:id IS NULL OR business_id != :id)
    ORDER BY last_contact_at DESC LIMIT 8"""
_SPEAKER = """
    SELECT id, name, business_id FROM contacts WHERE business_id = :id AND do_not_contact = 0
    ORDER BY last_contact_at DESC, id LIMIT 1"""
