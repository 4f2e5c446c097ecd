"""Conversations that the coach begins: with the question of a toast, which the owner is about to answer."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.chat import conversations
from app.chat.shapes import Details
from app.core.errors import CrmError
from app.crm import coach_messages
from app.goals import agenda, tracking


def begin(session: Session, item_id: int, *, at: datetime) -> int:
    """A conversation whose first words are the question of an item; the next message answers it. Returns its id.

    Errors: CrmError where the question is settled or gone.
    """
    conversations.in_background(session)
    waiting = agenda.waiting(session, [item_id])
    if not waiting:
        raise CrmError("This question is no longer open.", kind="not_found", where=f"item {item_id}")
    ask = waiting[0].ask
    conversation_id = conversations.begin(session, ask, at=at)
    message_id = conversations.add(session, conversation_id, "coach", ask, at=at, details=Details(asked=(item_id,)))
    coach_messages.answered(session, message_id, ask, at=at)
    tracking.asked(session, [item_id], ask, at=at)
    return conversation_id
