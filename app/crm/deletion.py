"""Deleting a record together with what hangs on it by kind and id; foreign keys see to the rest."""

from collections.abc import Iterator, Sequence
from typing import Any, cast

from sqlalchemy import Table, delete, select
from sqlalchemy.orm import Session

from app.crm.activity import ENTITY_TYPES
from app.models import Attachment, Base, ExternalId, Note, PendingReference, Record, Tagging

HANGS_ON: tuple[Any, ...] = (Note, Attachment, Tagging, ExternalId, PendingReference)
"""Tables that name their record by `entity_type` and `entity_id`."""
AT_ONCE = 500


def remove(session: Session, record: Record) -> None:
    """Delete a record, its notes, attachments' rows, tags, foreign ids and open references. Its log stays."""
    session.flush()
    _drop_hanging(session, cast("Table", record.__table__), [record.id])
    session.delete(record)
    session.flush()


def _drop_hanging(session: Session, table: Table, ids: Sequence[int]) -> None:
    """Delete what hangs on these rows, and on the rows that foreign keys will take along with them."""
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        for child, column in _taken_along(table):
            found = session.scalars(select(child.c.id).where(child.c[column].in_(some))).all()
            _drop_hanging(session, child, found)
        kind = ENTITY_TYPES.get(table.name)
        for model in HANGS_ON if kind else ():
            here = select(model.id).where(model.entity_type == kind, model.entity_id.in_(some))
            found = session.scalars(here).all()
            _drop_hanging(session, model.__table__, found)
            if found:
                session.execute(delete(model).where(model.id.in_(here)))


def _taken_along(table: Table) -> Iterator[tuple[Table, str]]:
    for child in Base.metadata.sorted_tables:
        for key in child.foreign_keys:
            if key.column.table is table and key.ondelete == "CASCADE":
                yield child, key.parent.name
