"""Builders: records for tests, made by the services themselves. Each takes a session of `db.write()`.

`at` is the moment of the write unless given, so that history can be built.
"""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.crm import (
    businesses,
    contacts,
    deals,
    events,
    followups,
    interactions,
    notes,
    pipelines,
    projects,
    tags,
    tasks,
    time_entries,
)
from app.models import (
    Business,
    Contact,
    Deal,
    Event,
    Followup,
    Interaction,
    Note,
    Project,
    Stage,
    Tag,
    Task,
    TimeEntry,
)


def business(session: Session, name: str = "Acme GmbH", at: datetime | None = None, **fields: Any) -> Business:
    return businesses.create(session, at=_at(session, at), name=name, **fields)


def contact(session: Session, name: str = "Ana Ruiz", at: datetime | None = None, **fields: Any) -> Contact:
    """name: first and last name."""
    first, _, last = name.partition(" ")
    return contacts.create(session, at=_at(session, at), first_name=first, last_name=last or None, **fields)


def stage(session: Session, name: str) -> Stage:
    return pipelines.find_stage(session, name)


def deal(
    session: Session, title: str = "Acme website", at: datetime | None = None, stage: str | None = None, **fields: Any
) -> Deal:
    """stage: by name."""
    if stage is not None:
        fields["stage_id"] = pipelines.find_stage(session, stage).id
    return deals.create(session, at=_at(session, at), title=title, **fields)


def task(session: Session, title: str = "Call Ana", at: datetime | None = None, **fields: Any) -> Task:
    return tasks.create(session, at=_at(session, at), title=title, **fields)


def project(session: Session, name: str = "Website", at: datetime | None = None, **fields: Any) -> Project:
    return projects.create(session, at=_at(session, at), name=name, **fields)


def time_entry(session: Session, minutes: int = 30, at: datetime | None = None, **fields: Any) -> TimeEntry:
    """Time that ended at `at`."""
    return time_entries.create(session, at=_at(session, at), duration_minutes=minutes, **fields)


def interaction(
    session: Session, contact_id: int, kind: str = "call", at: datetime | None = None, **fields: Any
) -> Interaction:
    return interactions.create(session, at=_at(session, at), contact_id=contact_id, kind=kind, **fields)


def note(
    session: Session,
    on: Contact | Business | Deal | Task | Project,
    body: str = "Likes tea",
    at: datetime | None = None,
) -> Note:
    kind = {Contact: "contact", Business: "business", Deal: "deal", Task: "task", Project: "project"}[type(on)]
    return notes.create(session, at=_at(session, at), body=body, entity_type=kind, entity_id=on.id)


def event(
    session: Session, starts_at: datetime, title: str = "Lunch", at: datetime | None = None, **fields: Any
) -> Event:
    return events.create(session, at=_at(session, at), title=title, starts_at=starts_at, **fields)


def followup(session: Session, scheduled_at: datetime, at: datetime | None = None, **fields: Any) -> Followup:
    return followups.create(session, at=_at(session, at), scheduled_at=scheduled_at, **fields)


def tag(session: Session, kind: str, record_id: int, name: str = "vip", at: datetime | None = None) -> Tag:
    return tags.add(session, kind, record_id, name, at=_at(session, at))


def _at(session: Session, at: datetime | None) -> datetime:
    found: datetime = at or session.info["at"]
    return found
