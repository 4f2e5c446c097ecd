"""Words on their way to the data file: held among the drafts until they are kept in it, and given back if not."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.chat.drafts import Drafts
from app.models import Conversation, Message

SENDING = "sending"
NEW = 0
"""Stands for a conversation that is not begun yet."""


def newest(session: Session) -> tuple[int, int]:
    """The highest ids of a conversation and of a message; 0 where there is none."""
    known, said = select(func.max(Conversation.id)), select(func.max(Message.id))
    return session.scalar(known) or 0, session.scalar(said) or 0


def hold(drafts: Drafts, conversation: int, after: int, words: str) -> str:
    """Returns the place where they are held. after: the newest message before them."""
    place = f"{SENDING} {conversation} {after}"
    drafts.keep(place, words)
    return place


def settle(drafts: Drafts, session: Session) -> str:
    """What did not arrive is a draft again, above what has been typed since. Returns the last of it."""
    back = ""
    for place in [held for held in drafts.places() if held.startswith(f"{SENDING} ")]:
        words, (conversation, after) = drafts.get(place), _numbers(place)
        if not _arrived(session, conversation, after, words):
            home = str(conversation if session.get(Conversation, conversation) else NEW)
            typed = drafts.get(home)
            drafts.keep(home, f"{words}\n{typed}" if typed else words)
            back = words
        drafts.keep(place, "")
    return back


def _numbers(place: str) -> tuple[int, int]:
    parts = [int(part) if part.isdecimal() and int(part) < 2**63 else 0 for part in place.split()[1:3]]
    return parts[0] if parts else NEW, parts[1] if parts[1:] else 0


def _arrived(session: Session, conversation: int, after: int, words: str) -> bool:
    """Whether the owner's words stand in a turn that came later."""
    said = words.encode("utf-8", "replace").decode()
    query = select(Message.id).where(Message.role == "owner", Message.id > after, Message.content == said)
    if conversation != NEW:
        query = query.where(Message.conversation_id == conversation)
    return session.scalar(query.limit(1)) is not None
