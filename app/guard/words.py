"""The private list by its words: in its order with filler between, most of its vocabulary, or in other words.

Words are stems, so "improving", "improved" and "improve" are one; words of one meaning (resources/guard/meaning.yaml)
are one idea.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from functools import cache, lru_cache

from app.guard.lists import words

WORD = re.compile(r"[a-z0-9]+")
ENDINGS = re.compile(
    r"(ations?|itions?|ments?|ness|ingly|edly|ings?|ions?|ities|ity|iers?|ers?|ies|ied|ed|es|ly|s|e|y)$"
)
THOUSANDS, SHORT = re.compile(r"(?<=\d),(?=\d{3})"), re.compile(r"\b(\d+)(k|m)\b")
ZEROS = {"k": "000", "m": "000000"}
STEM = 3
"""Letters of a stem at least."""
GAP = 8
"""Other content words between two private ones in a chain."""
SHARED = 3
"""Content words in order that a private text and an open one must have in common for these to be open."""


@lru_cache(maxsize=4096)
def stem(word: str) -> str:
    cut = ENDINGS.sub("", word)
    return cut if len(cut) >= STEM else word


@cache
def _stop() -> frozenset[str]:
    return frozenset(words("meaning")["stop"].split())


@cache
def _ideas() -> dict[str, str]:
    """stem -> the first word of its line."""
    found: dict[str, str] = {}
    for line in words("meaning")["alike"]:
        alike = line.split()
        found |= {stem(word): alike[0] for word in alike if stem(word) not in found}
    return found


def english(text: str) -> float:
    """The share of its words that every English text is full of. text: plain."""
    found = text.lower().split()
    return sum(map(_stop().__contains__, found)) / len(found) if found else 0.0


def stems(text: str) -> list[str]:
    """The stems of the words that carry meaning, in order. text: plain."""
    stop = _stop()
    text = THOUSANDS.sub("", text.lower()).replace("'", " ")
    text = SHORT.sub(lambda found: found[1] + ZEROS[found[2]], text)
    return [stem(word) for word in WORD.findall(text) if word not in stop]


@lru_cache(maxsize=1024)
def ideas(text: str) -> frozenset[str]:
    known = _ideas()
    return frozenset(known.get(found, found) for found in stems(text))


class Chains:
    """The private stems in order, without what may be said."""

    def __init__(self, texts: Iterable[str]) -> None:
        where: dict[str, list[int]] = defaultdict(list)
        in_order = [word for text in texts for word in (*stems(text), "")]
        for place, word in enumerate(in_order):
            if word:
                where[word].append(place)
        self._where = dict(where)
        self.open: set[int] = set()
        self.vocabulary = frozenset(self._where)

    def closed(self) -> "Chains":
        """The same words with nothing open yet: the rest of it is shared."""
        made = copy(self)
        made.open = set()
        return made

    def shared(self, text: str) -> tuple[frozenset[str], tuple[int, ...]]:
        """Of a text (plain) that may be said: its stems, and where it has words in common with the private ones."""
        said = stems(text)
        least = min(SHARED, len(said))
        ends = ((place, length) for place, length in self._chains(said) if length >= least)
        places = {one for place, length in ends for one in range(place - length + 1, place + 1)}
        return frozenset(said), tuple(places)

    def allow(self, said: frozenset[str], places: Iterable[int]) -> None:
        """From now on these may be said."""
        self.vocabulary -= said
        self.open.update(places)

    def longest(self, said: Sequence[str]) -> int:
        """Private words in a row that are said in that order, at most GAP others between two."""
        most = 0
        for place, length in self._chains(said):
            if length > most:
                most = max(most, self._closed(place, length))
        return most

    def _chains(self, said: Sequence[str]) -> Iterator[tuple[int, int]]:
        """(place of the last word, how many before it belong to it and it) of each chain, also of its parts."""
        chains: dict[int, tuple[int, int]] = {}
        for at, word in enumerate(said):
            for place in reversed(self._where.get(word, ())):
                before, length = chains.get(place - 1, (-GAP * 2, 0))
                length = length + 1 if at - before <= GAP + 1 else 1
                chains[place] = (at, length)
                yield place, length

    def _closed(self, place: int, length: int) -> int:
        if not self.open:
            return length
        return sum(one not in self.open for one in range(place - length + 1, place + 1))
