"""The activity log, settings, and the program's own bookkeeping."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Record


class ActivityLog(Base):
    """One thing that happened, written in the transaction that made it happen.

    created_at: when it happened, also for history brought in by an import. utc_offset_minutes: the owner's
    clock at that moment, so that hours and weekdays stay local; None where the source gave no zone.
    """

    __tablename__ = "activity_logs"
    __table_args__ = (
        CheckConstraint("actor IN ('owner', 'coach', 'content', 'import', 'sync')", name="actor"),
        Index(None, "action", "created_at"),
        Index(None, "entity_type", "entity_id", "created_at"),
        Index(None, "created_at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    action: Mapped[str]
    entity_type: Mapped[str]
    entity_id: Mapped[int]
    details: Mapped[dict[str, Any]] = mapped_column("metadata", default=dict)
    actor: Mapped[str]
    created_at: Mapped[datetime]
    utc_offset_minutes: Mapped[int | None]


class UserSetting(Record):
    """A setting the owner changed; value is JSON text."""

    __tablename__ = "user_settings"

    key: Mapped[str] = mapped_column(unique=True)
    value: Mapped[str]


class ImportBatch(Base):
    """One import: what was read, what came of it, and the undo step that takes it back.

    status: running, done, interrupted or undone. errors: [{row, field, message}]. options: the kind and mapping that
    were asked for, to run it again.
    """

    __tablename__ = "import_batches"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    source: Mapped[str]
    filename: Mapped[str]
    sha256: Mapped[str]
    status: Mapped[str] = mapped_column(default="running", index=True)
    rows: Mapped[int] = mapped_column(default=0)
    created: Mapped[int] = mapped_column(default=0)
    updated: Mapped[int] = mapped_column(default=0)
    skipped: Mapped[int] = mapped_column(default=0)
    errors: Mapped[dict[str, Any]] = mapped_column(default=dict)
    options: Mapped[dict[str, Any]] = mapped_column(default=dict)
    undo_step_id: Mapped[int | None]
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class JobRun(Base):
    """One run of a background job. status: running, done, failed."""

    __tablename__ = "job_runs"
    __table_args__ = (Index(None, "job", "started_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    job: Mapped[str]
    status: Mapped[str]
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    message: Mapped[str | None]


class UndoStep(Base):
    """One thing that can be undone: the changes of one write, or of one import.

    kind: edit (the owner's, the coach's, an import's), undo, or redo. undoes: the step an undo took back.
    state: done, undoing (a large one under way) or undone.
    """

    __tablename__ = "undo_steps"
    __table_args__ = (Index(None, "created_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(default="edit")
    label: Mapped[str]
    actor: Mapped[str]
    state: Mapped[str] = mapped_column(default="done", index=True)
    undoes: Mapped[int | None] = mapped_column(index=True)
    created_at: Mapped[datetime]


class UndoRow(Base):
    """One journaled change. op: I (rows first_id to last_id were inserted), U or D (one row).

    changes: U {column: [old, new]}, D {column: old}, I none.
    """

    __tablename__ = "undo_rows"
    __table_args__ = (Index(None, "step_id"), Index(None, "table_name", "first_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    step_id: Mapped[int]
    table_name: Mapped[str]
    op: Mapped[str]
    first_id: Mapped[int]
    last_id: Mapped[int]
    changes: Mapped[str | None]
