"""Events: meetings and appointments."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.core.errors import CrmError
from app.crm import deletion, editing, journal
from app.models import Contact, Event


def create(
    session: Session, *, at: datetime, title: str, starts_at: datetime, external_id: str | None = None,
    source_system: str = "owner", **fields: Any,
) -> Event:  # fmt: skip
    """Add an event. A contact's business is taken over when none is given. Errors: CrmError, also for a wrong end."""
    values = editing.prepare(session, Event, {"title": title, "starts_at": starts_at, **fields})
    event = Event(**values)
    _check_times(event.starts_at, event.ends_at)
    if event.contact_id and not event.business_id:
        event.business_id = session.get_one(Contact, event.contact_id).business_id
    editing.add(session, event, at, external_id, source_system)
    journal.name_step(session, f"Event added: {event.title}")
    return event


def edit(session: Session, event_id: int, *, at: datetime, **fields: Any) -> Event:  # noqa: ARG001 - as every edit
    """Change fields; a start that moves alone takes the end along."""
    event = get(session, event_id)
    values = editing.prepare(session, Event, fields, event)
    if "starts_at" in values and "ends_at" not in values and event.ends_at is not None:
        values["ends_at"] = event.ends_at + (values["starts_at"] - event.starts_at)
    _check_times(values.get("starts_at", event.starts_at), values.get("ends_at", event.ends_at))
    editing.change(event, values)
    journal.name_step(session, f"Event changed: {event.title}")
    return event


def delete(session: Session, event_id: int, *, at: datetime) -> None:  # noqa: ARG001 - as every delete
    event = get(session, event_id)
    journal.name_step(session, f"Event deleted: {event.title}")
    deletion.remove(session, event)


def get(session: Session, event_id: int) -> Event:
    return editing.find(session, Event, event_id)


def _check_times(starts_at: datetime, ends_at: datetime | None) -> None:
    if ends_at is not None and ends_at < starts_at:
        raise CrmError("The event ends before it starts.", where="ends_at")
