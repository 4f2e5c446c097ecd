"""Which rows belong to which: by foreign key, or by the kind and id of a record."""

from collections.abc import Iterator

from sqlalchemy import Table
from sqlalchemy.orm import Session

from app.crm.activity import ENTITY_TYPES
from app.crm.journal import journaled_tables

LOG = "activity_logs"
"""Tells of records that are gone, too."""


def same_rows(session: Session, step_id: int) -> set[int]:
    """Later steps that changed rows this step changed."""
    query = """
        SELECT DISTINCT theirs.step_id FROM undo_rows mine
        JOIN undo_rows theirs ON theirs.table_name = mine.table_name
            AND theirs.first_id <= mine.last_id AND theirs.last_id >= mine.first_id
        WHERE mine.step_id = ? AND theirs.step_id > ?"""
    return set(session.connection().exec_driver_sql(query, (step_id, step_id)).scalars())


def belonging_rows(session: Session, step_id: int) -> set[int]:
    """Later steps that added rows which belong to rows this step added."""
    connection = session.connection()
    added = set(
        connection.exec_driver_sql(
            "SELECT DISTINCT table_name FROM undo_rows WHERE step_id = ? AND op = 'I'", (step_id,)
        ).scalars()
    )
    found: set[int] = set()
    for child, condition, parent in _links():
        if parent in added:
            query = f"""
                SELECT DISTINCT theirs.step_id FROM undo_rows mine
                JOIN {child} c ON {condition} BETWEEN mine.first_id AND mine.last_id
                JOIN undo_rows theirs ON theirs.table_name = '{child}' AND theirs.op = 'I'
                    AND c.id BETWEEN theirs.first_id AND theirs.last_id
                WHERE mine.step_id = ? AND mine.op = 'I' AND mine.table_name = ? AND theirs.step_id > ?"""
            found.update(connection.exec_driver_sql(query, (step_id, parent, step_id)).scalars())
    return found


def remove_orphans(session: Session) -> int:
    """Delete rows that name their record by kind and id when that record is gone. Returns how many."""
    connection = session.connection()
    return sum(connection.exec_driver_sql(f"DELETE {rows}", given).rowcount for rows, given in _orphans())


def count_orphans(session: Session) -> int:
    connection = session.connection()
    return sum(connection.exec_driver_sql(f"SELECT count(*) {rows}", given).scalar_one() for rows, given in _orphans())


def _orphans() -> Iterator[tuple[str, tuple[str]]]:
    """The rest of a query over such rows, and its parameter."""
    for table in _named_by_kind():
        for parent, kind in ENTITY_TYPES.items():
            gone = f"NOT EXISTS (SELECT 1 FROM {parent} p WHERE p.id = entity_id)"
            yield f"FROM {table.name} WHERE entity_type = ? AND entity_id IS NOT NULL AND {gone}", (kind,)


def _named_by_kind() -> Iterator[Table]:
    for table in journaled_tables():
        if {"entity_type", "entity_id"} <= set(table.columns.keys()) and table.name != LOG:
            yield table


def _links() -> Iterator[tuple[str, str, str]]:
    """(child table, expression over its alias c that gives the parent's id, parent table)."""
    for table in journaled_tables():
        for key in table.foreign_keys:
            yield table.name, f'c."{key.parent.name}"', key.column.table.name
    for table in _named_by_kind():
        for parent, kind in ENTITY_TYPES.items():
            yield table.name, f"CASE WHEN c.entity_type = '{kind}' THEN c.entity_id END", parent
