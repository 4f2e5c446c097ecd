"""Merging two records that are one: everything that belonged to the second belongs to the first afterwards.

What the kept record lacks it takes over; what both have and differ in is written into a note, so that nothing is
lost. Which tables refer to a record is read off the tables themselves: a new one takes part by itself.
"""

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Index, Table, UniqueConstraint, and_, delete, exists, select, update
from sqlalchemy.orm import Session

from app.core import money
from app.core.errors import CrmError
from app.crm import activity, contacts, deletion, editing, interactions, journal, notes, tags
from app.crm.activity import ENTITY_TYPES
from app.crm.columns import KEPT_BY_THE_PROGRAM, STAMPS
from app.models import Base, Business, Contact, ContactPoint, Record

KINDS = ("contact", "business", "deal", "task", "project", "tag")
FOLLOWING = {"contacts": frozenset(("email", "phone"))}
"""Columns that follow from rows of another table, which are moved."""
ONLY = re.compile(r"(\w+) = '(\w+)'")
RHYTHM = ("keep_in_touch_days", "keep_in_touch_max_days")


def merge(session: Session, kind: str, keep_id: int, drop_id: int, *, at: datetime) -> Record:
    """Move all of `drop_id` to `keep_id` and delete it. Returns the kept record.

    Errors: CrmError for a kind that cannot be merged, an unknown id, one record given twice, the owner's own business.
    """
    if kind not in KINDS:
        raise CrmError(f"What can be merged: {', '.join(KINDS)}.", kind="unsupported", where="kind")
    if kind == "tag":
        return tags.merge(session, keep_id, drop_id, at=at)
    model = editing.model_of(kind)
    keep, drop = editing.find(session, model, keep_id), editing.find(session, model, drop_id)
    _check(keep, drop, kind)
    dropped = _shown(drop)
    journal.name_step(session, f"Merged: {dropped} into {_shown(keep)}")
    differing = list(_take_over(session, keep, drop))
    session.flush()
    _move(session, keep, drop, at)
    _settle(session, keep, drop, at)
    if differing:
        _write_down(session, keep, drop, differing, at)
    activity.record(session, "record_merged", keep, at, kind=kind, dropped_id=drop_id, dropped=dropped)
    return keep


def references(target: str) -> Iterator[tuple[Table, Column[int], str | None]]:
    """(table, column that names a row of `target`, entity type where it names rows of any table)."""
    for table in Base.metadata.sorted_tables:
        for key in table.foreign_keys:
            if key.column.table.name == target:
                yield table, key.parent, None
        if {"entity_type", "entity_id"} <= set(table.columns.keys()):
            yield table, table.c.entity_id, ENTITY_TYPES[target]


def _check(keep: Record, drop: Record, kind: str) -> None:
    if keep.id == drop.id:
        raise CrmError(f"A {kind} cannot be merged with itself.", where=f"{kind} {keep.id}")
    if isinstance(drop, Business) and drop.kind == "own":
        raise CrmError(
            "Your own business cannot be merged into another; merge the other into it.",
            kind="conflict", where=f"business {drop.id}",
        )  # fmt: skip


def _shown(record: Any) -> str:
    return str(getattr(record, "name", None) or getattr(record, "title", ""))


def _take_over(session: Session, keep: Record, drop: Record) -> Iterator[tuple[str, str]]:
    """Fill what `keep` lacks. Yields (field, value of `drop`) where both have one and they differ."""
    with_money = _same_money(keep, drop)
    for column in own_columns(keep.__table__):  # type: ignore[arg-type]
        name, mine, theirs = column.name, getattr(keep, column.name), getattr(drop, column.name)
        if theirs in (None, "", {}, []) or mine == theirs:
            continue
        if isinstance(column.type, Boolean):
            setattr(keep, name, mine or theirs)
        elif isinstance(column.type, JSON):
            joined, lost = _joined(mine, theirs)
            setattr(keep, name, joined)
            yield from ((f"{name}: {key}", str(value)) for key, value in lost.items())
        elif mine in (None, "") and (with_money or not name.endswith("_cents")) and _in_rhythm(keep, name, theirs):
            setattr(keep, name, theirs)
        elif name == "notes":
            keep.notes = f"{mine}\n\n{theirs}"  # type: ignore[attr-defined]
        elif name != "phone_original":
            yield name, _in_words(session, drop, column)


def own_columns(table: Table) -> list[Column[Any]]:
    skipped = STAMPS | KEPT_BY_THE_PROGRAM.get(table.name, frozenset()) | FOLLOWING.get(table.name, frozenset())
    skipped -= {"phone_original"}
    return [column for column in table.columns if column.name not in skipped]


def _same_money(keep: Any, drop: Any) -> bool:
    """Whether amounts of `drop` may stand in `keep`, which takes its currency when it has no amount of its own."""
    if getattr(keep, "currency", None) == getattr(drop, "currency", None):
        return True
    amounts = [column.name for column in keep.__table__.columns if column.name.endswith("_cents")]
    if any(getattr(keep, name) is not None for name in amounts):
        return False
    keep.currency = drop.currency
    return True


def _in_rhythm(keep: Any, name: str, theirs: Any) -> bool:
    """Whether the longest interval between contacts stays the longer one."""
    if name not in RHYTHM:
        return True
    wanted, longest = (theirs if name == field else getattr(keep, field) for field in RHYTHM)
    return not (wanted and longest and longest < wanted)


def _joined(mine: Any, theirs: Any) -> tuple[Any, dict[str, Any]]:
    """Lists one after the other, mappings key by key; and the entries of `theirs` that had to give way."""
    if isinstance(mine, dict) and isinstance(theirs, dict):
        return theirs | mine, {key: value for key, value in theirs.items() if mine.get(key, value) != value}
    if isinstance(mine, list) and isinstance(theirs, list):
        return [*mine, *(value for value in theirs if value not in mine)], {}
    return (mine, {"": theirs}) if mine else (theirs, {})


def _in_words(session: Session, drop: Record, column: Column[Any]) -> str:
    value = getattr(drop, column.name)
    for key in column.foreign_keys:
        other = session.get(editing.model_of_table(key.column.table.name), value)
        return _shown(other) if other else str(value)
    if column.name.endswith("_cents"):
        currency = getattr(drop, "currency", None) or "EUR"
        return f"{money.to_major(value, currency)} {currency}"
    return str(value)


def _move(session: Session, keep: Record, drop: Record, at: datetime) -> None:
    """Make every row that names `drop` name `keep`; a row that would then stand twice goes."""
    if isinstance(keep, Contact):
        _move_points(session, keep.id, drop.id)
    for table, column, kind in references(keep.__tablename__):
        of_kind = [] if kind is None else [table.c.entity_type == kind]
        for twice in _twice(table, column, keep.id, drop.id):
            session.execute(delete(table).where(*of_kind, twice))
        changed: dict[str, Any] = {column.name: keep.id}
        if "updated_at" in table.columns:
            changed["updated_at"] = at
        session.execute(update(table).where(*of_kind, column == drop.id).values(changed))
    session.expire_all()


def _twice(table: Table, column: Column[int], keep_id: int, drop_id: int) -> Iterator[Any]:
    """Conditions for rows of `drop` that a uniqueness rule forbids beside those of `keep`."""
    rules: list[tuple[list[Any], dict[str, str]]]
    rules = [(list(rule.columns), {}) for rule in table.constraints if isinstance(rule, UniqueConstraint)]
    rules += [(list(index.columns), _only(index)) for index in table.indexes if index.unique]
    for columns, only in rules:
        if column in columns:
            other = table.alias()
            same = [other.c[c.name] == c for c in columns if c is not column]
            both = [one.c[name] == value for name, value in only.items() for one in (table, other)]
            yield and_(column == drop_id, exists().where(other.c[column.name] == keep_id, *same, *both))


def _only(index: Index) -> dict[str, str]:
    """Column -> value of the rows that a partial index is about, such as the goals that are active."""
    found = ONLY.fullmatch(str(index.dialect_options["sqlite"]["where"]))
    return {found[1]: found[2]} if found else {}


def _move_points(session: Session, keep_id: int, drop_id: int) -> None:
    """E-mails and phones: the same one once, the primary ones stay those of `keep`."""
    held = session.scalars(select(ContactPoint).where(ContactPoint.contact_id == keep_id)).all()
    known = {(point.kind, point.value): point for point in held}
    with_primary = {point.kind for point in held if point.is_primary}
    for point in session.scalars(select(ContactPoint).where(ContactPoint.contact_id == drop_id)).all():
        twin = known.get((point.kind, point.value))
        if twin is None:
            point.contact_id, point.is_primary = keep_id, point.is_primary and point.kind not in with_primary
        else:
            twin.label = twin.label or point.label
            session.delete(point)
    session.flush()


def _settle(session: Session, keep: Record, drop: Record, at: datetime) -> None:
    """Delete what is empty now, and work out anew what follows from the moved rows."""
    deletion.remove(session, drop)
    settle = _SETTLED.get(keep.__tablename__)
    if settle:
        settle(session, keep.id, at)


def _settle_contact(session: Session, contact_id: int, at: datetime) -> None:
    contacts.edit(session, contact_id, at=at)
    interactions.refresh_last_contact(session, [contact_id])


_SETTLED: dict[str, Callable[[Session, int, datetime], None]] = {"contacts": _settle_contact}


def _write_down(session: Session, keep: Record, drop: Record, differing: list[tuple[str, str]], at: datetime) -> None:
    """A note with what `drop` had otherwise."""
    lines = [f"{name.removesuffix('_cents').removesuffix('_id').replace('_', ' ')}: {text}" for name, text in differing]
    body = "\n".join((f"Merged with {_shown(drop)}, which had:", *lines))
    notes.create(session, at=at, body=body, entity_type=activity.entity_type(keep), entity_id=keep.id)
