"""What the coach offered or asked in its last answer, and what the owner's next message makes of it: by our own rules.

An offer is a card. A plain yes carries it out, a plain no puts it away for good; all else leaves it open.
"""

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from app.chat import cards, conversations, intents, offers
from app.chat.asked import Asked
from app.chat.hearing import Heard
from app.chat.shapes import Card, Details
from app.core.db import Database
from app.core.errors import CrmError
from app.goals import agenda, answers, clauses, refusals, replies, tracking, vocabulary
from app.goals.section import OFFERS

if TYPE_CHECKING:
    from app.goals.shapes import ItemNow

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Awaited:
    """message_id: the coach's last answer. items: what it brought up and nobody has settled yet."""

    message_id: int = 0
    details: Details = field(default_factory=Details)
    items: tuple["ItemNow", ...] = ()

    @property
    def offers(self) -> tuple["ItemNow", ...]:
        return tuple(item for item in self.items if item.item_type in OFFERS)

    @property
    def questions(self) -> tuple["ItemNow", ...]:
        return tuple(item for item in self.items if item.item_type == "question" and item.id > 0)

    def card_of(self, item_id: int) -> int | None:
        """Which card of the answer it is."""
        found = (n for n, card in enumerate(self.details.cards) if offers.item_of(card) == item_id)
        return next(found, None)


def awaited(session: Session, asked: Asked) -> Awaited:
    row = conversations.answer_before(session, asked.conversation_id, asked.message_id)
    if row is None:
        return Awaited()
    message_id, details = row
    closed = {offers.item_of(card) for card in details.cards if card.state != "open"}
    wanted = [item_id for item_id in details.asked if item_id not in closed]
    return Awaited(message_id, details, agenda.waiting(session, wanted))


def settled(db: Database, asked: Asked) -> Heard:
    """Carry out what a plain yes agrees to, skip what a plain no declines, keep what a question was answered."""
    with db.read() as session:
        found = awaited(session, asked)
    if not found.items or intents.understands(asked.text):
        return Heard()
    meant = replies.meant(asked.text)
    done = tuple(carried_out(db, asked, found, _meant(found))) if meant == replies.YES else ()
    declined = tuple(put_away(db, found, _meant(found))) if meant in (replies.NO, replies.REFUSED) else ()
    answered = tuple(_answered(db, asked, found))
    return Heard(done=done, left=(*declined, *answered))


def agrees(text: str) -> bool:
    """Whether a clause of it is a plain yes, and none a plain no."""
    return _stances(text) == {replies.YES}


def declines(text: str) -> bool:
    return _stances(text) == {replies.NO}


def carried_out(db: Database, asked: Asked, found: Awaited, items: Iterable["ItemNow"]) -> Iterator[Card]:
    """Each as one step, shown with its undo; the card it was offered by is settled, too."""
    for item in items:
        n = found.card_of(item.id)
        card = found.details.cards[n] if n is not None else offers.offered(item, asked.text)
        try:
            yield cards.do(db, card) if n is None else cards.carry_out(db, found.message_id, n)
        except CrmError as error:
            log.info("an offer could not be carried out: %s", error.kind)


def put_away(db: Database, found: Awaited, items: Iterable["ItemNow"]) -> Iterator[int]:
    """Ids of what is not offered again."""
    for item in items:
        n = found.card_of(item.id)
        try:
            with db.write(actor="coach") as session:
                tracking.decline(session, item.id, at=session.info["at"])
            if n is not None:
                cards.decline(db, found.message_id, n)
        except CrmError as error:
            log.info("an offer could not be put away: %s", error.kind)
        else:
            yield item.id


def _meant(found: Awaited) -> Sequence["ItemNow"]:
    """What a plain yes or no is said to: all that is offered; where yes also answers a question, what came last."""
    takers = [one for one in found.items if one in found.offers or (one in found.questions and _takes_yes(one))]
    meant = takers if len(takers) == len(found.offers) else takers[-1:]
    return [one for one in meant if one in found.offers]


def _takes_yes(item: "ItemNow") -> bool:
    return replies.takes_yes(item.ask)


def _stances(text: str) -> set[str]:
    parts = (part for one in clauses.sentences(text) for part in clauses.clauses(vocabulary.plain(one)))
    return {meant for part in parts if (meant := replies.meant(part)) in (replies.YES, replies.NO)}


def _answered(db: Database, asked: Asked, found: Awaited) -> Iterator[int]:
    """Ids of the questions that are closed: where several were asked, the last ones that there are sentences for."""
    said = list(_said(asked.text, [item.field for item in found.items if item.field]))
    wanted = found.questions[-len(said) :] if said else ()
    for item in wanted:
        try:
            with db.write(actor="coach") as session:
                status = tracking.answered(session, item.id, " ".join(said), at=session.info["at"])
        except CrmError as error:
            log.info("an answer could not be kept: %s", error.kind)
            continue
        if status:
            yield item.id


def _said(text: str, fields: Sequence[str]) -> Iterator[str]:
    """Sentences that may answer a question: none that asks, orders, refuses or answers another one."""
    for one in clauses.sentences(text):
        if clauses.is_question(one) or clauses.is_request(vocabulary.plain(one)) or intents.understands(one):
            continue
        is_other = bool(fields) and (answers.given(fields, one) or refusals.refused(fields, one) is not None)
        if not is_other:
            yield one
