"""What each column takes: the checks that come before any change, read off the tables themselves."""

import difflib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, cast

from sqlalchemy import JSON, Column, Table

from app.core import money
from app.core.errors import CrmError
from app.crm import names
from app.crm.activity import ENTITY_TYPES
from app.models import Base

SHORT, LONG = 500, 100_000
"""Most characters of a name or a label, and of a text that may have paragraphs."""
LONG_TEXTS = frozenset(
    ("notes", "details", "body", "summary", "outcome", "note", "ai_reasoning", "ai_summary", "conversation_context",
     "business_goals", "business_description", "address", "lost_reason", "next_step", "value", "description")
)  # fmt: skip
CHOICES: Mapping[str, tuple[str, ...]] = {
    "businesses.kind": ("own", "prospect", "client", "partner"),
    "contacts.status": ("lead", "prospect", "client", "past_client", "lost"),
    "followups.kind": ("check_in", "reminder", "recommendation"),
    "followups.status": ("scheduled", "sent", "completed", "cancelled"),
    "interactions.direction": ("outbound", "inbound"),
    "interactions.kind": ("call", "email", "meeting", "sms", "message", "other"),
    "projects.status": ("active", "paused", "closed"),
    "stages.kind": ("open", "won", "lost"),
    "tasks.action_type": ("follow_up", "recommendation", "introduction", "other"),
    "tasks.origin": ("owner", "coach", "content", "import"),
    "tasks.priority": ("low", "medium", "high"),
    "tasks.status": ("pending", "in_progress", "completed"),
}
RANGES: Mapping[str, tuple[float, float]] = {
    "businesses.growth_potential": (1, 10),
    "interactions.duration_minutes": (0, 100_000),
    "profile_facts.confidence": (0, 1),
    "projects.budget_minutes": (0, 100_000_000),
    "stages.stuck_after_days": (1, 3650),
    "tasks.ai_suggested_priority": (1, 10),
    "tasks.estimate_minutes": (0, 1_000_000),
    "tasks.extraction_confidence": (0, 1),
    "time_entries.duration_minutes": (0, 1_000_000),
}
KEPT_BY_THE_PROGRAM: Mapping[str, frozenset[str]] = {
    "businesses": frozenset(("sort_name", "phone_original")),
    "contacts": frozenset(("name", "sort_name", "last_outbound_at", "last_inbound_at", "last_contact_at")),
    "deals": frozenset(("sort_title", "stage_entered_at", "closed_at", "won")),
    "projects": frozenset(("closed_at",)),
    "stages": frozenset(("former_names",)),
    "tasks": frozenset(("sort_title", "completed_at")),
}
STAMPS = frozenset(("id", "created_at", "updated_at"))


@dataclass(frozen=True, slots=True)
class Field:
    """One column. type: bool, int, float, str, date, datetime, list or dict. target: table it refers to."""

    table: str
    name: str
    type: type
    needed: bool
    has_default: bool
    choices: tuple[str, ...]
    low: float
    high: float
    target: str | None

    @property
    def words(self) -> str:
        """As a person says it: due_on is "due on", budget_cents "budget", contact_id "contact"."""
        return self.name.removesuffix("_cents").removesuffix("_id").replace("_", " ")


@cache
def fields_of(model: type[Base]) -> Mapping[str, Field]:
    """The columns a person or a service may set."""
    table = cast("Table", model.__table__)
    kept = STAMPS | KEPT_BY_THE_PROGRAM.get(table.name, frozenset())
    return {column.name: _field(table, column) for column in table.columns if column.name not in kept}


def checked(model: type[Base], values: Mapping[str, Any], *, creating: bool = False) -> dict[str, Any]:
    """The values as they are kept. Errors: CrmError for an unknown field or a value it does not take."""
    known = fields_of(model)
    for name in values:
        if name not in known:
            raise unknown_field(model, name, known)
    if creating:
        given = {name: value for name, value in values.items() if value is not None or not known[name].has_default}
        missing = [field for field in known.values() if field.needed and not field.has_default]
        _refuse_missing(model, [field for field in missing if _is_blank(given.get(field.name))])
        values = given
    return {name: check_value(known[name], value) for name, value in values.items()}


def unknown_field(model: type[Base], name: str, known: Iterable[str]) -> CrmError:
    """Names the nearest field, or says that the program keeps this one itself."""
    if name in cast("Table", model.__table__).columns:
        return CrmError(f"{name} is kept by the program and cannot be set.", where=name)
    near = difflib.get_close_matches(name, list(known), n=1, cutoff=0.5)
    hint = f" Did you mean {near[0]}?" if near else ""
    return CrmError(f"{a_kind(model)} has no field called {name}.{hint}", where=name)


def a_kind(model: type[Base]) -> str:
    """ "A task", "An event": how a sentence about one of them begins."""
    words = {"activity_logs": "activity", "custom_fields": "own field"} | ENTITY_TYPES
    word = words.get(model.__tablename__, model.__tablename__.removesuffix("s")).replace("_", " ")
    return f"{'An' if word[0] in 'aeio' else 'A'} {word}"


def check_value(field: Field, value: Any) -> Any:
    """One value as it is kept. Errors: CrmError with a sentence that says what the field takes."""
    if isinstance(value, str):
        value = names.clean(value)
    if value is None:
        if field.needed:
            raise CrmError(f"{field.words.capitalize()} cannot be empty.", where=field.name)
        return [] if field.type is list and field.has_default else {} if field.type is dict else None
    return _CHECKS[field.type](field, value)


def _is_blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and names.clean(value) is None)


def _refuse_missing(model: type[Base], missing: list[Field]) -> None:
    if missing:
        words = missing[0].words
        raise CrmError(f"{a_kind(model)} needs {'an' if words[0] in 'aeio' else 'a'} {words}.", where=missing[0].name)


def _field(table: Table, column: Column[Any]) -> Field:
    key = f"{table.name}.{column.name}"
    kind = _type(column)
    low, high = RANGES.get(key, (0 if column.name.endswith(("_cents", "_days")) else -(2**63), 2**63 - 1))
    target = next((foreign.column.table.name for foreign in column.foreign_keys), None)
    return Field(
        table.name, column.name, kind, not column.nullable and kind not in (list, dict), column.default is not None,
        CHOICES.get(key, ()), low, high, target,
    )  # fmt: skip


def _type(column: Column[Any]) -> type:
    if not isinstance(column.type, JSON):
        return column.type.python_type
    empty = getattr(column.default, "arg", None)
    return type(empty(None)) if callable(empty) else dict


def _wrong(field: Field, value: object, takes: str) -> CrmError:
    shown = str(value)
    shown = f"{shown[:60]}…" if len(shown) > 60 else shown  # noqa: PLR2004 - enough to recognise it by
    return CrmError(f"{field.words.capitalize()} cannot be “{shown}”: it takes {takes}.", where=field.name)


def _text(field: Field, value: Any) -> str:
    if not isinstance(value, str):
        raise _wrong(field, value, "text")
    if field.choices and value not in field.choices:
        raise _wrong(field, value, f"one of {', '.join(field.choices)}")
    if field.name == "currency":
        money.exponent(value)
    longest = LONG if field.name in LONG_TEXTS else SHORT
    if len(value) > longest:
        raise CrmError(f"{field.words.capitalize()} takes at most {longest:,} characters.", where=field.name)
    return value


def _number(field: Field, value: Any) -> int | float:
    allowed = (int,) if field.type is int else (int, float)
    if isinstance(value, bool) or not isinstance(value, allowed) or value != value:  # noqa: PLR0124 - not a number
        raise _wrong(field, value, "a whole number" if field.type is int else "a number")
    if not field.low <= value <= field.high:
        raise _wrong(field, value, _range_words(field))
    return value


def _range_words(field: Field) -> str:
    if field.high >= 2**63 - 1:
        return "a number that is not negative" if field.low == 0 else "a smaller number"
    return f"a number between {field.low:g} and {field.high:g}"


def _bool(field: Field, value: Any) -> bool:
    if not isinstance(value, bool):
        raise _wrong(field, value, "yes or no")
    return value


def _date(field: Field, value: Any) -> date:
    if isinstance(value, datetime) or not isinstance(value, date):
        raise _wrong(field, value, "a date such as 2026-05-17")
    return value


def _moment(field: Field, value: Any) -> datetime:
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise _wrong(field, value, "a day and time with its zone")
    return value


def _list(field: Field, value: Any) -> list[str]:
    if isinstance(value, str) or not isinstance(value, list | tuple) or not all(isinstance(v, str) for v in value):
        raise _wrong(field, value, "a list of texts")
    cleaned = [text for text in map(names.clean, value) if text]
    if any(len(text) > SHORT for text in cleaned):
        raise CrmError(f"{field.words.capitalize()} takes texts of at most {SHORT} characters.", where=field.name)
    return list(dict.fromkeys(cleaned))


def _json(field: Field, value: Any) -> dict[str, Any]:
    if not isinstance(value, dict) or not all(isinstance(key, str) for key in value):
        raise _wrong(field, value, "names with values")
    try:
        text = json.dumps(value, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise _wrong(field, value, "names with values") from error
    if len(text) > LONG:
        raise CrmError(f"{field.words.capitalize()} takes at most {LONG:,} characters.", where=field.name)
    return dict(json.loads(text))


_CHECKS: Mapping[type, Any] = {
    str: _text, int: _number, float: _number, bool: _bool, date: _date, datetime: _moment, list: _list, dict: _json,
}  # fmt: skip
