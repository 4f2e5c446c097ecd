"""How far a goal is: completed of all that was not skipped."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.goals.shapes import OPEN
from app.models import ChecklistItem, Goal

WHOLE = 100
FALLEN = "What it follows was not done."


def percent(counts: Mapping[str, int]) -> int:
    """counts: items by status. 100 x completed / (all - skipped); 0 when nothing counts, and 100 only when all is
    done."""
    counting = sum(counts.values()) - counts.get("skipped", 0)
    done = counts.get("completed", 0)
    if counting <= 0:
        return 0
    return WHOLE if done == counting else min(WHOLE - 1, round(WHOLE * done / counting))


def counts(session: Session, goal_id: int) -> Counter[str]:
    query = select(ChecklistItem.status, func.count()).where(ChecklistItem.goal_id == goal_id)
    return Counter({row[0]: row[1] for row in session.execute(query.group_by(ChecklistItem.status))})


def refresh(session: Session, goal_id: int, *, at: datetime) -> bool:
    """Reckon a goal's progress anew. True when this finished it; a finished one with something open is active again."""
    session.flush()
    _fall(session, goal_id)
    goal = session.get_one(Goal, goal_id)
    done = percent(counts(session, goal_id))
    if goal.current_progress != done:
        goal.current_progress = done
    if done == WHOLE and goal.status == "active":
        goal.status, goal.completed_at = "completed", at
        return True
    if done < WHOLE and goal.status == "completed" and not _taken(session, goal):
        goal.status, goal.completed_at = "active", None
    return False


def _fall(session: Session, goal_id: int) -> None:
    """What follows something that was skipped is skipped with it, and open again when that is."""
    query = select(ChecklistItem).where(ChecklistItem.goal_id == goal_id, ChecklistItem.item_type == "follow_up")
    for item in session.scalars(query.where(ChecklistItem.prerequisite_id.is_not(None))):
        is_skipped = session.get_one(ChecklistItem, item.prerequisite_id).status == "skipped"
        if is_skipped and item.status in OPEN:
            item.status, item.completion_notes = "skipped", FALLEN
        elif not is_skipped and item.status == "skipped" and item.completion_notes == FALLEN:
            item.status, item.completion_notes = "pending", None
    session.flush()


def _taken(session: Session, goal: Goal) -> bool:
    """Whether another goal of the same rule took its place."""
    query = select(Goal.id).where(Goal.business_id == goal.business_id, Goal.status == "active", Goal.rule == goal.rule)
    return session.scalar(query) is not None
