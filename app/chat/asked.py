"""What is asked in one turn, and what is said to it before it is kept."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from app.chat.shapes import Details, Noted
from app.clients.llm.talk import Stop

View = tuple[tuple[str, int], ...]
"""(kind, id) of the records in view."""
Hear = Callable[[str | None], object]
"""Gets guarded pieces of the answer; None: what was heard so far is taken back."""


@dataclass(frozen=True, slots=True)
class Asked:
    """message_id: the owner's words, kept already. noted, taken_back: values that an earlier answer to the same words
    has kept, and those of them that the owner took back.
    """

    conversation_id: int
    message_id: int
    text: str
    view: View
    hear: Hear | None
    stop: Stop
    now: datetime
    noted: tuple[Noted, ...] = ()
    taken_back: tuple[Noted, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """tokens, cost_micros (millionths of a dollar): of all questions to the model it took."""

    content: str
    details: Details
    tokens: int | None = None
    cost_micros: int | None = None
