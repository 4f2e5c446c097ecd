"""What the full-text index holds of each kind of record, and how it is kept in step with the tables.

Two FTS5 tables: `search_text` for whole words and their beginnings, `search_fragments` (trigrams) for any part of a
name, an e-mail or a number. The row id of both is the code of the kind in the upper bits and the record's id in the
lower ones, so that one kind is one range, newest last. Rows are written in sets, at the end of a write, from what the
journal saw; never row by row from triggers.
"""

import json
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.orm import Session

SHIFT = 40
TABLES = ("search_text", "search_fragments")
COLUMN = re.compile(r"\br\.(\w+)")
AUTOMERGE = 16
PARTS: Mapping[str, int] = {"automerge": AUTOMERGE, "usermerge": 16, "crisismerge": 64}
"""How many parts SQLite lets gather before it merges them: by itself, when asked to, and at any price."""


@dataclass(frozen=True)
class Source:
    """How one table is indexed: SQL expressions over its alias `r` and the joins they need."""

    kind: str
    code: int
    table: str
    title: str
    body: str
    fragment: str = ""
    joins: str = ""

    @cached_property
    def columns(self) -> frozenset[str]:
        """Columns of the table whose change makes the index stale."""
        return frozenset(COLUMN.findall(" ".join((self.title, self.body, self.fragment, self.joins))))

    @property
    def first(self) -> int:
        """The lowest row id of this kind."""
        return self.code << SHIFT

    @property
    def last(self) -> int:
        return self.first + (1 << SHIFT) - 1

    def rows(self, where: str) -> str:
        return f"FROM {self.table} r {self.joins} WHERE {where}"


def _words(*expressions: str) -> str:
    return " || ' ' || ".join(f"coalesce({expression}, '')" for expression in expressions)


def _digits(expression: str) -> str:
    """The expression without what people write between the digits of a phone number."""
    for mark in " -/().":
        expression = f"replace({expression}, '{mark}', '')"
    return expression


_CUSTOM = "(SELECT group_concat(value, ' ') FROM json_each(r.custom) WHERE r.custom <> '{}')"
_POINTS = (
    "(SELECT group_concat(CASE WHEN p.kind = 'phone' THEN p.original || ' ' || p.value ELSE p.value END, ' ') "
    "FROM contact_points p WHERE p.contact_id = r.id)"
)
_NUMBERS = (
    f"(SELECT group_concat(CASE p.kind WHEN 'phone' THEN {_digits('p.original')} || ' ' || p.value ELSE p.value END, "
    "' ') FROM contact_points p WHERE p.contact_id = r.id)"
)
_PLAIN = "CASE WHEN r.{name} GLOB '*[łŁøØđĐßæÆœŒıİ]*' THEN r.{sort} END"
"""Letters that are no accented letters to SQLite; people type them without the stroke all the same."""


def _plain(name: str, sort: str) -> str:
    return _PLAIN.format(name=name, sort=sort)


SOURCES: tuple[Source, ...] = (
    Source(
        "contact", 1, "contacts", "r.name",
        _words(_POINTS, "b.name", "r.role", "r.city", "r.country", "r.notes", _plain("name", "sort_name"), _CUSTOM),
        _words("r.sort_name", _NUMBERS), "LEFT JOIN businesses b ON b.id = r.business_id",
    ),
    Source(
        "business", 2, "businesses", "r.name",
        _words(
            "r.domain", "r.phone", "r.phone_original", "r.industry_category", "r.city", "r.country", "r.notes",
            _plain("name", "sort_name"), _CUSTOM,
        ),
        _words("r.sort_name", "r.domain", "r.phone", _digits("r.phone_original")),
    ),
    Source(
        "deal", 3, "deals", "r.title",
        _words(
            "c.name", "b.name", "r.next_step", "r.lost_reason", "r.notes", _plain("title", "sort_title"), _CUSTOM
        ),
        "r.sort_title",
        "LEFT JOIN contacts c ON c.id = r.contact_id LEFT JOIN businesses b ON b.id = r.business_id",
    ),
    Source("task", 15, "tasks", "r.title", _words("r.details", _CUSTOM)),
    Source("project", 14, "projects", "r.name", _words("r.notes", _CUSTOM), "r.name"),
    Source("event", 13, "events", "r.title", _words("r.location", "r.notes", _CUSTOM)),
    Source("note", 12, "notes", "r.body", "''"),
    Source("interaction", 11, "interactions", "coalesce(r.summary, '')", _words("r.outcome", _CUSTOM)),
    Source("time_entry", 10, "time_entries", "coalesce(r.note, '')", "''"),
    Source("attachment", 9, "attachments", "r.filename", "''", "r.filename"),
)  # fmt: skip
"""In the order in which hits are shown. Codes are stored in the index: the first three ascend, the rest descend in this
order, so that one backward scan of a range reads them as they are shown."""
BY_TABLE = {source.table: source for source in SOURCES}
BY_KIND = {source.kind: source for source in SOURCES}
BY_CODE = {source.code: source for source in SOURCES}
_SHOWN_IN = {
    "contacts": (("deals", "contact_id"),),
    "businesses": (("contacts", "business_id"), ("deals", "business_id")),
}
"""A changed name is also text of the records that show it."""


@dataclass(frozen=True)
class Change:
    """Rows first to last of a table, both included; op I, U or D as in the journal.

    columns: of a U, the names of those that changed; empty when not known. owner: of a deleted row of
    `contact_points`, the contact it belonged to.
    """

    table: str
    op: str
    first: int
    last: int
    columns: frozenset[str] = frozenset()
    owner: int | None = None


@dataclass(frozen=True)
class State:
    """How far the index and the tables are apart: rows not indexed, indexed otherwise, indexed but gone."""

    missing: int
    stale: int
    orphans: int

    @property
    def ok(self) -> bool:
        return not (self.missing or self.stale or self.orphans)


def refresh(session: Session, changes: Iterable[Change]) -> None:
    """Bring the index up to date with these changes, inside their transaction."""
    connection = session.connection()
    single: dict[str, set[int]] = defaultdict(set)
    added: dict[str, set[int]] = defaultdict(set)
    filled: dict[str, list[tuple[int, int]]] = defaultdict(list)
    points: set[int] = set()
    for change in changes:
        source = BY_TABLE.get(change.table)
        if change.table == "contact_points":
            points.update(_owners(connection, change))
        elif source and change.first != change.last:
            fill(connection, source, change.first, change.last)
            filled[change.table].append((change.first, change.last))
        elif source and not (change.columns and source.columns.isdisjoint(change.columns)):
            if change.op == "I" and change.first not in single[change.table]:
                added[change.table].add(change.first)
            single[change.table].add(change.first)
            _add_dependants(connection, change, single)
    single["contacts"].update(_without(points, filled["contacts"]))
    for table, ids in single.items():
        replace(connection, BY_TABLE[table], ids, added[table])


def replace(connection: Connection, source: Source, ids: Collection[int], new: Collection[int] = ()) -> None:
    """Index these rows anew; rows that are gone leave the index. new: those it cannot hold yet."""
    if not ids:
        return
    old = (json.dumps([i for i in ids if i not in new]),)
    if len(old[0]) > len("[]"):
        for table in TABLES[: 2 if source.fragment else 1]:
            _run(
                connection, f"DELETE FROM {table} WHERE rowid IN (SELECT {source.first} + value FROM json_each(?))", old
            )
    if len(ids) == 1:
        _insert(connection, source, "r.id = ?", tuple(ids))
    else:
        _insert(connection, source, "r.id IN (SELECT value FROM json_each(?))", (json.dumps(sorted(ids)),))


def fill(connection: Connection, source: Source, first: int, last: int) -> None:
    """Index rows first to last, which the index must not hold yet."""
    _insert(connection, source, "r.id BETWEEN ? AND ?", (first, last))


def rebuild(connection: Connection) -> None:
    """Make the index anew from the tables, also when it is damaged."""
    for table in TABLES:
        query = "SELECT sql FROM sqlite_master WHERE name = ?"
        made = connection.exec_driver_sql(query, (table,)).scalar_one()
        connection.exec_driver_sql(f"DROP TABLE {table}")
        connection.exec_driver_sql(made)
        for setting, value in PARTS.items():
            _set(connection, table, setting, value)
    for source in SOURCES:
        fill(connection, source, 0, (1 << SHIFT) - 1)
    for table in TABLES:
        connection.exec_driver_sql(f"INSERT INTO {table} ({table}) VALUES ('optimize')")


def merge_by_itself(session: Session, on: bool) -> None:
    """Whether a write may merge parts of the index when it has to. Off while a bulk fills it and calls `tidy`."""
    for table in TABLES:
        _set(session.connection(), table, "automerge", AUTOMERGE if on else 0)


def tidy(session: Session, pages: int = 32) -> bool:
    """Merge some of the parts that filling in bulk leaves behind, about 5 ms of work. True when there is more to do.

    Within the writes that fill, the same merging takes up to 30 ms at once.
    """
    connection = session.connection()
    raw: Any = connection.connection.driver_connection
    before = raw.total_changes
    for table in TABLES:
        _set(connection, table, "merge", pages)
    return bool(raw.total_changes - before > len(TABLES))


def check(session: Session) -> State:
    """Compare every indexed row with the tables; about two seconds for 500,000 rows. Reads only."""
    found = [_check(session.connection(), source) for source in SOURCES]
    return State(*(sum(counts) for counts in zip(*found, strict=True)))


def _check(connection: Connection, source: Source) -> tuple[int, int, int]:
    """Missing, stale and orphaned rows of one kind, counted in both tables."""
    missing = stale = orphans = 0
    for table, texts in (("search_text", (source.title, source.body)), ("search_fragments", (source.fragment,))):
        if not texts[0]:
            continue
        differs = " OR ".join(f"i.c{n} IS NOT ({text})" for n, text in enumerate(texts))
        rows = (
            f"SELECT count(*), count(i.id), coalesce(sum(i.id IS NOT NULL AND ({differs})), 0) FROM {source.table} r "
            f"{source.joins} LEFT JOIN {table}_content i ON i.id = {source.first} + r.id"
        )
        total, indexed, old = connection.exec_driver_sql(rows).one()
        held = f"SELECT count(*) FROM {table}_content WHERE id BETWEEN ? AND ?"
        there = connection.exec_driver_sql(held, (source.first, source.last)).scalar_one()
        missing, stale, orphans = missing + total - indexed, stale + old, orphans + there - indexed
    return missing, stale, orphans


def _insert(connection: Connection, source: Source, where: str, given: tuple[object, ...]) -> None:
    for statement in _insertions(source.kind, where):
        _run(connection, statement, given)


@cache
def _insertions(kind: str, where: str) -> tuple[str, ...]:
    source = BY_KIND[kind]
    rowid, rows = f"{source.first} + r.id", source.rows(where)
    text = f"INSERT INTO search_text (rowid, title, body) SELECT {rowid}, {source.title}, {source.body} {rows}"
    fragment = f"INSERT INTO search_fragments (rowid, fragment) SELECT {rowid}, {source.fragment} {rows}"
    return (text, fragment) if source.fragment else (text,)


def _set(connection: Connection, table: str, what: str, value: int) -> None:
    connection.exec_driver_sql(f"INSERT INTO {table} ({table}, rank) VALUES (?, ?)", (what, value))


def _run(connection: Connection, statement: str, given: tuple[object, ...]) -> Any:
    """By the driver itself: these go with every write."""
    driver: Any = connection.connection.driver_connection
    return driver.execute(statement, given)


def _owners(connection: Connection, change: Change) -> Iterable[int]:
    """The contacts whose e-mails or phones these are."""
    if change.owner is not None:
        return [change.owner]
    query = "SELECT DISTINCT contact_id FROM contact_points WHERE id BETWEEN ? AND ?"
    return [row[0] for row in _run(connection, query, (change.first, change.last))]


def _without(ids: Collection[int], ranges: Iterable[tuple[int, int]]) -> set[int]:
    """The ids in none of the ranges, which are indexed already."""
    spans = tuple(ranges)
    return {i for i in ids if not any(first <= i <= last for first, last in spans)} if spans else set(ids)


def _add_dependants(connection: Connection, change: Change, single: dict[str, set[int]]) -> None:
    if change.op == "I" or (change.columns and not change.columns & {"name", "title"}):
        return
    for table, column in _SHOWN_IN.get(change.table, ()):
        query = f"SELECT id FROM {table} WHERE {column} = ?"
        single[table].update(row[0] for row in _run(connection, query, (change.first,)))
