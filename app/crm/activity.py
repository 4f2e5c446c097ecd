"""The activity log: the durable record that every other part reacts to."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.core.db import after_commit
from app.core.events import ActivityRecorded
from app.models import ActivityLog, Base

ENTITY_TYPES = {
    "businesses": "business", "contacts": "contact", "deals": "deal", "tasks": "task", "projects": "project",
    "time_entries": "time_entry", "interactions": "interaction", "notes": "note", "events": "event",
    "followups": "followup", "stages": "stage", "pipelines": "pipeline", "tags": "tag", "attachments": "attachment",
    "user_settings": "setting", "import_batches": "import",
}  # fmt: skip
"""Table name -> the word used for one of its records in `entity_type` columns and on the command line."""


def entity_type(record: Base) -> str:
    return ENTITY_TYPES[record.__tablename__]


def record(session: Session, action: str, subject: Base, at: datetime, **details: Any) -> ActivityLog:
    """Append to the log inside the caller's write; listeners hear of it after the commit.

    The actor is the one the write was opened for. The offset is that of `at`, which is the owner's local time.
    """
    session.flush()
    offset = at.utcoffset()
    row = ActivityLog(
        action=action,
        entity_type=entity_type(subject),
        entity_id=subject.id,  # type: ignore[attr-defined]
        details=details,
        actor=session.info["actor"],
        created_at=at,
        utc_offset_minutes=None if offset is None else int(offset.total_seconds() // 60),
    )
    session.add(row)
    after_commit(session, lambda: _event(row))
    return row


def _event(row: ActivityLog) -> ActivityRecorded:
    return ActivityRecorded(row.id, row.action, row.entity_type, row.entity_id, row.actor, row.details)
