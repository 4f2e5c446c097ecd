"""What of an answer is kept beside it: values the owner told, items that came up, work that was agreed on.

Whatever a model says, our own rules decide: values stand in the owner's words, items were due in this turn, and all
else is a card that waits for a click.
"""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.chat import awaited, hearing, naming, offers, told, whose
from app.chat.answering import Draft
from app.chat.asked import Asked
from app.chat.awaited import Awaited
from app.chat.context import Context
from app.chat.forms import Commitment, Reply
from app.chat.shapes import Card, Noted
from app.core.db import Database
from app.core.errors import CrmError
from app.crm import names, profile_facts
from app.goals import fields
from app.goals.section import OFFERS
from app.goals.shapes import ItemNow
from app.guard import Guard

log = logging.getLogger(__name__)
LEAST_SURE = 0.4
LONGEST = 300
"""Characters of the conversation kept as the reason of a task."""


@dataclass(frozen=True, slots=True)
class Taken:
    noted: tuple[Noted, ...] = ()
    asked: tuple[int, ...] = ()
    cards: tuple[Card, ...] = ()


def take(db: Database, asked: Asked, context: Context, draft: Draft, guard: Guard, *, found: Awaited) -> Taken:
    """Keep it, each thing as a step of its own; what waits for a click is added to the draft's cards.

    found: what the answer before had brought up.
    """
    if draft.reply is None:
        return Taken()
    due = {} if draft.caught.leaks else {item.id: item for item in context.hidden.due}
    noted = tuple(_collected(db, asked, context, draft.reply))
    settled = tuple(_settled(db, asked, draft, found))
    brought_up = _brought_up(draft, due)
    offered = _offered(asked, draft, (due[one] for one in brought_up if due[one].item_type in OFFERS), guard)
    cards = (*settled, *offered)
    _recommended(asked, draft, guard)
    _promised(db, asked, draft)
    return Taken(noted, brought_up, cards)


def _collected(db: Database, asked: Asked, context: Context, reply: Reply) -> Iterator[Noted]:
    for one in reply.collected:
        field = told.field_named(one.field)
        value = told.value_of(field, one.value, one.quote, context.owner) if field else None
        if field is None or value is None or one.confidence < LEAST_SURE:
            continue
        with db.read() as session:
            business_id = whose.business_of(session, context, one, field)
        if business_id is not None and not _is_known(db, asked, business_id, field, value):
            excerpt = one.quote if any(one.quote in text for text in context.owner) else context.owner[-1]
            noted = hearing.keep(db, asked, business_id, field, value, sure=one.confidence, excerpt=excerpt)
            if noted is not None:
                yield noted


def _is_known(db: Database, asked: Asked, business_id: int, field: str, value: str) -> bool:
    """One that an answer to the same words has kept is shown with this one, too."""
    if any((one.business_id, one.field) == (business_id, field) for one in asked.noted):
        return False
    with db.read() as session:
        fact = profile_facts.current(session, business_id).get(field)
    return fact is not None and set(fields.entries(value)) <= set(fields.entries(fact.value))


def _brought_up(draft: Draft, due: dict[int, ItemNow]) -> tuple[int, ...]:
    """Items the model names and items whose question stands in the reply; a question needs a question mark."""
    if draft.reply is None:
        return ()
    reply = names.fold(draft.text)
    found = [*draft.reply.asked, *(one.item for one in draft.reply.recommended if one.item is not None)]
    found += [item.id for item in due.values() if item.ask and names.fold(item.ask) in reply]
    is_question = "?" in draft.text
    every = (one for one in dict.fromkeys(found) if one in due)
    return tuple(one for one in every if is_question or due[one].item_type in OFFERS)


def _offered(asked: Asked, draft: Draft, items: Iterable[ItemNow], guard: Guard) -> Iterator[Card]:
    """What was brought up as a card in our own words, with what the model gives as its reason."""
    given = {one.item: one for one in draft.reply.recommended} if draft.reply else {}
    for item in items:
        one = given.get(item.id)
        if one is None:
            yield offers.offered(item, asked.text)
        else:
            yield offers.offered(item, asked.text, _safe(guard, one.reasoning), one.confidence)


def _settled(db: Database, asked: Asked, draft: Draft, found: Awaited) -> Iterator[Card]:
    """What was offered before and is agreed to or declined in words that no rule reads alone."""
    if draft.reply is None:
        return
    offered = {item.id: item for item in found.offers}
    wanted = [offered[one.item] for one in draft.reply.recommended if one.item in offered]
    if wanted and awaited.agrees(asked.text):
        yield from awaited.carried_out(db, asked, found, wanted)
    elif awaited.declines(asked.text):
        list(awaited.put_away(db, found, [offered[one] for one in draft.reply.declined if one in offered]))


def _recommended(asked: Asked, draft: Draft, guard: Guard) -> None:
    """What is on no list waits for a click."""
    for one in draft.reply.recommended if draft.reply else ():
        if one.item is None and one.text:
            why = _safe(guard, one.reasoning)
            _offer(draft, _told(asked, why, one.confidence), title=one.text, details=why)


def _promised(db: Database, asked: Asked, draft: Draft) -> None:
    for one in draft.reply.commitments if draft.reply else ():
        if one.text:
            told = _told(asked, f"You said: {asked.text[:LONGEST]}", one.confidence)
            _offer(draft, told, title=one.text, due_on=one.due_on, contact_id=_contact(db, one))


def _told(asked: Asked, why: str, sure: float) -> dict[str, object]:
    """What a task is to keep of where it came from."""
    return {
        "origin": "coach", "ai_reasoning": why or None, "extraction_confidence": sure,
        "conversation_context": asked.text[:LONGEST],
    }  # fmt: skip


def _safe(guard: Guard, reasoning: str) -> str:
    return "" if guard.judge(reasoning).leaks else reasoning


def _contact(db: Database, one: Commitment) -> int | None:
    """The only contact of that name."""
    with db.read() as session:
        found = [number for kind, number in naming.named(session, one.contact) if kind == "contact"]
    return found[0] if len(found) == 1 else None


def _offer(draft: Draft, told: dict[str, object], **given: object) -> None:
    """A card of a task; one whose day cannot be read comes without it."""
    for wished in (given, {**given, "due_on": ""}):
        try:
            draft.tools.offer("create_task", wished, told)
        except CrmError as error:
            if error.where == "due_on":
                continue
            log.info("a card could not be offered: %s", error.kind)
        return
