"""Tables of any length: all ids in order at once, the rows a page at a time.

SQL sorts and filters; no ORM object leaves. Empty cells come last either way, and ids decide between equals.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Select, bindparam, func, or_, select, text
from sqlalchemy import cast as sql_cast
from sqlalchemy.orm import Session
from sqlalchemy.types import String

from app.core.clock import local_now
from app.crm import conditions as filters
from app.crm import id_lists, search, search_index, tags, walks
from app.crm.conditions import Condition
from app.crm.lists import Listing, listing, unindexed
from app.crm.reckoned import TAGGED

__all__ = ["Condition", "Row", "check", "count", "count_by", "fetch", "fields", "find_ids"]


@dataclass(frozen=True, slots=True)
class Row:
    """What a table shows of a record: moments aware, money in minor units, the names of what it belongs to."""

    id: int
    cells: Mapping[str, Any]

    def __getitem__(self, name: str) -> Any:
        return self.cells[name]


def find_ids(
    session: Session, kind: str, *, text: str = "", sort: str | None = None, descending: bool = False,
    conditions: Sequence[Condition] = (), now: datetime | None = None, limit: int = -1, offset: int = 0,
) -> list[int]:  # fmt: skip
    """Ids in the order of the table. sort: any column; without one the kind's own order, which descending reverses.

    limit, offset: for one page without knowing the others; all by default.
    Errors: CrmError for a column or a condition that is not taken.
    """
    table = listing(kind)
    if sort is not None and sort in table.sparse:
        found = _by_sparse(session, table, sort, descending, _matching(session, table, text, conditions, now))
        return found[offset : None if limit < 0 else offset + limit]
    falling = descending if sort else descending != table.falling
    wanted = sort or table.sort
    column, key = table.order(wanted), table.table.c.id
    query = _matching(session, table, text, conditions, now)
    walked = walks.find(session, table, wanted, falling, query)
    if walked is not None:
        return walked[offset : None if limit < 0 else offset + limit]
    if table.field(wanted) in table.joined:
        query = query.select_from(table.source)
    if query.whereclause is not None:
        # SQLite would walk the index of the order and look up every row for the condition, in half as many again
        column = unindexed(column)
    first = column.desc().nulls_last() if falling else column.asc().nulls_last()
    order = (first, *table.ties.get(wanted, ()), key.desc() if falling else key)
    return id_lists.of_query(session, query.order_by(*order).limit(limit).offset(offset))


def _by_sparse(session: Session, table: Listing, sort: str, falling: bool, matching: Select[Any]) -> list[int]:
    """Those that have a value by it, then the others in the order of the kind."""
    having = table.sparse[sort].subquery()
    key, value = having.c
    query = select(key).order_by(value.desc() if falling else value.asc(), key.desc() if falling else key.asc())
    listed = id_lists.of_query(session, matching.order_by(table.order(table.sort), table.table.c.id))
    known, valued = set(listed), id_lists.of_query(session, query)
    front = [record_id for record_id in valued if record_id in known]
    rest = set(front)
    return [*front, *(record_id for record_id in listed if record_id not in rest)]


def count(
    session: Session, kind: str, *, text: str = "", conditions: Sequence[Condition] = (), now: datetime | None = None
) -> int:
    found = _matching(session, listing(kind), text, conditions, now).subquery()
    return session.scalar(select(func.count()).select_from(found)) or 0


def add_up(
    session: Session, kind: str, column: str, *, text: str = "", conditions: Sequence[Condition] = (),
    now: datetime | None = None,
) -> int:  # fmt: skip
    """The sum of a column of numbers over all rows that fit."""
    table = listing(kind)
    found = _matching(session, table, text, conditions, now).subquery()
    query = select(func.coalesce(func.sum(table.table.c[column]), 0)).join(found, found.c.id == table.table.c.id)
    return int(session.scalar(query) or 0)


def count_by(
    session: Session, kind: str, field: str, *, text: str = "", conditions: Sequence[Condition] = (),
    now: datetime | None = None,
) -> dict[Any, int]:  # fmt: skip
    """How many records have each value of a column, in the order of the values, empty ones first."""
    table = listing(kind)
    column = table.order(field)
    found = _matching(session, table, text, conditions, now).with_only_columns(column, func.count())
    return {row[0]: row[1] for row in session.execute(found.group_by(column).order_by(column))}


def fetch(session: Session, kind: str, ids: Sequence[int]) -> dict[int, Row]:
    """The rows of a page of ids, at most some hundreds; an id that is gone is left out."""
    table = listing(kind)
    shown = [expression.label(name) for name, expression in table.shown.items()]
    query = select(table.table.c.id.label("row_id"), *shown).select_from(table.source)
    names = tuple(table.shown)
    wanted = tags.of(session, kind, ids) if kind in TAGGED else None
    found = {}
    for record_id, *values in session.connection().execute(query.where(table.table.c.id.in_(ids))):
        cells = dict(zip(names, values, strict=True))
        if wanted is not None:
            cells["tags"] = wanted.get(record_id, [])
        found[record_id] = Row(record_id, cells)
    return found


def fields(kind: str) -> tuple[str, ...]:
    """The cells of a row, in the order a table shows them by default."""
    return (*listing(kind).shown, *(("tags",) if kind in TAGGED else ()))


def own_columns(kind: str) -> frozenset[str]:
    """Columns of the table itself: what else is shown changes with other records, too."""
    return frozenset(listing(kind).table.c.keys())


def check(session: Session, kind: str, sort: str | None, conditions: Sequence[Condition]) -> None:
    """Errors: CrmError when such a table cannot be made."""
    table = listing(kind)
    if sort not in table.sparse:
        table.order(sort or table.sort)
    for condition in conditions:
        filters.sql(session, table, condition, local_now())


def _matching(
    session: Session, table: Listing, words: str, conditions: Sequence[Condition], now: datetime | None
) -> Select[Any]:
    query: Select[Any] = select(table.table.c.id)
    if words.strip():
        query = _with_text(session, query, table, words)
    moment = now or session.info.get("at") or local_now()
    for condition in conditions:
        query = query.where(filters.sql(session, table, condition, moment))
    return query


def _with_text(session: Session, query: Select[Any], table: Listing, words: str) -> Select[Any]:
    """Those in which the words stand: by the search index, or for kinds it does not hold by their texts."""
    if table.kind not in search_index.BY_KIND:
        texts = [column for column in table.table.c if isinstance(column.type, String)]
        return query.where(
            or_(*(sql_cast(column, String).contains(words.strip(), autoescape=True) for column in texts))
        )
    ids = search.matching_ids(session, table.kind, words)
    listed = text("SELECT value FROM json_each(:ids)").bindparams(bindparam("ids", ids, type_=JSON))
    return query.where(table.table.c.id.in_(listed.columns(value=table.table.c.id.type).scalar_subquery()))
