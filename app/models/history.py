"""What happened with whom, and what was written down about it."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Record


class Interaction(Record):
    """A call, an e-mail, a meeting. direction: outbound (from the owner) or inbound."""

    __tablename__ = "interactions"
    __table_args__ = (
        CheckConstraint("kind IN ('call', 'email', 'meeting', 'sms', 'message', 'other')", name="kind"),
        CheckConstraint("direction IN ('outbound', 'inbound')", name="direction"),
        Index("ix_interactions_of_contact", "contact_id", "at", "direction", "kind", "duration_minutes"),
        Index("ix_interactions_by_time", "at", "direction", "contact_id"),
        {"sqlite_autoincrement": True},
    )

    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"))
    deal_id: Mapped[int | None] = mapped_column(ForeignKey("deals.id", ondelete="SET NULL"), index=True)
    kind: Mapped[str]
    direction: Mapped[str] = mapped_column(default="outbound")
    at: Mapped[datetime]
    duration_minutes: Mapped[int | None]
    summary: Mapped[str | None]
    outcome: Mapped[str | None]
    custom: Mapped[dict[str, Any]] = mapped_column(default=dict)


class Note(Record):
    """Free text on any record. entity_type: contact, business, deal, task, project."""

    __tablename__ = "notes"
    __table_args__ = (Index(None, "entity_type", "entity_id"), {"sqlite_autoincrement": True})

    entity_type: Mapped[str | None]
    entity_id: Mapped[int | None]
    body: Mapped[str]
    at: Mapped[datetime] = mapped_column(index=True)


class Attachment(Record):
    """A file copied into the data folder under its SHA-256."""

    __tablename__ = "attachments"
    __table_args__ = (Index(None, "entity_type", "entity_id"), {"sqlite_autoincrement": True})

    entity_type: Mapped[str]
    entity_id: Mapped[int]
    filename: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(index=True)


class Event(Record):
    """A meeting or an appointment."""

    __tablename__ = "events"

    title: Mapped[str]
    starts_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime | None]
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id", ondelete="SET NULL"), index=True)
    business_id: Mapped[int | None] = mapped_column(ForeignKey("businesses.id", ondelete="SET NULL"), index=True)
    source: Mapped[str | None]
    location: Mapped[str | None]
    notes: Mapped[str | None]
    custom: Mapped[dict[str, Any]] = mapped_column(default=dict)


class Followup(Record):
    """A contact planned for a moment."""

    __tablename__ = "followups"
    __table_args__ = (
        CheckConstraint("kind IN ('check_in', 'reminder', 'recommendation')", name="kind"),
        CheckConstraint("status IN ('scheduled', 'sent', 'completed', 'cancelled')", name="status"),
        Index(None, "status", "scheduled_at"),
        {"sqlite_autoincrement": True},
    )

    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"), index=True)
    business_id: Mapped[int | None] = mapped_column(ForeignKey("businesses.id", ondelete="SET NULL"), index=True)
    deal_id: Mapped[int | None] = mapped_column(ForeignKey("deals.id", ondelete="SET NULL"), index=True)
    task_id: Mapped[int | None] = mapped_column(ForeignKey("tasks.id", ondelete="SET NULL"), index=True)
    kind: Mapped[str] = mapped_column(default="check_in")
    status: Mapped[str] = mapped_column(default="scheduled")
    scheduled_at: Mapped[datetime]
    ai_should_personalize: Mapped[bool] = mapped_column(default=False)
    skip_if_completed: Mapped[bool] = mapped_column(default=False)
    context_hints: Mapped[list[str]] = mapped_column(default=list)
