"""What the owner's page shows of the coach's goals, and what can be changed there: every change is one step."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import CrmError
from app.crm import columns, editing, journal, names
from app.goals import generation, progress, triggers
from app.goals.shapes import GoalShown, ItemShown
from app.models import ChecklistItem, Goal


def goals(session: Session, business_id: int, *, closed: bool = False) -> list[GoalShown]:
    """Active and blocked goals with their items, the weightiest first; closed: the ended ones, the newest first."""
    found = triggers.pursued(session, business_id)
    wanted = ("completed", "abandoned") if closed else ("active", "blocked")
    rows = [goal for goal in found.goals.values() if goal.status in wanted]
    rows.sort(key=lambda goal: (-goal.id,) if closed else (goal.status == "blocked", -goal.priority_score, goal.id))
    return [_shown(goal, [item for item in found.items if item.goal_id == goal.id]) for goal in rows]


def abandon(session: Session, goal_id: int, *, at: datetime) -> None:
    """Give a goal up; another takes its place. Errors: CrmError for one that has ended."""
    goal = _pursued(session, goal_id, "active", "blocked")
    journal.name_step(session, "Goal given up")
    goal.status, goal.last_action_at = "abandoned", at
    generation.generate(session, goal.business_id, at=at)


def block(session: Session, goal_id: int, *, at: datetime) -> None:
    """Put a goal on hold. Errors: CrmError for one that is not active."""
    goal = _pursued(session, goal_id, "active")
    journal.name_step(session, "Goal put on hold")
    goal.status, goal.last_action_at = "blocked", at
    generation.generate(session, goal.business_id, at=at)


def resume(session: Session, goal_id: int, *, at: datetime) -> None:
    """Pursue a goal again that was put on hold or given up. Errors: CrmError, also where another took its place."""
    goal = _pursued(session, goal_id, "blocked", "abandoned")
    taken = select(Goal.id).where(Goal.business_id == goal.business_id, Goal.rule == goal.rule, Goal.status == "active")
    if session.scalar(taken) is not None:
        raise CrmError("A goal like this one is already pursued.", kind="conflict", where=f"goal {goal_id}")
    journal.name_step(session, "Goal taken up again")
    goal.status, goal.last_action_at = "active", at
    progress.refresh(session, goal_id, at=at)
    generation.generate(session, goal.business_id, at=at)


def reword(session: Session, item_id: int, text: str, *, at: datetime) -> None:  # noqa: ARG001 - as every change
    """Say in other words what the coach asks. Errors: CrmError for an empty or a long text."""
    item = editing.find(session, ChecklistItem, item_id)
    words = names.clean(text)
    if words is None or len(words) > columns.SHORT:
        raise CrmError(f"A question has 1 to {columns.SHORT} characters.", where="ask")
    journal.name_step(session, "Question reworded")
    item.ask, item.params = words, item.params | {"reworded": True}


def _pursued(session: Session, goal_id: int, *statuses: str) -> Goal:
    goal = editing.find(session, Goal, goal_id)
    if goal.status not in statuses:
        raise CrmError(f"This goal is {goal.status}.", kind="conflict", where=f"goal {goal_id}")
    return goal


def _shown(goal: Goal, items: list[ChecklistItem]) -> GoalShown:
    return GoalShown(
        goal.id, goal.business_id, goal.goal_type, goal.goal_description, goal.target_milestone or "",
        goal.next_milestone or "", goal.priority_score, goal.current_progress, goal.status, goal.pattern_source or "",
        goal.pattern_confidence, goal.helpfulness, tuple(goal.data_gaps), tuple(map(_item, items)),
        goal.success_criteria, goal.completed_at or goal.last_action_at, goal.rule, _months(goal),
    )  # fmt: skip


def _months(goal: Goal) -> tuple[float, ...]:
    """Expected, low, high; empty where it is not known."""
    if goal.expected_months is None:
        return ()
    known = goal.expected_months
    low, high = goal.expected_months_low, goal.expected_months_high
    return known, known if low is None else low, known if high is None else high


def _item(item: ChecklistItem) -> ItemShown:
    return ItemShown(
        item.id, item.checklist_item, item.ask or "", item.item_type, item.status, item.trigger_condition,
        item.field or "", item.completion_notes or "", item.task_id, item.followup_id, item.executed_at,
        item.completed_at, item.execution_context or "",
    )  # fmt: skip
