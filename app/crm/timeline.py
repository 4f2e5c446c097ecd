"""Everything that happened with one record, in one feed, newest first; read-only.

A contact's feed holds that of its deals and tasks; a business's that of its people, deals, tasks and projects too.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from app.crm import names
from app.crm.activity import ENTITY_TYPES
from app.crm.surroundings import of_business
from app.models import ActivityLog, Base, Contact, Deal, Event, Interaction, Note, Project, Task, UndoRow, UndoStep

TOLD_OTHERWISE = ("contact_contacted", "note_added")
"""Activities that the interaction or the note itself tells better."""
UNTOLD = frozenset(
    ("id", "created_at", "updated_at", "sort_name", "sort_title", "stage_id", "stage_entered_at", "closed_at", "won",
     "status", "completed_at", "last_outbound_at", "last_inbound_at", "last_contact_at", "phone_original",
     "repeat_started_on")
)  # fmt: skip
"""Columns that follow from others or that an activity tells of."""
PARTS = ("talk", "note", "work", "edit")
"""Calls, meetings and messages; notes; deals, tasks and projects; changes of the record itself."""
MOST = 500
"""Records of one kind whose history is read along."""
Titles = dict[tuple[str, int], str]


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happened.

    source: activity, interaction, event, note or edit. action: the activity, the kind of interaction, or empty.
    kind, id: the record itself. about: the title of the record it is about, when that is not the one asked for.
    details: of an activity as logged; of an interaction direction, duration_minutes, outcome; of an edit fields,
    a column's name -> [old, new].
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


@dataclass(frozen=True)
class _Scope:
    """Whose history is asked for: the record, and (kind, id) -> title of those that belong to it."""

    session: Session
    kind: str
    id: int
    titles: Titles
    limit: int

    def ids(self, kind: str) -> list[int]:
        """Of one kind, the record itself included."""
        found = [number for word, number in self.titles if word == kind]
        return [self.id, *found] if kind == self.kind else found

    def about(self, kind: str | None, record_id: int | None) -> str | None:
        return self.titles.get((kind or "", record_id or 0))


def feed(session: Session, kind: str, record_id: int, *, limit: int = 100, part: str = "") -> list[Moment]:
    """The newest `limit` moments of a contact, a business, a deal, a task or a project.

    part: one of PARTS, or empty for all.
    """
    scope = _Scope(session, kind, record_id, _children(session, kind, record_id), limit)
    found: list[Moment] = []
    for read in READ[part]:
        found += read(scope)
    found.sort(key=lambda moment: (moment.at, moment.source != "activity", moment.id), reverse=True)
    return found[:limit]


def suggest_contacts(session: Session, text: str, limit: int) -> list[tuple[int, str]]:
    """(id, name) of contacts whose last name begins like this, then of those with it elsewhere in their name."""
    wanted = names.fold(text)
    if not wanted:
        return []
    upper = wanted + "\U0010ffff"
    query = select(Contact.id, Contact.name).where(Contact.sort_name >= wanted, Contact.sort_name < upper)
    found = [(row.id, row.name) for row in session.execute(query.order_by(Contact.sort_name).limit(limit))]
    if len(found) < limit:
        from app.crm import search  # noqa: PLC0415 - only where the sorted names did not suffice

        hits = search.find(session, text, limit=limit, kinds=("contact",))
        named = [(hit.id, hit.title) for hit in hits if wanted in names.fold(hit.title)]
        found += [hit for hit in named if hit not in found]
    return found[:limit]


def _children(session: Session, kind: str, record_id: int) -> Titles:
    """The records whose history belongs to this one's."""
    found: Titles = {}
    for word, model, title, belongs in _belonging(kind, record_id):
        query = select(model.id, title).where(belongs).order_by(model.id.desc()).limit(MOST)
        found |= {(word, number): called for number, called in session.execute(query)}
    return found


def _belonging(kind: str, record_id: int) -> Iterator[tuple[str, Any, Any, Any]]:
    """(kind, table, its title, which of its rows)."""
    if kind == "business":
        yield "contact", Contact, Contact.name, Contact.business_id == record_id
        yield "deal", Deal, Deal.title, of_business(Deal, record_id)
        yield "project", Project, Project.name, Project.business_id == record_id
        yield "task", Task, Task.title, of_business(Task, record_id)
    if kind == "contact":
        yield "deal", Deal, Deal.title, Deal.contact_id == record_id
    if kind in ("contact", "deal", "project"):
        yield "task", Task, Task.title, getattr(Task, f"{kind}_id") == record_id


def _own(scope: _Scope) -> Iterator[Moment]:
    """What happened to the record itself."""
    where = and_(ActivityLog.entity_type == scope.kind, ActivityLog.entity_id == scope.id)
    return _activities(scope, [where])


def _work(scope: _Scope) -> Iterator[Moment]:
    """What happened to its deals, tasks and projects."""
    kinds = ("contact", "deal", "project", "task")
    found = {kind: [number for word, number in scope.titles if word == kind] for kind in kinds}
    return _activities(
        scope,
        [and_(ActivityLog.entity_type == kind, ActivityLog.entity_id.in_(ids)) for kind, ids in found.items() if ids],
    )


def _activities(scope: _Scope, wanted: Sequence[Any]) -> Iterator[Moment]:
    if not wanted:
        return
    query = select(ActivityLog).where(or_(*wanted), ActivityLog.action.not_in(TOLD_OTHERWISE))
    newest = query.order_by(ActivityLog.created_at.desc(), ActivityLog.id.desc()).limit(scope.limit)
    for row in scope.session.scalars(newest):
        yield Moment(
            row.created_at, "activity", row.action, row.entity_type, row.entity_id,
            about=scope.about(row.entity_type, row.entity_id), actor=row.actor, details=row.details or {},
        )  # fmt: skip


def _interactions(scope: _Scope) -> Iterator[Moment]:
    of_deal = scope.kind == "deal"
    column, ids = (Interaction.deal_id, [scope.id]) if of_deal else (Interaction.contact_id, scope.ids("contact"))
    query = select(Interaction).where(column.in_(ids)).order_by(Interaction.at.desc()).limit(scope.limit)
    for row in scope.session.scalars(query) if ids else ():
        details = {"direction": row.direction, "duration_minutes": row.duration_minutes, "outcome": row.outcome}
        about = None if of_deal else scope.about("contact", row.contact_id)
        yield Moment(row.at, "interaction", row.kind, "interaction", row.id, row.summary or "", about, details=details)


def _events(scope: _Scope) -> Iterator[Moment]:
    """Appointments with the person or the business."""
    if scope.kind not in ("contact", "business"):
        return
    here = getattr(Event, f"{scope.kind}_id") == scope.id
    if scope.kind == "business":
        here = or_(here, Event.contact_id.in_(scope.ids("contact")))
    query = select(Event).where(here).order_by(Event.starts_at.desc()).limit(scope.limit)
    for row in scope.session.scalars(query):
        about = scope.about("contact", row.contact_id)
        yield Moment(row.starts_at, "event", "event", "event", row.id, row.title, about)


def _notes(scope: _Scope) -> Iterator[Moment]:
    wanted = [
        and_(Note.entity_type == kind, Note.entity_id.in_(ids))
        for kind in ("business", "contact", "deal", "project", "task")
        if (ids := scope.ids(kind))
    ]
    query = select(Note).where(or_(*wanted)).order_by(Note.at.desc()).limit(scope.limit)
    for row in scope.session.scalars(query):
        about = scope.about(row.entity_type, row.entity_id)
        yield Moment(row.at, "note", "note", "note", row.id, row.body, about)


def _edits(scope: _Scope) -> Iterator[Moment]:
    """Changes of fields that no activity tells of, from the undo journal, as long as it is kept."""
    table = next(table for table, word in ENTITY_TYPES.items() if word == scope.kind)
    query = (
        select(UndoStep.created_at, UndoStep.actor, UndoRow.changes)
        .join(UndoStep, UndoStep.id == UndoRow.step_id)
        .where(
            UndoRow.table_name == table,
            UndoRow.first_id == scope.id,
            UndoRow.op == "U",
            UndoStep.kind == "edit",
            UndoStep.state == "done",
        )
    )
    known = Base.metadata.tables[table].columns.keys()
    for row in scope.session.execute(query.order_by(UndoRow.id.desc()).limit(scope.limit)):
        changed = _told(json.loads(row.changes or "{}"), known)
        if changed:
            yield Moment(
                row.created_at, "edit", "", scope.kind, scope.id, actor=row.actor, details={"fields": changed}
            )  # fmt: skip


def _told(changes: Mapping[str, Any], known: Sequence[str]) -> dict[str, Any]:
    """What a person changed: the shown name follows from its parts."""
    skipped = UNTOLD | ({"name"} if "first_name" in known else frozenset())
    return {name: values for name, values in changes.items() if name in known and name not in skipped}


READ: Mapping[str, Sequence[Any]] = MappingProxyType(
    {
        "": (_own, _work, _interactions, _events, _notes, _edits),
        "talk": (_interactions, _events),
        "note": (_notes,),
        "work": (_work,),
        "edit": (_own, _edits),
    }
)
