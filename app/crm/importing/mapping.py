"""Which column fills which field: suggested, or given in a mapping file."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.core.errors import CrmError
from app.crm.importing import vocabulary
from app.crm.importing.tables import Table

SHAPE = '{"kind": "contacts", "columns": {"Column": "field"}, "constants": {"field": "value"}, "day_first": true}'


@dataclass(frozen=True)
class ColumnMap:
    """columns: head -> field, None to leave it out. constants: field -> value of every row.

    source: whose ids the external ids are.
    """

    kind: str | None
    columns: Mapping[str, str | None]
    constants: Mapping[str, Any] = field(default_factory=dict)
    day_first: bool | None = None
    source: str | None = None
    given: dict[str, Any] = field(default_factory=dict)


def load(given: Path | Mapping[str, Any]) -> ColumnMap:
    """A mapping from its file or from what such a file holds. Errors: CrmError that says what is wrong with it."""
    data = _read(given) if isinstance(given, Path) else given
    if not isinstance(data, Mapping):
        raise _wrong(f"it is not of the form {SHAPE}")
    unknown = set(data) - {"kind", "columns", "constants", "day_first", "source"}
    if unknown:
        raise _wrong(f"it has no part called {min(unknown)}")
    kind, columns, constants = data.get("kind"), data.get("columns") or {}, data.get("constants") or {}
    if kind is not None and kind not in vocabulary.KINDS:
        raise _wrong(f"kind takes one of {', '.join(vocabulary.KINDS)}")
    if not isinstance(columns, Mapping) or not isinstance(constants, Mapping):
        raise _wrong("columns and constants take names with values")
    if not isinstance(data.get("day_first"), bool | None):
        raise _wrong("day_first takes true or false")
    return ColumnMap(kind, dict(columns), dict(constants), data.get("day_first"), data.get("source"), dict(data))


def apply(mapping: ColumnMap, table: Table, kind: str) -> list[str | None]:
    """The field of each column; one that is not named is kept as an own field. Errors: CrmError for unknown names."""
    heads = {head.strip(): place for place, head in enumerate(table.heads)}
    loose = {vocabulary.key(head): place for place, head in enumerate(table.heads)}
    found: list[str | None] = ["custom"] * len(table.heads)
    for head, name in mapping.columns.items():
        place = heads.get(head.strip(), loose.get(vocabulary.key(head)))
        if place is None:
            raise _wrong(f"the file has no column “{head}”")
        found[place] = check_field(kind, name)
    for name in mapping.constants:
        check_field(kind, name)
    return found


def check_field(kind: str, name: object) -> str | None:
    if name is None:
        return None
    base = str(name).split(":")[0]
    if not isinstance(name, str) or not (name == "custom" or base in vocabulary.kind(kind).fields):
        raise _wrong(f"{kind} have no field “{name}”")
    return name


def _read(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise CrmError(f"There is no mapping file {path}.", kind="not_found", where=str(path)) from error
    except (OSError, ValueError) as error:
        raise CrmError(f"The mapping file {path} is not readable JSON.", where=str(path)) from error


def _wrong(why: str) -> CrmError:
    return CrmError(f"The mapping cannot be used: {why}.", where="mapping")
