"""What the coach noticed, what it decided about it, and what the owner's history shows."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base
from app.models.types import LenientJson


class CoachInsight(Base):
    """One thing the coach has to say.

    delivery: queued (waits for its moment), shown, inboxed or withheld; reason: why it was not shown.
    activity_id: what the owner did that caused it. step_id: the undo step of the action taken.
    outcome: None while it is open, else acted, dismissed, snoozed, expired, withheld or undone, given at `acted_at`.
    evidence: {rows: [{kind, id, title, note}], count, n, value, low, high}. wording: template or model.
    """

    __tablename__ = "coach_insights"
    __table_args__ = (
        CheckConstraint("type IN ('action', 'time', 'pattern')", name="type"),
        CheckConstraint("priority IN ('low', 'medium', 'high')", name="priority"),
        CheckConstraint("delivery IN ('queued', 'shown', 'inboxed', 'withheld')", name="delivery"),
        CheckConstraint(
            "outcome IN ('acted', 'dismissed', 'snoozed', 'expired', 'withheld', 'undone')", name="outcome"
        ),
        Index(None, "rule_id", "created_at"),
        Index(None, "outcome", "created_at"),
        Index(None, "entity_type", "entity_id"),
        Index(None, "delivery"),
        # Ten years of long rows lie behind what each round asks of the last days.
        Index("ix_coach_insights_by_answer", "outcome", "acted_at", "rule_id", "entity_type", "entity_id"),
        Index("ix_coach_insights_told", "shown_at", sqlite_where=text("shown_at IS NOT NULL")),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    type: Mapped[str]
    rule_id: Mapped[str]
    message: Mapped[str]
    priority: Mapped[str]
    critical: Mapped[bool] = mapped_column(default=False)
    suggested_action: Mapped[str | None]
    action_params: Mapped[dict[str, Any]] = mapped_column(LenientJson, default=dict)
    further_actions: Mapped[dict[str, Any]] = mapped_column(LenientJson, default=dict)
    evidence: Mapped[dict[str, Any]] = mapped_column(LenientJson, default=dict)
    dedupe_key: Mapped[str] = mapped_column(unique=True)
    entity_type: Mapped[str | None]
    entity_id: Mapped[int | None]
    activity_id: Mapped[int | None] = mapped_column(index=True)
    delivery: Mapped[str]
    reason: Mapped[str | None]
    seen: Mapped[bool] = mapped_column(default=False)
    dismissed: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(index=True)
    shown_at: Mapped[datetime | None]
    acted_at: Mapped[datetime | None]
    outcome: Mapped[str | None]
    step_id: Mapped[int | None] = mapped_column(index=True)
    snoozed_until: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    wording: Mapped[str] = mapped_column(default="template")


class LedgerEntry(Base):
    """One decision about a draft. decision: queued, shown, inboxed or withheld; reason: why not shown, or empty."""

    __tablename__ = "insight_ledger"
    __table_args__ = (
        CheckConstraint("decision IN ('queued', 'shown', 'inboxed', 'withheld')", name="decision"),
        Index(None, "decision", "at"),
        Index(None, "rule_id", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    insight_id: Mapped[int] = mapped_column(index=True)
    rule_id: Mapped[str]
    entity_type: Mapped[str | None]
    entity_id: Mapped[int | None]
    decision: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]


class PatternFinding(Base):
    """What the weekly analysis said about one group of one question, or why it stayed silent.

    lasting: whether the group passed the whole gate and may be named; else `reason` and `missing` say what lacks.
    text: the values the sentence is made of.
    """

    __tablename__ = "pattern_findings"
    __table_args__ = (Index(None, "rule_id", "group_name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    rule_id: Mapped[str]
    question: Mapped[str]
    group_name: Mapped[str]
    n: Mapped[int]
    value: Mapped[float | None]
    rest: Mapped[float | None]
    low: Mapped[float | None]
    high: Mapped[float | None]
    p: Mapped[float | None]
    q: Mapped[float | None]
    lasting: Mapped[bool]
    reason: Mapped[str | None]
    missing: Mapped[str | None]
    since: Mapped[date | None]
    until: Mapped[date | None]
    text: Mapped[dict[str, Any]] = mapped_column(default=dict)
    computed_at: Mapped[datetime]
