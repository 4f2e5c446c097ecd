"""Making the goals of a business and keeping them up to date: two to four, always, and never one twice."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.core.clock import Clock
from app.core.db import Database
from app.crm import businesses, editing, journal
from app.goals import fitting, lists, plan, progress, steady, triggers
from app.goals.facts import Facts, facts
from app.goals.plan import Wish
from app.goals.shapes import OPEN
from app.goals.steady import PAUSE, never
from app.models import Business, ChecklistItem, Goal, JobRun
from app.models.types import stored

STEP, JOB = "The coach looked over its goals", "goals"
Stopping = Callable[[], bool]
REST = timedelta(days=60)
"""How long what was finished or given up is not taken up again while there is anything else."""
KNOWN = "Known from the profile."
BY_ITSELF = (KNOWN, progress.FALLEN, fitting.UNFIT)
SILENT = timedelta(days=60)
"""From then on a client is told to be silent: the day changes what the rules say."""


@dataclass
class _State:
    """What a business has: all goals, and all items by goal."""

    goals: list[Goal]
    items: dict[int, list[ChecklistItem]]

    @property
    def active(self) -> list[Goal]:
        return [goal for goal in self.goals if goal.status == "active"]

    def refused(self) -> set[str]:
        found = (item for items in self.items.values() for item in items)
        return {item.field for item in found if item.field and item.params.get("refused")}

    def asked_for(self) -> set[str]:
        """Fields that an open item of an active goal asks for."""
        found = (item for goal in self.active for item in self.items.get(goal.id, []))
        return {item.field for item in found if item.field and item.status in OPEN}

    def was_acted_on(self, goal: Goal) -> bool:
        """By the coach or the owner; what the profile told anyway does not count."""
        items = self.items.get(goal.id, [])
        moved = any(item.status != "pending" and item.completion_notes not in BY_ITSELF for item in items)
        return goal.last_action_at is not None or moved

    def was_brought_up(self, goal: Goal) -> bool:
        """Whether more was done for it than noting what the owner told without being asked."""
        items = self.items.get(goal.id, [])
        return any(item.executed_at is not None or _was_settled_by_hand(item) for item in items)

    def used(self, rule: str) -> set[str]:
        """Keys of its items that came up, in any goal."""
        return {item.key for item in self._of(rule) if item.status != "pending"}

    def there(self, rule: str) -> dict[str, ChecklistItem]:
        """By key: its items that are done, and those of the goal that is pursued which still may be."""
        active = {goal.id for goal in self.active}
        done = (item for item in self._of(rule) if item.status == "completed" or item.goal_id in active)
        return {item.key: item for item in done if item.status != "skipped"}

    def _of(self, rule: str) -> Iterator[ChecklistItem]:
        return (item for goal in self.goals if goal.rule == rule for item in self.items.get(goal.id, []))


def generate(session: Session, business_id: int, *, at: datetime) -> list[int]:
    """Bring the goals of a business up to date. Returns the ids of the active ones, the weightiest first.

    Errors: CrmError for an unknown business.
    """
    journal.name_step(session, STEP, kind="background")
    seen = facts(session, business_id, at)
    state = _state(session, business_id)
    finished = _settle_known(session, state, seen, at)
    wanted = plan.wishes(seen)
    _pursue(session, state, seen, wanted, at)
    if finished or len(state.active) < plan.FEWEST:
        _pursue(session, state, seen, wanted, at)
    session.flush()
    return [goal.id for goal in sorted(state.active, key=lambda goal: (-goal.priority_score, goal.id))]


def missing(session: Session) -> list[int]:
    """Businesses with fewer than two active goals, or more than four after a merge: the owner's own, then clients,
    partners and prospects."""
    active = select(func.count()).where(Goal.business_id == Business.id, Goal.status == "active")
    fits = active.correlate(Business).scalar_subquery().between(plan.FEWEST, plan.MOST)
    found: list[int] = []
    for kind in ("own", "client", "partner", "prospect"):
        found += session.scalars(select(Business.id).where(Business.kind == kind, ~fits).order_by(Business.id))
    return found


def changed(session: Session, since: datetime, now: datetime) -> list[int]:
    """Businesses whose profile or figures changed, and those whose people have been silent for long since then."""
    given = {"since": stored(since), "edge": stored(since - SILENT), "limit": stored(now - SILENT)}
    return list(session.scalars(_CHANGED, given))


def refresh(db: Database, clock: Clock, *, stopping: Stopping = never) -> int:
    """Generate where goals are missing or something changed since the last run of the job, in small writes.

    The owner's own comes first. stopping: asked between two writes. Returns how many were looked over.
    """
    with db.write(actor="coach") as session:
        journal.name_step(session, STEP, kind="background")
        own = businesses.own(session, clock()).id
    with db.read() as session:
        last = session.scalar(select(func.max(JobRun.started_at)).where(JobRun.job == JOB, JobRun.status == "done"))
        waiting = dict.fromkeys([own, *missing(session)])
        if last is not None and last < clock():
            waiting |= dict.fromkeys(changed(session, last, clock()))
    return generate_all(db, list(waiting), stopping=stopping)


def generate_all(db: Database, ids: Sequence[int], *, stopping: Stopping = never, pause: float = PAUSE) -> int:
    """Generate for each in small writes; a business that is gone meanwhile is left out. Returns for how many."""
    return steady.each(db, ids, _generated, stopping=stopping, pause=pause)


def _generated(session: Session, business_id: int) -> bool:
    there = session.get(Business, business_id) is not None
    if there:
        generate(session, business_id, at=session.info["at"])
    return there


def _state(session: Session, business_id: int) -> _State:
    goals = list(session.scalars(select(Goal).where(Goal.business_id == business_id).order_by(Goal.id)))
    items: dict[int, list[ChecklistItem]] = {goal.id: [] for goal in goals}
    query = select(ChecklistItem).where(ChecklistItem.business_id == business_id).order_by(ChecklistItem.id)
    for item in session.scalars(query):
        items.setdefault(item.goal_id, []).append(item)
    return _State(goals, items)


def _settle_known(session: Session, state: _State, seen: Facts, at: datetime) -> bool:
    """Complete what asks for something known by now, and reopen what no longer is; put aside what does not apply.

    True where that ended a goal.
    """
    finished = False
    for goal in state.active:
        known = [item for item in state.items[goal.id] if _is_settled(item, seen)]
        lost = [item for item in state.items[goal.id] if _is_lost(item, seen)]
        for item in known:
            item.status, item.completed_at, item.completion_notes = "completed", at, KNOWN
        for item in lost:
            item.status, item.completed_at, item.completion_notes = "pending", None, None
        changed = fitting.settle(session, goal, state.items[goal.id], seen) or bool(known or lost)
        finished |= changed and progress.refresh(session, goal.id, at=at)
    return finished


def _is_settled(item: ChecklistItem, seen: Facts) -> bool:
    return item.item_type == "data_collection" and item.status in OPEN and item.field in seen.known


def _is_lost(item: ChecklistItem, seen: Facts) -> bool:
    """What was in the profile was taken out again."""
    return item.status == "completed" and item.completion_notes == KNOWN and item.field not in seen.known


def _pursue(session: Session, state: _State, seen: Facts, wanted: list[Wish], at: datetime) -> None:
    by_id = {wish.id: wish for wish in wanted}
    kept = sorted((goal for goal in state.active if _stays(state, goal, seen)), key=lambda goal: -goal.priority_score)
    kept = kept[: plan.MOST]
    past = _past(state, seen, wanted, {goal.rule for goal in kept}, at)
    chosen = plan.chosen(wanted, replace(past, dry=_is_dry(session, state, seen, past)))
    picked = {wish.id for wish in chosen}
    for goal in state.active:
        if goal not in kept and goal.rule not in picked:
            goal.status = "abandoned"
    session.flush()
    active = {goal.rule: goal for goal in state.active}
    for goal in active.values():
        _reword(state.items[goal.id], goal, seen)
    for wish in [*chosen, *(by_id[goal.rule] for goal in kept if goal.rule in by_id)]:
        known = active.get(wish.id)
        if known is None:
            _add(session, state, seen, wish, at)
        else:
            _update(session, state, seen, wish, known, at=at)


def _reword(items: Iterable[ChecklistItem], goal: Goal, seen: Facts) -> None:
    """What was not brought up yet is told as things are now."""
    for item in items:
        template = lists.template(goal.rule, item.key)
        if item.status == "pending" and template is not None:
            editing.change(item, plan.wording(template, seen, item.params))


def _stays(state: _State, goal: Goal, seen: Facts) -> bool:
    """Whether it is kept whatever applies: it was acted on, fills no gap, and is about this kind of business."""
    rule = lists.rule(goal.rule)
    is_ours = rule is None or (seen.kind in rule["for"] and not rule.get("filler"))
    return is_ours and state.was_acted_on(goal)


def _past(state: _State, seen: Facts, wanted: list[Wish], kept: Collection[str], at: datetime) -> plan.Past:
    """What was ended does not come back yet: the oldest would be first, what is on hold last."""
    ended = sorted((goal for goal in state.goals if _ended_lately(goal, at)), key=lambda goal: goal.id)
    reached = dict.fromkeys(goal.rule for goal in ended if goal.status == "completed")
    given_up = sorted((goal for goal in ended if goal.rule not in reached), key=lambda goal: goal.status == "blocked")
    closed = seen.known | state.refused()
    spent = {wish.id for wish in wanted if wish.id in reached and not _fresh(state, wish.rule, closed)}
    begun = {goal.rule for goal in state.active if state.was_brought_up(goal)}
    return plan.Past(kept, begun, tuple(reached), tuple(dict.fromkeys(goal.rule for goal in given_up)), spent)


def _is_dry(session: Session, state: _State, seen: Facts, past: plan.Past) -> bool:
    """Whether all that is pursued of the rules that apply has nothing to bring up, and nothing to go on with.

    What fills, or came back, does not count: it is there because of that.
    """
    found = [(goal, lists.rule(goal.rule)) for goal in state.active if goal.rule not in past.reached]
    real = [(goal, plan.allowed(rule, seen)) for goal, rule in found if rule and not rule.get("filler")]
    closed = seen.known | state.refused() | state.asked_for()
    return bool(real) and all(
        is_dry(session, state.items[goal.id]) and not _fresh(state, rule, closed, goal) for goal, rule in real
    )


def _fresh(
    state: _State, rule: dict[str, Any], closed: Collection[str], goal: Goal | None = None
) -> list[dict[str, Any]]:
    """What a goal of this rule could still go on with; the goal: one that is pursued, whose items are there already."""
    used = state.used(rule["id"]) | {item.key for item in (state.items[goal.id] if goal else ())}
    return plan.fresh_items(rule, closed, used, state.there(rule["id"]))


def _was_settled_by_hand(item: ChecklistItem) -> bool:
    is_settled = item.status in ("completed", "skipped") and item.completion_notes not in BY_ITSELF
    return is_settled and item.item_type != "data_collection"


def _ended_lately(goal: Goal, at: datetime) -> bool:
    """A goal that was quietly dropped, as nothing was done for it, does not count. Nor do stamps of a wrong clock."""
    if goal.status == "blocked":
        return True
    ended = goal.completed_at if goal.status == "completed" else goal.last_action_at
    return goal.status in ("completed", "abandoned") and ended is not None and abs(at - ended) < REST


def _add(session: Session, state: _State, seen: Facts, wish: Wish, at: datetime) -> None:
    goal = Goal(
        business_id=seen.business_id, rule=wish.id, goal_type=wish.rule["goal_type"],
        success_criteria=wish.rule["success"], trigger_condition=wish.rule["trigger"], **_wording(seen, wish, []),
    )  # fmt: skip
    closed = seen.known | state.refused() | state.asked_for()
    used, there = state.used(wish.id), state.there(wish.id)
    editing.add(session, goal, at)
    state.goals.append(goal)
    state.items[goal.id] = []
    further = plan.further_items(wish.rule, closed, used, there)
    given = further if used else plan.first_items(wish.rule, closed)
    _add_items(session, state, seen, goal, given, at=at)


def _update(session: Session, state: _State, seen: Facts, wish: Wish, goal: Goal, *, at: datetime) -> None:
    items = state.items[goal.id]
    if is_dry(session, items):
        closed = seen.known | state.refused() | state.asked_for()
        given = _fresh(state, wish.rule, closed, goal)
        if not any(item.status in OPEN for item in items):
            used = state.used(wish.id) | {item.key for item in items}
            given = plan.further_items(wish.rule, closed, used, state.there(wish.id))
        _add_items(session, state, seen, goal, given, at=at)
        progress.refresh(session, goal.id, at=at)
    editing.change(goal, _wording(seen, wish, items))


def is_dry(session: Session, items: Sequence[ChecklistItem]) -> bool:
    """Whether a goal has nothing more to bring up: all that is open waits for a task, a follow-up or an event."""
    asking = (item for item in items if item.status in OPEN and not triggers.is_for_event(item))
    before = (session.get(ChecklistItem, item.prerequisite_id or 0) for item in asking)
    return all(one is not None and triggers.is_under_way(session, one) for one in before)


def _wording(seen: Facts, wish: Wish, items: Iterable[ChecklistItem]) -> dict[str, Any]:
    """Texts, priority and gaps of a goal. The next milestone is the first open item, once something is done."""
    rule = wish.rule
    left = [item.checklist_item for item in items if item.status in OPEN]
    begun = any(item.status == "completed" for item in items)
    return {
        "goal_description": plan.text(rule["description"], seen), "target_milestone": plan.text(rule["target"], seen),
        "priority_score": wish.priority, "next_milestone": left[0] if begun and left else plan.text(rule["next"], seen),
        "data_gaps": [field for field in rule["gaps"] if field not in seen.known],
    }  # fmt: skip


def _add_items(
    session: Session, state: _State, seen: Facts, goal: Goal, given: list[dict[str, Any]], *, at: datetime
) -> None:
    """Each after the one it waits for; where that is not there, it waits for nothing. One insert for each round."""
    items = state.items[goal.id]
    by_key, left = state.there(goal.rule), list(given)
    while left:
        coming = {template["key"] for template in left}
        now = [template for template in left if template.get("after") not in coming] or left
        added = [_item(seen, goal, template, by_key.get(template.get("after", "")), at) for template in now]
        session.add_all(added)
        session.flush()
        by_key |= {item.key: item for item in added}
        left = [template for template in left if template not in now]
    items += [by_key[template["key"]] for template in given]


def _item(
    seen: Facts, goal: Goal, template: dict[str, Any], before: ChecklistItem | None, at: datetime
) -> ChecklistItem:
    return ChecklistItem(
        goal_id=goal.id, business_id=goal.business_id, key=template["key"], item_type=template["type"],
        field=template.get("field"), trigger_condition=_trigger(template, before), created_at=at, updated_at=at,
        prerequisite_id=before.id if before else None, **plan.wording(template, seen, {}),
    )  # fmt: skip


def _trigger(template: dict[str, Any], before: ChecklistItem | None) -> str:
    if template["trigger"] == "after_action_completed" and before is None:
        return "next_conversation"
    return str(template["trigger"])


_CHANGED = text(
    """
    SELECT id FROM businesses WHERE updated_at > :since
    UNION SELECT business_id FROM profile_facts WHERE updated_at > :since
    UNION SELECT coalesce(d.business_id, c.business_id) FROM deals d LEFT JOIN contacts c ON c.id = d.contact_id
    WHERE d.updated_at > :since AND coalesce(d.business_id, c.business_id) IS NOT NULL
    UNION SELECT business_id FROM contacts
    WHERE (last_contact_at > :since OR last_contact_at BETWEEN :edge AND :limit) AND business_id IS NOT NULL
    UNION SELECT business_id FROM contacts
    WHERE do_not_contact IS 1 AND updated_at > :since AND business_id IS NOT NULL
    """
)
