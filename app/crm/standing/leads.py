"""Leads that nobody has spoken to."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CTE, ColumnElement, and_, func, or_, select, union, union_all
from sqlalchemy.orm import Session

from app.crm import days, id_lists
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
    away, silent = _away(session, now, without), _silent(now, after_days)
    free = Contact.id.not_in(select(away.c.id))
    first = union_all(*(_newest(and_(branch, free), room) for branch in silent)).subquery()
    rows = session.execute(select(first).order_by(first.c.since.desc(), first.c.id).limit(room)).all()
    count = len(rows) if len(rows) < room else _count(session, silent, away)
    return Listed(tuple(_row(row, now) for row in rows), count)


def _away(session: Session, now: datetime, without: Collection[int]) -> CTE:
    """Ids of contacts that are no stale leads, however long ago the last contact was."""
    others = {*without, *session.scalars(unanswering(now))}
    busy = planned(now).cte("busy")
    return union(select(busy.c.contact_id.label("id")), id_lists.of_ids(others)).cte("away")


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


def _count(session: Session, silent: tuple[Sql, Sql], away: CTE) -> int:
    """All who were silent for so long, less those of them who are away: far fewer than there are leads."""
    once, never = (select(func.count()).select_from(Contact).where(branch).scalar_subquery() for branch in silent)
    of_away = select(func.count().filter(or_(*silent))).where(Contact.id.in_(select(away.c.id))).scalar_subquery()
    return int(session.scalar(select(once + never - of_away)) or 0)
