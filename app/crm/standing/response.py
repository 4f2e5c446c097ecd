"""Who waits for the owner: new leads nobody has spoken to, and people who wrote and got no answer."""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.crm import days
from app.crm.standing.row import TOP, Listed, Row
from app.models import Contact, Deal
from app.models.types import stored

WRITTEN, TALKED = ("email", "sms", "message", "other"), ("call", "meeting")
"""What wants an answer when it comes in, and what is one by itself: both sides spoke."""
FRESH = timedelta(days=30)
"""After so long an answer is no longer what is due."""


@dataclass(frozen=True, slots=True)
class NewLead:
    id: int
    name: str
    email: str | None


def unreached(session: Session, contact_id: int) -> NewLead | None:
    """The contact, where they are a lead that may be contacted and was not in touch yet."""
    query = select(Contact.id, Contact.name, Contact.email).where(
        Contact.id == contact_id, Contact.status == "lead", Contact.do_not_contact.is_(False),
        Contact.last_contact_at.is_(None),
    )  # fmt: skip
    row = session.execute(query).first()
    return None if row is None else NewLead(*row)


def has_open_deal(session: Session, contact_id: int) -> bool:
    query = select(Deal.id).where(Deal.contact_id == contact_id, Deal.closed_at.is_(None))
    return session.scalar(query.limit(1)) is not None


def waiting(session: Session, contact_id: int, now: datetime) -> Row | None:
    """This contact, where they wrote in the last 30 days, and neither was answered since nor is to be: no task or
    follow-up with them was planned for today or later. facts: on, kind."""
    found = session.execute(_ONE, _moments(now) | {"contact_id": contact_id}).first()
    return None if found is None else _row(found, now)


def unanswered(session: Session, now: datetime, after: timedelta, without: Collection[int] = ()) -> Listed:
    """Everybody who has waited so long for an answer: clients first, then who has waited longest. facts: on, kind (of
    what they wrote). Whom an answer to a deed spoke about in that time is left out: the owner knows, and it is told
    after it."""
    until = stored(now - after)
    given = {"without": json.dumps(sorted(without)), "until": until, "top": TOP}
    found = session.execute(_ALL, _moments(now) | given).all()
    return Listed(tuple(_row(row, now) for row in found), found[0].n if found else 0)


def _moments(now: datetime) -> dict[str, str]:
    today = now.date()
    begin = stored(days.midnight(today, now))
    return {"edge": stored(now - FRESH), "today": today.isoformat(), "begin": begin}


def _row(found: Any, now: datetime) -> Row:
    since = datetime.fromisoformat(found.since).replace(tzinfo=UTC)
    return Row("contact", found.id, found.name, {"on": days.local_day(since, now), "kind": found.kind})


def _listed(kinds: Iterable[str]) -> str:
    return ", ".join(f"'{kind}'" for kind in kinds)


_SPOKE_LAST = """
    SELECT id, name, status, max(coalesce(last_outbound_at, ''), :edge) AS floor FROM contacts
    WHERE last_contact_at >= :edge AND last_inbound_at > coalesce(last_outbound_at, '') AND do_not_contact = 0
"""
_UNANSWERED = f"""
    answered AS (
        SELECT id, name, status, coalesce(
            (SELECT max(at) FROM interactions i
             WHERE i.contact_id = c.id AND i.at > c.floor AND i.kind IN ({_listed(TALKED)})), floor) AS floor
        FROM candidates c
    ), waiting AS MATERIALIZED (
        SELECT id, name, status,
            (SELECT at || ' ' || kind FROM interactions i
             WHERE i.contact_id = a.id AND i.at > a.floor AND i.direction = 'inbound' AND i.kind IN ({_listed(WRITTEN)})
             ORDER BY at LIMIT 1) AS first
        FROM answered a
    ), found AS (
        SELECT id, name, status, substr(first, 1, 26) AS since, substr(first, 28) AS kind FROM waiting w
        WHERE first IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM tasks WHERE contact_id = w.id AND created_at >= substr(first, 1, 26)
                AND status <> 'completed' AND coalesce(due_on, :today) >= :today
        ) AND NOT EXISTS (
            SELECT 1 FROM followups WHERE contact_id = w.id AND created_at >= substr(first, 1, 26)
                AND +status = 'scheduled' AND scheduled_at >= :begin
        )
    )
"""
_ONE = text(
    f"WITH candidates AS ({_SPOKE_LAST} AND id = :contact_id), {_UNANSWERED} SELECT id, name, since, kind FROM found"
)
_ALL = text(
    f"""
    WITH candidates AS (
        {_SPOKE_LAST} AND id NOT IN (SELECT value FROM json_each(:without)) AND NOT EXISTS (
            SELECT 1 FROM coach_insights i
            WHERE i.entity_type = 'contact' AND i.entity_id = contacts.id AND i.type = 'action' AND i.shown_at > :until
        )
    ), {_UNANSWERED}
    SELECT id, name, since, kind, count(*) OVER () AS n FROM found WHERE since <= :until
    ORDER BY status <> 'client', since, id LIMIT :top
    """
)
"""Of everybody who spoke last: their first writing after anything the owner said or both talked about, where nothing
was planned with them since."""
