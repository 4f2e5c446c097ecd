"""What the buttons of the coach do: one write for the deed and its outcome, undone with one step."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.coach import insights, wording
from app.core.db import Database
from app.core.errors import CrmError
from app.crm import contacts, days, deals, followups, interactions, preferences, records, tasks, time_entries
from app.goals import agenda

MORNING = 9
"""The hour of a follow-up that is planned for a day."""
GONE = "What this was about is no longer there."


@dataclass(frozen=True, slots=True)
class Letter:
    """A message to be written. email: None where the contact has none."""

    contact_id: int
    name: str
    email: str | None
    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Done:
    """said: what was changed, empty where nothing was. opens: a record to show, as (kind, id); page: a page to show.

    letter: a message to write. asks: a checklist item that a conversation is to begin with (`Chat.take_up`).
    step: the undo step, where something was changed.
    """

    said: str = ""
    opens: tuple[str, int] | None = None
    page: str = ""
    letter: Letter | None = None
    asks: int | None = None
    step: int | None = None


Params = Mapping[str, Any]
Deed = Callable[[Session, Params, datetime], Done]


def perform(db: Database, insight_id: int, n: int = 0, *, at: datetime) -> Done:
    """Do what button `n` says, and remember it.

    Errors: CrmError; where the record is gone nothing is done, and the insight ends as expired.
    """
    try:
        with db.write(actor="coach") as session:
            insight = insights.answerable(session, insight_id)
            action = _action(insights.stored_actions(insight), insight_id, n)
            done = KINDS[action["kind"]](session, action.get("params", {}), at)
            step = session.info["undo_step"] if done.said else None
            insights.mark_acted(session, insight, step, at=at)
            return replace(done, step=step)
    except CrmError as error:
        if error.kind != "not_found" or error.where == f"insight {insight_id}":
            raise
        with db.write(actor="coach") as session:
            insights.expire(session, insights.row(session, insight_id), at=at)
        raise CrmError(GONE, kind="not_found", where=error.where) from error


def _action(actions: list[dict[str, Any]], insight_id: int, n: int) -> dict[str, Any]:
    if not 0 <= n < len(actions) or actions[n]["kind"] not in KINDS:
        raise CrmError(f"This insight has no button {n}.", kind="not_found", where=f"insight {insight_id}")
    return actions[n]


def _create_task(session: Session, params: Params, at: datetime) -> Done:
    fields = {key: value for key, value in params.items() if key != "due_days"}
    due_on = at.date() + timedelta(days=params["due_days"]) if "due_days" in params else None
    tasks.create(session, at=at, due_on=due_on, **fields)
    return Done("Task created.")


def _open(session: Session, params: Params, _at: datetime) -> Done:
    if "page" in params:
        return Done(page=params["page"])
    records.get(session, params["kind"], params["id"])
    return Done(opens=(params["kind"], params["id"]))


def _log(session: Session, params: Params, at: datetime) -> Done:
    """The owner says that they were in touch."""
    kind, direction = params.get("kind", "call"), params.get("direction", "outbound")
    interactions.create(session, at=at, contact_id=params["contact_id"], kind=kind, direction=direction)
    return Done(f"Contact with {contacts.get(session, params['contact_id']).name} logged.")


def _draft(session: Session, params: Params, _at: datetime) -> Done:
    contact = contacts.get(session, params["contact_id"])
    body = wording.letter(contact.first_name or contact.name, params["body"])
    return Done(letter=Letter(contact.id, contact.name, contact.email, params["subject"], body))


def _move_stage(session: Session, params: Params, at: datetime) -> Done:
    deal = deals.move(session, params["deal_id"], params["stage_id"], at=at)
    return Done(f"{deal.title} moved.")


def _lost_reason(session: Session, params: Params, at: datetime) -> Done:
    deal = deals.edit(session, params["deal_id"], at=at, lost_reason=params["reason"])
    return Done(f"{deal.title}: reason kept.")


def _start_timer(session: Session, params: Params, at: datetime) -> Done:
    time_entries.start_timer(session, at=at, project_id=params.get("project_id"))
    return Done("Timer started.")


def _stop_timer(session: Session, _params: Params, at: datetime) -> Done:
    if time_entries.running(session) is None:
        raise CrmError("No timer is running.", kind="not_found", where="timer")
    time_entries.stop_timer(session, at=at)
    return Done("Timer stopped.")


def _snooze_record(session: Session, params: Params, at: datetime) -> Done:
    """Leave a record alone for some days: a follow-up for a contact, a next step for a deal. Both count as planned."""
    on = at.date() + timedelta(days=params["days"])
    if params["kind"] == "deal":
        deal = deals.get(session, params["id"])
        deals.edit(session, deal.id, at=at, next_step_on=on, next_step=deal.next_step or "Look at it again")
    else:
        moment = days.midnight(on, at) + timedelta(hours=MORNING)
        followups.create(session, at=at, scheduled_at=moment, contact_id=params["id"], kind="check_in")
    return Done(f"Put off for {params['days']} days.")


def _settle_followup(session: Session, params: Params, at: datetime) -> Done:
    followups.settle(session, params["followup_id"], "completed", at=at)
    return Done("Follow-up done.")


def _set_rhythm(session: Session, params: Params, at: datetime) -> Done:
    contact = contacts.edit(session, params["contact_id"], at=at, keep_in_touch_days=params["days"])
    return Done(f"You will hear when {contact.name} was silent for {params['days']} days.")


def _answer(session: Session, params: Params, _at: datetime) -> Done:
    """The owner wants to answer a question; the conversation is begun by who has one."""
    if not agenda.waiting(session, [params["item_id"]]):
        raise CrmError(GONE, kind="not_found", where=f"item {params['item_id']}")
    return Done(page="chat", asks=params["item_id"])


def _change_setting(session: Session, params: Params, at: datetime) -> Done:
    preferences.change(session, params["key"], params["value"], at=at)
    return Done("Setting changed.")


KINDS: Mapping[str, Deed] = {
    "create_task": _create_task, "open": _open, "log": _log, "draft": _draft, "move_stage": _move_stage,
    "lost_reason": _lost_reason, "start_timer": _start_timer, "stop_timer": _stop_timer,
    "snooze_record": _snooze_record, "settle_followup": _settle_followup,
    "set_rhythm": _set_rhythm, "change_setting": _change_setting,
    "answer": _answer,
}  # fmt: skip
"""What a button can do, by the `kind` of a rule's action."""
