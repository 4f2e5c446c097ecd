"""Answers without a model: from the figures alone, plain about it, and at most one question a day."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.chat import intents
from app.chat.asked import Asked, Said
from app.chat.hearing import Heard
from app.chat.hidden import Hidden
from app.chat.intents import Offline, words
from app.chat.shapes import Details, Door, Guarded
from app.crm import days
from app.guard import NEUTRAL, Guard
from app.guard.judge import PASSES
from app.models import ChecklistItem, Message

TOPIC = "talk"
VERBATIM = ("mark", "excerpt", "share", "cipher")
"""What the guard says of the private words themselves."""


def answer(session: Session, asked: Asked, hidden: Hidden, heard: Heard) -> Said:
    """What the records say, or that this takes a model; then the question of the day, if there is one."""
    found = known(session, asked)
    pieces = [*_acknowledged(heard), *([found.text] if found else [])]
    if not pieces:
        pieces = [words.bare(TOPIC, "plain", {}), intents.offer(session, asked.now).text]
    elif found and _is_first(session, asked):
        pieces.append(words.bare(TOPIC, "first", {}))
    question = None if heard.refused or heard.left else _question(session, hidden, asked.now)
    if question is not None:
        pieces.append(question[1])
    needs_model = found is None or _is_first(session, asked) or found.door is None
    details = Details(
        finish="offline", used=found.used if found else (), noted=heard.noted,
        cards=(*heard.done, *(found.cards if found else ())),
        asked=(question[0],) if question else (), door=set_up() if needs_model or found is None else found.door,
    )  # fmt: skip
    return guarded(Said("\n\n".join(pieces), details), hidden, (asked.text,))


def known(session: Session, asked: Asked) -> Offline | None:
    """What the records say to it; None where it is not understood."""
    return intents.answer(session, asked.text, asked.now, view=asked.view)


def guarded(said: Said, hidden: Hidden, open_texts: tuple[str, ...]) -> Said:
    """Every text that reaches a person passes the guard, also one that no model wrote.

    Templates and records know nothing of the list: likeness to it is chance, its own words are none.
    """
    guarding = Guard(hidden.private((*open_texts, *(one.title for one in said.details.used))))
    found = (guarding.judge(part) for part in (said.content, *said.content.split("\n\n")))
    verdict = next((one for one in found if one.reason in VERBATIM), PASSES)
    if not verdict.leaks:
        return said
    guard = Guarded(blocked=True, reason=verdict.reason, form=verdict.form)
    return replace(said, content=NEUTRAL, details=replace(said.details, used=(), cards=(), asked=(), guard=guard))


def set_up() -> Door:
    return Door("settings", words.bare(TOPIC, "set_up", {}))


def _acknowledged(heard: Heard) -> list[str]:
    told = [words.line(TOPIC, "noted", {"title": one.title, "value": one.value}) for one in heard.noted]
    done = [card.said for card in heard.done]
    left = [words.bare(TOPIC, "left", {})] if heard.left and not heard.refused else []
    return [*told, *done, *left, *([words.bare(TOPIC, "refused", {})] if heard.refused else [])]


def _is_first(session: Session, asked: Asked) -> bool:
    """Whether the coach has said nothing in this conversation yet."""
    query = select(Message.id).where(Message.conversation_id == asked.conversation_id, Message.role == "coach")
    return session.scalar(query.limit(1)) is None


def _question(session: Session, hidden: Hidden, now: datetime) -> tuple[int, str] | None:
    """Of the owner's own business, whatever else is due, when nothing was asked today."""
    today = select(ChecklistItem.id).where(ChecklistItem.executed_at >= days.midnight(now.date(), now))
    wanted = next(_open(hidden), None)
    return None if wanted is None or session.scalar(today.limit(1)) is not None else wanted


def _open(hidden: Hidden) -> Iterator[tuple[int, str]]:
    """Questions for a value: those that are due, then what else is not known."""
    for item in hidden.due:
        if item.item_type == "data_collection" and item.ask and item.business_id == hidden.own:
            yield item.id, item.ask
    for gap in hidden.agendas[0].gaps if hidden.agendas else ():
        if gap.may_ask and gap.item_id is not None and gap.ask:
            yield gap.item_id, gap.ask
