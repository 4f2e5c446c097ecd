"""Judges every text before it reaches a person: does it give away the coach's private list or its instructions?

Nothing is asked of a model and nothing is random: the same text gets the same answer. Private texts are looked for
in every layer of the text (`layers`), in every order (`orders`), under every exchange of letters (`ciphers`), in
their order with filler between and in other words (`words`, `meaning`).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.guard.known import known
from app.guard.layers import layers
from app.guard.letters import bare, fold, plain, small
from app.guard.meaning import Meaning
from app.guard.orders import Reading, disguised, readings
from app.guard.words import stems

EXCERPT = 20
"""Characters in a row of a private text that may be said."""
SCRAMBLED = 15
"""The same in a reading that is not made of words, where no such run meets by chance."""
WITHOUT = 28
"""The same in a reading without vowels: neighbours of a shared phrase may agree in their first consonants."""
SHARE, SHARED, PIECE = 0.10, 90, 14
"""The part of the private text that may be said in pieces, the least that counts, and of how many characters each."""
IN_ORDER = 7
"""Content words of a private text said in its order, with filler between."""
VOCABULARY, RICH = 0.6, 30
"""The part of its different words that may be said at once, of a text with so many."""
WINDOW, STEP = 1200, 600
"""Characters judged at once, and how far on the next ones begin."""
BEFORE = 600
"""Characters of what was said before that are judged along."""
NAME = re.compile(r"(?<![a-z0-9])[a-z][a-z0-9]*(?:_[a-z0-9]+)+")
LEAST_MARK = 6


@dataclass(frozen=True)
class Private:
    """What must not be said, and what may although it is near.

    items: wording of goals, milestones and checklist items, one each; known again in other words too.
    section: the internal section and the instructions as they are sent to a model.
    marks: canary strings (`canary`).
    open: sentences the coach is meant to ask, names, what the owner said: never private.
    """

    items: tuple[str, ...] = ()
    section: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    open: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """reason: why it must not leave, "" when it may. form: how it was hidden, as a word for the statistics."""

    reason: str = ""
    form: str = ""

    @property
    def leaks(self) -> bool:
        return bool(self.reason)


PASSES = Verdict()


class Guard:
    """Knows the private texts of one conversation or message. Building it takes some milliseconds: keep it.

    Another one for the same private texts is built in a part of that.
    """

    def __init__(self, private: Private) -> None:
        found = known((*private.items, *private.section)).view(private.open)
        self._script, self._bare, self._chains, self._ciphers = found.script, found.bare, found.chains, found.ciphers
        self._meaning = Meaning(private.items, private.open)
        self._marks = [mark for mark in map(fold, private.marks) if len(mark) >= LEAST_MARK]
        self._names = frozenset(name for text in self._script.texts for name in NAME.findall(text.lower()))

    def judge(self, text: str, before: str = "") -> Verdict:
        """May this text leave? before: what the coach said last; a list told bit by bit is seen with it."""
        whole = f"{before[-BEFORE:]}\n{text}" if before else text
        found = next((verdict for part in _windows(whole) for verdict in self._hidden(part)), PASSES)
        return found if found.leaks else Verdict(self._meaning.told(plain(text)), "words")

    def _hidden(self, text: str) -> Iterator[Verdict]:
        for depth, layer in enumerate(layers(text)):
            under = "decoded " if depth else ""
            for reading in readings(layer):
                reason = self._read(reading, hidden=bool(depth) or not reading.words)
                if reason:
                    yield Verdict(reason, under + reading.form)
            if self._ciphers.find(small(layer), layer):
                yield Verdict("cipher", f"{under}cipher")
            if any(self._bare.length(run) > WITHOUT for run in self._bare.index.runs(bare(layer))):
                yield Verdict("excerpt", f"{under}without vowels")
            meant = [*disguised(layer), *([layer] if depth else [])]
            reason = self._worded(layer) or next(
                filter(None, (self._meaning.told(one, hidden=True) for one in meant)), ""
            )
            if reason:
                yield Verdict(reason, f"{under}words")

    def _read(self, reading: Reading, *, hidden: bool) -> str:
        if any(mark in reading.letters for mark in self._marks):
            return "mark"
        pieces: dict[bytes, int] = {}
        for run in self._script.index.runs(reading.letters):
            piece = self._script.whole_words(run) if reading.words else run
            length = self._script.length(piece)
            if length > (SCRAMBLED if hidden else EXCERPT) or (hidden and length and self._script.is_whole(run)):
                return "excerpt"
            if length >= PIECE:
                pieces[self._script.letters[piece.start : piece.end]] = length
        limit = max(SHARED, SHARE * len(self._script.letters))
        return "share" if reading.words and sum(pieces.values()) >= limit else ""

    def _worded(self, text: str) -> str:
        if not self._names.isdisjoint(NAME.findall(text.lower())):
            return "name"
        said = stems(text)
        if self._chains.longest(said) >= IN_ORDER:
            return "in order"
        known = self._chains.vocabulary
        return "vocabulary" if len(known) >= RICH and len(known.intersection(said)) >= VOCABULARY * len(known) else ""


def _windows(text: str) -> Iterable[str]:
    return (text[at : at + WINDOW] for at in range(0, max(1, len(text) - STEP), STEP))
