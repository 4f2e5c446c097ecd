"""The declarative base: names of constraints, types of columns, and the time stamps every record carries."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, MetaData, event
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from app.models.types import UtcDateTime


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UtcDateTime, dict[str, Any]: JSON, list[str]: JSON}  # noqa: RUF012


class Record(Base):
    """A row the owner can see: undoable, exported, its id never used twice."""

    __abstract__ = True
    __table_args__: Any = {"sqlite_autoincrement": True}  # noqa: RUF012 - as SQLAlchemy wants it

    id: Mapped[int] = mapped_column(primary_key=True, sort_order=-1)
    created_at: Mapped[datetime] = mapped_column(sort_order=98)
    updated_at: Mapped[datetime] = mapped_column(sort_order=99)


@event.listens_for(Session, "before_flush")
def _stamp(session: Session, _context: object, _instances: object) -> None:
    """Give new records both stamps and changed ones a new `updated_at`; a stamp set by hand stays."""
    now = session.info.get("at")
    if now is None:
        return
    for row in session.new:
        if isinstance(row, Record):
            row.created_at = row.created_at or now
            row.updated_at = row.updated_at or now
    for row in session.dirty:
        if isinstance(row, Record) and session.is_modified(row):
            row.updated_at = now
