"""What was done in a span of days: deals won, tasks done, people contacted, hours worked. Only facts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.crm import preferences
from app.crm.standing.row import Row
from app.models import Contact, Deal, Interaction, Project, Task, TimeEntry

MINUTES = 60
SHOWN = 40
"""Records of each kind that are named."""


@dataclass(frozen=True, slots=True)
class Won:
    """cents: in the owner's currency alone. others: (currency, how many deals) in other ones."""

    count: int = 0
    cents: int = 0
    others: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Done:
    """contacted: people the owner wrote to or called, each once."""

    won: Won
    tasks: int
    contacted: int
    minutes: int

    def __bool__(self) -> bool:
        return bool(self.won.count or self.tasks or self.contacted or self.minutes)


def done(session: Session, begin: datetime, end: datetime) -> Done:
    """From a moment on, up to another, which is no longer counted."""
    return Done(
        won(session, begin, end), tasks_done(session, begin, end), contacted(session, begin, end),
        minutes(session, begin, end),
    )  # fmt: skip


def won(session: Session, begin: datetime, end: datetime) -> Won:
    default = preferences.get(session, "currency")
    query = select(Deal.currency, func.count().label("n"), func.coalesce(func.sum(Deal.value_cents), 0).label("cents"))
    closed = query.where(Deal.won.is_(True), Deal.closed_at >= begin, Deal.closed_at < end)
    rows = session.execute(closed.group_by(Deal.currency).order_by(Deal.currency)).all()
    own = sum(row.cents for row in rows if row.currency == default)
    return Won(sum(row.n for row in rows), own, tuple((row.currency, row.n) for row in rows if row.currency != default))


def tasks_done(session: Session, begin: datetime, end: datetime) -> int:
    within = (Task.completed_at >= begin, Task.completed_at < end)
    return session.scalar(select(func.count()).select_from(Task).where(*within)) or 0


def contacted(session: Session, begin: datetime, end: datetime) -> int:
    within = (Interaction.at >= begin, Interaction.at < end, Interaction.direction == "outbound")
    return session.scalar(select(func.count(func.distinct(Interaction.contact_id))).where(*within)) or 0


def minutes(session: Session, begin: datetime, end: datetime) -> int:
    within = (TimeEntry.started_at >= begin, TimeEntry.started_at < end)
    return session.scalar(select(func.coalesce(func.sum(TimeEntry.duration_minutes), 0)).where(*within)) or 0


def rows(session: Session, begin: datetime, end: datetime) -> tuple[Row, ...]:
    """The deals won, the tasks done, the people contacted and the projects worked on. facts: text, hours."""
    return (
        *_deals(session, begin, end), *_tasks(session, begin, end), *_people(session, begin, end),
        *_projects(session, begin, end),
    )  # fmt: skip


def _deals(session: Session, begin: datetime, end: datetime) -> Iterator[Row]:
    query = select(Deal.id, Deal.title)
    closed = query.where(Deal.won.is_(True), Deal.closed_at >= begin, Deal.closed_at < end)
    for row in session.execute(closed.order_by(Deal.value_cents.desc().nulls_last(), Deal.id).limit(SHOWN)):
        yield Row("deal", row.id, row.title, {"text": "won"})


def _tasks(session: Session, begin: datetime, end: datetime) -> Iterator[Row]:
    query = select(Task.id, Task.title).where(Task.completed_at >= begin, Task.completed_at < end)
    for row in session.execute(query.order_by(Task.completed_at.desc(), Task.id).limit(SHOWN)):
        yield Row("task", row.id, row.title, {"text": "done"})


def _people(session: Session, begin: datetime, end: datetime) -> Iterator[Row]:
    within = (Interaction.at >= begin, Interaction.at < end, Interaction.direction == "outbound")
    person, last = Interaction.contact_id, func.max(Interaction.at)
    newest = select(person, last.label("at")).where(*within, person.is_not(None)).group_by(person)
    first = newest.order_by(last.desc(), person).limit(SHOWN).subquery()
    query = select(Contact.id, Contact.name).join(first, first.c.contact_id == Contact.id)
    for row in session.execute(query.order_by(first.c.at.desc(), Contact.id)):
        yield Row("contact", row.id, row.name, {"text": "contacted"})


def _projects(session: Session, begin: datetime, end: datetime) -> Iterator[Row]:
    spent: Any = func.sum(TimeEntry.duration_minutes)
    query = select(Project.id, Project.name, spent.label("minutes")).join(TimeEntry, TimeEntry.project_id == Project.id)
    within = (TimeEntry.started_at >= begin, TimeEntry.started_at < end)
    for row in session.execute(
        query.where(*within).group_by(Project.id).order_by(spent.desc(), Project.id).limit(SHOWN)
    ):
        if row.minutes:
            yield Row("project", row.id, row.name, {"text": "worked", "hours": row.minutes / MINUTES})
