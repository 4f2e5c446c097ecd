"""Adding, changing and finding one row of any kind: the part all services share."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from app.core.errors import not_found
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
            find(session, model_of_table(target), value)
    if found.get("custom"):
        present: Mapping[str, Any] = getattr(current, "custom", None) or {}
        found["custom"] = custom_fields.checked(session, ENTITY_TYPES[model.__tablename__], found["custom"], present)
    return found


def find(session: Session, model: type[R], record_id: int) -> R:
    """Errors: CrmError when there is none."""
    record = session.get(model, record_id) if -(2**63) <= record_id < 2**63 else None
    if record is None:
        word = ENTITY_TYPES.get(model.__tablename__, model.__tablename__.removesuffix("s"))
        raise not_found(word.replace("_", " "), record_id)
    return record


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
