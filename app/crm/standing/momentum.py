"""The next thing to do."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Date, select, text
from sqlalchemy.orm import Session

from app.models import Task

AHEAD = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class NextTask:
    """project_id: where it belongs to one."""

    id: int
    title: str
    due_on: date | None
    project_id: int | None


def is_done(session: Session, task_id: int) -> bool:
    """False also where it is gone."""
    return session.scalar(select(Task.status).where(Task.id == task_id)) == "completed"


def next_high(session: Session, now: datetime) -> NextTask | None:
    """The open task of high priority that is due first, within a week, else the oldest without a day. Tasks with
    people who must not be contacted are left out."""
    row = session.execute(_NEXT, {"until": (now + AHEAD).date().isoformat()}).first()
    return None if row is None else NextTask(*row)


def _first(status: str, when: str) -> str:
    """In the order of an index, so that the first that fits ends the search."""
    return f"""
        SELECT * FROM (
            SELECT id, title, due_on, project_id FROM tasks t
            WHERE status = '{status}' AND priority = 'high' AND {when}
                AND NOT EXISTS (SELECT 1 FROM contacts c WHERE c.id = t.contact_id AND c.do_not_contact)
            ORDER BY due_on, due_at LIMIT 1
        )
    """


_CHOICES = [
    _first(status, when) for when in ("due_on <= :until", "due_on IS NULL") for status in ("pending", "in_progress")
]
_NEXT = text(
    f"SELECT id, title, due_on, project_id FROM ({' UNION ALL '.join(_CHOICES)}) "
    "ORDER BY due_on IS NULL, due_on, id LIMIT 1"
).columns(due_on=Date)
