"""Tags: words the owner puts on records. Two that differ only in case or accents are one."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.errors import CrmError
from app.crm import editing, journal, names
from app.crm.activity import entity_type
from app.crm.reckoned import TAGGED as TAGGED  # noqa: PLC0414 - tags.TAGGED is asked for elsewhere
from app.models import Record, Tag, Tagging

LONGEST = 100


def create(session: Session, *, at: datetime, name: str) -> Tag:
    """Add a tag. Errors: CrmError when there is one of that name."""
    wanted = _name(name)
    if find(session, wanted):
        raise CrmError(f"There is a tag {wanted} already.", kind="conflict", where="name")
    journal.name_step(session, f"Tag added: {wanted}")
    return editing.add(session, Tag(name=wanted), at)


def edit(session: Session, tag_id: int, *, at: datetime, name: str) -> Tag:  # noqa: ARG001 - as every edit
    """Rename a tag everywhere. Errors: CrmError when another tag has that name: merge them instead."""
    tag, wanted = get(session, tag_id), _name(name)
    other = find(session, wanted)
    if other is not None and other.id != tag_id:
        raise CrmError(f"There is a tag {other.name} already; merge the two.", kind="conflict", where="name")
    journal.name_step(session, f"Tag {tag.name} renamed to {wanted}")
    tag.name = wanted
    return tag


def merge(session: Session, keep_id: int, drop_id: int, *, at: datetime) -> Tag:
    """Put `keep_id` on everything that has `drop_id`, and delete that."""
    keep, drop = get(session, keep_id), get(session, drop_id)
    if keep_id == drop_id:
        raise CrmError("A tag cannot be merged with itself.", where="tag")
    journal.name_step(session, f"Tag {drop.name} merged into {keep.name}")
    kept = session.scalars(select(Tagging).where(Tagging.tag_id == keep_id))
    held = {(tagging.entity_type, tagging.entity_id) for tagging in kept}
    for tagging in session.scalars(select(Tagging).where(Tagging.tag_id == drop_id)):
        if (tagging.entity_type, tagging.entity_id) in held:
            session.delete(tagging)
        else:
            tagging.tag_id, tagging.updated_at = keep_id, at
    session.flush()
    session.delete(drop)
    session.flush()
    return keep


def delete(session: Session, tag_id: int, *, at: datetime) -> None:  # noqa: ARG001 - as every delete
    """Take a tag off all records and forget it."""
    tag = get(session, tag_id)
    journal.name_step(session, f"Tag deleted: {tag.name}")
    session.delete(tag)
    session.flush()


def get(session: Session, tag_id: int) -> Tag:
    return editing.find(session, Tag, tag_id)


def find(session: Session, name: str) -> Tag | None:
    """By name, whatever its case or accents."""
    exact = session.scalar(select(Tag).where(Tag.name == name))
    wanted = names.fold(name)
    return exact or next((tag for tag in session.scalars(select(Tag)) if names.fold(tag.name) == wanted), None)


def add(session: Session, kind: str, record_id: int, name: str, *, at: datetime) -> Tag:
    """Put a tag on a record; the tag is made when it is new, and a record that has it keeps it."""
    wanted = _name(name)
    _check_record(session, kind, record_id)
    tag = find(session, wanted) or editing.add(session, Tag(name=wanted), at)
    present = select(Tagging.id).where(
        Tagging.tag_id == tag.id, Tagging.entity_type == kind, Tagging.entity_id == record_id
    )
    if session.scalar(present) is None:
        editing.add(session, Tagging(tag_id=tag.id, entity_type=kind, entity_id=record_id), at)
        journal.name_step(session, f"Tagged: {tag.name}")
    return tag


def remove(session: Session, kind: str, record_id: int, name: str, *, at: datetime) -> None:  # noqa: ARG001
    """Errors: CrmError when the record does not have the tag."""
    tag = find(session, _name(name))
    here = (Tagging.entity_type == kind, Tagging.entity_id == record_id)
    tagging = session.scalar(select(Tagging).where(Tagging.tag_id == tag.id, *here)) if tag else None
    if tag is None or tagging is None:
        raise CrmError(f"{kind.capitalize()} {record_id} has no tag {name}.", kind="not_found", where="tag")
    session.delete(tagging)
    session.flush()
    journal.name_step(session, f"Tag taken off: {tag.name}")


def set_all(session: Session, kind: str, record_id: int, wanted: Sequence[str], *, at: datetime) -> None:
    """Make these the tags of a record: the missing ones are put on, the others taken off."""
    found = {names.fold(_name(name)): name for name in wanted}
    _check_record(session, kind, record_id)
    for name in of(session, kind, [record_id]).get(record_id, []):
        if names.fold(name) not in found:
            remove(session, kind, record_id, name, at=at)
    for name in found.values():
        add(session, kind, record_id, name, at=at)


def of(session: Session, kind: str, record_ids: Sequence[int]) -> dict[int, list[str]]:
    """The tags' names of each of these records that has any, in alphabetical order."""
    found: dict[int, list[str]] = defaultdict(list)
    for start in range(0, len(record_ids), 500):
        query = (
            select(Tagging.entity_id, Tag.name)
            .join(Tag, Tag.id == Tagging.tag_id)
            .where(Tagging.entity_type == kind, Tagging.entity_id.in_(record_ids[start : start + 500]))
            .order_by(Tag.name)
        )
        for record_id, name in session.execute(query):
            found[record_id].append(name)
    return dict(found)


def copy(session: Session, source: Record, target: Record, *, at: datetime) -> None:
    """Put the tags of one record on another of its kind."""
    kind = entity_type(source)
    query = select(Tagging.tag_id).where(Tagging.entity_type == kind, Tagging.entity_id == source.id)
    for tag_id in session.scalars(query).all():
        editing.add(session, Tagging(tag_id=tag_id, entity_type=kind, entity_id=target.id), at)


def names_in_use(session: Session) -> list[str]:
    """All tags' names, in alphabetical order."""
    return sorted(session.scalars(select(Tag.name)), key=names.fold)


def counted(session: Session) -> list[tuple[int, str, int]]:
    """(id, name, on how many records) of every tag, in alphabetical order."""
    query = select(Tag.id, Tag.name, func.count(Tagging.id)).outerjoin(Tagging, Tagging.tag_id == Tag.id)
    rows = session.execute(query.group_by(Tag.id)).all()
    return sorted(((tag_id, name, count) for tag_id, name, count in rows), key=lambda row: names.fold(row[1]))


def unused(session: Session) -> list[Tag]:
    """Tags on no record."""
    return list(session.scalars(select(Tag).where(Tag.id.not_in(select(Tagging.tag_id))).order_by(Tag.name)))


def split(text: str | Iterable[str]) -> list[str]:
    """Names from a comma-separated text."""
    parts = text.split(",") if isinstance(text, str) else text
    return [part.strip() for part in parts if part.strip()]


def _check_record(session: Session, kind: str, record_id: int) -> None:
    if kind not in TAGGED:
        raise CrmError(f"Tags can be put on {', '.join(TAGGED)}.", where="entity_type")
    editing.find(session, editing.model_of(kind), record_id)


def _name(name: str) -> str:
    wanted = names.clean(name)
    if not wanted or len(wanted) > LONGEST or "," in wanted:
        raise CrmError(f"A tag is a word or a few, at most {LONGEST} characters and without commas.", where="tag")
    return wanted
