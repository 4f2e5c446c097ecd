"""Cards after the owner's click: carried out in one step, put away, taken back."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.chat import conversations, offers, shapes
from app.chat.deeds import DEEDS
from app.chat.shapes import Card
from app.coach.actions import GONE
from app.core.db import Database
from app.core.errors import CrmError
from app.crm import coach_messages, undo

Do = Callable[[Session, Mapping[str, Any], datetime], str]
ALL: Mapping[str, tuple[Do, bool]] = {
    **{tool: (deed.do, deed.changes) for tool, deed in DEEDS.items()}, offers.TOOL: (offers.do, True),
}  # fmt: skip
"""Also what no model may ask for. How it is done, and whether that leaves a step to take back."""


def carry_out(db: Database, message_id: int, n: int) -> Card:
    """Do it, in one step; the card as it is then. Errors: CrmError where it is settled already or cannot be done; one
    whose record is gone is put away."""
    with db.read() as session:
        card = _open_card(session, message_id, n)
    try:
        done = do(db, card)
    except CrmError as error:
        if error.kind != "not_found":
            raise
        _settle(db, message_id, n, replace(card, state="declined", said=GONE))
        raise CrmError(GONE, kind="not_found", where=error.where) from error
    _settle(db, message_id, n, done)
    return done


def do(db: Database, card: Card) -> Card:
    """What it offers, in one step; the card as it is then. Errors: CrmError."""
    deed, changes = ALL[card.tool]
    with db.write(actor="coach") as session:
        said = deed(session, card.params, session.info["at"])
        step = session.info["undo_step"] if changes else None
    return replace(card, state="done", said=said, step=step)


def decline(db: Database, message_id: int, n: int) -> None:
    with db.read() as session:
        card = _open_card(session, message_id, n)
    _settle(db, message_id, n, replace(card, state="declined"))


def take_back(db: Database, step: int | None, where: str) -> None:
    """Errors: CrmError where there is nothing to take back, or later changes build on it."""
    if step is None:
        raise CrmError("There is nothing to take back.", kind="conflict", where=where)
    undo.undo(db, step)


def _open_card(session: Session, message_id: int, n: int) -> Card:
    cards = shapes.read(conversations.message(session, message_id).details).cards
    if not 0 <= n < len(cards) or cards[n].tool not in ALL:
        raise CrmError(f"This answer has no card {n}.", kind="not_found", where=f"message {message_id}")
    if cards[n].state != "open":
        raise CrmError(f"This card is {cards[n].state} already.", kind="conflict", where=f"message {message_id}")
    return cards[n]


def _settle(db: Database, message_id: int, n: int, card: Card) -> None:
    """In a write of its own: taking back the deed must not bring back the card's old state beside it."""
    with db.write(actor="coach") as session:
        details = shapes.read(conversations.message(session, message_id).details)
        cards = (*details.cards[:n], card, *details.cards[n + 1 :])
        conversations.keep_details(session, message_id, replace(details, cards=cards))
        if card.state == "done":
            coach_messages.took_up(session, message_id, at=session.info["at"])
