"""What becomes of checklist items: asked, answered, carried out, refused; and how helpful a goal was.

What the coach does by itself is a background step; what the owner told or clicked is one step that can be undone.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import CrmError, not_found
from app.crm import businesses, days, editing, followups, id_lists, journal, preferences, profile_facts, tasks
from app.goals import fields, fitting, generation, progress, replies
from app.goals.facts import known_fields
from app.goals.section import OFFERS
from app.goals.shapes import OPEN, Carried, Noted
from app.models import Business, ChecklistItem, Contact, Goal, ProfileFact

LONGEST = 500
"""Characters of a conversation that are kept beside an item."""
CONVERSATION = "conversation"
MORNING = time(9)
DELETED = "What it became was deleted."
LATER = 7
"""Days until a task or follow-up whose rule names none."""


def asked(session: Session, item_ids: Iterable[int], excerpt: str, *, at: datetime) -> None:
    """The coach brought these up. An id below zero is the question about goal -id. Ids that are gone are left out."""
    journal.name_step(session, "The coach asked", kind="background")
    for item_id in item_ids:
        if item_id < 0:
            goal = session.get(Goal, -item_id)
            if goal is not None:
                goal.feedback_asked_at = at
            continue
        item = session.get(ChecklistItem, item_id)
        if item is not None and item.status in OPEN:
            item.status, item.executed_at, item.execution_context = "in_progress", at, excerpt[:LONGEST]
            _goal(session, item).last_action_at = at


def unasked(session: Session, item_ids: Iterable[int], *, until: datetime) -> None:
    """What was brought up, no later than `until`, counts as not brought up: its turn is replaced."""
    for item_id in item_ids:
        if item_id < 0:
            goal = session.get(Goal, -item_id)
            if goal is not None and goal.helpfulness is None:
                goal.feedback_asked_at = None
            continue
        item = session.get(ChecklistItem, item_id)
        is_that = item is not None and item.executed_at is not None and item.executed_at <= until
        if item is not None and item.status == "in_progress" and is_that:
            item.status, item.executed_at, item.execution_context = "pending", None, None


def collect(
    session: Session, business_id: int, field: str, value: str, *, confidence: float, excerpt: str,
    source: str = CONVERSATION, at: datetime,
) -> Noted:  # fmt: skip
    """Keep what was told: the fact with its source, the column it names, the items it completes. One step.

    Errors: CrmError for a value the field does not take, an unknown field or business, a confidence beyond 0 to 1.
    """
    business = editing.find(session, Business, business_id)
    kept = fields.checked(field, value)
    journal.name_step(session, f"Noted: {fields.title(field)} of {business.name}")
    if field == "helpfulness":
        _help_of_latest(session, business_id, int(kept), at)
        return _noted(session, business_id, field, kept, sure=confidence, ids=())
    kept = _extended(session, business, field, kept)
    fact = profile_facts.learn(session, business_id, field, kept, source=source, at=at, confidence=confidence)
    session.flush()
    if _holds(session, business_id, fact):
        columns = fields.for_column(business, field, kept, preferences.get(session, "currency"))
        if columns:
            businesses.edit(session, business_id, at=at, **columns)
    found = _waiting_for(session, business_id, _filled(session, business, field))
    for item in found:
        _end(item, "completed", _note(source, confidence, excerpt), at)
    _fill_gap(session, business_id, field)
    _settle(session, found, at=at)
    return _noted(session, business_id, field, kept, sure=confidence, ids=[item.id for item in found])


def refuse(session: Session, item_id: int, *, at: datetime) -> None:
    """ "I'd rather not say": whatever asks for this field is closed, now and in goals to come.

    Errors: CrmError where there is no such open item.
    """
    if item_id < 0:
        asked(session, [item_id], "", at=at)
        return
    item = _open_item(session, item_id)
    journal.name_step(session, f"Question closed: {fields.title(item.field) if item.field else item.ask}")
    found = _waiting_for(session, item.business_id, {item.field}) if item.field else [item]
    for one in found:
        one.params = one.params | {"refused": True}
        _end(one, "skipped", "The owner would rather not say.", at)
    _settle(session, found, at=at)


def answered(session: Session, item_id: int, text: str, *, at: datetime) -> str:
    """The owner's words after a question: "completed" with them, "skipped" by a refusal, "" where they say nothing.

    A plain yes or no answers only what can be answered so. Errors: CrmError for an item that is not an open question.
    """
    item = _open_item(session, item_id)
    if item.item_type != "question":
        raise CrmError("This item is not a question.", kind="unsupported", where=f"item {item_id}")
    meant = replies.meant(text)
    if meant == replies.REFUSED:
        refuse(session, item_id, at=at)
    elif meant == replies.ANSWER or (meant != replies.NOTHING and replies.takes_yes(item.ask or "")):
        journal.name_step(session, "Noted what you answered")
        _end(item, "completed", text.strip(), at)
        _settle(session, [item], at=at)
    return item.status if item.status not in OPEN else ""


def decline(session: Session, item_id: int, *, at: datetime) -> None:
    """A plain no to an offer: it is not made again. Errors: CrmError for an item that is no open offer."""
    item = _open_item(session, item_id)
    if item.item_type not in OFFERS:
        raise CrmError("There is nothing to decline in this item.", kind="unsupported", where=f"item {item_id}")
    journal.name_step(session, "Declined what the coach offered")
    _end(item, "skipped", "The owner said no.", at)
    _settle(session, [item], at=at)


def complete(session: Session, item_id: int, *, notes: str = "", at: datetime) -> None:
    """Errors: CrmError where there is no such open item."""
    item = _open_item(session, item_id)
    journal.name_step(session, "Checked off what the coach had in mind")
    _end(item, "completed", notes, at)
    _settle(session, [item], at=at)


def skip(session: Session, item_id: int, *, notes: str = "", at: datetime) -> None:
    """Errors: CrmError where there is no such open item."""
    item = _open_item(session, item_id)
    journal.name_step(session, "Skipped what the coach had in mind")
    _end(item, "skipped", notes, at)
    _settle(session, [item], at=at)


def reopen(session: Session, item_id: int, *, at: datetime) -> None:
    """Pending again, as if it had never come up; a refusal is taken back. Errors: CrmError."""
    item = editing.find(session, ChecklistItem, item_id)
    if item.status in OPEN:
        raise CrmError("This is open already.", kind="conflict", where=f"item {item_id}")
    journal.name_step(session, "Reopened what the coach had in mind")
    item.params = {key: value for key, value in item.params.items() if key != "refused"}
    item.status, item.completed_at, item.executed_at = "pending", None, None
    item.task_id = item.followup_id = None
    _settle(session, [item], at=at)


def carry_out(
    session: Session, item_id: int, *, reasoning: str, confidence: float, excerpt: str, at: datetime
) -> Carried:  # fmt: skip
    """Make what an item suggests: a recommendation or an introduction a task, a follow_up a follow-up; complete it.

    Errors: CrmError for an item that is not open, suggests nothing to do, or needs somebody who may not be contacted.
    """
    item = _open_item(session, item_id)
    if item.item_type not in OFFERS:
        raise CrmError("There is nothing to do in this item but to ask.", kind="unsupported", where=f"item {item_id}")
    business = editing.find(session, Business, item.business_id)
    text = str(item.params.get("task") or item.ask or business.name)
    fitting.check(session, _goal(session, item), item, at)
    person = _people(session, item, business)
    if item.item_type == "follow_up":
        made_id = _follow_up(session, item, business, text, at)
        kind, item.followup_id = "followup", made_id
    else:
        fields_ = _task_fields(session, item, business, person, at)
        told: dict[str, Any] = {
            "ai_reasoning": reasoning[:LONGEST] or None,
            "conversation_context": excerpt[:LONGEST] or None,
        }
        made = tasks.create(
            session, at=at, title=text[:LONGEST], origin="coach", extraction_confidence=confidence, **told, **fields_
        )
        kind, made_id, item.task_id = "task", made.id, made.id
    item.params = item.params | {"became": kind}
    item.executed_at, item.execution_context = at, excerpt[:LONGEST]
    _end(item, "completed", f"Became a {kind}.", at)
    _settle(session, [item], at=at)
    return Carried(item.id, kind, made_id, text, session.info["undo_step"])


def helpful(session: Session, goal_id: int, rating: int, *, at: datetime) -> None:
    """The owner's answer to how helpful a goal was. Errors: CrmError for an unknown goal or a number beyond 1 to 5."""
    goal = editing.find(session, Goal, goal_id)
    if isinstance(rating, bool) or not isinstance(rating, int) or not 1 <= rating <= 5:  # noqa: PLR2004 - as asked
        raise CrmError("How helpful it was is a number from 1 to 5.", where="helpfulness")
    journal.name_step(session, "Rated how helpful the coach was")
    goal.helpfulness, goal.feedback_asked_at = rating, goal.feedback_asked_at or at


def unfollowed(session: Session, ids: Collection[int]) -> list[list[int]]:
    """Of these items those whose task or follow-up was deleted since, or is back: a list for each business."""
    became = ChecklistItem.params["became"].as_string().in_(("task", "followup"))
    gone = ChecklistItem.task_id.is_(None) & ChecklistItem.followup_id.is_(None)
    strays = ((ChecklistItem.status == "completed") & gone) | ((ChecklistItem.status == "skipped") & ~gone)
    query = select(ChecklistItem.business_id, ChecklistItem.id).where(
        became, strays, ChecklistItem.id.in_(id_lists.of_ids(ids))
    )
    found: dict[int, list[int]] = {}
    for business_id, item_id in session.execute(query.order_by(ChecklistItem.id)):
        found.setdefault(business_id, []).append(item_id)
    return list(found.values())


def follow(session: Session, ids: Iterable[int], *, at: datetime) -> None:
    """Skip items of one business whose task or follow-up was deleted, and complete them again where it is back."""
    journal.name_step(session, generation.STEP, kind="background")
    found = [item for item_id in ids if (item := session.get(ChecklistItem, item_id)) is not None]
    for item in found:
        lost = item.status == "completed"
        _end(item, "skipped" if lost else "completed", DELETED if lost else f"Became a {item.params['became']}.", at)
    _settle(session, found, at=at)


def _settle(session: Session, items: Iterable[ChecklistItem], *, at: datetime) -> None:
    """Progress of the goals these belong to; one that is finished, or has nothing to bring up, is followed by more."""
    session.flush()
    goals = {item.goal_id: item.business_id for item in items}
    needing = set()
    for goal_id, business_id in goals.items():
        finished = progress.refresh(session, goal_id, at=at)
        goal = session.get_one(Goal, goal_id)
        goal.last_action_at = at
        left = session.scalars(select(ChecklistItem).where(ChecklistItem.goal_id == goal_id)).all()
        if finished or (goal.status == "active" and generation.is_dry(session, left)):
            needing.add(business_id)
    for business_id in needing:
        generation.generate(session, business_id, at=at)


def _end(item: ChecklistItem, status: str, notes: str, at: datetime) -> None:
    item.status = status
    item.completed_at = at if status == "completed" else None
    item.completion_notes = notes[:LONGEST] or item.completion_notes


def _open_item(session: Session, item_id: int) -> ChecklistItem:
    item = session.get(ChecklistItem, item_id)
    if item is None:
        raise not_found("checklist item", item_id)
    if item.status not in OPEN:
        raise CrmError(f"This item is already {item.status}.", kind="conflict", where=f"item {item_id}")
    return item


def _goal(session: Session, item: ChecklistItem) -> Goal:
    return session.get_one(Goal, item.goal_id)


def _waiting_for(session: Session, business_id: int, names: Collection[str]) -> list[ChecklistItem]:
    query = select(ChecklistItem).where(ChecklistItem.business_id == business_id, ChecklistItem.status.in_(OPEN))
    return list(session.scalars(query.where(ChecklistItem.field.in_(names)).order_by(ChecklistItem.id)))


def _fill_gap(session: Session, business_id: int, field: str) -> None:
    goals = select(Goal).where(Goal.business_id == business_id, Goal.status.in_(("active", "blocked")))
    for goal in session.scalars(goals):
        if field in goal.data_gaps:
            goal.data_gaps = [gap for gap in goal.data_gaps if gap != field]


def _filled(session: Session, business: Business, field: str) -> set[str]:
    """Fields that are known through this one: two may stand in one column."""
    column = fields.FIELDS[field].column
    same = {name for name, one in fields.FIELDS.items() if column and one.column == column}
    return {field} | (same & known_fields(business, profile_facts.current(session, business.id)))


def _extended(session: Session, business: Business, field: str, value: str) -> str:
    """A list with what was known before in front."""
    if fields.FIELDS[field].kind != "list":
        return value
    before = profile_facts.current(session, business.id).get(field)
    known = fields.entries(before.value) if before else []
    return fields.BETWEEN.join(fields.extended(known, fields.entries(value)))


def _holds(session: Session, business_id: int, fact: ProfileFact) -> bool:
    """Whether this is the value that counts; what the owner wrote in the profile does, until they change it."""
    current = profile_facts.current(session, business_id).get(fact.field)
    return current is not None and current.id == fact.id


def _note(source: str, confidence: float, excerpt: str) -> str:
    return f"{source.capitalize()}, {round(100 * confidence)} % sure: {excerpt}"


def _noted(session: Session, business_id: int, field: str, value: str, *, sure: float, ids: Iterable[int]) -> Noted:
    step: int = session.info["undo_step"]
    return Noted(business_id, field, fields.title(field), value, sure, step, tuple(ids))


def _help_of_latest(session: Session, business_id: int, rating: int, at: datetime) -> None:
    finished = select(Goal).where(Goal.business_id == business_id, Goal.status == "completed")
    goal = session.scalar(
        finished.where(Goal.helpfulness.is_(None)).order_by(Goal.feedback_asked_at.desc(), Goal.completed_at.desc())
    )
    if goal is None:
        raise CrmError("No goal is waiting to be rated.", kind="not_found", where="helpfulness")
    helpful(session, goal.id, rating, at=at)


def _people(session: Session, item: ChecklistItem, business: Business) -> list[Contact]:
    """Whom an introduction is between; else somebody of the business who may be contacted."""
    if item.item_type == "introduction" or business.kind == "own":
        return fitting.people(session, item)
    query = select(Contact).where(Contact.business_id == business.id, Contact.do_not_contact.is_(False))
    person = session.scalar(query.order_by(Contact.last_contact_at.desc(), Contact.id).limit(1))
    return [person] if person is not None else []


def _task_fields(
    session: Session, item: ChecklistItem, business: Business, people: list[Contact], at: datetime
) -> dict[str, Any]:
    introduces = item.item_type == "introduction"
    return {
        "due_on": at.date() + timedelta(days=int(item.params.get("days") or LATER)),
        "contact_id": people[0].id if people else None,
        "business_id": None if business.kind == "own" else business.id,
        "action_type": "introduction" if introduces else "recommendation",
        "details": "With " + " and ".join(person.name for person in people) if introduces and people else None,
        "ai_suggested_priority": _goal(session, item).priority_score,
    }


def _follow_up(session: Session, item: ChecklistItem, business: Business, text: str, at: datetime) -> int:
    day = at.date() + timedelta(days=int(item.params.get("days") or LATER))
    moment = days.midnight(day, at).replace(hour=MORNING.hour)
    made = followups.create(
        session, at=at, scheduled_at=moment, business_id=business.id, kind="check_in", context_hints=[text[:LONGEST]]
    )
    return made.id
