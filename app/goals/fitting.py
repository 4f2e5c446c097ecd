"""Putting aside what does not apply now, such as a call where nobody may be contacted, and taking it up again."""

import json
from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.errors import CrmError
from app.goals import lists, plan
from app.goals.facts import Facts, facts
from app.goals.shapes import OPEN
from app.models import ChecklistItem, Contact, Goal

UNFIT = "It does not apply at the moment."
COUPLE = 2


def settle(session: Session, goal: Goal, items: Iterable[ChecklistItem], seen: Facts) -> bool:
    """Skip what no longer applies, and reopen what does again. True where that changed anything."""
    found = [(item, _fits(session, goal, item, seen)) for item in items]
    unfit = [item for item, fits in found if not fits and item.status in OPEN]
    again = [item for item, fits in found if fits and item.completion_notes == UNFIT and item.status == "skipped"]
    for item in unfit:
        item.status, item.completion_notes = "skipped", UNFIT
    for item in again:
        item.status, item.completion_notes, item.executed_at = "pending", None, None
    return bool(unfit or again)


def check(session: Session, goal: Goal, item: ChecklistItem, at: datetime) -> None:
    """Errors: CrmError where an item does not apply any more, so that nothing may be done about it."""
    template = lists.template(goal.rule, item.key)
    if item.item_type == "introduction" and len(people(session, item)) < COUPLE:
        raise CrmError("These two can no longer be introduced to each other.", kind="unsupported", where="contacts")
    if template is not None and "when" in template and not plan.applies(template, facts(session, item.business_id, at)):
        raise CrmError("Nobody there may be contacted any more.", kind="unsupported", where=f"item {item.id}")


def people(session: Session, item: ChecklistItem) -> list[Contact]:
    """Whom an introduction is between, as far as they are there and may be contacted."""
    found = (session.get(Contact, contact_id) for contact_id in item.params.get("contacts") or ())
    return [contact for contact in found if contact is not None and not contact.do_not_contact]


def concerned(session: Session, contact_ids: Collection[int]) -> set[int]:
    """Businesses with something that depends on whether these people may be contacted."""
    given = {"ids": json.dumps(sorted(contact_ids)), "unfit": UNFIT}
    found = set(session.scalars(_OF_THEIRS, given))
    refusing = list(session.scalars(_REFUSING, given))
    return found | set(session.scalars(_INTRODUCED, {"ids": json.dumps(refusing)}) if refusing else ())


def _fits(session: Session, goal: Goal, item: ChecklistItem, seen: Facts) -> bool:
    template = lists.template(goal.rule, item.key)
    if template is None or "when" not in template:
        return True
    was_asked = item.item_type == "introduction" and item.status == "in_progress"
    return plan.applies(template, seen) and (not was_asked or len(people(session, item)) == COUPLE)


_REFUSING = text("SELECT id FROM contacts WHERE do_not_contact IS 1 AND id IN (SELECT value FROM json_each(:ids))")
_OF_THEIRS = text(
    """
    SELECT DISTINCT i.business_id FROM json_each(:ids) given JOIN contacts c ON c.id = given.value
    JOIN checklist_items i ON i.business_id = c.business_id
    WHERE CASE WHEN c.do_not_contact THEN i.status IN ('pending', 'in_progress')
        ELSE i.status = 'skipped' AND i.completion_notes = :unfit END
    """
)
_INTRODUCED = text(
    """
    SELECT DISTINCT i.business_id FROM checklist_items i, json_each(i.params, '$.contacts') one
    WHERE i.item_type = 'introduction' AND i.status IN ('pending', 'in_progress')
        AND one.value IN (SELECT value FROM json_each(:ids))
    """
)
