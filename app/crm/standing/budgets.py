"""Time that was just logged, beside the budget of its project and the unbillable time of a month."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.crm import days, projects
from app.crm.standing.row import Row
from app.models import Project, TimeEntry

STEPS = (1.0, 0.8)
"""Shares of a budget that are worth a word, the weightier first."""
NAMED = 50
"""Entries that are named; the others are counted."""


@dataclass(frozen=True, slots=True)
class Budgeted:
    """A project that is not closed: budgets in minutes and in minor units of `currency`, rate in those an hour."""

    id: int
    name: str
    minutes: int | None
    cents: int | None
    rate: int | None
    currency: str


@dataclass(frozen=True, slots=True)
class Logged:
    """minutes of one finished entry. project: None where it belongs to none, or to one that is closed."""

    id: int
    minutes: int
    billable: bool
    project: Budgeted | None


@dataclass(frozen=True, slots=True)
class Crossed:
    """A budget that one entry has lifted over a step. used, budget: minor units of `currency`, minutes without one."""

    step: float
    used: int
    budget: int
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Unbillable:
    """Of all `minutes` logged in a span so many were not billable, in `count` entries."""

    minutes: int
    unbillable: int
    count: int

    @property
    def share(self) -> float:
        return self.unbillable / self.minutes if self.minutes else 0.0


def logged(session: Session, entry_id: int) -> Logged | None:
    """None where it is gone or still runs."""
    entry, project = TimeEntry, Project
    query = select(
        entry.duration_minutes, entry.billable, project.status, project.id, project.name, project.budget_minutes,
        project.budget_cents, project.hourly_rate_cents, project.currency,
    ).outerjoin(project, project.id == entry.project_id)  # fmt: skip
    row: Any = session.execute(query.where(entry.id == entry_id)).first()
    if row is None or row.duration_minutes is None:
        return None
    minutes, billable, status, *rest = tuple(row)
    return Logged(entry_id, minutes, billable, Budgeted(*rest) if status in ("active", "paused") else None)


def crossed(session: Session, entry: Logged, project: Budgeted) -> Crossed | None:
    """The weightiest step of the project's budgets that this entry crossed; by worth (billable time at the rate) and by
    time. Without a budget None."""
    if not project.minutes and not project.cents:
        return None
    total, billable = projects.minutes_spent(session, project.id)
    before = billable - entry.minutes if entry.billable else billable
    worth = [projects.value_of(minutes, project.rate) for minutes in (before, billable)]
    by_time = _step(total - entry.minutes, total, project.minutes)
    by_worth = _step(worth[0], worth[1], project.cents, project.currency)
    return max((one for one in (by_time, by_worth) if one), key=lambda one: one.step, default=None)


def unbillable(session: Session, now: datetime, span: timedelta) -> Unbillable:
    """Of all time logged that began in the span until now."""
    minutes, idle = TimeEntry.duration_minutes, TimeEntry.billable.is_(False)
    query = select(func.sum(minutes), func.sum(minutes).filter(idle), func.count(minutes).filter(idle))
    total, lost, count = session.execute(query.where(*_lately(now, span))).one()
    return Unbillable(total or 0, lost or 0, count)


def unbillable_rows(session: Session, now: datetime, span: timedelta) -> tuple[Row, ...]:
    """The unbillable entries of that span, the longest first. facts: minutes, on."""
    query = (
        select(TimeEntry.id, TimeEntry.note, TimeEntry.duration_minutes, TimeEntry.started_at, Project.name)
        .outerjoin(Project, Project.id == TimeEntry.project_id)
        .where(*_lately(now, span), TimeEntry.billable.is_(False))
        .order_by(TimeEntry.duration_minutes.desc(), TimeEntry.id.desc())
    )
    return tuple(
        Row("time_entry", row.id, row.note or row.name or "Time", _spent(row.duration_minutes, row.started_at, now))
        for row in session.execute(query.limit(NAMED))
    )


def _lately(now: datetime, span: timedelta) -> tuple[ColumnElement[bool], ...]:
    return TimeEntry.started_at.between(now - span, now), TimeEntry.duration_minutes.is_not(None)


def _spent(minutes: int | None, started_at: datetime, now: datetime) -> dict[str, object]:
    return {"minutes": minutes, "on": days.local_day(started_at, now)}


def _step(before: int | None, after: int | None, budget: int | None, currency: str = "") -> Crossed | None:
    if before is None or after is None or not budget or budget < 0:
        return None
    step = next((step for step in STEPS if before < step * budget <= after), None)
    return None if step is None else Crossed(step, after, budget, currency)
