"""Fields as they were typed: values of a record, and the conditions of a list."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.cli.command import Fields
from app.cli.line import GLOBAL_SWITCHES, GLOBAL_WITH_VALUE
from app.cli.usage import UsageError, nearest, shown
from app.crm import fields, preferences, reading, records, references
from app.crm.conditions import OPS, Condition
from app.crm.lists import listing

WITHOUT_VALUE = ("empty", "not_empty")
SPECIAL = ("tag", "overdue", "pipeline")
LIST_OPTIONS = ("--search", "--limit", "--offset", "--sort", "--desc")
COUNTED = ("in_last_days", "not_in_last_days", "in_next_days")


def values(session: Session, kind: str, typed: Fields, at: datetime, record_id: int | None = None) -> dict[str, Any]:
    """What `records.create` and `records.edit` take. A name given several times holds all its texts."""
    texts: dict[str, list[str]] = {}
    for name, text in typed:
        texts.setdefault(name, []).append(_switch(kind, name) if text is None else text)
    return fields.parse(session, kind, texts, at, record_id)


def conditions(session: Session, kind: str, typed: Fields, at: datetime) -> list[Condition]:
    """--status lead; --due-on-before 2026-03-01; several values of one name: any of them."""
    question = _Question(session, kind, at)
    found: dict[tuple[str, str], list[Any]] = {}
    for name, text in typed:
        field, op = _asked(name)
        question.refuse_unknown(field)
        given = text if text is not None or op in WITHOUT_VALUE else _switch(kind, field)
        if given == "" and op in ("is", "is_not"):
            op, given = ("empty" if op == "is" else "not_empty"), None
        found.setdefault((question.meant(field, given), op), []).append(question.value(field, op, given))
    return [Condition(field, op, made[0] if len(made) == 1 else made) for (field, op), made in found.items()]


def _asked(name: str) -> tuple[str, str]:
    """due_on_before is due_on and before."""
    for op in sorted(OPS, key=len, reverse=True):
        if op != "is" and name.endswith(f"_{op}"):
            return name.removesuffix(f"_{op}"), op
    return name, "is"


@dataclass(frozen=True)
class _Question:
    """Reads the filters of one list."""

    session: Session
    kind: str
    at: datetime

    @property
    def columns(self) -> Any:
        return listing(self.kind).table.c

    def refuse_unknown(self, field: str) -> None:
        """Errors: UsageError that names the nearest filter or option."""
        columns = self.columns.keys()
        if field in (*SPECIAL, *columns) or field.startswith("custom.") or self._names_record(field):
            return
        if not {f"{field}_cents", f"{field}_id"} & set(columns):
            raise _no_option(field, [*columns, *SPECIAL])

    def meant(self, field: str, given: str | None) -> str:
        """The field as a list asks for it: contact_email is contact_id, business 3 is business_id."""
        if self._names_record(field):
            return f"{references.split(field)[0]}_id"
        return f"{field}_id" if self._is_number_of(field, given) else field

    def value(self, field: str, op: str, given: str | None) -> Any:
        """The text as a condition compares it."""
        if given is None or op == "contains":
            return given
        if op in COUNTED or self._is_number_of(field, given):
            return reading.whole(given, field)
        if self._names_record(field):
            return references.find(self.session, field, given)
        if field not in self.columns and f"{field}_cents" in self.columns:
            return reading.minor_units(given, field, str(preferences.get(self.session, "currency")))
        column = self.columns.get(field)
        return given if column is None else reading.read(column.type.python_type, given, field, self.at)

    def _is_number_of(self, field: str, given: str | None) -> bool:
        """--business 3: an id of another record."""
        return given is not None and given.isdecimal() and f"{field}_id" in self.columns

    def _names_record(self, field: str) -> bool:
        """contact_email, business_domain, deal_external_id; but not a plain column or `stage`."""
        named = bool(references.split(field)[1]) and field not in self.columns
        return named and references.names_a_record(listing(self.kind).table, field)


def _switch(kind: str, name: str) -> str:
    """A field typed without a value: a switch is on. Errors: CrmError for any other."""
    columns = listing(kind).table.c
    if name == "overdue" or (name in columns and columns[name].type.python_type is bool):
        return "yes"
    known = {*fields.taken(kind), *SPECIAL} if records.KINDS[kind].create else set(columns.keys())
    if name not in known and not name.startswith("custom."):
        raise _no_option(name, known)
    raise UsageError(f"--{_dashed(name)} needs a value.", where=name)


def _no_option(name: str, known: Iterable[str]) -> UsageError:
    options = (*(f"--{_dashed(field)}" for field in known), *LIST_OPTIONS, *GLOBAL_SWITCHES, *GLOBAL_WITH_VALUE)
    typed = f"--{_dashed(name)}"
    return UsageError(f"There is no field or option {shown(typed)}.{nearest(typed, options)}", where=name)


def _dashed(name: str) -> str:
    return name.replace("_", "-")
