"""Leads that nobody has spoken to."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, literal, or_, select, union_all
from sqlalchemy.orm import Session

from app.crm import days
from app.crm.standing.row import TOP, Listed, Row
from app.crm.standing.silence import unanswering
from app.crm.standing.touch import SINCE, planned
from app.models import Contact

Sql = ColumnElement[bool]
MAY_BE_ASKED = and_(Contact.status == "lead", Contact.do_not_contact.is_(False))


def is_stale(now: datetime, after_days: int) -> Sql:
    """A lead without any contact for longer than so many days and nothing planned, as a condition on contacts.

    Who leaves the owner's messages unanswered is not forgotten, and no stale lead.
    """
    return and_(or_(*_silent(now, after_days)), Contact.id.not_in(planned(now)), Contact.id.not_in(unanswering(now)))


def stale(session: Session, now: datetime, after_days: int, without: Collection[int] = (), room: int = TOP) -> Listed:
    """Leads not contacted for so many days, those who came last first: they are the warmest. facts: text, days."""
    busy = planned(now).cte("busy")
    others = {*without, *session.scalars(unanswering(now))}
    free = (Contact.id.not_in(select(busy.c.contact_id)), Contact.id.not_in(others))
    wanted = [and_(branch, *free) for branch in _silent(now, after_days)]
    first = union_all(*(_newest(branch, room) for branch in wanted)).subquery()
    rows = session.execute(select(first).order_by(first.c.since.desc(), first.c.id).limit(room)).all()
    count = len(rows) if len(rows) < room else _count(session, wanted)
    return Listed(tuple(_row(row, now) for row in rows), count)


def _row(row: Any, now: datetime) -> Row:
    return Row("contact", row.id, row.name, {"text": "stale", "days": days.whole_days(row.since, now)})


def _silent(now: datetime, after_days: int) -> tuple[Sql, Sql]:
    """Spoken to once, or never: each is read in its order from an index."""
    edge = now - timedelta(days=after_days)
    never = and_(Contact.last_contact_at.is_(None), Contact.created_at < edge)
    return and_(MAY_BE_ASKED, Contact.last_contact_at < edge), and_(MAY_BE_ASKED, never)


def _newest(wanted: Sql, room: int) -> Any:
    query = select(Contact.id, Contact.name, SINCE.label("since")).where(wanted)
    return select(query.order_by(Contact.last_contact_at.desc(), Contact.created_at.desc()).limit(room).subquery())


def _count(session: Session, branches: Sequence[Sql]) -> int:
    counts = (select(func.count()).select_from(Contact).where(branch).scalar_subquery() for branch in branches)
    return int(session.scalar(select(sum(counts, literal(0)))) or 0)
