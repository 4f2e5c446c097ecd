"""What the full-text index holds of each kind of record, and how it is kept in step with the tables.

Two FTS5 tables: `search_text` for whole words and their beginnings, `search_fragments` (trigrams) for any part of a
name, an e-mail or a number. The row id of both is `record id * 16 + code of the kind`. Rows are written in sets, at
the end of a write, from what the journal saw; never row by row from triggers.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection
from sqlalchemy.orm import Session

SLOTS = 16


@dataclass(frozen=True)
class Source:
    """How one table is indexed: SQL expressions over its alias `r` and the joins they need."""

    kind: str
    code: int
    table: str
    title: str
    body: str
    fragment: str
    joins: str = ""


_CUSTOM = "(SELECT group_concat(value, ' ') FROM json_each(r.custom))"
_POINTS = (
    "(SELECT group_concat(p.original || ' ' || p.value, ' ') FROM contact_points p WHERE p.contact_id = r.id)"
)


def _words(*expressions: str) -> str:
    return " || ' ' || ".join(f"coalesce({expression}, '')" for expression in expressions)


SOURCES: tuple[Source, ...] = (
    Source(
        "contact", 1, "contacts", "r.name",
        _words(_POINTS, "b.name", "r.role", "r.city", "r.country", "r.notes", _CUSTOM),
        _words("r.name", _POINTS), "LEFT JOIN businesses b ON b.id = r.business_id",
    ),
    Source(
        "business", 2, "businesses", "r.name",
        _words("r.domain", "r.phone", "r.industry_category", "r.city", "r.country", "r.notes", _CUSTOM),
        _words("r.name", "r.domain", "r.phone"),
    ),
    Source(
        "deal", 3, "deals", "r.title",
        _words("c.name", "b.name", "r.next_step", "r.lost_reason", "r.notes", _CUSTOM), "r.title",
        "LEFT JOIN contacts c ON c.id = r.contact_id LEFT JOIN businesses b ON b.id = r.business_id",
    ),
    Source("task", 4, "tasks", "r.title", _words("r.details", _CUSTOM), "r.title"),
    Source("project", 5, "projects", "r.name", _words("r.notes", _CUSTOM), "r.name"),
    Source("interaction", 6, "interactions", "coalesce(r.summary, '')", _words("r.outcome", _CUSTOM), "''"),
    Source("note", 7, "notes", "r.body", "''", "''"),
    Source("event", 8, "events", "r.title", _words("r.location", "r.notes", _CUSTOM), "r.title"),
    Source("time_entry", 9, "time_entries", "coalesce(r.note, '')", "''", "''"),
    Source("attachment", 10, "attachments", "r.filename", "''", "r.filename"),
)  # fmt: skip
BY_TABLE = {source.table: source for source in SOURCES}
BY_CODE = {source.code: source for source in SOURCES}
_CONTAINS = {"contacts": ("deals", "contact_id"), "businesses": ("contacts", "business_id")}
"""A changed name is also text of the records that show it."""


@dataclass(frozen=True)
class Change:
    """Rows first to last of a table, both included; op I, U or D as in the journal."""

    table: str
    op: str
    first: int
    last: int


def refresh(session: Session, changes: Iterable[Change]) -> None:
    """Bring the index up to date with these changes, inside their transaction."""
    connection = session.connection()
    single: dict[str, set[int]] = defaultdict(set)
    for change in changes:
        source = BY_TABLE.get(change.table)
        if source is None:
            continue
        if change.first != change.last:
            fill(connection, source, change.first, change.last)
        else:
            single[change.table].add(change.first)
            if change.op == "U":
                _add_dependants(connection, change, single)
    for table, ids in single.items():
        replace(connection, BY_TABLE[table], sorted(ids))


def replace(connection: Connection, source: Source, ids: Sequence[int]) -> None:
    """Index these rows anew; rows that are gone leave the index."""
    for record_id in ids:
        rowid = record_id * SLOTS + source.code
        for table in ("search_text", "search_fragments"):
            connection.exec_driver_sql(f"DELETE FROM {table} WHERE rowid = ?", (rowid,))
        fill(connection, source, record_id, record_id)


def fill(connection: Connection, source: Source, first: int, last: int) -> None:
    """Index rows first to last, which the index must not hold yet."""
    where = f"FROM {source.table} r {source.joins} WHERE r.id BETWEEN ? AND ?"
    rowid = f"r.id * {SLOTS} + {source.code}"
    connection.exec_driver_sql(
        f"INSERT INTO search_text (rowid, title, body) SELECT {rowid}, {source.title}, {source.body} {where}",
        (first, last),
    )
    if source.fragment != "''":
        connection.exec_driver_sql(
            f"INSERT INTO search_fragments (rowid, fragment) SELECT {rowid}, {source.fragment} {where}",
            (first, last),
        )


def rebuild(connection: Connection) -> None:
    """Empty the index and fill it from the tables."""
    for table in ("search_text", "search_fragments"):
        connection.exec_driver_sql(f"DELETE FROM {table}")
    for source in SOURCES:
        fill(connection, source, 0, 2**59)


def _add_dependants(connection: Connection, change: Change, single: dict[str, set[int]]) -> None:
    if change.table not in _CONTAINS:
        return
    table, column = _CONTAINS[change.table]
    query = f"SELECT id FROM {table} WHERE {column} = ? LIMIT 1000"
    single[table].update(connection.exec_driver_sql(query, (change.first,)).scalars())
