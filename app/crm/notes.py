"""Notes on any record."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import CrmError
from app.crm import activity, days, deletion, editing, journal
from app.models import Note

NOTED = ("contact", "business", "deal", "task", "project", "time_entry", "interaction", "event", "followup")
"""What a note can be on."""
TITLE = 60


def create(
    session: Session, *, at: datetime, body: str, entity_type: str, entity_id: int,
    happened_at: datetime | None = None, external_id: str | None = None, source_system: str = "owner",
) -> Note:  # fmt: skip
    """Write a note on a record. happened_at: the moment it belongs to, now when not given."""
    _check_record(session, entity_type, entity_id)
    values = {"body": body, "entity_type": entity_type, "entity_id": entity_id, "at": happened_at or at}
    note = editing.add(session, Note(**editing.prepare(session, Note, values)), at, external_id, source_system)
    journal.name_step(session, f"Note added: {title(note)}")
    record = editing.find(session, editing.model_of(entity_type), entity_id)
    activity.record(session, "note_added", record, days.local(note.at, at))
    return note


def edit(session: Session, note_id: int, *, at: datetime, happened_at: datetime | None = None, **fields: Any) -> Note:  # noqa: ARG001
    """Change the text, the moment, or the record it is on (then both entity_type and entity_id are needed)."""
    note = get(session, note_id)
    if happened_at is not None:
        fields["at"] = happened_at
    values = editing.prepare(session, Note, fields, note)
    if "entity_type" in values or "entity_id" in values:
        _check_record(session, values.get("entity_type", note.entity_type), values.get("entity_id", note.entity_id))
    editing.change(note, values)
    journal.name_step(session, f"Note changed: {title(note)}")
    return note


def delete(session: Session, note_id: int, *, at: datetime) -> None:  # noqa: ARG001 - as every delete
    note = get(session, note_id)
    journal.name_step(session, f"Note deleted: {title(note)}")
    deletion.remove(session, note)


def get(session: Session, note_id: int) -> Note:
    return editing.find(session, Note, note_id)


def on(session: Session, entity_type: str, entity_id: int) -> list[Note]:
    """The notes on a record, newest first."""
    query = select(Note).where(Note.entity_type == entity_type, Note.entity_id == entity_id)
    return list(session.scalars(query.order_by(Note.at.desc(), Note.id.desc())))


def title(note: Note) -> str:
    """The first line, short enough for a button."""
    first = note.body.splitlines()[0]
    return first if len(first) <= TITLE else f"{first[: TITLE - 1].rstrip()}…"


def _check_record(session: Session, entity_type: Any, entity_id: Any) -> None:
    if entity_type not in NOTED:
        raise CrmError(f"Notes can be written on {', '.join(NOTED)}.", where="entity_type")
    if entity_id is None:
        raise CrmError(f"A note needs the {entity_type.replace('_', ' ')} it is on.", where="entity_id")
    editing.find(session, editing.model_of(entity_type), entity_id)
