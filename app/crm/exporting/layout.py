"""The layout of an export: its files, and how a stored value is written and read back.

`rainmaker.json` is the whole: one JSON document with a row on each line, so that it can be read a line at a time.
The CSV files and the cards are for people and other programs and are never read back.
"""

import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Date, Float, Integer, String, Table

from app.crm.journal import journaled_tables
from app.models import Base
from app.models.types import LenientJson, UtcDateTime

FORMAT, VERSION = "rainmaker", 1
JSON_FILE, CARDS_FILE, ATTACHMENTS = "rainmaker.json", "contacts.vcf", "attachments"
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?Z")
LAST = ("messages", "notes", "attachments", "taggings", "external_ids", "pending_references", "activity_logs")
"""Tables that name a record by its kind and id, in an order in which each may name those before."""
DEEPEST = 20
"""Levels of what stands beside a message; five are made."""
LARGEST = 2**63 - 1
OF_THE_MODEL = "key GLOB 'model_*' AND NOT (key GLOB 'model_sends_*' AND value = 'false')"
"""Settings that go nowhere and come from nowhere: where questions are sent, and what may leave, is chosen in each file
by its owner. What may not leave stays so."""


_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@cache
def tables() -> tuple[Table, ...]:
    """What an export holds: all the owner can see, and no journal, job or clock.

    Parents come before children, and what names any kind of record comes after all of those.
    """
    return tuple(sorted(journaled_tables(), key=_place))


def _place(of: Table) -> int:
    if of.name in LAST:
        return 2 + LAST.index(of.name)
    return 1 if "entity_id" in of.columns else 0


def table(name: str) -> Table:
    return Base.metadata.tables[name]


def condition(of: Table) -> str:
    """Which of its rows an export holds, in SQL."""
    return f"NOT ({OF_THE_MODEL})" if of.name == "user_settings" else "TRUE"


def column_names(of: Table) -> list[str]:
    """In the order of the table, which is the order of the CSV file."""
    return [column.name for column in of.columns]


@cache
def writers(of: Table) -> tuple[tuple[str, Callable[[Any], Any] | None], ...]:
    """For each column its name and what turns a stored value into a JSON value (None: nothing to do)."""
    return tuple((column.name, _writer(column)) for column in of.columns)


@cache
def readers(of: Table) -> dict[str, Callable[[Any], Any]]:
    """For each column what turns a JSON value into the stored value. Errors: ValueError with what it should be."""
    return {column.name: _reader(column) for column in of.columns}


def dumps(value: Any) -> str:
    """One line, the same for the same data."""
    return _ENCODER.encode(value)


def lines_of(rows: Iterator[str]) -> Iterator[str]:
    """Rows of a JSON list, a line each, with a comma after all but the last."""
    before = next(rows, None)
    if before is None:
        return
    for row in rows:
        yield before + ",\n"
        before = row
    yield before + "\n"


def _writer(column: Column[Any]) -> Callable[[Any], Any] | None:
    if isinstance(column.type, UtcDateTime):
        return _moment_out
    if isinstance(column.type, LenientJson):
        return _details_out
    if isinstance(column.type, JSON):
        return _json_out
    return bool if isinstance(column.type, Boolean) else None


def _moment_out(stored: str) -> str:
    """`2026-03-02 08:00:00.000000`, which is UTC, as `2026-03-02T08:00:00Z`."""
    return f"{stored[:10]}T{stored[11:].removesuffix('.000000')}Z"


@lru_cache(maxsize=10_000)
def _json_out(stored: str) -> Any:
    """Many rows hold the same text, `{}` above all. The value is shared and must not be changed."""
    return json.loads(stored)


def _details_out(stored: str) -> Any:
    """What stands beside a message, as another file may take it."""
    try:
        return _settled(json.loads(stored))
    except ValueError:
        return {}


def _settled(value: Any, deep: int = 0) -> Any:
    """Without the undo steps, whose numbers mean other steps elsewhere, and with every offer closed: a click on it
    would do there what was meant for here, or what somebody wrote into the file."""
    if deep > DEEPEST:
        return None
    if isinstance(value, dict):
        found = {key: _settled(inner, deep + 1) for key, inner in value.items() if key != "step"}
        return {**found, "state": "declined"} if found.get("state") == "open" else found
    return [_settled(inner, deep + 1) for inner in value] if isinstance(value, list) else value


def _reader(column: Column[Any]) -> Callable[[Any], Any]:
    if isinstance(column.type, JSON | LenientJson):
        return _json_reader(column)
    convert = next(reader for kind, reader in _READERS if isinstance(column.type, kind))

    def read(value: Any) -> Any:
        if value is None:
            if not column.nullable:
                raise ValueError("a value")
            return None
        return convert(value)

    return read


def _moment_in(value: Any) -> str:
    if not isinstance(value, str) or not MOMENT.fullmatch(value):
        raise ValueError("a moment such as 2026-03-02T08:00:00Z")
    datetime.fromisoformat(value)
    return f"{value[:10]} {value[11:-1]}" if "." in value else f"{value[:10]} {value[11:-1]}.000000"


def stored_moment(moment: datetime) -> str:
    """As the file keeps it: UTC, without a zone."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


def _date_in(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("a date such as 2026-03-02")
    return date.fromisoformat(value).isoformat()


def _json_reader(column: Column[Any]) -> Callable[[Any], str]:
    """A list where the column's default is one, else an object; null stands for nothing known."""
    taken = _settled if isinstance(column.type, LenientJson) else _as_it_is
    default = column.default
    kind = type(default.arg(None)) if default is not None and default.is_callable else dict  # type: ignore[attr-defined]

    def read(value: Any) -> str:
        if value is not None and not isinstance(value, kind):
            raise ValueError("a list" if kind is list else "an object")
        return json.dumps(taken(value))

    return read


def _as_it_is(value: Any) -> Any:
    return value


def _bool_in(value: Any) -> int:
    if not isinstance(value, bool):
        raise ValueError("true or false")
    return int(value)


def _integer_in(value: Any) -> int:
    if type(value) is not int or abs(value) > LARGEST:
        raise ValueError("a whole number")
    return value


def _float_in(value: Any) -> float:
    if type(value) not in (int, float):
        raise ValueError("a number")
    return float(value)


def _text_in(value: Any) -> str:
    if not isinstance(value, str) or "\x00" in value:
        raise ValueError("text")
    value.encode()
    return value


_READERS: tuple[tuple[type, Callable[[Any], Any]], ...] = (
    (UtcDateTime, _moment_in),
    (Date, _date_in),
    (Boolean, _bool_in),
    (Integer, _integer_in),
    (Float, _float_in),
    (String, _text_in),
)
