"""Fields the owner adds to a kind of record, and what their values must be."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import CrmError, not_found
from app.crm import journal, names
from app.models import CustomField

KINDS = ("business", "contact", "deal", "project", "task", "time_entry", "interaction", "event")
"""Records that can have own fields."""
TYPES = ("text", "number", "date", "yes_no", "choice")
LONGEST_KEY = 50
"""Of a key made from a label."""
KEY = re.compile(r"[^\W_][\w]{0,59}")


def create(
    session: Session, *, at: datetime, entity_type: str, label: str, key: str | None = None, value_type: str = "text",
    choices: Sequence[str] = (),
) -> CustomField:  # fmt: skip
    """Define a field. key: its name in the `custom` column, made from the label when none is given."""
    if entity_type not in KINDS:
        raise CrmError(f"Own fields can be added to {', '.join(KINDS)}.", where="entity_type")
    shown = _label(label)
    wanted = key or _key_for(shown, definitions(session, entity_type))
    if not KEY.fullmatch(wanted):
        raise CrmError(f"“{wanted}” cannot name a field: use letters, digits and _.", where="key")
    if wanted in definitions(session, entity_type):
        raise CrmError(f"There is a field {wanted} already.", kind="conflict", where="key")
    allowed = _choices(value_type, choices)
    field = CustomField(entity_type=entity_type, key=wanted, label=shown, value_type=value_type, choices=allowed)
    field.created_at = field.updated_at = at
    session.add(field)
    session.flush()
    journal.name_step(session, f"Field added: {shown}")
    return field


def _key_for(label: str, known: Mapping[str, CustomField]) -> str:
    """A key made from a label; numbered where another label makes the same one, as "%" and "&" do."""
    made = re.sub(r"\W+", "_", names.fold(label)).strip("_")[:LONGEST_KEY].strip("_") or "field"
    if made in known and names.fold(known[made].label) == names.fold(label):
        return made
    return next(key for key in (made, *(f"{made}_{n}" for n in range(2, 1000))) if key not in known)


def edit(
    session: Session, field_id: int, *, at: datetime, label: str | None = None, choices: Sequence[str] | None = None
) -> CustomField:
    """Rename a field or change its choices; the key and the values stay."""
    field = get(session, field_id)
    shown = field.label if label is None else _label(label)
    allowed = field.choices if choices is None else _choices(field.value_type, choices)
    field.label, field.choices, field.updated_at = shown, allowed, at
    journal.name_step(session, f"Field changed: {shown}")
    return field


def delete(session: Session, field_id: int, *, at: datetime) -> None:  # noqa: ARG001 - as every delete
    """Forget the definition; values already given stay in their records and can be removed there."""
    field = get(session, field_id)
    journal.name_step(session, f"Field deleted: {field.label}")
    session.delete(field)
    session.flush()


def get(session: Session, field_id: int) -> CustomField:
    field = session.get(CustomField, field_id)
    if field is None:
        raise not_found("field", field_id)
    return field


def definitions(session: Session, entity_type: str) -> dict[str, CustomField]:
    """Key -> definition, in the order they were added."""
    query = select(CustomField).where(CustomField.entity_type == entity_type).order_by(CustomField.id)
    return {field.key: field for field in session.scalars(query)}


def checked(
    session: Session, entity_type: str, values: Mapping[str, Any], present: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Values for the `custom` column; an empty one is left out.

    present: what the record holds now; what stays as it is needs no definition any more.
    Errors: CrmError for an unknown key or a wrong value.
    """
    known = definitions(session, entity_type)
    kept = {key: value for key, value in (present or {}).items() if key in values and values[key] == value}
    values = {key: value for key, value in values.items() if key not in kept}
    for key in values:
        if key not in known:
            listed = ", ".join(known) or "none yet"
            raise CrmError(
                f"There is no own field {key}; there are: {listed}.", kind="not_found", where=f"custom.{key}"
            )
    found = {key: check_value(known[key], value) for key, value in values.items()}
    return kept | {key: value for key, value in found.items() if value is not None}


def check_value(field: CustomField, value: Any) -> Any:
    """One value as it is kept, from itself or from text: text, a number, true or false, an ISO date."""
    if isinstance(value, str):
        value = names.clean(value)
    if value is None:
        return None
    try:
        return _READ[field.value_type](field, value)
    except (ValueError, TypeError, CrmError) as error:
        takes = f"one of {', '.join(field.choices)}" if field.value_type == "choice" else _TAKES[field.value_type]
        raise CrmError(f"{field.label} cannot be “{value}”: it takes {takes}.", where=f"custom.{field.key}") from error


_TAKES = {
    "text": "a text", "number": "a number", "date": "a date such as 2026-05-17", "yes_no": "yes or no",
}  # fmt: skip
_YES_NO = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}


def _read_text(_field: CustomField, value: Any) -> str:
    text = str(value)
    if len(text) > 10_000:  # noqa: PLR2004 - a long text belongs into a note
        raise ValueError
    return text


def _read_number(_field: CustomField, value: Any) -> int | float:
    if isinstance(value, bool):
        raise ValueError
    number = float(value)
    if number != number or abs(number) > 1e15:  # noqa: PLR0124, PLR2004 - not a number, or beyond exact digits
        raise ValueError
    return int(number) if number.is_integer() else number


def _read_date(_field: CustomField, value: Any) -> str:
    return value.isoformat() if type(value) is date else date.fromisoformat(value).isoformat()


def _read_yes_no(_field: CustomField, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if str(value).lower() not in _YES_NO:
        raise ValueError
    return _YES_NO[str(value).lower()]


def _read_choice(field: CustomField, value: Any) -> str:
    if value not in field.choices:
        raise ValueError
    return str(value)


_READ = {
    "text": _read_text, "number": _read_number, "date": _read_date, "yes_no": _read_yes_no, "choice": _read_choice,
}  # fmt: skip


def _label(label: str) -> str:
    shown = names.clean(label)
    if not shown or len(shown) > 100:  # noqa: PLR2004 - it heads a column
        raise CrmError("A field needs a name of at most 100 characters.", where="label")
    return shown


def _choices(value_type: str, choices: Sequence[str]) -> list[str]:
    if value_type not in TYPES:
        raise CrmError(f"A field is one of {', '.join(TYPES)}.", where="value_type")
    cleaned = list(dict.fromkeys(text for text in map(names.clean, choices) if text))
    if (value_type == "choice") != bool(cleaned):
        raise CrmError("A field of choices needs its choices, and only such a field.", where="choices")
    return cleaned
