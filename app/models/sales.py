"""Pipelines, their stages, and the deals that move through them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Record


class Pipeline(Record):
    """An ordered set of stages."""

    __tablename__ = "pipelines"

    name: Mapped[str]
    position: Mapped[int] = mapped_column(default=0)


class Stage(Record):
    """A step of a pipeline. kind: open, won or lost. stuck_after_days: empty means the setting.

    former_names: what the log calls it from earlier, and the names of deleted stages that it answers for.
    """

    __tablename__ = "stages"
    __table_args__ = (
        CheckConstraint("kind IN ('open', 'won', 'lost')", name="kind"),
        {"sqlite_autoincrement": True},
    )

    pipeline_id: Mapped[int] = mapped_column(ForeignKey("pipelines.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(default="open")
    stuck_after_days: Mapped[int | None]
    former_names: Mapped[list[str] | None]


class Deal(Record):
    """Work that may be sold. Amounts in minor units of `currency`; cost None means it is not known."""

    __tablename__ = "deals"
    __table_args__ = (
        Index(None, "stage_id", "closed_at", "stage_entered_at"),
        Index(None, "stage_id", "closed_at", "currency", "value_cents"),
        Index(
            "ix_deals_by_close", "closed_at", "won", "currency", "value_cents", "expected_close_on", "next_step_on",
            "stage_id", "stage_entered_at", "contact_id",
        ),
        Index(None, "value_cents"),
        {"sqlite_autoincrement": True},
    )  # fmt: skip

    title: Mapped[str]
    sort_title: Mapped[str] = mapped_column(default="", index=True)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id", ondelete="SET NULL"), index=True)
    business_id: Mapped[int | None] = mapped_column(ForeignKey("businesses.id", ondelete="SET NULL"), index=True)
    value_cents: Mapped[int | None]
    cost_cents: Mapped[int | None]
    currency: Mapped[str]
    source: Mapped[str | None]
    stage_id: Mapped[int] = mapped_column(ForeignKey("stages.id"))
    stage_entered_at: Mapped[datetime]
    expected_close_on: Mapped[date | None]
    closed_at: Mapped[datetime | None]
    won: Mapped[bool | None]
    lost_reason: Mapped[str | None]
    next_step: Mapped[str | None]
    next_step_on: Mapped[date | None]
    notes: Mapped[str | None]
    custom: Mapped[dict[str, Any]] = mapped_column(default=dict)
