"""Tasks, projects and the hours spent on them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Record


class Project(Record):
    """Work in progress. A budget in money, in hours, or both; rate and cost are minor units an hour."""

    __tablename__ = "projects"
    __table_args__ = (
        CheckConstraint("status IN ('active', 'paused', 'closed')", name="status"),
        {"sqlite_autoincrement": True},
    )

    name: Mapped[str] = mapped_column(index=True)
    business_id: Mapped[int | None] = mapped_column(ForeignKey("businesses.id", ondelete="SET NULL"), index=True)
    deal_id: Mapped[int | None] = mapped_column(ForeignKey("deals.id", ondelete="SET NULL"), index=True)
    status: Mapped[str] = mapped_column(default="active", index=True)
    budget_cents: Mapped[int | None]
    budget_minutes: Mapped[int | None]
    hourly_rate_cents: Mapped[int | None]
    hourly_cost_cents: Mapped[int | None]
    currency: Mapped[str]
    due_on: Mapped[date | None]
    closed_at: Mapped[datetime | None]
    notes: Mapped[str | None]
    custom: Mapped[dict[str, Any]] = mapped_column(default=dict)


class Task(Record):
    """Something to do. repeat: an RFC 5545 RRULE, counted from repeat_started_on."""

    __tablename__ = "tasks"
    __table_args__ = (
        CheckConstraint("status IN ('pending', 'in_progress', 'completed')", name="status"),
        CheckConstraint("priority IN ('low', 'medium', 'high')", name="priority"),
        CheckConstraint("origin IN ('owner', 'coach', 'content', 'import')", name="origin"),
        CheckConstraint("ai_suggested_priority BETWEEN 1 AND 10", name="ai_suggested_priority"),
        CheckConstraint("extraction_confidence BETWEEN 0 AND 1", name="extraction_confidence"),
        Index("ix_tasks_by_day", "status", "due_on", "due_at", "priority", "contact_id", "deal_id"),
        {"sqlite_autoincrement": True},
    )

    title: Mapped[str]
    sort_title: Mapped[str] = mapped_column(default="", index=True)
    details: Mapped[str | None]
    status: Mapped[str] = mapped_column(default="pending")
    priority: Mapped[str] = mapped_column(default="medium")
    due_on: Mapped[date | None] = mapped_column(index=True)
    due_at: Mapped[datetime | None]
    estimate_minutes: Mapped[int | None]
    repeat: Mapped[str | None]
    repeat_started_on: Mapped[date | None]
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id", ondelete="SET NULL"), index=True)
    business_id: Mapped[int | None] = mapped_column(ForeignKey("businesses.id", ondelete="SET NULL"), index=True)
    deal_id: Mapped[int | None] = mapped_column(ForeignKey("deals.id", ondelete="SET NULL"), index=True)
    project_id: Mapped[int | None] = mapped_column(ForeignKey("projects.id", ondelete="SET NULL"), index=True)
    completed_at: Mapped[datetime | None] = mapped_column(index=True)
    origin: Mapped[str] = mapped_column(default="owner")
    ai_reasoning: Mapped[str | None]
    ai_suggested_priority: Mapped[int | None]
    extraction_confidence: Mapped[float | None]
    conversation_context: Mapped[str | None]
    action_type: Mapped[str | None]
    custom: Mapped[dict[str, Any]] = mapped_column(default=dict)


class TimeEntry(Record):
    """Time spent. ended_at None is a running timer, of which there is at most one."""

    __tablename__ = "time_entries"
    __table_args__ = (
        Index("ix_time_entries_of_project", "project_id", "started_at", "duration_minutes", "billable", "billed_at"),
        Index(
            "ix_time_entries_to_bill", "project_id", "ended_at", "duration_minutes", "billable", "billed_at",
            sqlite_where=text("billable = 1 AND billed_at IS NULL"),
        ),
        {"sqlite_autoincrement": True},
    )  # fmt: skip

    project_id: Mapped[int | None] = mapped_column(ForeignKey("projects.id", ondelete="SET NULL"))
    task_id: Mapped[int | None] = mapped_column(ForeignKey("tasks.id", ondelete="SET NULL"), index=True)
    started_at: Mapped[datetime] = mapped_column(index=True)
    ended_at: Mapped[datetime | None] = mapped_column(index=True)
    duration_minutes: Mapped[int | None]
    billable: Mapped[bool] = mapped_column(default=True)
    billed_at: Mapped[datetime | None]
    note: Mapped[str | None]
    custom: Mapped[dict[str, Any]] = mapped_column(default=dict)
