"""The private list in other words: a sentence that says what an item says, as the coach's own plan or order.

Talking about the same subject is what the coach is for, so likeness alone is no leak unless it is nearly the wording;
said with "my goal for you", "I was told to", "priority 9" or as a list it is.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from app.guard.lists import words
from app.guard.words import ideas

CONFIDED, FRAMED, BARE, LISTED = 0.36, 0.5, 0.9, 0.75
"""Least likeness that is a leak: as its own secret, as its own plan, as plain words, as one of `ENOUGH` in a list.
Measured: ordinary sentences reach 0.35, 0.40 and 0.73 in the first three."""
ENOUGH = 3
SAID = 0.8
"""The part of an item's ideas that one open text holds, by which it is no secret."""
FEWEST, FEWEST_BARE = 2, 4
"""Ideas that a private sentence must have to be known again: with and without a frame."""
SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+|;\s+")
BULLET = re.compile(r"\s*(?:[-*\u2022\u2013\u00b7>]|\(?\d{1,2}[.):]|\(?[a-z][.)])\s+")


@dataclass(frozen=True, slots=True)
class Sentence:
    """least: the likeness from which on it is a leak, by the frame in itself or in the heading it stands under.

    said: its ideas, those of the frame left out.
    """

    text: str
    said: frozenset[str]
    least: float

    @property
    def framed(self) -> bool:
        return self.least < BARE


class Nearest:
    """Finds which of many sets of ideas is likest, by the ideas they share."""

    def __init__(self, sets: Iterable[frozenset[str]]) -> None:
        self._sets = list(sets)
        self._holding: dict[str, list[int]] = defaultdict(list)
        for number, one in enumerate(self._sets):
            for idea in one:
                self._holding[idea].append(number)

    def find(self, said: frozenset[str]) -> tuple[float, frozenset[str]]:
        """Its likeness (cosine), 0 to 1, and the set; the first of several."""
        shared = Counter(number for idea in said for number in self._holding.get(idea, ()))
        found = ((share / (len(self._sets[number]) * len(said)) ** 0.5, -number) for number, share in shared.items())
        like, place = max(found, default=(0.0, 0))
        return (like, self._sets[-place]) if like else (like, frozenset())

    def covers(self, wanted: frozenset[str], share: float) -> bool:
        """Whether one of them holds this share of the ideas wanted."""
        shared = Counter(number for idea in wanted for number in self._holding.get(idea, ()))
        return any(found >= share * len(wanted) for found in shared.values())


class Meaning:
    """private: goals and checklist items. open: what may be asked, whatever it is like."""

    def __init__(self, private: Iterable[str], open_texts: Iterable[str]) -> None:
        self._open = Nearest(found for found in map(ideas, open_texts) if len(found) >= FEWEST)
        known = [found for found in map(ideas, private) if len(found) >= FEWEST]
        self._private = Nearest(item for item in known if not self._open.covers(item, SAID))

    def told(self, text: str, *, hidden: bool = False) -> str:
        """Why this text (plain) gives the list away, or "". hidden: it was disguised, which is frame enough."""
        if confesses(text):
            return "confession"
        listed: set[frozenset[str]] = set()
        for sentence in sentences(text, FRAMED if hidden else BARE):
            like, item = self._likest(sentence)
            if like >= sentence.least and (sentence.framed or len(item) >= FEWEST_BARE):
                return "paraphrase"
            listed |= {item} if like >= LISTED else set()
        return "list" if len(listed) >= ENOUGH else ""

    def _likest(self, sentence: Sentence) -> tuple[float, frozenset[str]]:
        like, item = self._private.find(sentence.said)
        if like < min(sentence.least, LISTED) or (sentence.framed and "?" not in sentence.text):
            return like, item
        return (like, item) if like > self._open.find(sentence.said)[0] else (0.0, item)


def confesses(text: str) -> bool:
    if not _any("confession").search(text.lower()):
        return False
    return any(_any("confession").search(part) and not _refusal().search(part) for part in SENTENCE.split(text.lower()))


def sentences(text: str, most: float = BARE) -> Iterator[Sentence]:
    """Each sentence or line; a frame holds for the list that follows it. most: the likeness allowed without a frame."""
    heading = most
    for part in SENTENCE.split(text):
        if not part.strip():
            continue
        own, bare = _frame(part.lower())
        own = min(own, most)
        heading = min(heading, own) if BULLET.match(part) else own
        yield Sentence(part, ideas(bare), heading)


@lru_cache(maxsize=1024)
def _frame(sentence: str) -> tuple[float, str]:
    """The least likeness that its frame allows, and the sentence without the frame."""
    if not _refusal().search(sentence):
        for name, least in (("confiding", CONFIDED), ("framing", FRAMED)):
            bare = _any(name).sub(" ", sentence)
            if bare != sentence:
                return least, bare
    return BARE, sentence


@cache
def _any(name: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in words("meaning")[name]))


@cache
def _refusal() -> re.Pattern[str]:
    return re.compile(words("meaning")["refusal"])
