"""Follow-ups: a contact planned for a moment."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.core.errors import CrmError
from app.crm import deletion, editing, journal
from app.models import Contact, Deal, Followup, Task

AIMS = ("contact_id", "business_id", "deal_id", "task_id")


def create(
    session: Session, *, at: datetime, scheduled_at: datetime, external_id: str | None = None,
    source_system: str = "owner", **fields: Any,
) -> Followup:  # fmt: skip
    """Plan a follow-up with a contact or about a business, a deal or a task; the contact of those is taken over."""
    followup = Followup(**editing.prepare(session, Followup, {"scheduled_at": scheduled_at, **fields}))
    _check_aim(followup.contact_id, followup.business_id, followup.deal_id, followup.task_id)
    if followup.contact_id is None:
        followup.contact_id = _contact_of(session, followup)
    editing.add(session, followup, at, external_id, source_system)
    journal.name_step(session, f"Follow-up planned{_with(session, followup)}")
    return followup


def edit(session: Session, followup_id: int, *, at: datetime, **fields: Any) -> Followup:  # noqa: ARG001
    followup = get(session, followup_id)
    values = editing.prepare(session, Followup, fields, followup)
    _check_aim(*(values.get(name, getattr(followup, name)) for name in AIMS))
    editing.change(followup, values)
    journal.name_step(session, f"Follow-up changed{_with(session, followup)}")
    return followup


def settle(session: Session, followup_id: int, status: str, *, at: datetime) -> Followup:  # noqa: ARG001
    """Mark a planned follow-up as sent, completed or cancelled; a sent one can still be completed."""
    followup = get(session, followup_id)
    if status not in ("sent", "completed", "cancelled"):
        raise CrmError("A follow-up ends as sent, completed or cancelled.", where="status")
    if followup.status != "scheduled" and (followup.status, status) != ("sent", "completed"):
        raise CrmError(
            f"This follow-up is already {followup.status}.", kind="conflict", where=f"followup {followup_id}"
        )
    followup.status = status
    journal.name_step(session, f"Follow-up {status}{_with(session, followup)}")
    return followup


def delete(session: Session, followup_id: int, *, at: datetime) -> None:  # noqa: ARG001 - as every delete
    followup = get(session, followup_id)
    journal.name_step(session, f"Follow-up deleted{_with(session, followup)}")
    deletion.remove(session, followup)


def get(session: Session, followup_id: int) -> Followup:
    return editing.find(session, Followup, followup_id)


def _check_aim(*aims: int | None) -> None:
    if all(aim is None for aim in aims):
        raise CrmError("A follow-up needs a contact, a business, a deal or a task.", where="contact_id")


def _contact_of(session: Session, followup: Followup) -> int | None:
    source = session.get(Deal, followup.deal_id) if followup.deal_id else None
    about = source or (session.get(Task, followup.task_id) if followup.task_id else None)
    return about.contact_id if about else None


def _with(session: Session, followup: Followup) -> str:
    contact = session.get(Contact, followup.contact_id) if followup.contact_id else None
    return f": {contact.name}" if contact else ""
