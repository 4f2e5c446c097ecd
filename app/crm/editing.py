"""Adding, changing and finding one row of any kind: the part all services share."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from app.core.db import driver
from app.core.errors import CrmError, not_found
from app.crm import columns, custom_fields, external
from app.crm.activity import ENTITY_TYPES, entity_type
from app.models import Base, Record

R = TypeVar("R", bound=Record)


def prepare(
    session: Session, model: type[Record], values: Mapping[str, Any], current: Record | None = None
) -> dict[str, Any]:
    """Values as they are kept, for a new record or a change of `current`.

    Errors: CrmError for a value not taken, a field left out, or another record that is not there.
    """
    found = columns.checked(model, values, creating=current is None)
    for name, value in found.items():
        target = columns.fields_of(model)[name].target
        if target and value is not None:
            _check_exists(session, target, value)
    if found.get("custom"):
        present: Mapping[str, Any] = getattr(current, "custom", None) or {}
        found["custom"] = custom_fields.checked(session, ENTITY_TYPES[model.__tablename__], found["custom"], present)
    return found


def find(session: Session, model: type[R], record_id: int) -> R:
    """Errors: CrmError when there is none."""
    record = session.get(model, record_id) if _may_be_id(record_id) else None
    if record is None:
        raise _missing(model.__tablename__, record_id)
    return record


def _check_exists(session: Session, table: str, record_id: int) -> None:
    """Without loading it. Errors: CrmError."""
    session.flush()
    query = f"SELECT 1 FROM {table} WHERE id = ?"
    if not _may_be_id(record_id) or driver(session).execute(query, (record_id,)).fetchone() is None:
        raise _missing(table, record_id)


def _may_be_id(record_id: int) -> bool:
    """SQLite takes no larger number."""
    return -(2**63) <= record_id < 2**63


def _missing(table: str, record_id: int) -> CrmError:
    return not_found(ENTITY_TYPES.get(table, table.removesuffix("s")).replace("_", " "), record_id)


def add(session: Session, record: R, at: datetime, external_id: str | None = None, source_system: str = "owner") -> R:
    """Store a new row as of `at`, with its name in another system if it has one."""
    record.created_at = record.updated_at = at
    session.add(record)
    session.flush()
    if external_id:
        external.keep(session, entity_type(record), record.id, external_id, source_system)
    return record


def change(record: Record, values: Mapping[str, Any]) -> set[str]:
    """Set what differs. Returns the names of what did."""
    differing = {name for name, value in values.items() if getattr(record, name) != value}
    for name in differing:
        setattr(record, name, values[name])
    return differing


def model_of_table(table: str) -> type[Record]:
    return next(
        mapper.class_
        for mapper in Base.registry.mappers
        if mapper.class_.__tablename__ == table and issubclass(mapper.class_, Record)
    )


def model_of(kind: str) -> type[Record]:
    """The table of an entity type such as `contact`. Errors: CrmError for a word that is none."""
    for table, word in ENTITY_TYPES.items():
        if word == kind and table != "import_batches":
            return model_of_table(table)
    raise not_found("kind of record called", kind)
