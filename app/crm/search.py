"""Search over all records, as fast as somebody types.

Words and beginnings of words come first (`search_text`), in titles before other text; parts of names, addresses and
numbers fill up (`search_fragments`). Within one kind the newest come first: ranking by bm25 would read every match,
which takes a second for a common beginning. Whatever is typed, the query is made of quoted words only.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from app.core import sqlite
from app.core.errors import CrmError
from app.crm.search_hits import Hit, describe
from app.crm.search_index import BY_CODE, BY_KIND, SHIFT, SOURCES, Source
from app.crm.search_query import Query, read

__all__ = ["Hit", "find", "matching_ids", "read"]

FEW = 4_000
"""So many matches are read at once; of more, only the first of every kind."""
LAST = (1 << 63) - 1
SHARES = {"contact": 0.4, "business": 0.2, "deal": 0.2}
"""Of the hits, what one kind may take at first; left-over places are filled in the order of `SOURCES`."""
SHARE = 0.1


def find(session: Session, text: str, *, limit: int = 50, kinds: Iterable[str] | None = None) -> list[Hit]:
    """The best records for what somebody typed so far, at most `limit`. Errors: CrmError for an unknown kind."""
    query = read(text)
    sources = SOURCES if kinds is None else tuple(_source(kind) for kind in kinds)
    found: dict[int, bool] = {}
    for look, in_title in _passes(session.connection(), query):
        if len(found) >= limit:
            break
        new = [rowid for rowid in look(sources, limit) if rowid not in found]
        found.update(dict.fromkeys(_shared(new, limit - len(found)), in_title))
    return describe(session, found, query)


def matching_ids(session: Session, kind: str, text: str) -> list[int]:
    """Ids of all records of one kind that contain the text, ascending. Errors: CrmError for an unknown kind."""
    source, query, found = _source(kind), read(text), set[int]()
    for table, match in _matches(query):
        found.update(_rows(session.connection(), table, match, (source.first, source.last)))
    return sorted(rowid - source.first for rowid in found)


def _source(kind: str) -> Source:
    if kind not in BY_KIND:
        raise CrmError(f"{kind} is not a kind of record that can be searched.", kind="unsupported", where="search")
    return BY_KIND[kind]


def _matches(query: Query) -> Iterator[tuple[str, str]]:
    """(table, full-text expression), best first."""
    if query.number:
        yield "search_fragments", query.number
    if query.words:
        yield "search_text", query.words
    if query.fragments:
        yield "search_fragments", query.fragments


Look = Callable[[Sequence[Source], int], list[int]]


def _passes(connection: Connection, query: Query) -> Iterator[tuple[Look, bool]]:
    """(a look, whether it finds titles), best first."""
    for table, match in _matches(query):
        if table == "search_text":
            yield _look(connection, table, f"title : ({match})"), True
        yield _look(connection, table, match), table != "search_text"


def _look(connection: Connection, table: str, match: str) -> Look:
    def look(sources: Sequence[Source], limit: int) -> list[int]:
        """Row ids, kind by kind, the newest first."""
        every = _rows(connection, table, match, (0, LAST), FEW)
        if len(every) == FEW:
            return [r for span in _spans(sources) for r in _rows(connection, table, match, span, limit)]
        wanted = {source.code: place for place, source in enumerate(sources)}
        return sorted((r for r in every if r >> SHIFT in wanted), key=lambda r: (wanted[r >> SHIFT], -r))

    return look


def _spans(sources: Sequence[Source]) -> list[tuple[int, int]]:
    """The ranges of row ids to read one by one. Of all kinds, the lesser ones share a range: each look costs."""
    if sources != SOURCES:
        return [(source.first, source.last) for source in sources]
    great, lesser = SOURCES[: len(SHARES)], SOURCES[len(SHARES) :]
    return [*((source.first, source.last) for source in great), (lesser[-1].first, lesser[0].last)]


def _rows(connection: Connection, table: str, match: str, span: tuple[int, int], limit: int = -1) -> list[int]:
    """Row ids of the span, the highest first."""
    sql = f"SELECT rowid FROM {table} WHERE {table} MATCH ? AND rowid BETWEEN ? AND ? ORDER BY rowid DESC LIMIT ?"
    driver: Any = connection.connection.driver_connection
    try:
        return [row[0] for row in driver.execute(sql, (match, *span, limit)).fetchall()]
    except sqlite.errors() as error:
        if "phrase queries" in str(error):  # a letter newer than SQLite's tables cut a word in two
            return []
        raise


def _shared(rows: Sequence[int], limit: int) -> list[int]:
    """Give every kind its share, so that many contacts do not hide the one deal; then fill up."""
    taken: dict[int, int] = {}
    chosen: list[int] = []
    others: list[int] = []
    for rowid in rows:
        code = rowid >> SHIFT
        taken[code] = taken.get(code, 0) + 1
        full = taken[code] > max(1, limit * SHARES.get(BY_CODE[code].kind, SHARE))
        (others if full else chosen).append(rowid)
    return (chosen + others)[:limit]
