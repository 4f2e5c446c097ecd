"""Rows into tables in sets: explicit rising ids, one journal entry a set, the search index filled at its end."""

import json
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Table
from sqlalchemy.orm import Session

from app.crm import journal
from app.models import Base


def next_id(session: Session, table: str) -> int:
    """The lowest id that was never used."""
    query = "SELECT seq FROM sqlite_sequence WHERE name = ?"
    found = session.connection().exec_driver_sql(query, (table,)).scalar()
    return int(found or 0) + 1


def reserve(session: Session, table: str, count: int) -> None:
    """Keep the next ids from everybody else, so that several writes can use them."""
    if not count:
        return
    connection = session.connection()
    last = next_id(session, table) - 1 + count
    changed = connection.exec_driver_sql("UPDATE sqlite_sequence SET seq = ? WHERE name = ?", (last, table))
    if not changed.rowcount:
        connection.exec_driver_sql("INSERT INTO sqlite_sequence VALUES (?, ?)", (table, last))


def insert(session: Session, table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Rows whose first value is an id; ids rise by one. columns: without the id."""
    if not rows:
        return
    names = ", ".join(f'"{column}"' for column in ("id", *columns))
    marks = ", ".join("?" * (len(columns) + 1))
    journal.set_recording(session, False)
    driver = session.connection().connection.driver_connection
    driver.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)  # type: ignore[union-attr]
    journal.record_inserted(session, table, rows[0][0], rows[-1][0])
    journal.set_recording(session, True)


def append(session: Session, table: str, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    """Rows without ids, which get the next ones."""
    first = next_id(session, table)
    insert(session, table, columns, [(number, *row) for number, row in enumerate(rows, first)])


@cache
def defaults(table: str) -> dict[str, Any]:
    """What a column holds when a row does not say, as it is stored."""
    found = {}
    for column in _table(table).columns:
        default = getattr(column.default, "arg", None)
        if default is not None:
            found[column.name] = json.dumps(default(None)) if callable(default) else default
    return found


@cache
def column_names(table: str) -> frozenset[str]:
    return frozenset(column.name for column in _table(table).columns) - {"id"}


def as_stored(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, list | dict) else value


def _table(name: str) -> Table:
    return Base.metadata.tables[name]
