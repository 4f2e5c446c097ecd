"""What the coach wants to help with, privately, and what it still has to do for that."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Record


class Goal(Record):
    """A goal for one business. rule: the generation rule it came from, active at most once for a business.

    priority_score: 1 to 10. current_progress: percent. expected_months with the bounds of its interval: how long it
    took others. data_gaps: profile fields that are not known yet, the most wanted first. helpfulness: what the owner
    answered to "How helpful was this, 1-5?", asked once at `feedback_asked_at`.
    """

    __tablename__ = "goals"
    __table_args__ = (
        CheckConstraint(
            "goal_type IN ('revenue_growth', 'team_expansion', 'lead_improvement', 'network_building', "
            "'profitability', 'retention', 'custom')",
            name="goal_type",
        ),
        CheckConstraint("priority_score BETWEEN 1 AND 10", name="priority_score"),
        CheckConstraint("current_progress BETWEEN 0 AND 100", name="current_progress"),
        CheckConstraint("pattern_confidence BETWEEN 0 AND 1", name="pattern_confidence"),
        CheckConstraint("status IN ('active', 'completed', 'abandoned', 'blocked')", name="status"),
        CheckConstraint("(status = 'completed') = (completed_at IS NOT NULL)", name="completed_at"),
        CheckConstraint(
            "trigger_condition IN ('next_conversation', 'weekly', 'post_event', 'after_action_completed')",
            name="trigger_condition",
        ),
        CheckConstraint("helpfulness BETWEEN 1 AND 5", name="helpfulness"),
        Index(None, "business_id", "status"),
        Index(None, "priority_score", "status"),
        Index(None, "trigger_condition", "status"),
        Index("uq_goals_active", "business_id", "rule", unique=True, sqlite_where=text("status = 'active'")),
        {"sqlite_autoincrement": True},
    )

    business_id: Mapped[int] = mapped_column(ForeignKey("businesses.id", ondelete="CASCADE"))
    rule: Mapped[str]
    goal_type: Mapped[str]
    goal_description: Mapped[str]
    target_milestone: Mapped[str | None]
    priority_score: Mapped[int] = mapped_column(default=5)
    current_progress: Mapped[int] = mapped_column(default=0)
    next_milestone: Mapped[str | None]
    success_criteria: Mapped[dict[str, Any]] = mapped_column(default=dict)
    pattern_source: Mapped[str | None]
    pattern_confidence: Mapped[float | None]
    expected_months: Mapped[float | None]
    expected_months_low: Mapped[float | None]
    expected_months_high: Mapped[float | None]
    data_gaps: Mapped[list[str]] = mapped_column(default=list)
    status: Mapped[str] = mapped_column(default="active")
    trigger_condition: Mapped[str] = mapped_column(default="next_conversation")
    last_action_at: Mapped[datetime | None]
    completed_at: Mapped[datetime | None]
    feedback_asked_at: Mapped[datetime | None]
    helpfulness: Mapped[int | None]


class ChecklistItem(Record):
    """One thing to do for a goal.

    checklist_item: the private wording. ask: the sentence a person would say. field: the profile field an item of
    data_collection fills. key: its name in the generation rule. params: whom an introduction is between, and the like.
    task_id, followup_id: what it became. executed_at: when it was last brought up, with an excerpt of the conversation
    in execution_context.
    """

    __tablename__ = "checklist_items"
    __table_args__ = (
        CheckConstraint(
            "item_type IN ('data_collection', 'recommendation', 'follow_up', 'introduction', 'question')",
            name="item_type",
        ),
        CheckConstraint("status IN ('pending', 'in_progress', 'completed', 'skipped')", name="status"),
        CheckConstraint("(status = 'completed') = (completed_at IS NOT NULL)", name="completed_at"),
        CheckConstraint(
            "trigger_condition IN ('next_conversation', 'immediately', 'after_event', 'post_event', 'weekly', "
            "'after_action_completed')",
            name="trigger_condition",
        ),
        CheckConstraint("item_type != 'data_collection' OR field IS NOT NULL", name="field"),
        Index(None, "business_id", "status"),
        Index(None, "goal_id", "status"),
        Index(None, "trigger_condition", "status"),
        Index("ix_checklist_items_tasks", "task_id", sqlite_where=text("task_id IS NOT NULL")),
        Index("ix_checklist_items_followups", "followup_id", sqlite_where=text("followup_id IS NOT NULL")),
        Index("ix_checklist_items_after", "prerequisite_id", sqlite_where=text("prerequisite_id IS NOT NULL")),
        {"sqlite_autoincrement": True},
    )

    goal_id: Mapped[int] = mapped_column(ForeignKey("goals.id", ondelete="CASCADE"))
    business_id: Mapped[int] = mapped_column(ForeignKey("businesses.id", ondelete="CASCADE"))
    key: Mapped[str]
    checklist_item: Mapped[str]
    item_type: Mapped[str]
    ask: Mapped[str | None]
    field: Mapped[str | None]
    params: Mapped[dict[str, Any]] = mapped_column(default=dict)
    status: Mapped[str] = mapped_column(default="pending")
    trigger_condition: Mapped[str] = mapped_column(default="next_conversation")
    prerequisite_id: Mapped[int | None] = mapped_column(ForeignKey("checklist_items.id", ondelete="SET NULL"))
    task_id: Mapped[int | None] = mapped_column(ForeignKey("tasks.id", ondelete="SET NULL"))
    followup_id: Mapped[int | None] = mapped_column(ForeignKey("followups.id", ondelete="SET NULL"))
    executed_at: Mapped[datetime | None]
    execution_context: Mapped[str | None]
    completed_at: Mapped[datetime | None]
    completion_notes: Mapped[str | None]
