"""What is due: tasks, follow-ups, next steps of deals, and appointments.

The morning briefing, the Today page and the rules about single lists share these conditions.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, literal, or_, select
from sqlalchemy.orm import Session, aliased

from app.crm import days, id_lists, tasks
from app.crm.standing.row import TOP, Listed, Row
from app.models import Business, Contact, Deal, Event, Followup, Task

PROMISES = ("reminder", "recommendation")
"""Kinds of follow-ups that somebody waits for; a check-in is none."""
LONG_OVERDUE = 3
"""Days after which a late task of high priority is critical."""
_Person, _Basis = aliased(Contact), aliased(Task)
AIMS = (Followup.contact_id, Followup.deal_id, Followup.business_id, Followup.task_id)
Sql = ColumnElement[bool]


def is_due(now: datetime) -> Sql:
    """An open task for today or before, as a condition on tasks."""
    return and_(Task.status.in_(tasks.OPEN), Task.due_on <= now.date())


def overdue(session: Session, now: datetime, without: Collection[int] = (), room: int = TOP) -> tuple[Listed, int]:
    """Tasks that are late: those critical first, then the oldest, of a day the high ones first; and how many are
    critical, of high priority and late for more than three days. facts: text, days.
    """
    edge = now.date() - timedelta(days=LONG_OVERDUE)
    critical = case((and_(Task.priority == "high", Task.due_on < edge), 1), else_=0)
    return _tasks(session, and_(is_late(now), id_lists.outside(Task.id, without)), critical, now, room)


def of_today(session: Session, now: datetime, *, high: bool, room: int = TOP) -> Listed:
    """Open tasks of today that are not late yet: those of high priority, or the others. facts: text."""
    ahead = and_(Task.due_on == now.date(), or_(Task.due_at.is_(None), Task.due_at >= now))
    wanted = and_(is_due(now), ahead, Task.priority == "high" if high else Task.priority != "high")
    return _tasks(session, wanted, literal(0), now, room)[0]


def is_late(now: datetime) -> Sql:
    """An open task whose hour or day has passed, as a condition on tasks."""
    return and_(is_due(now), tasks.overdue(now))


def _tasks(session: Session, wanted: Sql, first: ColumnElement[int], now: datetime, room: int) -> tuple[Listed, int]:
    """The tasks of a condition, and of how many `first` is 1: they lead. Ranked within the index, then named."""
    count, leading = _counted(session, Task, wanted, first)
    if not count:
        return Listed(), 0
    rank = case({"high": 0, "medium": 1, "low": 2}, value=Task.priority)
    order = (first.desc(), Task.due_on, rank, Task.due_at.is_(None), Task.due_at, Task.id)
    top = select(Task.id).where(wanted).order_by(*order).limit(room)
    query = select(Task.id, Task.title, Task.due_on, Task.due_at).where(Task.id.in_(top)).order_by(*order)
    rows = tuple(Row("task", row.id, row.title, _facts(row, now)) for row in session.execute(query))
    return Listed(rows, count), leading


def _facts(row: Any, now: datetime) -> dict[str, Any]:
    """text: task_late by days, task_passed by its hour (at), or task_today."""
    late = (now.date() - row.due_on).days
    if late:
        return {"text": "task_late", "days": late}
    if row.due_at is not None and row.due_at < now:
        return {"text": "task_passed", "days": 0, "at": days.local(row.due_at, now)}
    return {"text": "task_today", "days": 0}


def is_followup_due(now: datetime) -> Sql:
    """A follow-up planned for today or before, as a condition on follow-ups.

    Not where its contact must not be contacted, nor where its task is done and that settles it.
    """
    done = exists().where(_Basis.id == Followup.task_id, _Basis.status == "completed").correlate(Followup)
    settled = and_(Followup.skip_if_completed.is_(True), done)
    about = or_(*(key.is_not(None) for key in AIMS))
    return and_(
        Followup.status == "scheduled", Followup.scheduled_at < _next_day(now), about, _may_contact(Followup), ~settled
    )


def is_step_due(now: datetime) -> Sql:
    """An open deal whose next step is for today or before, as a condition on deals."""
    return and_(Deal.closed_at.is_(None), Deal.next_step_on <= now.date())


def followups(session: Session, now: datetime, without: Collection[int] = (), room: int = TOP) -> tuple[Listed, int]:
    """Follow-ups that are due: promises first, then the oldest; and how many are promises.

    A row is the contact, or else the deal, the business or the task it is about. facts: text, days,
    followup_id.
    """
    wanted = and_(is_followup_due(now), id_lists.outside(func.coalesce(Followup.contact_id, 0), without))
    promised = case((Followup.kind.in_(PROMISES), 1), else_=0)
    order = (promised.desc(), Followup.scheduled_at, Followup.id)
    count, promises = _counted(session, Followup, wanted, promised)
    if not count:
        return Listed(), 0
    top = select(Followup.id).where(wanted).order_by(*order).limit(room)
    rows = session.execute(_aimed().where(Followup.id.in_(top)).order_by(*order))
    return Listed(tuple(_followup(row, now) for row in rows), count), promises


def _aimed() -> Any:
    """Follow-ups with the names of what they are about."""
    query = select(
        Followup.id, Followup.scheduled_at, *AIMS, Contact.name.label("person"), Deal.title.label("deal"),
        Business.name.label("firm"), Task.title.label("task"),
    )  # fmt: skip
    for model, key in zip((Contact, Deal, Business, Task), AIMS, strict=True):
        query = query.outerjoin(model, model.id == key)
    return query


def count_missed(session: Session, now: datetime) -> int:
    """Follow-ups that were due on earlier days."""
    missed = and_(is_followup_due(now), Followup.scheduled_at < days.midnight(now.date(), now))
    return session.scalar(select(func.count()).select_from(Followup).where(missed)) or 0


def _followup(row: Any, now: datetime) -> Row:
    about = (
        ("contact", row.contact_id, row.person), ("deal", row.deal_id, row.deal),
        ("business", row.business_id, row.firm), ("task", row.task_id, row.task),
    )  # fmt: skip
    kind, record_id, title = next(found for found in about if found[1] is not None)
    late = max(0, (now.date() - days.local_day(row.scheduled_at, now)).days)
    facts = {"text": "late" if late else "today", "days": late, "followup_id": row.id}
    return Row(kind, record_id, title, facts)


def steps(session: Session, now: datetime, without: Collection[int] = (), room: int = TOP) -> Listed:
    """Open deals whose next step is due, the oldest first; not where the contact must not be contacted.

    facts: text, days, step.
    """
    wanted = and_(is_step_due(now), _may_contact(Deal), id_lists.outside(Deal.id, without))
    query = select(Deal.id, Deal.title, Deal.next_step, Deal.next_step_on).where(wanted)
    rows = session.execute(query.order_by(Deal.next_step_on, Deal.id).limit(room)).all()
    count = len(rows) if len(rows) < room else _counted(session, Deal, wanted, literal(0))[0]
    return Listed(tuple(_step(row, now) for row in rows), count)


def _step(row: Any, now: datetime) -> Row:
    late = (now.date() - row.next_step_on).days
    step = row.next_step or "the next step"
    return Row("deal", row.id, row.title, {"text": "step_late" if late else "step_today", "days": late, "step": step})


def is_of_today(now: datetime) -> Sql:
    """An appointment of today, also one under way, as a condition on events."""
    begin = days.midnight(now.date(), now)
    return and_(or_(Event.starts_at >= begin, Event.ends_at > now), Event.starts_at < _next_day(now))


def appointments(session: Session, now: datetime, room: int = TOP) -> Listed:
    """facts: text, at."""
    query = select(Event.id, Event.title, Event.starts_at).where(is_of_today(now)).order_by(Event.starts_at, Event.id)
    rows = session.execute(query).all()
    found = (Row("event", row.id, row.title, {"text": "event", "at": days.local(row.starts_at, now)}) for row in rows)
    return Listed(tuple(found)[:room], len(rows))


def _counted(session: Session, model: Any, wanted: Sql, first: ColumnElement[int]) -> tuple[int, int]:
    """All of a list, and of how many `first` is 1."""
    query = select(func.count(), func.coalesce(func.sum(first), 0)).select_from(model).where(wanted)
    every, leading = session.execute(query).one()
    return every, leading


def _may_contact(model: type[Followup | Deal]) -> Sql:
    """A follow-up or a deal whose contact, if it has one, may be contacted."""
    refuse = select(_Person.id).where(_Person.do_not_contact.is_(True))
    return or_(model.contact_id.is_(None), model.contact_id.not_in(refuse))


def _next_day(now: datetime) -> datetime:
    """The first moment of the next local day."""
    return days.midnight(now.date() + timedelta(days=1), now)
