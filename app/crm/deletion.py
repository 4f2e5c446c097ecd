"""Deleting a record together with what hangs on it by kind and id; foreign keys see to the rest."""

from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.crm.activity import entity_type
from app.models import Attachment, ExternalId, Note, PendingReference, Record, Tagging

HANGS_ON: tuple[Any, ...] = (Note, Attachment, Tagging, ExternalId, PendingReference)
"""Tables that name their record by `entity_type` and `entity_id`."""


def remove(session: Session, record: Record) -> None:
    """Delete a record, its notes, attachments' rows, tags, foreign ids and open references. Its log stays."""
    kind = entity_type(record)
    for model in HANGS_ON:
        session.execute(delete(model).where(model.entity_type == kind, model.entity_id == record.id))
    session.delete(record)
    session.flush()
