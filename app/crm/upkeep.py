"""Columns that are worked out from others, compared with their source and worked out anew."""

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import Table, bindparam, select, update
from sqlalchemy.orm import Session

from app.core.db import Database
from app.crm import interactions, journal, names
from app.models import Base, Business, Contact, Deal, Task

LOT = 500
STALE_CONTACTS = """
    SELECT c.id FROM contacts c WHERE
    c.last_contact_at IS NOT (SELECT max(i.at) FROM interactions i WHERE i.contact_id = c.id)
    OR c.last_outbound_at IS NOT (
        SELECT max(i.at) FROM interactions i WHERE i.contact_id = c.id AND i.direction = 'outbound')
    OR c.last_inbound_at IS NOT (
        SELECT max(i.at) FROM interactions i WHERE i.contact_id = c.id AND i.direction = 'inbound')"""
Sorted = tuple[type[Base], str, tuple[str, ...], Callable[..., str]]
SORTED: tuple[Sorted, ...] = (
    (Contact, "sort_name", ("first_name", "last_name", "name"), names.sort_name),
    (Business, "sort_name", ("name",), names.fold),
    (Deal, "sort_title", ("title",), names.fold),
    (Task, "sort_title", ("title",), names.fold),
)
"""A table, the column it is sorted by, the columns that is made from, and how."""


def count_stale(session: Session) -> dict[str, int]:
    """How many rows of each kind do not fit their source."""
    found = {"dates of the last contact": len(_stale_contacts(session))}
    for model, column, _sources, _make in SORTED:
        found[f"{model.__tablename__} ({column})"] = sum(1 for _row in _stale_names(session, model, column))
    return found


def refresh_all(db: Database) -> None:
    """Work out anew what does not fit, in small writes."""
    with db.read() as session:
        contacts = _stale_contacts(session)
        renamed = {model: list(_stale_names(session, model, column)) for model, column, _sources, _make in SORTED}
    for lot in _lots(contacts):
        with db.write() as session:
            journal.name_step(session, "Repair: dates of the last contact")
            interactions.refresh_last_contact(session, lot)
    for model, column, _sources, _make in SORTED:
        table: Table = model.__table__  # type: ignore[assignment]
        statement = update(table).where(table.c.id == bindparam("one")).values({column: bindparam("right")})
        for lot in _lots(renamed[model]):
            with db.write() as session:
                journal.name_step(session, "Repair: order of names")
                session.connection().execute(statement, [{"one": row_id, "right": right} for row_id, right in lot])


def mend_references(db: Database) -> None:
    """A reference to nothing is emptied where it may be empty; else the row goes, as it would have with its record."""
    with db.write() as session:
        journal.name_step(session, "Repair: references to records that are gone")
        connection = session.connection()
        for table, rowid, _parent, number in connection.exec_driver_sql("PRAGMA foreign_key_check").all():
            keys = connection.exec_driver_sql(f"PRAGMA foreign_key_list({table})").all()
            column = next(key[3] for key in keys if key[0] == number)
            if Base.metadata.tables[table].columns[column].nullable:
                connection.exec_driver_sql(f'UPDATE {table} SET "{column}" = NULL WHERE rowid = ?', (rowid,))
            else:
                connection.exec_driver_sql(f"DELETE FROM {table} WHERE rowid = ?", (rowid,))


def _stale_contacts(session: Session) -> list[int]:
    return list(session.connection().exec_driver_sql(STALE_CONTACTS).scalars())


def _stale_names(session: Session, model: type[Base], column: str) -> Iterator[tuple[int, str]]:
    """Ids and what the column should hold."""
    sources, make = next((s, make) for m, _c, s, make in SORTED if m is model)
    table: Table = model.__table__  # type: ignore[assignment]
    rows = session.execute(select(table.c.id, table.c[column], *(table.c[name] for name in sources)))
    for lot in rows.partitions(LOT):
        for row_id, is_now, *parts in lot:
            right = make(*parts)
            if right != is_now:
                yield row_id, right


def _lots(items: list[Any]) -> Iterator[list[Any]]:
    return (items[start : start + LOT] for start in range(0, len(items), LOT))
