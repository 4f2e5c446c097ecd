"""Leads that nobody has spoken to."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from app.crm import days
from app.crm.standing.row import TOP, Listed, Row
from app.models import Contact

SILENT_SINCE = func.coalesce(Contact.last_contact_at, Contact.created_at)
"""When a contact was last in touch, or was added."""


def is_stale(now: datetime, after_days: int) -> ColumnElement[bool]:
    """A lead without any contact for so many days, as a condition on contacts."""
    edge = now - timedelta(days=after_days)
    return and_(Contact.status == "lead", Contact.do_not_contact.is_(False), edge > SILENT_SINCE)


def stale(session: Session, now: datetime, after_days: int, without: Collection[int] = ()) -> Listed:
    """Leads not contacted for so many days, those who came last first: they are the warmest. facts: days."""
    wanted = and_(is_stale(now, after_days), Contact.id.not_in(without))
    query = select(Contact.id, Contact.name, SILENT_SINCE.label("since")).where(wanted)
    found = session.execute(query.order_by(SILENT_SINCE.desc(), Contact.id).limit(TOP)).all()
    rows = tuple(Row("contact", row.id, row.name, {"days": days.whole_days(row.since, now)}) for row in found)
    count = len(rows) if len(rows) < TOP else session.scalar(select(func.count()).where(wanted)) or 0
    return Listed(rows, count)
