"""The activity log: the durable record that every other part reacts to."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.core.db import after_commit, driver
from app.core.events import ActivityRecorded
from app.models import Base
from app.models.types import stored

ENTITY_TYPES = {
    "businesses": "business", "contacts": "contact", "deals": "deal", "tasks": "task", "projects": "project",
    "time_entries": "time_entry", "interactions": "interaction", "notes": "note", "events": "event",
    "followups": "followup", "stages": "stage", "pipelines": "pipeline", "tags": "tag", "attachments": "attachment",
    "user_settings": "setting", "import_batches": "import",
}  # fmt: skip
"""Table name -> the word used for one of its records in `entity_type` columns and on the command line."""


def entity_type(record: Base) -> str:
    return ENTITY_TYPES[record.__tablename__]


_ADD = (
    "INSERT INTO activity_logs (action, entity_type, entity_id, metadata, actor, created_at, utc_offset_minutes) "
    "VALUES (?, ?, ?, ?, ?, ?, ?)"
)


def record(session: Session, action: str, subject: Any, at: datetime, **details: Any) -> None:
    """Append to the log inside the caller's write; listeners hear of it after the commit.

    The actor is the one the write was opened for. The offset is that of `at`, which is the owner's local time.
    """
    session.flush()
    offset, kind, actor = at.utcoffset(), entity_type(subject), session.info["actor"]
    minutes = None if offset is None else int(offset.total_seconds() // 60)
    row = (action, kind, subject.id, json.dumps(details), actor, stored(at), minutes)
    event = ActivityRecorded(driver(session).execute(_ADD, row).lastrowid, action, kind, subject.id, actor, details)
    after_commit(session, lambda: event)
