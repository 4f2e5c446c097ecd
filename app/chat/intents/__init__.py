"""Questions in ordinary words, answered from the owner's own rows without a model.

What is asked is told by its words (`reading`), what is answered comes from the services that the pages and the coach's
rules use, so that they never disagree, and every sentence stands in `resources/answers`. A question that is not fully
understood is not answered: `answer` gives None, and `offer` says what can be asked.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app.chat.intents import own, people, reading
from app.chat.intents.reading import Found
from app.chat.intents.reply import Ask, Offline
from app.chat.intents.topics import TOPICS

__all__ = ["Offline", "answer", "offer", "understands"]


def answer(session: Session, text: str, now: datetime, *, view: Sequence[tuple[str, int]] = ()) -> Offline | None:
    """What the owner's rows say to it; None where it is not understood. Reads only.

    view: (kind, id) of the records that the owner looks at: what "this deal" and "her" mean.
    """
    plain, named = reading.understood(text), list(reading.about_names(text))
    for found in (plain, *named, None if plain else reading.corrected(text)):
        told = None if found is None else _told(session, found, now, view)
        if told is not None:
            return told
    return next((people.nobody(found.name) for found in named if found.sure), None)


def offer(session: Session, now: datetime) -> Offline:
    """What can be asked without a model: a few questions that the owner's rows have something to say to."""
    return own.offer(Ask(session, now, Found("help")))


def understands(text: str) -> bool:
    """Whether it asks for something that `answer` knows; one that asks about a name may still find nobody."""
    if any(_is_known(found) for found in (reading.understood(text), reading.corrected(text))):
        return True
    return any(found.sure and _is_known(found) for found in reading.about_names(text))


def _told(session: Session, found: Found, now: datetime, view: Sequence[tuple[str, int]]) -> Offline | None:
    if found.intent not in TOPICS or (found.phrase and found.span(now) is None):
        return None
    return TOPICS[found.intent](Ask(session, now, found, view))


def _is_known(found: Found | None) -> bool:
    return found is not None and found.intent in TOPICS
