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
    what they wrote). Whom a toast spoke about in that time is left out: the owner knows, and it is told after it."""
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


_FOUND = f"""
    answered AS (
        SELECT contact_id, max(at) AS at FROM recent
        WHERE direction = 'outbound' OR kind IN ({_listed(TALKED)}) GROUP BY contact_id
    ), wrote AS (
        SELECT r.contact_id, min(r.at) AS since, r.kind FROM recent r LEFT JOIN answered a USING (contact_id)
        WHERE r.direction = 'inbound' AND r.kind IN ({_listed(WRITTEN)}) AND (a.at IS NULL OR r.at > a.at)
        GROUP BY r.contact_id
    ), found AS (
        SELECT c.id, c.name, c.status, w.since, w.kind FROM wrote w CROSS JOIN contacts c ON c.id = w.contact_id
        WHERE c.do_not_contact = 0 AND NOT EXISTS (
            SELECT 1 FROM tasks WHERE contact_id = c.id AND created_at >= w.since AND status <> 'completed'
                AND coalesce(due_on, :today) >= :today
        ) AND NOT EXISTS (
            SELECT 1 FROM followups WHERE contact_id = c.id AND created_at >= w.since AND status = 'scheduled'
                AND scheduled_at >= :begin
        )
    )
"""
_RECENT = "recent AS MATERIALIZED (SELECT contact_id, at, kind, direction FROM interactions WHERE at > :edge"
_ONE = text(f"WITH {_RECENT} AND contact_id = :contact_id), {_FOUND} SELECT id, name, since, kind FROM found")
_ALL = text(
    f"""
    WITH {_RECENT}), {_FOUND}
    SELECT id, name, since, kind, count(*) OVER () AS n FROM found
    WHERE since <= :until AND id NOT IN (SELECT value FROM json_each(:without)) AND NOT EXISTS (
        SELECT 1 FROM coach_insights i
        WHERE i.entity_type = 'contact' AND i.entity_id = found.id AND i.shown_at > :until
    )
    ORDER BY status <> 'client', since, id LIMIT :top
    """
)
"""Of everybody who wrote lately: the first writing after anything the owner said or both talked about, where nothing
was planned with them since. The one with `min` gives its kind, too: so SQLite takes it."""
