"""What the coach can offer to do: each becomes a card, and nothing happens before the owner's click."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.chat.shapes import Card
from app.coach import actions
from app.coach.wording import written
from app.core.errors import CrmError
from app.crm import (
    businesses,
    contacts,
    days,
    figures,
    followups,
    interactions,
    notes,
    pipelines,
    reading,
    records,
    tasks,
)
from app.models import Stage

Params = Mapping[str, Any]
WEEK, NOON, LONGEST, LONGEST_TITLE = 7, 12, 80, 255
TALKS = {"call": "a call", "meeting": "a meeting", "email": "an e-mail", "sms": "an SMS", "message": "a message"}
AIMS = ("contact", "deal", "business")


@dataclass(frozen=True, slots=True)
class Deed:
    """offer: a card out of what was wished for, checked against the records. do: carry it out; says what was done.

    Errors of both: CrmError with a sentence, also for the model. changes: whether it leaves a step to take back.
    """

    description: str
    offer: Callable[[Session, Params, datetime], Card]
    do: Callable[[Session, Params, datetime], str]
    changes: bool = True


def letter(session: Session, card: Card) -> actions.Letter | None:
    """The message of a card that opens one, with the address as it is now. Errors: CrmError without the contact."""
    if card.tool != "draft_message":
        return None
    contact = contacts.get(session, card.params["contact_id"])
    return actions.Letter(contact.id, contact.name, contact.email, card.params["subject"], card.params["body"])


def when(day: date, now: datetime) -> str:
    """today, tomorrow, the weekday within a week, else the date."""
    ahead = (day - now.date()).days
    near = {0: "today", 1: "tomorrow"}.get(ahead)
    return near or (f"{day:%A}" if 0 < ahead < WEEK else written(day))


def _offer_task(session: Session, given: Params, now: datetime) -> Card:
    title = _needed(given, "title", "A task needs a title.")[:LONGEST_TITLE]
    due_on = _day(given.get("due_on"), "due_on", now)
    aims = _aims(session, given)
    priority = given.get("priority") if given.get("priority") in ("low", "medium", "high") else "medium"
    params = {
        "title": title, "due_on": due_on.isoformat() if due_on else None, "priority": priority,
        "details": given.get("details") or None, **{f"{kind}_id": number for kind, number, _title in aims},
    }  # fmt: skip
    due = f", due {when(due_on, now)}" if due_on else ""
    about = [f"About {name}" for _kind, _number, name in aims if name.lower() not in title.lower()]
    lines = (*about, *filter(None, (given.get("details"),)))
    return Card("create_task", f"Create a task: {_short(title)}{due}", params, lines=tuple(lines))


def _create_task(session: Session, params: Params, at: datetime) -> str:
    fields = {key: value for key, value in params.items() if key != "due_on" and value is not None}
    due_on = date.fromisoformat(params["due_on"]) if params.get("due_on") else None
    tasks.create(session, at=at, due_on=due_on, **fields)
    return "Task created."


def _offer_done(session: Session, given: Params, _now: datetime) -> Card:
    task = records.get(session, "task", _id(given, "task_id", "Which task? Give its id."))
    if task.status == "completed":
        raise CrmError(f"{task.title} is already done.", kind="conflict", where=f"task {task.id}")
    return Card("complete_task", f"Tick off: {_short(task.title)}", {"task_id": task.id})


def _tick_off(session: Session, params: Params, at: datetime) -> str:
    return f"{_short(tasks.complete(session, params['task_id'], at=at).title)} is done."


def _offer_log(session: Session, given: Params, now: datetime) -> Card:
    contact = records.get(session, "contact", _id(given, "contact_id", "With whom? Give the id of a contact."))
    kind = given.get("kind") if given.get("kind") in TALKS else "other"
    direction = "inbound" if given.get("direction") == "inbound" else "outbound"
    summary = given.get("summary") or None
    word = TALKS.get(str(kind), "contact")
    text = f"Log {word} {'from' if direction == 'inbound' else 'with'} {_short(contact.name)}"
    on = _past_day(given, now)
    params = {"contact_id": contact.id, "kind": kind, "direction": direction, "summary": summary, "on": on.isoformat()}
    return Card("log_interaction", f"{text}{_ago(on, now)}", params, lines=(summary,) if summary else ())


def _log(session: Session, params: Params, at: datetime) -> str:
    known = {key: value for key, value in params.items() if key != "on"}
    on = date.fromisoformat(params["on"]) if params.get("on") else at.date()
    moment = at if on >= at.date() else days.midnight(on, at) + timedelta(hours=NOON)
    interactions.create(session, at=at, happened_at=moment, **known)
    return f"Contact with {_short(contacts.get(session, params['contact_id']).name)} logged."


def _offer_move(session: Session, given: Params, _now: datetime) -> Card:
    deal = records.get(session, "deal", _id(given, "deal_id", "Which deal? Give its id."))
    wanted = _needed(given, "stage", "To which stage?")
    home = figures.pipeline_of(session, deal.id)
    stage: Stage = pipelines.find_stage(session, wanted, home)
    if home is not None and stage.pipeline_id != home:
        raise CrmError(f"{stage.name} is a stage of another pipeline than {deal.title} is in.", where="stage")
    if stage.id == deal.stage_id:
        raise CrmError(f"{deal.title} is in {stage.name} already.", kind="conflict", where=f"deal {deal.id}")
    text = f"Move {_short(deal.title)} to {_short(stage.name)}"
    return Card("move_deal", text, {"deal_id": deal.id, "stage_id": stage.id})


def _move(session: Session, params: Params, at: datetime) -> str:
    return actions.KINDS["move_stage"](session, params, at).said


def _offer_draft(session: Session, given: Params, _now: datetime) -> Card:
    contact = records.get(session, "contact", _id(given, "contact_id", "To whom? Give the id of a contact."))
    _refuse_silent(contact)
    body = _needed(given, "body", "The message is empty.")
    subject = given.get("subject") or ""
    text = f"Write to {_short(contact.name)}{f': {_short(subject)}' if subject else ''}"
    params = {"contact_id": contact.id, "subject": subject, "body": body}
    return Card("draft_message", text, params, label="Open the draft", lines=tuple(body.splitlines()))


def _draft(session: Session, params: Params, _at: datetime) -> str:
    _refuse_silent(contacts.get(session, params["contact_id"]))
    return "Draft opened. Nothing is sent before you send it."


def _offer_followup(session: Session, given: Params, now: datetime) -> Card:
    on = _day(given.get("on"), "on", now)
    if on is None or on < now.date():
        raise CrmError("A follow-up takes a day from today on.", where="on")
    aims = _aims(session, given)
    if not aims:
        raise CrmError("A follow-up needs a contact, a deal or a business.", where="contact_id")
    for kind, number, _title in aims:
        if kind == "contact":
            _refuse_silent(contacts.get(session, number))
    params = {"on": on.isoformat(), **{f"{kind}_id": number for kind, number, _title in aims}}
    return Card("plan_followup", f"Plan a follow-up with {aims[0][2]}, {when(on, now)}", params)


def _plan(session: Session, params: Params, at: datetime) -> str:
    if params.get("contact_id") is not None:
        _refuse_silent(contacts.get(session, params["contact_id"]))
    on = date.fromisoformat(params["on"])
    moment = days.midnight(on, at) + timedelta(hours=actions.MORNING)
    aims = {key: value for key, value in params.items() if key != "on"}
    followups.create(session, at=at, scheduled_at=max(moment, at), **aims)
    return "Follow-up planned."


def _offer_memory(_session: Session, given: Params, _now: datetime) -> Card:
    text = _needed(given, "text", "What is to be kept?")
    return Card("remember", "Keep this about your business", {"text": text}, label="Keep it", lines=(text,))


def _remember(session: Session, params: Params, at: datetime) -> str:
    own = businesses.own(session, at)
    notes.create(session, at=at, body=params["text"], entity_type="business", entity_id=own.id)
    return f"Kept as a note of {_short(own.name)}."


def offered(session: Session, tool: str, given: Params, now: datetime) -> Card:
    """A card for what was wished for. Errors: CrmError that says what is wrong."""
    return replace(DEEDS[tool].offer(session, given, now), state="open", step=None)


def _aims(session: Session, given: Params) -> list[tuple[str, int, str]]:
    """(kind, id, name) of the records it is about. Errors: CrmError for one that is not there."""
    found = [(kind, given[f"{kind}_id"]) for kind in AIMS if given.get(f"{kind}_id") is not None]
    return [(kind, number, _short(records.title_of(records.get(session, kind, number)))) for kind, number in found]


def _id(given: Params, name: str, sentence: str) -> int:
    found = given.get(name)
    if not isinstance(found, int):
        raise CrmError(sentence, where=name)
    return found


def _needed(given: Params, name: str, sentence: str) -> str:
    found = str(given.get(name) or "").strip()
    if not found:
        raise CrmError(sentence, where=name)
    return found


def _past_day(given: Params, now: datetime) -> date:
    """When it happened; today where nothing is said. Errors: CrmError for a day ahead."""
    on = _day(given.get("on"), "on", now) or now.date()
    if on > now.date():
        raise CrmError("What is logged cannot lie ahead.", where="on")
    return on


def _ago(day: date, now: datetime) -> str:
    back = (now.date() - day).days
    return {0: "", 1: ", yesterday"}.get(back, f", {written(day)}")


def _day(text: Any, name: str, now: datetime) -> date | None:
    return reading.day(str(text), name, now) if text else None


def _refuse_silent(contact: Any) -> None:
    if contact.do_not_contact:
        raise CrmError(f"{contact.name} is marked as not to be contacted.", kind="conflict", where="contact_id")


def _short(text: str) -> str:
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= LONGEST else f"{one_line[: LONGEST - 1]}…"


DEEDS: Mapping[str, Deed] = {
    "create_task": Deed("Offer to create a task.", _offer_task, _create_task),
    "complete_task": Deed("Offer to tick off a task.", _offer_done, _tick_off),
    "log_interaction": Deed("Offer to log a call, meeting or message.", _offer_log, _log),
    "move_deal": Deed("Offer to move a deal to another stage.", _offer_move, _move),
    "draft_message": Deed(
        "Offer a message the owner can send.", _offer_draft, _draft, changes=False
    ),
    "plan_followup": Deed("Offer to plan a follow-up.", _offer_followup, _plan),
    "remember": Deed("Offer to keep something about the owner's business.", _offer_memory, _remember),
}  # fmt: skip
