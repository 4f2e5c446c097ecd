"""Projects: work that was agreed on, its budget and what it brought in."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select, update
from sqlalchemy.orm import Session

from app.core.errors import CrmError
from app.crm import activity, deletion, editing, journal, preferences, time_entries
from app.models import Project, TimeEntry


def create(
    session: Session, *, at: datetime, name: str, external_id: str | None = None, source_system: str = "owner",
    **fields: Any,
) -> Project:  # fmt: skip
    """Add a project. fields: columns of the table. Errors: CrmError for a missing name or a value not taken."""
    status = fields.pop("status", None) or "active"
    fields.setdefault("currency", preferences.get(session, "currency"))
    project = Project(**editing.prepare(session, Project, {"name": name, **fields}))
    _check_status(status)
    project.status = "active" if status == "closed" else status
    editing.add(session, project, at, external_id, source_system)
    journal.name_step(session, f"Project added: {project.name}")
    return close(session, project.id, at=at) if status == "closed" else project


def edit(session: Session, project_id: int, *, at: datetime, **fields: Any) -> Project:
    """Change fields. A status of closed closes the project, any other reopens a closed one."""
    project = get(session, project_id)
    status = fields.pop("status", None)
    if status is not None:
        _check_status(status)
    editing.change(project, editing.prepare(session, Project, fields, project))
    journal.name_step(session, f"Project changed: {project.name}")
    if status is not None and status != project.status:
        _set_status(session, project, status, at)
    return project


def close(session: Session, project_id: int, *, at: datetime) -> Project:
    """Finish a project and log what it took and brought in; a timer that runs on it is stopped first.

    Logged: budget in minor units, hours as a number, value = billable hours at the project's rate in minor units.
    """
    project = get(session, project_id)
    if project.status == "closed":
        raise CrmError(f"{project.name} is already closed.", kind="conflict", where=f"project {project_id}")
    journal.name_step(session, f"Project closed: {project.name}")
    time_entries.stop_on(session, project_id, at=at)
    project.status, project.closed_at = "closed", at
    minutes, billable = minutes_spent(session, project_id)
    activity.record(
        session, "project_closed", project, at,
        budget=project.budget_cents, hours=round(minutes / 60, 2), value=value_of(billable, project.hourly_rate_cents),
    )  # fmt: skip
    return project


def reopen(session: Session, project_id: int, *, at: datetime) -> Project:  # noqa: ARG001 - as every change
    project = get(session, project_id)
    if project.status != "closed":
        raise CrmError(f"{project.name} is not closed.", kind="conflict", where=f"project {project_id}")
    project.status, project.closed_at = "active", None
    journal.name_step(session, f"Project reopened: {project.name}")
    return project


def delete(session: Session, project_id: int, *, at: datetime) -> None:  # noqa: ARG001 - as every delete
    """Delete a project; its tasks and hours stay, without a project."""
    project = get(session, project_id)
    journal.name_step(session, f"Project deleted: {project.name}")
    deletion.remove(session, project)


def get(session: Session, project_id: int) -> Project:
    return editing.find(session, Project, project_id)


def minutes_spent(session: Session, project_id: int) -> tuple[int, int]:
    """All complete minutes of a project, and the billable ones."""
    query = select(
        func.sum(TimeEntry.duration_minutes),
        func.sum(TimeEntry.duration_minutes).filter(TimeEntry.billable),
    ).where(TimeEntry.project_id == project_id)
    total, billable = session.execute(query).one()
    return total or 0, billable or 0


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a project stands. minutes: all, the billable ones, and those of them not billed yet.

    worth: billable time at the rate; costs: all time at the hourly cost; minor units, None without a rate or a cost.
    used: share of the budget in time, else of that in money, that is spent; None without a budget.
    """

    minutes: int
    billable: int
    unbilled: int
    worth: int | None
    costs: int | None
    used: float | None


def standing(session: Session, project_id: int) -> Standing:
    """What a project took and brought in so far."""
    project = get(session, project_id)
    total, billable = minutes_spent(session, project_id)
    unbilled = session.scalar(
        select(func.coalesce(func.sum(TimeEntry.duration_minutes), 0)).where(_to_bill(project_id))
    )
    worth, costs = value_of(billable, project.hourly_rate_cents), value_of(total, project.hourly_cost_cents)
    used = None
    if project.budget_minutes:
        used = total / project.budget_minutes
    elif project.budget_cents and worth is not None:
        used = worth / project.budget_cents
    return Standing(total, billable, int(unbilled or 0), worth, costs, used)


def bill(session: Session, project_id: int, *, at: datetime) -> int:
    """Mark all finished billable time that is not billed yet as billed now; returns how many entries.

    Errors: CrmError when there is none.
    """
    project = get(session, project_id)
    journal.name_step(session, f"Billed: {project.name}")
    marked = update(TimeEntry).where(_to_bill(project_id)).values(billed_at=at, updated_at=at)
    count = int(getattr(session.execute(marked), "rowcount", 0))
    if not count:
        raise CrmError(f"Nothing is left to bill on {project.name}.", kind="conflict", where=f"project {project_id}")
    return count


def _to_bill(project_id: int) -> ColumnElement[bool]:
    return and_(
        TimeEntry.project_id == project_id, TimeEntry.billable, TimeEntry.billed_at.is_(None),
        TimeEntry.ended_at.is_not(None),
    )  # fmt: skip


def value_of(minutes: int, hourly_rate_cents: int | None) -> int | None:
    """Minor units, halves rounded up; None when no rate is set."""
    return None if hourly_rate_cents is None else (minutes * hourly_rate_cents * 2 + 60) // 120


def _check_status(status: object) -> None:
    if status not in ("active", "paused", "closed"):
        raise CrmError(f"A project is active, paused or closed, not “{status}”.", where="status")


def _set_status(session: Session, project: Project, status: str, at: datetime) -> None:
    if status == "closed":
        close(session, project.id, at=at)
        return
    if project.status == "closed":
        reopen(session, project.id, at=at)
    project.status = status
