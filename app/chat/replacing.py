"""Turns that count no more: what they asked may be asked again; what was noted from words that are gone goes too."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.chat import conversations, shapes
from app.chat.shapes import Noted
from app.core.db import Database
from app.core.errors import CrmError
from app.crm import undo
from app.goals import tracking
from app.models import Message

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Gone:
    """What replaced turns leave behind. noted: values from the owner's words among them. asked: when, and the items."""

    noted: tuple[Noted, ...]
    asked: tuple[tuple[datetime, tuple[int, ...]], ...]


def replace_from(session: Session, conversation_id: int, message_id: int) -> Gone:
    """This message and all after it count no more; they stay in the file."""
    turns = conversations.from_message(session, conversation_id, message_id)
    asked = tuple((row.created_at, shapes.read(row.details).asked) for row in turns if row.role == "coach")
    gone = Gone(tuple(_noted(turns)), asked)
    conversations.replace_from(session, conversation_id, message_id)
    return gone


def take_back(db: Database, gone: Gone) -> tuple[str, ...]:
    """Take back what was noted, the newest first, and what was asked; titles of the values.

    What later changes build on stays.
    """
    titles = tuple(one.title for one in reversed(gone.noted) if _is_undone(db, one))
    if any(item_ids for _at, item_ids in gone.asked):
        with db.write(actor="coach") as session:
            conversations.in_background(session)
            for at, item_ids in gone.asked:
                tracking.unasked(session, item_ids, until=at)
    return titles


def _noted(turns: Sequence[Message]) -> Iterator[Noted]:
    """Of answers to words that are among the turns; an answer without its question is only answered again."""
    were_said = False
    for row in turns:
        were_said |= row.role == "owner"
        if were_said and row.role == "coach":
            yield from (one for one in shapes.read(row.details).noted if one.step is not None)


def _is_undone(db: Database, one: Noted) -> bool:
    try:
        undo.undo(db, one.step)
    except CrmError as error:
        log.info("a value could not be taken back: %s", error.kind)
        return False
    return True
