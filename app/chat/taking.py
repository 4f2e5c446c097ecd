"""What of an answer is kept beside it: values the owner told, items that came up, work that was agreed on.

Whatever a model says, our own rules decide: values stand in the owner's words, items were due in this turn, and all
else is a card that waits for a click.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass

from app.chat import hearing, naming, told
from app.chat.answering import Draft
from app.chat.asked import Asked
from app.chat.context import Context
from app.chat.forms import Collected, Commitment, Recommended, Reply
from app.chat.shapes import Card, Noted
from app.core.db import Database
from app.core.errors import CrmError
from app.crm import names, profile_facts
from app.goals import fields, tracking, vocabulary
from app.goals.shapes import ItemNow
from app.guard import Guard

log = logging.getLogger(__name__)
LEAST_SURE = 0.4
QUESTIONS = ("data_collection", "question")
WORK = ("recommendation", "follow_up", "introduction")
LONGEST = 300
"""Characters of the conversation kept as the reason of a task."""


@dataclass(frozen=True, slots=True)
class Taken:
    noted: tuple[Noted, ...] = ()
    asked: tuple[int, ...] = ()
    done: tuple[Card, ...] = ()


def take(db: Database, asked: Asked, context: Context, draft: Draft, guard: Guard) -> Taken:
    """Keep it, each thing as a step of its own; what waits for a click is added to the draft's cards."""
    if draft.reply is None:
        return Taken()
    due = {} if draft.caught.leaks else {item.id: item for item in context.hidden.due}
    noted = tuple(_collected(db, context, draft.reply))
    brought_up = _brought_up(draft, due)
    hearing.asked_in(db, brought_up, draft.text[:LONGEST])
    done = tuple(_recommended(db, asked, draft, due, guard))
    _promised(db, draft)
    return Taken(noted, brought_up, done)


def _collected(db: Database, context: Context, reply: Reply) -> Iterator[Noted]:
    for one in reply.collected:
        field, business_id = told.field_named(one.field), _business_of(context, one)
        value = told.value_of(field, one.value, one.quote, context.owner) if field else None
        if field is None or business_id is None or value is None or one.confidence < LEAST_SURE:
            continue
        if not _is_known(db, business_id, field, value):
            excerpt = one.quote if any(one.quote in text for text in context.owner) else context.owner[-1]
            noted = hearing.keep(db, business_id, field, value, sure=one.confidence, excerpt=excerpt)
            if noted is not None:
                yield noted


def _business_of(context: Context, one: Collected) -> int | None:
    """Whose value it is: of the business named, which this turn is about, else the owner's own. None: ignored."""
    if one.business is not None:
        return one.business if one.business in context.hidden.businesses else None
    quote = told.around(one.quote, context.owner)
    for used in context.used:
        if used.kind in ("business", "contact") and used.id != context.hidden.own and _is_about(used.title, quote, one):
            return used.id if used.kind == "business" and used.id in context.hidden.businesses else None
    return context.hidden.own


def _is_about(title: str, quote: str, one: Collected) -> bool:
    """Whether the words tell of that record, and do not only name it as the answer."""
    return _is_named(title, quote) and not _is_named(title, vocabulary.plain(one.value))


def _is_named(title: str, quote: str) -> bool:
    words = [word for word in names.fold(title).split() if len(word) >= naming.LEAST]
    return bool(words) and words[0] in vocabulary.words(quote)


def _is_known(db: Database, business_id: int, field: str, value: str) -> bool:
    with db.read() as session:
        fact = profile_facts.current(session, business_id).get(field)
    return fact is not None and set(fields.entries(value)) <= set(fields.entries(fact.value))


def _brought_up(draft: Draft, due: dict[int, ItemNow]) -> tuple[int, ...]:
    """Items the model names and items whose question stands in the reply; a question needs a question mark."""
    reply = names.fold(draft.text)
    found = [item_id for item_id in (draft.reply.asked if draft.reply else ()) if item_id in due]
    found += [item.id for item in due.values() if item.ask and names.fold(item.ask) in reply]
    is_question = "?" in draft.text
    return tuple(one for one in dict.fromkeys(found) if is_question or due[one].item_type not in QUESTIONS)


def _recommended(
    db: Database, asked: Asked, draft: Draft, due: dict[int, ItemNow], guard: Guard
) -> Iterator[Card]:  # fmt: skip
    """What was due becomes work in our own words, shown with an undo; anything else is a card."""
    for one in draft.reply.recommended if draft.reply else ():
        item = due.get(one.item) if one.item is not None else None
        if item is not None and item.item_type in WORK:
            reasoning = "" if guard.judge(one.reasoning).leaks else one.reasoning
            card = _carried_out(db, item, one.model_copy(update={"reasoning": reasoning}), asked)
            if card is not None:
                yield card
        elif item is None and one.item is None and one.text:
            _offer(draft, "create_task", title=one.text, details=one.reasoning)


def _carried_out(db: Database, item: ItemNow, one: Recommended, asked: Asked) -> Card | None:
    try:
        with db.write(actor="coach") as session:
            made = tracking.carry_out(
                session, item.id, reasoning=one.reasoning, confidence=one.confidence, excerpt=asked.text[:LONGEST],
                at=session.info["at"],
            )  # fmt: skip
    except CrmError as error:
        log.info("an item could not be carried out: %s", error.kind)
        return None
    tool, said = ("create_task", "Task created.") if made.kind == "task" else ("plan_followup", "Follow-up planned.")
    return Card(tool, made.text, {f"{made.kind}_id": made.id}, state="done", said=said, step=made.step)


def _promised(db: Database, draft: Draft) -> None:
    for one in draft.reply.commitments if draft.reply else ():
        if one.text:
            _offer(draft, "create_task", title=one.text, due_on=one.due_on, contact_id=_contact(db, one))


def _contact(db: Database, one: Commitment) -> int | None:
    """The only contact of that name."""
    with db.read() as session:
        found = [number for kind, number in naming.named(session, one.contact) if kind == "contact"]
    return found[0] if len(found) == 1 else None


def _offer(draft: Draft, tool: str, **given: object) -> None:
    """A card; one whose day cannot be read comes without it."""
    for wished in (given, {**given, "due_on": ""}):
        try:
            draft.tools.offer(tool, wished)
        except CrmError as error:
            if error.where == "due_on":
                continue
            log.info("a card could not be offered: %s", error.kind)
        return
