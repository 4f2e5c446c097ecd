"""What a merge of two records would keep, before it is done; read-only. The merge itself: see `merge`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.crm import contacts, editing, merge, tags
from app.crm.activity import entity_type
from app.models import Business, Record

COUNTED = {
    "deals": "deal", "tasks": "task", "interactions": "call or message", "notes": "note", "attachments": "file",
    "contacts": "person", "projects": "project", "events": "appointment",
}  # fmt: skip
"""Table -> what one of its rows is called."""


@dataclass(frozen=True, slots=True)
class Compared:
    """A field of two records. field: the column, or emails, phones, tags.

    lost: the value of the record that goes will stand in a note; both: the kept record has the two afterwards.
    """

    field: str
    keep: str
    drop: str
    lost: bool = False
    both: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """moved: word -> how many of them move to the record that is kept."""

    keep_name: str
    drop_name: str
    fields: tuple[Compared, ...]
    moved: Mapping[str, int]


def compare(session: Session, kind: str, keep_id: int, drop_id: int) -> Comparison:
    """A contact or a business with another. Errors: CrmError when one of them is gone."""
    model = editing.model_of(kind)
    keep, drop = editing.find(session, model, keep_id), editing.find(session, model, drop_id)
    found = (*_columns(session, keep, drop), *_points(session, kind, keep_id, drop_id), *_tags(session, keep, drop))
    return Comparison(_name(keep), _name(drop), found, _moved(session, drop))


def _columns(session: Session, keep: Record, drop: Record) -> Iterator[Compared]:
    for name in (column.name for column in merge.own_columns(keep.__table__)):  # type: ignore[arg-type]
        mine, theirs = (_words(session, record, name) for record in (keep, drop))
        if mine or theirs:
            both = name == "notes" or isinstance(getattr(keep, name), list | dict | bool)
            yield Compared(name, mine, theirs, lost=bool(mine and theirs and mine != theirs and not both), both=both)


def _words(session: Session, record: Record, name: str) -> str:
    value: Any = getattr(record, name)
    if value in (None, "", [], {}, False):
        return ""
    if name == "business_id":
        business = session.get(Business, value)
        return business.name if business else ""
    if isinstance(value, list):
        return ", ".join(str(entry) for entry in value)
    return ", ".join(f"{key}: {entry}" for key, entry in value.items()) if isinstance(value, dict) else str(value)


def _points(session: Session, kind: str, keep_id: int, drop_id: int) -> Iterator[Compared]:
    if kind != "contact":
        return
    mine, theirs = contacts.points(session, keep_id), contacts.points(session, drop_id)
    for word in ("email", "phone"):
        texts = [", ".join(point.original for point in points if point.kind == word) for points in (mine, theirs)]
        if any(texts):
            yield Compared(f"{word}s", texts[0], texts[1], both=True)


def _tags(session: Session, keep: Record, drop: Record) -> Iterator[Compared]:
    found = tags.of(session, entity_type(keep), [keep.id, drop.id])
    if found:
        yield Compared("tags", ", ".join(found.get(keep.id, [])), ", ".join(found.get(drop.id, [])), both=True)


def _moved(session: Session, drop: Record) -> dict[str, int]:
    """What hangs on the record that goes, and will hang on the other."""
    found: dict[str, int] = {}
    for table, column, kind in merge.references(drop.__tablename__):
        if table.name in COUNTED:
            of_kind = [] if kind is None else [table.c.entity_type == kind]
            count = session.scalar(select(func.count()).select_from(table).where(column == drop.id, *of_kind)) or 0
            if count:
                found[COUNTED[table.name]] = found.get(COUNTED[table.name], 0) + count
    return found


def _name(record: Any) -> str:
    return str(record.name)
