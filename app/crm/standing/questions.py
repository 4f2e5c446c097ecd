"""What the coach would ask the owner at once, about their own business. Read-only."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from app.crm import days
from app.models import Business, ChecklistItem, CoachInsight, Goal

KINDS = ("data_collection", "question")
"""Items that are answered in words; the others wait for a yes."""
REST, APART = 14, timedelta(days=7)
"""Days until the same question comes again, and the time between two different ones."""


@dataclass(frozen=True, slots=True)
class Question:
    """ask: what a person would say; nothing else of the item may be told. times: how often its turn has come."""

    item_id: int
    ask: str
    business_id: int
    business: str
    times: int


def waiting(session: Session, now: datetime) -> Question | None:
    """The weightiest one that was not asked in the last fourteen days, anywhere; each comes again after them."""
    first, end = (days.midnight(now.date() + timedelta(days=ahead), now) for ahead in (1 - REST, REST))
    rested = ~ChecklistItem.executed_at.between(first, end)
    query = (
        select(ChecklistItem.id, ChecklistItem.ask, ChecklistItem.created_at, Business.id.label("own"), Business.name)
        .join(Goal, Goal.id == ChecklistItem.goal_id).join(Business, Business.id == ChecklistItem.business_id)
        .where(
            Business.kind == "own", Goal.status == "active", ChecklistItem.item_type.in_(KINDS),
            or_(ChecklistItem.status == "pending", and_(ChecklistItem.status == "in_progress", rested)),
            ChecklistItem.trigger_condition == "immediately", ChecklistItem.ask.is_not(None),
        )
        .order_by(Goal.priority_score.desc(), ChecklistItem.id).limit(1)
    )  # fmt: skip
    row = session.execute(query).first()
    if row is None:
        return None
    age = (now.date() - days.local_day(row.created_at, now)).days
    return Question(row.id, row.ask, row.own, row.name, max(0, age) // REST)


def was_asked_lately(session: Session, rule_id: str, now: datetime) -> bool:
    """Whether such a toast came in the last seven days; one dated later is a wrong clock's."""
    since = CoachInsight.created_at.between(now - APART, now)
    return session.scalar(select(CoachInsight.id).where(CoachInsight.rule_id == rule_id, since).limit(1)) is not None
