"""What the coach has on its mind about one business: goals, what to bring up now, what it does not know."""

import threading
import time
from collections import OrderedDict
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.core.events import Bus, RecordsChanged
from app.crm import editing, profile_facts
from app.goals import fields, triggers
from app.goals.facts import known_fields
from app.goals.shapes import OPEN, Agenda, Gap, GoalNow, ItemNow
from app.goals.triggers import Pursued
from app.models import Business, ChecklistItem, Goal

KEPT = timedelta(minutes=5)
MOST = 64
"""Businesses kept at once."""
SETTLED = 2.0
"""Seconds after a write in which what a session read before it may be older than the write."""
TABLES = frozenset(
    ("goals", "checklist_items", "businesses", "profile_facts", "events", "deals", "projects", "tasks", "followups")
)


def agenda(session: Session, business_id: int, now: datetime) -> Agenda:
    """Errors: CrmError for an unknown business."""
    business = editing.find(session, Business, business_id)
    found = triggers.pursued(session, business_id)
    open_items = found.open_items()
    asks = tuple(item.ask for item in open_items if item.ask)
    tasks = tuple(str(item.params["task"]) for item in open_items if item.params.get("task"))
    gaps = _gaps(session, business, found, now)
    due = tuple(triggers.evaluate_triggers(session, now, business_id=business_id, found=found))
    return Agenda(
        business_id, business.name, tuple(map(_goal, found.active())), due, gaps,
        tuple(item.checklist_item for item in open_items), (*asks, *tasks, *(gap.ask for gap in gaps), business.name),
    )  # fmt: skip


def waiting(session: Session, item_ids: Iterable[int]) -> tuple[ItemNow, ...]:
    """What was brought up and is still open, in the order given, of whatever business. Other ids are left out.

    An id below zero is the question how helpful goal -id was, until it is rated.
    """
    return tuple(found for item_id in item_ids if (found := _waits(session, item_id)) is not None)


class Cache:
    """Agendas of the last five minutes, dropped when anything they are made of is written."""

    def __init__(self, bus: Bus) -> None:
        self._kept: OrderedDict[int, tuple[datetime, Agenda]] = OrderedDict()
        self._guard = threading.Lock()
        self._changes, self._changed = 0, float("-inf")
        bus.subscribe(RecordsChanged, self._hear)

    def agenda(self, session: Session, business_id: int, now: datetime) -> Agenda:
        """As `agenda`."""
        with self._guard:
            known, changes = self._kept.get(business_id), self._changes
            late = session.in_transaction() and time.monotonic() - self._changed < SETTLED
        if known is not None and timedelta() <= now - known[0] < KEPT:
            return known[1]
        found = agenda(session, business_id, now)
        with self._guard:
            if changes == self._changes and not late:
                self._kept[business_id] = (now, found)
                self._kept.move_to_end(business_id)
                if len(self._kept) > MOST:
                    self._kept.popitem(last=False)
        return found

    def _hear(self, event: RecordsChanged) -> None:
        if not TABLES.isdisjoint(event.touched):
            with self._guard:
                self._kept.clear()
                self._changes += 1
                self._changed = time.monotonic()


def _waits(session: Session, item_id: int) -> ItemNow | None:
    if item_id < 0:
        goal = session.get(Goal, -item_id)
        is_open = goal is not None and goal.status == "completed" and goal.helpfulness is None
        return triggers.feedback(session, goal) if goal is not None and is_open else None
    item = session.get(ChecklistItem, item_id)
    return triggers.as_now(item) if item is not None and item.status in OPEN else None


def _goal(goal: Goal) -> GoalNow:
    return GoalNow(
        goal.id, goal.business_id, goal.rule, goal.goal_type, goal.goal_description, goal.priority_score,
        goal.current_progress, goal.next_milestone or "", goal.target_milestone or "", tuple(goal.data_gaps),
    )  # fmt: skip


def _gaps(session: Session, business: Business, found: Pursued, now: datetime) -> tuple[Gap, ...]:
    """What is not known and not refused, the most needed first; one that no item asks for is only listened for."""
    known = known_fields(business, profile_facts.current(session, business.id))
    refused = {item.field for item in found.items if item.field and item.params.get("refused")}
    weights: dict[str, int] = {}
    for goal in found.active():
        for field in goal.data_gaps:
            if field in fields.FIELDS and field not in known and field not in refused:
                weights[field] = weights.get(field, 0) + goal.priority_score
    asking = {item.field: item for item in reversed(found.open_items()) if item.field}
    resting = triggers.resting_fields(found, now)
    gaps = [_gap(business, field, weight, asking.get(field), field in resting) for field, weight in weights.items()]
    return tuple(sorted(gaps, key=lambda gap: (gap.item_id is None, -gap.weight)))


def _gap(business: Business, field: str, weight: int, item: ChecklistItem | None, rests: bool) -> Gap:
    ask = (item.ask if item else None) or fields.ask(field, business.name)
    may_ask = item is not None and not rests
    return Gap(business.id, field, fields.title(field), ask, item.id if item else None, weight, may_ask)
