"""The timer that runs."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.crm import days
from app.models import Project, Task, TimeEntry


@dataclass(frozen=True, slots=True)
class Running:
    """entry_id: its time entry. The project and the task it runs on, where it has them."""

    entry_id: int
    started_at: datetime
    project_id: int | None
    project: str | None
    task_id: int | None
    task: str | None


def running(session: Session) -> Running | None:
    """The newest one, where two run because the start of another was undone."""
    query = select(
        TimeEntry.id, TimeEntry.started_at, TimeEntry.project_id, Project.name, TimeEntry.task_id, Task.title
    ).outerjoin(Project, Project.id == TimeEntry.project_id).outerjoin(Task, Task.id == TimeEntry.task_id)  # fmt: skip
    row = session.execute(query.where(TimeEntry.ended_at.is_(None)).order_by(TimeEntry.id.desc()).limit(1)).first()
    return None if row is None else Running(*row)


def local_start(timer: Running, now: datetime) -> datetime:
    """When it was started, on the owner's clock."""
    return days.local(timer.started_at, now)
