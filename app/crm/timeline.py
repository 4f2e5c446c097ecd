"""Everything that happened with one contact or one deal, in one feed, newest first; read-only."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from app.crm import names
from app.models import ActivityLog, Base, Contact, Deal, Interaction, Note, Task, UndoRow, UndoStep

TOLD_OTHERWISE = ("contact_contacted", "note_added")
"""Activities that the interaction or the note itself tells better."""
UNTOLD = frozenset(
    ("updated_at", "sort_name", "sort_title", "name", "stage_id", "stage_entered_at", "closed_at", "won", "status",
     "last_outbound_at", "last_inbound_at", "last_contact_at")
)  # fmt: skip
"""Columns that follow from others or that an activity tells of."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happened.

    source: activity, interaction, note or edit. action: the activity, the kind of interaction, or empty. kind, id: the
    record itself. about: the title of the deal or task it is about, when that is not the record asked for.
    details: of an activity as logged; of an interaction direction, duration_minutes, outcome; of an edit fields.
    """

    at: datetime
    source: str
    action: str
    kind: str
    id: int
    text: str = ""
    about: str | None = None
    actor: str = "owner"
    details: dict[str, Any] = field(default_factory=dict)


def feed(session: Session, kind: str, record_id: int, *, limit: int = 100) -> list[Moment]:
    """The newest `limit` moments of a contact or a deal, with those of the contact's deals and of the tasks of both."""
    titles = _children(session, kind, record_id)
    found = [
        *_activities(session, kind, record_id, titles, limit),
        *_interactions(session, kind, record_id, limit),
        *_notes(session, kind, record_id, titles, limit),
        *_edits(session, kind, record_id, limit),
    ]
    found.sort(key=lambda moment: (moment.at, moment.source != "activity", moment.id), reverse=True)
    return found[:limit]


def suggest_contacts(session: Session, text: str, limit: int) -> list[tuple[int, str]]:
    """(id, name) of contacts whose last name, or whole name, begins like this."""
    wanted = names.fold(text)
    if not wanted:
        return []
    upper = wanted + "\U0010ffff"
    query = select(Contact.id, Contact.name).where(Contact.sort_name >= wanted, Contact.sort_name < upper)
    found = [(row.id, row.name) for row in session.execute(query.order_by(Contact.sort_name).limit(limit))]
    if len(found) < limit:
        from app.crm import search  # noqa: PLC0415 - only where the sorted names did not suffice

        hits = search.find(session, text, limit=limit, kinds=("contact",))
        found += [(hit.id, hit.title) for hit in hits if (hit.id, hit.title) not in found]
    return found[:limit]


def _children(session: Session, kind: str, record_id: int) -> dict[tuple[str, int], str]:
    """(kind, id) -> title of the records whose history belongs to this one's."""
    found: dict[tuple[str, int], str] = {}
    if kind == "contact":
        rows = session.execute(select(Deal.id, Deal.title).where(Deal.contact_id == record_id).limit(500))
        found |= {("deal", row.id): row.title for row in rows}
    column = Task.contact_id if kind == "contact" else Task.deal_id
    rows = session.execute(select(Task.id, Task.title).where(column == record_id).order_by(Task.id.desc()).limit(500))
    return found | {("task", row.id): row.title for row in rows}


def _activities(
    session: Session, kind: str, record_id: int, titles: dict[tuple[str, int], str], limit: int
) -> Iterator[Moment]:
    wanted = [and_(ActivityLog.entity_type == kind, ActivityLog.entity_id == record_id)]
    for child in ("deal", "task"):
        ids = [number for word, number in titles if word == child]
        if ids:
            wanted.append(and_(ActivityLog.entity_type == child, ActivityLog.entity_id.in_(ids)))
    query = select(ActivityLog).where(or_(*wanted), ActivityLog.action.not_in(TOLD_OTHERWISE))
    for row in session.scalars(query.order_by(ActivityLog.created_at.desc(), ActivityLog.id.desc()).limit(limit)):
        yield Moment(
            row.created_at, "activity", row.action, row.entity_type, row.entity_id,
            about=titles.get((row.entity_type, row.entity_id)), actor=row.actor, details=row.details or {},
        )  # fmt: skip


def _interactions(session: Session, kind: str, record_id: int, limit: int) -> Iterator[Moment]:
    column = Interaction.contact_id if kind == "contact" else Interaction.deal_id
    query = select(Interaction).where(column == record_id).order_by(Interaction.at.desc()).limit(limit)
    for row in session.scalars(query):
        details = {"direction": row.direction, "duration_minutes": row.duration_minutes, "outcome": row.outcome}
        yield Moment(row.at, "interaction", row.kind, "interaction", row.id, row.summary or "", details=details)


def _notes(
    session: Session, kind: str, record_id: int, titles: dict[tuple[str, int], str], limit: int
) -> Iterator[Moment]:
    deals = [number for word, number in titles if word == "deal"]
    own = and_(Note.entity_type == kind, Note.entity_id == record_id)
    query = select(Note).where(or_(own, and_(Note.entity_type == "deal", Note.entity_id.in_(deals))))
    for row in session.scalars(query.order_by(Note.at.desc()).limit(limit)):
        about = titles.get((row.entity_type or "", row.entity_id or 0))
        yield Moment(row.at, "note", "note", "note", row.id, row.body, about=about)


def _edits(session: Session, kind: str, record_id: int, limit: int) -> Iterator[Moment]:
    """Changes of fields that no activity tells of, from the undo journal, as long as it is kept."""
    table = {"contact": "contacts", "deal": "deals"}[kind]
    query = (
        select(UndoStep.created_at, UndoStep.actor, UndoStep.id, UndoRow.changes)
        .join(UndoStep, UndoStep.id == UndoRow.step_id)
        .where(
            UndoRow.table_name == table,
            UndoRow.first_id == record_id,
            UndoRow.op == "U",
            UndoStep.kind == "edit",
            UndoStep.state == "done",
        )
    )
    for row in session.execute(query.order_by(UndoRow.id.desc()).limit(limit)):
        changed = _told(json.loads(row.changes or "{}"))
        if changed:
            yield Moment(
                row.created_at, "edit", "", kind, record_id, actor=row.actor, details={"fields": changed}
            )  # fmt: skip


def _told(changes: dict[str, Sequence[Any]]) -> list[str]:
    return [name for name in changes if name not in UNTOLD and name in _columns()]


def _columns() -> frozenset[str]:
    tables = Base.metadata.tables
    return frozenset((*tables["contacts"].columns.keys(), *tables["deals"].columns.keys()))
