"""A business owner in a scripted talk: what they are asked about, what they know, and how they say it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

EVASIVE = "Hard to say, I never counted that."
REFUSAL = "I'd rather not say."


@dataclass(frozen=True)
class Told:
    """A sentence, and what a careful reader would learn from it: field -> (value, the words that say it)."""

    text: str
    facts: Mapping[str, tuple[str, str]] = field(default_factory=dict)


def told(text: str, **facts: str | tuple[str, str]) -> Told:
    """facts: the value as it stands in the text, "" for all of it, or (value, the words that say it)."""
    given = {name: one or text.rstrip(".") for name, one in facts.items()}
    return Told(text, {name: (one, one) if isinstance(one, str) else one for name, one in given.items()})


@dataclass(frozen=True)
class Opening:
    """What the owner begins a conversation with, on a day counted from 0."""

    day: int
    says: Told
    hour: int = 10


@dataclass(frozen=True)
class Person:
    """knows: profile field -> the answer. refuses: fields they will not tell. late: answers in the next conversation.

    business: what is in the profile at the beginning. sets_up: writes the records they start with. kept: field -> the
    value that must stand in the profile at the end, as numbers or words of it, where it is not the one first told.
    rounds: how often they answer in one conversation.
    """

    key: str
    business: Mapping[str, Any]
    openings: tuple[Opening, ...]
    knows: Mapping[str, Told] = field(default_factory=dict)
    refuses: frozenset[str] = frozenset()
    late: bool = False
    rounds: int = 2
    sets_up: Callable[[Session], object] | None = None
    kept: Mapping[str, str] = field(default_factory=dict)
    agrees: str = "Yes, please."
    chats: str = "Not sure, I will think about it."


def opens(*lines: tuple[int, str | Told]) -> tuple[Opening, ...]:
    return tuple(Opening(day, told(says) if isinstance(says, str) else says) for day, says in lines)
