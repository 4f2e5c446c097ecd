"""Rows to be: made in any order, numbered by age, then written in sets."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime
from operator import itemgetter
from typing import Any

from sqlalchemy import Column, Connection, Table, insert, update

from app.crm import days
from app.crm.activity import ENTITY_TYPES
from app.models import Base

BY_AGE = itemgetter("created_at")


class Row(dict[str, Any]):
    """Column values. A value that is another row stands for its id, known once all rows are numbered."""

    __slots__ = ("id", "table")

    def __init__(self, table: str, values: dict[str, Any]) -> None:
        super().__init__(values)
        self.table, self.id = table, 0

    def __eq__(self, other: object) -> bool:
        return self is other

    __hash__ = object.__hash__  # type: ignore[assignment]


class Rows:
    """Every row of the sample, by table."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self.tables: dict[str, list[Row]] = defaultdict(list)

    def __getitem__(self, table: str) -> list[Row]:
        return self.tables[table]

    def add(self, table: str, created_at: datetime, **values: Any) -> Row:
        """A row made at that moment and not changed since, unless `updated_at` is given."""
        row = Row(table, {"created_at": created_at, "updated_at": created_at, **values})
        self.tables[table].append(row)
        return row

    def log(self, action: str, subject: Row, at: datetime, **details: Any) -> None:
        """What the activity log would say about it; details may name rows."""
        offset = days.local(at, self._now).utcoffset()
        values = {
            "action": action, "entity_type": ENTITY_TYPES[subject.table], "entity_id": subject, "metadata": details,
            "actor": "owner", "created_at": at,
            "utc_offset_minutes": None if offset is None else int(offset.total_seconds() // 60),
        }  # fmt: skip
        self.tables["activity_logs"].append(Row("activity_logs", values))

    def number(self, after: dict[str, int]) -> None:
        """Give ids in order of age, above the highest each table ever used; an id given before stays."""
        for table, rows in self.tables.items():
            rows.sort(key=BY_AGE)
            for number, row in enumerate((row for row in rows if not row.id), after.get(table, 0) + 1):
                row.id = number

    def write(self, connection: Connection, present: Iterable[Row], done: Callable[[int, int], None]) -> None:
        """Insert all rows, parents first; rows that are `present` already are updated. done: written, of all."""
        kept, written = set(present), 0
        total = sum(len(rows) for rows in self.tables.values())
        for table in Base.metadata.sorted_tables:
            rows = self.tables.get(table.name, [])
            values = [_values(table, row) for row in rows if row not in kept]
            if values:
                connection.execute(insert(table), values)
            written += len(rows)
            done(written, total)
        for row in kept:
            table = Base.metadata.tables[row.table]
            connection.execute(update(table).where(table.c.id == row.id).values(_values(table, row)))


def _values(table: Table, row: Row) -> dict[str, Any]:
    found = {
        column.name: _plain(row[column.name]) if column.name in row else _default(column) for column in table.columns
    }
    found["id"] = row.id
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, Row):
        return value.id
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    return value


def _default(column: Column[Any]) -> Any:
    made: Any = column.default
    if made is None:
        return None
    return made.arg(None) if made.is_callable else made.arg
