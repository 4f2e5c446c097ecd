"""Which items are to be acted on now, in the order of their triggers; at most two at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.crm import businesses, days
from app.crm.standing import account
from app.goals import lists
from app.goals.shapes import OPEN, ItemNow
from app.models import Business, ChecklistItem, Contact, Deal, Event, Followup, Goal, Project, Task

AT_ONCE = 2
REST, WEEK = 14, 7
"""Days until something is asked again, and until what comes every week comes again."""
ORDER = ("immediately", "after_action_completed", "post_event", "weekly", "next_conversation")
SAME = {"after_event": "post_event"}
SETTLED = ("sent", "completed", "cancelled")
"""Follow-ups that nobody waits for."""
FEEDBACK, ABOUT = "How helpful was this, 1-5?", "We have talked about {talk}."
FINISHED = timedelta(days=30)
"""How long after a goal was finished its help is asked for."""
MODELS: Mapping[str, Any] = {
    "business": Business, "contact": Contact, "deal": Deal, "event": Event, "project": Project, "task": Task,
    "followup": Followup,
}  # fmt: skip


@dataclass(frozen=True)
class Pursued:
    """All goals and items of one business, as they are stored."""

    business_id: int
    goals: dict[int, Goal]
    items: tuple[ChecklistItem, ...]

    def active(self) -> list[Goal]:
        found = [goal for goal in self.goals.values() if goal.status == "active"]
        return sorted(found, key=lambda goal: (-goal.priority_score, goal.id))

    def open_items(self) -> list[ChecklistItem]:
        return [one for one in self.items if one.status in OPEN and self.goals[one.goal_id].status == "active"]


def evaluate_triggers(
    session: Session, now: datetime, event: tuple[str, int] | None = None, business_id: int | None = None,
    *, found: Pursued | None = None,
) -> list[ItemNow]:  # fmt: skip
    """What to act on now. event: (kind, id) of the record something just happened to, such as a deal that closed.

    business_id: whose items; without one those of the event's business, else of the owner's own. found: what was read
    of it already.
    """
    wanted = business_id or (_business_of(session, event) if event else None) or businesses.find_own(session)
    if wanted is None:
        return []
    return due(session, found or pursued(session, wanted), now, just=event is not None)


def pursued(session: Session, business_id: int) -> Pursued:
    goals = session.scalars(select(Goal).where(Goal.business_id == business_id))
    items = session.scalars(
        select(ChecklistItem).where(ChecklistItem.business_id == business_id).order_by(ChecklistItem.id)
    )
    found = {goal.id: goal for goal in goals}
    return Pursued(business_id, found, tuple(item for item in items if item.goal_id in found))


def due(session: Session, found: Pursued, now: datetime, *, just: bool = False) -> list[ItemNow]:
    """The first two that are due. just: something happened to a record of the business right now."""
    ready = [item for item in found.open_items() if _is_ready(session, found, item, now, just=just)]
    shown = [as_now(item) for item in sorted(ready, key=lambda item: _rank(found, item))[:AT_ONCE]]
    asking = [feedback(session, goal) for goal in _rateable(found, now)[:1]]
    at = 0 if asking and _has_waited(found, asking[0], now) else 1
    return [*shown[:at], *asking, *shown[at:]][:AT_ONCE]


def as_now(item: ChecklistItem) -> ItemNow:
    return ItemNow(
        item.id, item.goal_id, item.business_id, item.item_type, item.checklist_item, item.ask or "", item.field or "",
        item.trigger_condition, str(item.params.get("task") or ""),
    )  # fmt: skip


def feedback(session: Session, goal: Goal) -> ItemNow:
    """The question how helpful a goal was that was reached, with what it was about."""
    rule = lists.rule(goal.rule)
    name = session.get_one(Business, goal.business_id).name
    ask = f"{ABOUT.format(talk=rule['talk'].replace('{name}', name))} {FEEDBACK}" if rule else FEEDBACK
    return ItemNow(
        -goal.id, goal.id, goal.business_id, "question", goal.goal_description, ask, "helpfulness",
        "next_conversation",
    )  # fmt: skip


def rests(item: ChecklistItem, now: datetime, for_days: int = REST) -> bool:
    """Whether it was brought up less than so many of the owner's days ago. A stamp far ahead was a wrong clock's."""
    if item.executed_at is None:
        return False
    return abs((now.date() - days.local_day(item.executed_at, now)).days) < for_days


def resting_fields(found: Pursued, now: datetime) -> set[str]:
    """Fields asked for lately, by any item."""
    return {item.field for item in found.items if item.field and item.status != "completed" and rests(item, now)}


def _is_ready(session: Session, found: Pursued, item: ChecklistItem, now: datetime, *, just: bool) -> bool:
    trigger = SAME.get(item.trigger_condition, item.trigger_condition)
    if rests(item, now, WEEK if trigger == "weekly" else REST):
        return False
    if item.field and item.field in resting_fields(found, now):
        return False
    if trigger == "after_action_completed":
        return _is_done(session, found, item.prerequisite_id)
    if trigger == "post_event":
        return just or _has_ended(session, found, item, now)
    return True


def _is_done(session: Session, found: Pursued, item_id: int | None) -> bool:
    """Whether what it waits for is completed; what became a task or a follow-up, when that is."""
    before = next((item for item in found.items if item.id == item_id), None)
    if before is None or before.status == "skipped":
        return True
    return before.status == "completed" and not is_under_way(session, before)


def is_for_event(item: ChecklistItem) -> bool:
    """Whether it comes up after something that may never happen."""
    return SAME.get(item.trigger_condition, item.trigger_condition) == "post_event"


def is_under_way(session: Session, item: ChecklistItem) -> bool:
    """Whether it became a task or a follow-up that is still to be done."""
    if item.task_id is not None:
        return session.scalar(select(Task.status).where(Task.id == item.task_id)) != "completed"
    if item.followup_id is not None:
        return session.scalar(select(Followup.status).where(Followup.id == item.followup_id)) not in SETTLED
    return False


def _has_ended(session: Session, found: Pursued, item: ChecklistItem, now: datetime) -> bool:
    own = businesses.find_own(session) == found.business_id
    ended = account.just_ended(session, None if own else found.business_id, now)
    return ended is not None and (item.executed_at is None or ended > item.executed_at)


def _rank(found: Pursued, item: ChecklistItem) -> tuple[int, int, int]:
    trigger = SAME.get(item.trigger_condition, item.trigger_condition)
    return ORDER.index(trigger), -found.goals[item.goal_id].priority_score, item.id


def _has_waited(found: Pursued, asking: ItemNow, now: datetime) -> bool:
    """From the day after a goal was reached its question comes first: other questions may never end."""
    reached = found.goals[asking.goal_id].completed_at
    return reached is not None and days.local_day(reached, now) < now.date()


def _rateable(found: Pursued, now: datetime) -> list[Goal]:
    """Reached lately, and nobody asked yet how helpful it was."""
    reached = (goal for goal in found.goals.values() if goal.status == "completed" and goal.completed_at is not None)
    waiting = (goal for goal in reached if goal.feedback_asked_at is None and goal.helpfulness is None)
    return [goal for goal in waiting if goal.completed_at and abs(now - goal.completed_at) < FINISHED]


def _business_of(session: Session, event: tuple[str, int]) -> int | None:
    kind, record_id = event
    record = session.get(MODELS[kind], record_id) if kind in MODELS else None
    if record is None or isinstance(record, Business):
        return record.id if record is not None else None
    contact_id = None if isinstance(record, Contact) else getattr(record, "contact_id", None)
    contact = session.get(Contact, contact_id) if contact_id else None
    found: int | None = record.business_id or (contact.business_id if contact else None)
    return found
