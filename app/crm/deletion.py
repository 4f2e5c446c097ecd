"""Deleting a record together with what hangs on it by kind and id; foreign keys see to the rest."""

import json
from collections.abc import Iterator, Sequence
from typing import cast

from sqlalchemy import Table
from sqlalchemy.orm import Session

from app.core.db import driver
from app.crm.activity import ENTITY_TYPES
from app.models import Base, Record

HANGS_ON = ("notes", "attachments", "taggings", "external_ids", "pending_references")
"""Tables that name their record by `entity_type` and `entity_id`."""
AMONG = "(SELECT value FROM json_each(?))"


def remove(session: Session, record: Record) -> None:
    """Delete a record, its notes, attachments' rows, tags, foreign ids and open references. Its log stays."""
    session.flush()
    _drop_hanging(session, cast("Table", record.__table__), [record.id])
    session.delete(record)
    session.flush()


def _drop_hanging(session: Session, table: Table, ids: Sequence[int]) -> None:
    """Delete what hangs on these rows, and on the rows that foreign keys will take along with them."""
    if not ids:
        return
    some, kind = json.dumps(list(ids)), ENTITY_TYPES.get(table.name)
    for child, column in _taken_along(table):
        found = _ids(session, f'{child.name} WHERE "{column}" IN {AMONG}', some)
        _drop_hanging(session, child, found)
    for name in HANGS_ON if kind else ():
        here = f"{name} WHERE entity_type = ? AND entity_id IN {AMONG}"
        found = _ids(session, here, kind, some)
        _drop_hanging(session, Base.metadata.tables[name], found)
        if found:
            driver(session).execute(f"DELETE FROM {here}", (kind, some))


def _ids(session: Session, where: str, *given: object) -> list[int]:
    """By the driver itself: two thousand calls may hang on a contact."""
    return [row[0] for row in driver(session).execute(f"SELECT id FROM {where}", given)]


def _taken_along(table: Table) -> Iterator[tuple[Table, str]]:
    for child in Base.metadata.sorted_tables:
        for key in child.foreign_keys:
            if key.column.table is table and key.ondelete == "CASCADE":
                yield child, key.parent.name
