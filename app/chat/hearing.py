"""What the owner's message says to what the coach had asked: a value, a refusal. Read by rules, before any model."""

import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.chat import conversations, intents
from app.chat.asked import Asked
from app.chat.shapes import Card, Noted
from app.core.db import Database
from app.core.errors import CrmError
from app.goals import answers, clauses, fields, refusals, tracking
from app.goals.shapes import OPEN
from app.models import ChecklistItem, Goal

log = logging.getLogger(__name__)
SURE = 0.9
"""How sure a value is that answers the question for it."""


@dataclass(frozen=True, slots=True)
class Question:
    """What the coach asked last. item_id: below zero it is how helpful goal -item_id was, 0 for what was noted."""

    item_id: int
    business_id: int
    field: str


@dataclass(frozen=True, slots=True)
class Heard:
    """noted: values kept. refused: fields the owner would rather not tell. done: offers that were agreed to.

    left: ids of items that were declined or answered.
    """

    noted: tuple[Noted, ...] = ()
    refused: tuple[str, ...] = ()
    done: tuple[Card, ...] = ()
    left: tuple[int, ...] = ()

    def __add__(self, other: "Heard") -> "Heard":
        return Heard(
            (*self.noted, *other.noted), (*self.refused, *other.refused), (*self.done, *other.done),
            (*self.left, *other.left),
        )  # fmt: skip


def heard(db: Database, asked: Asked, *, words_too: bool) -> Heard:
    """Keep what the message answers. words_too: also answers in words, where no model reads them."""
    with db.read() as session:
        questions = list(_open_questions(session, asked))
    if not questions:
        return Heard()
    values = answers.given(_alone(questions), _statements(asked.text), words_too=words_too)
    noted = [_noted(db, one, values[one.field], asked) for one in questions if one.field in values]
    return Heard(tuple(one for one in noted if one is not None))


def closed(db: Database, asked: Asked) -> Heard:
    """Close what the message refuses, once everything that answers a question is kept."""
    with db.read() as session:
        questions = [one for one in _open_questions(session, asked) if one.item_id]
    found = refusals.refused([one.field for one in questions], asked.text) or ()
    return Heard(refused=tuple(_refused(db, [one for one in questions if one.field in found])))


def _alone(questions: Sequence[Question]) -> list[str]:
    """Fields that only one question is about: of two businesses nobody knows which one is meant."""
    counts = Counter(one.field for one in questions)
    return [field for field, count in counts.items() if count == 1]


def _statements(text: str) -> str:
    """What of a message asks for nothing."""
    return "\n".join(one for one in clauses.sentences(text) if not intents.understands(one))


def _open_questions(session: Session, asked: Asked) -> Iterator[Question]:
    """Those of the coach's last message, and what was noted with it where that is corrected."""
    last = conversations.answer_before(session, asked.conversation_id, asked.message_id)
    if last is None:
        return
    _message_id, details = last
    for item_id in details.asked:
        row = session.get(Goal, -item_id) if item_id < 0 else session.get(ChecklistItem, item_id)
        if isinstance(row, Goal):
            yield Question(item_id, row.business_id, "helpfulness")
        elif row is not None and row.field and row.status in OPEN:
            yield Question(item_id, row.business_id, row.field)
    if answers.is_correction(asked.text):
        yield from (Question(0, one.business_id, one.field) for one in details.noted)


def _refused(db: Database, questions: Sequence[Question]) -> Iterator[str]:
    for one in questions:
        try:
            with db.write(actor="coach") as session:
                tracking.refuse(session, one.item_id, at=session.info["at"])
        except CrmError as error:
            log.info("a question could not be closed: %s", error.kind)
        else:
            yield fields.title(one.field)


def _noted(db: Database, one: Question, value: str, asked: Asked) -> Noted | None:
    return keep(db, asked, one.business_id, one.field, value, sure=SURE, excerpt=asked.text)


def keep(
    db: Database, asked: Asked, business_id: int, field: str, value: str, *, sure: float, excerpt: str
) -> Noted | None:  # fmt: skip
    """One step of its own, so that the owner can take back this value alone. None where it cannot be kept.

    What the same words were answered with before stays: what stands is no new step, what was taken back stays so.
    """
    if any((one.business_id, one.field) == (business_id, field) for one in asked.taken_back):
        return None
    for one in asked.noted:
        if (one.business_id, one.field) == (business_id, field) and value in (one.value, *fields.entries(one.value)):
            return one
    try:
        with db.write(actor="coach") as session:
            made = tracking.collect(
                session, business_id, field, value, confidence=sure, excerpt=excerpt, at=session.info["at"]
            )
    except CrmError as error:
        log.info("a value for %s could not be kept: %s", field, error.kind)
        return None
    return Noted(made.business_id, made.field, made.title, made.value, made.confidence, made.step)
