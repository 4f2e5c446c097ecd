"""Every kind of record by its word: how one is found, added, changed, deleted and shown as plain data."""

import inspect
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, cast

from sqlalchemy import Table, select
from sqlalchemy.orm import Session, object_session

from app.core.errors import CrmError
from app.crm import (
    attachments,
    businesses,
    columns,
    contacts,
    custom_fields,
    deals,
    events,
    followups,
    interactions,
    notes,
    pipelines,
    projects,
    saved_filters,
    stages,
    tags,
    tasks,
    time_entries,
)
from app.crm.activity import ENTITY_TYPES
from app.models import (
    ActivityLog,
    Attachment,
    Base,
    Business,
    Contact,
    ContactPoint,
    CustomField,
    Deal,
    Event,
    ExternalId,
    Followup,
    Interaction,
    Note,
    Pipeline,
    Project,
    SavedFilter,
    Stage,
    Tag,
    Task,
    TimeEntry,
)

Service = Callable[..., Any]
AT_ONCE = 500


@dataclass(frozen=True)
class Kind:
    """word, plural: as on the command line. needed: what a new one cannot do without. title: the column it is
    called by. A service that is None is not offered.
    """

    word: str
    plural: str
    model: type[Base]
    title: str
    needed: tuple[str, ...] = ()
    create: Service | None = None
    edit: Service | None = None
    delete: Service | None = None

    @property
    def words(self) -> str:
        """In a sentence: "time entry"."""
        return self.word.replace("_", " ")


def _kind(word: str, plural: str, model: type[Base], title: str, service: Any, *needed: str) -> Kind:
    return Kind(word, plural, model, title, needed, service.create, service.edit, service.delete)


_LISTED = (
    _kind("contact", "contacts", Contact, "name", contacts),
    _kind("business", "businesses", Business, "name", businesses, "name"),
    _kind("deal", "deals", Deal, "title", deals, "title"),
    _kind("stage", "stages", Stage, "name", stages, "name"),
    _kind("pipeline", "pipelines", Pipeline, "name", pipelines, "name"),
    _kind("task", "tasks", Task, "title", tasks, "title"),
    _kind("project", "projects", Project, "name", projects, "name"),
    _kind("time_entry", "time_entries", TimeEntry, "note", time_entries),
    _kind("interaction", "interactions", Interaction, "summary", interactions, "contact_id", "kind"),
    _kind("note", "notes", Note, "body", notes, "body", "entity_type", "entity_id"),
    _kind("event", "events", Event, "title", events, "title", "starts_at"),
    _kind("followup", "followups", Followup, "kind", followups, "scheduled_at"),
    _kind("tag", "tags", Tag, "name", tags, "name"),
    Kind("activity", "activities", ActivityLog, "action"),
    # a file is stored before its row is written, see attachments.store
    Kind("attachment", "attachments", Attachment, "filename", (), None, attachments.edit, attachments.delete),
    _kind("saved_filter", "saved_filters", SavedFilter, "name", saved_filters, "name", "entity_type"),
    _kind("custom_field", "custom_fields", CustomField, "label", custom_fields, "label", "entity_type"),
)  # fmt: skip
KINDS: Mapping[str, Kind] = {kind.word: kind for kind in _LISTED}
_BY_WORD: Mapping[str, Kind] = {**KINDS} | {kind.plural: kind for kind in _LISTED}


def kind_of(word: str) -> Kind:
    """By its singular or plural word. Errors: CrmError that lists the kinds."""
    kind = _BY_WORD.get(word.strip().lower().replace("-", "_"))
    if kind is None:
        raise CrmError(f"There is no kind of record called {word}; there are {', '.join(KINDS)}.", where="kind")
    return kind


def get(session: Session, word: str, record_id: int) -> Any:
    """The record. Errors: CrmError when there is none."""
    kind = kind_of(word)
    record = session.get(kind.model, record_id) if 0 < record_id < 2**63 else None
    if record is None:
        where = f"{kind.word} {record_id}"
        raise CrmError(f"There is no {kind.words} {record_id}.", kind="not_found", where=where)
    return record


def create(session: Session, word: str, values: Mapping[str, Any], at: datetime) -> Any:
    """Add a record of typed values (see `fields.parse` for text); `tags` may be among them."""
    kind = kind_of(word)
    service = _offered(kind, kind.create, "added")
    given, wanted_tags = _split(kind, service, values)
    for name in kind.needed:
        if given.get("happened_at" if name == "at" else name) in (None, ""):
            words = name.removesuffix("_id").replace("_", " ")
            article = "an" if words[0] in "aeio" else "a"
            raise CrmError(f"{columns.a_kind(kind.model)} needs {article} {words}.", where=name)
    record = service(session, at=at, **given)
    if wanted_tags is not None:
        tags.set_all(session, kind.word, record.id, wanted_tags, at=at)
    return record


def edit(session: Session, word: str, record_id: int, values: Mapping[str, Any], at: datetime) -> Any:
    """Change a record; `tags` replaces its tags."""
    kind = kind_of(word)
    service = _offered(kind, kind.edit, "changed")
    get(session, word, record_id)
    given, wanted_tags = _split(kind, service, values)
    record = service(session, record_id, at=at, **given) if given else get(session, word, record_id)
    if wanted_tags is not None:
        tags.set_all(session, kind.word, record_id, wanted_tags, at=at)
    return record


def delete(session: Session, word: str, record_id: int, at: datetime) -> None:
    """Delete a record with its notes, tags, attachments and foreign ids."""
    kind = kind_of(word)
    service = _offered(kind, kind.delete, "deleted")
    get(session, word, record_id)
    service(session, record_id, at=at)
    session.flush()


def title_of(record: Base) -> str:
    """What a record is called, in one line."""
    kind = next(kind for kind in _LISTED if isinstance(record, kind.model))
    text = str(getattr(record, kind.title) or "").strip()
    return text.splitlines()[0] if text else f"{kind.words.capitalize()} {record.id}"  # type: ignore[attr-defined]


def as_row(record: Base) -> dict[str, Any]:
    """Column name -> plain value fit for JSON; moments and days as ISO texts, moments with their offset.

    Besides the columns: tags, external_ids {source: id}; of a contact emails and phones; of a deal its stage's name.
    """
    session = object_session(record)
    if session is None:
        raise RuntimeError("a record can be shown only inside its session")
    session.flush()
    kind = next(kind for kind in _LISTED if isinstance(record, kind.model))
    return next(iter(rows(session, kind.word, [record.id])))  # type: ignore[attr-defined]


def rows(session: Session, word: str, ids: Sequence[int]) -> list[dict[str, Any]]:
    """`as_row` of many, in the order of `ids`; an id that is gone is left out."""
    kind = kind_of(word)
    found: dict[int, dict[str, Any]] = {}
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        table = cast("Table", kind.model.__table__)
        for row in session.execute(select(table).where(table.c.id.in_(some))).mappings():
            found[row["id"]] = {name: plain(value) for name, value in row.items()}
        _add_around(session, kind, found, some)
    return [found[record_id] for record_id in ids if record_id in found]


def plain(value: Any) -> Any:
    """A value as JSON has it."""
    return value.isoformat() if isinstance(value, date) else value


def fields(word: str) -> tuple[str, ...]:
    """The columns that can be set, in the order of the table."""
    kind = kind_of(word)
    return tuple(columns.fields_of(kind.model)) if kind.edit or kind.create else ()


def _add_around(session: Session, kind: Kind, found: dict[int, dict[str, Any]], ids: Sequence[int]) -> None:
    """What is known of these rows beside their own columns."""
    here = [record_id for record_id in ids if record_id in found]
    for name, values, empty in _around(session, kind, here):
        for record_id in here:
            found[record_id][name] = values.get(record_id, empty)
    if kind.model is Deal:
        _add_stages(session, found.values())
    if kind.model is ActivityLog:
        for row in found.values():
            row["details"] = row["metadata"]


def _around(session: Session, kind: Kind, ids: Sequence[int]) -> Iterator[tuple[str, Mapping[int, Any], Any]]:
    """(name, id -> value, value of the others)."""
    if kind.word in tags.TAGGED:
        yield "tags", tags.of(session, kind.word, ids), []
    if kind.model is Contact:
        for name in ("email", "phone"):
            yield f"{name}s", _points(session, name, ids), []
    if kind.word in ENTITY_TYPES.values():
        yield "external_ids", _external_ids(session, kind.word, ids), {}


def _points(session: Session, point: str, ids: Sequence[int]) -> Mapping[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    query = select(ContactPoint).where(ContactPoint.contact_id.in_(ids), ContactPoint.kind == point)
    for row in session.scalars(query.order_by(ContactPoint.is_primary.desc(), ContactPoint.id)):
        found[row.contact_id].append(
            {"value": row.value, "original": row.original, "label": row.label, "is_primary": row.is_primary}
        )
    return found


def _external_ids(session: Session, word: str, ids: Sequence[int]) -> Mapping[int, dict[str, str]]:
    found: dict[int, dict[str, str]] = defaultdict(dict)
    query = select(ExternalId).where(ExternalId.entity_type == word, ExternalId.entity_id.in_(ids))
    for row in session.scalars(query):
        found[row.entity_id][row.source] = row.external_id
    return found


def _add_stages(session: Session, deal_rows: Iterable[dict[str, Any]]) -> None:
    names = {stage.id: stage.name for stage in session.scalars(select(Stage))}
    for row in deal_rows:
        row["stage"] = names.get(row["stage_id"])


def _offered(kind: Kind, service: Service | None, done: str) -> Service:
    if service is None:
        raise CrmError(f"{columns.a_kind(kind.model)} cannot be {done} by hand.", kind="unsupported", where=kind.word)
    return service


def _split(kind: Kind, service: Service, values: Mapping[str, Any]) -> tuple[dict[str, Any], list[str] | None]:
    """What the service takes, and the tags. Errors: CrmError for a field it does not take."""
    given = dict(values)
    wanted = given.pop("tags", None)
    if wanted is not None and kind.word not in tags.TAGGED:
        raise CrmError(f"{columns.a_kind(kind.model)} has no tags.", where="tags")
    accepted = _accepted(service)
    if "at" in given:
        given["happened_at"] = given.pop("at")
    for name in given:
        if accepted and name not in accepted:
            known = [field for field in columns.fields_of(kind.model) if field in accepted]
            raise columns.unknown_field(kind.model, "at" if name == "happened_at" else name, known)
    return given, wanted


@cache
def _accepted(service: Service) -> frozenset[str]:
    """Names of what a service takes; empty when it takes all columns and checks them itself."""
    parameters = inspect.signature(service).parameters.values()
    if any(parameter.kind is parameter.VAR_KEYWORD for parameter in parameters):
        return frozenset()
    return frozenset(parameter.name for parameter in parameters) - {"session", "at"}
