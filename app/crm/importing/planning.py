"""From a path to a plan: what the file is, what its columns mean, and what still has to be asked."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.core.errors import CrmError
from app.crm.importing import mapping as mappings
from app.crm.importing import recognition, vocabulary
from app.crm.importing.calendars import is_calendar, read_calendar
from app.crm.importing.cards import is_card, read_cards
from app.crm.importing.completing import complete
from app.crm.importing.drafts import Draft, RowError
from app.crm.importing.mapping import ColumnMap
from app.crm.importing.reading import read_text
from app.crm.importing.shaping import Column, Frame, compile_columns, fingerprint, shape, with_readers
from app.crm.importing.tables import Table, read_table
from app.crm.importing.yielding import without_collector


@dataclass
class Plan:
    """A file that has been understood.

    fields: for each head the field it fills, "custom" for an own field, None to leave it out. questions: columns
    whose dates can be read in two ways, with an example; `day_first` answers them. asked: the mapping that was given.
    """

    path: Path
    kind: str
    source: str
    table: Table
    fields: list[str | None]
    sha256: str
    constants: Mapping[str, Any] = field(default_factory=dict)
    day_first: bool | None = None
    columns: list[Column] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    asked: dict[str, Any] | None = None

    @property
    def heads(self) -> list[str]:
        return self.table.heads

    @property
    def mapping(self) -> dict[str, Any]:
        """As a mapping file says it."""
        columns = {head: name for head, name in zip(self.heads, self.fields, strict=True) if name != "custom"}
        found = {"kind": self.kind, "columns": columns, "constants": dict(self.constants)}
        return found if self.day_first is None else {**found, "day_first": self.day_first}

    def drafts(self, frame: Frame) -> Iterator[Draft | tuple[int, RowError]]:
        """Every row as a draft, or what is wrong with it."""
        for number, message in self.table.broken:
            yield number, RowError("row", message)
        columns = with_readers(self.columns)
        for row in self.table.rows:
            try:
                draft = complete(shape(row, columns, frame), frame)
            except RowError as error:
                yield row[0], error
                continue
            if draft.given_id is None and not is_recognisable(draft):
                draft.print = fingerprint(row[1])
            yield draft


def is_recognisable(draft: Draft) -> bool:
    """A contact with an address, a number or a firm, and a business, are found again without a fingerprint."""
    if draft.table == "contacts":
        named = draft.values.get("first_name") or draft.values.get("last_name")
        return bool(draft.emails or draft.phones or (named and draft.values.get("_business_name")))
    return draft.table == "businesses"


def read(path: Path, kind: str = "auto", mapping: Path | Mapping[str, Any] | None = None) -> Plan:
    """Understand a file. mapping: a mapping file or what one holds. Errors: CrmError with a sentence."""
    if kind != "auto" and kind not in vocabulary.KINDS:
        raise CrmError(f"An import is one of auto, {', '.join(vocabulary.KINDS)}, rainmaker.", where="kind")
    chosen = mappings.load(mapping) if mapping is not None else None
    with without_collector():
        return _understood(path, kind, chosen)


def _understood(path: Path, kind: str, chosen: ColumnMap | None) -> Plan:
    text, raw = read_text(path)
    table = _table(text, path)
    digest = hashlib.sha256(raw).hexdigest()
    plan = _mapped(path, table, kind, chosen, digest) if chosen else _recognised(path, table, kind, digest)
    plan.asked = chosen.given if chosen else None
    plan.columns, plan.questions = compile_columns(plan.heads, plan.fields, plan.kind, table.rows, plan.day_first)
    return plan


def _table(text: str, path: Path) -> Table:
    start = text.lstrip()
    if is_card(start):
        return _filled(read_cards(text), path)
    if is_calendar(start):
        return _filled(read_calendar(text), path)
    return read_table(text, path.name)


def _filled(table: Table, path: Path) -> Table:
    if not table.rows:
        raise CrmError(f"{path.name} holds no {table.kind}.", kind="unsupported", where=str(path))
    return table


def _recognised(path: Path, table: Table, kind: str, digest: str) -> Plan:
    found = recognition.recognise(table, kind, path.name)
    return Plan(path, found.kind, found.source, table, found.fields, digest, found.constants)


def _mapped(path: Path, table: Table, kind: str, chosen: ColumnMap, digest: str) -> Plan:
    wanted = chosen.kind or kind
    if kind not in ("auto", wanted):
        raise CrmError(f"The mapping is for {wanted}, not for {kind}.", where="mapping")
    if wanted == "auto" or not chosen.columns:
        found = recognition.recognise(table, wanted, path.name)
        found_fields = mappings.apply(chosen, table, found.kind) if chosen.columns else found.fields
        constants = {**found.constants, **chosen.constants}
        return Plan(
            path, found.kind, chosen.source or found.source, table, found_fields, digest, constants, chosen.day_first
        )
    fields: list[str | None] = [*table.given] or mappings.apply(chosen, table, wanted)
    source = chosen.source or recognition.GENERIC
    return Plan(path, wanted, source, table, fields, digest, chosen.constants, chosen.day_first)
