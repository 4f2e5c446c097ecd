"""The private text as letters, and what of it may be said: questions meant to be asked, names, the owner's words."""

from collections.abc import Callable, Iterable, Sequence
from copy import copy

import numpy as np
from numpy.typing import NDArray

from app.guard.index import END, Index, Run
from app.guard.letters import fold, plain, small

Span = tuple[int, int]
"""Places in the letters: from, and up to."""
GRAM, LEAST = 6, 11
"""Letters looked up at once, and of the shortest run that is looked at."""
DIVIDER = bytes([END])
ASCII = 128
"""All letters of a plain text that count have a code below this one."""
SHORTEST = 3
"""Letters of the shortest name."""
OPEN = 12
"""Characters that open text and private text must have in common for that piece to be open."""
EDGE = 4
"""Letters of a word cut off at the edge of a run that still count: fewer meet by chance."""


class Script:
    """letters: all private texts, END between them, each sign kept or not by itself. Places are places in these."""

    def __init__(self, texts: Iterable[str], kept: Callable[[str], bytes] = fold) -> None:
        self.texts = tuple(dict.fromkeys(" ".join(plain(text).split()) for text in texts))
        self._kept = kept
        parts = [text for text in self.texts if kept(text)]
        self.letters = DIVIDER.join(map(kept, parts))
        self.small = DIVIDER.join(map(small, parts))
        self._wide = np.diff(_places(parts, kept), prepend=-9)
        self._first = self._wide > 1
        self.index = Index(self.letters, gram=GRAM, least=LEAST)
        self.open = np.zeros(len(self.letters) + 1, dtype=bool)

    def closed(self) -> "Script":
        """The same letters with nothing open yet: the rest of it is shared."""
        made = copy(self)
        made.open = np.zeros(len(self.letters) + 1, dtype=bool)
        return made

    def shared(self, text: str) -> tuple[Span, ...]:
        """What a text (plain) that may be said has in common with the private ones. Asked of a closed script."""
        letters = self._kept(text)
        found: list[Span] = []
        at = self.letters.find(letters) if len(letters) >= SHORTEST else -1
        while at >= 0:
            found.append((at, at + len(letters)))
            at = self.letters.find(letters, at + 1)
        pieces = map(self.whole_words, self.index.runs(letters))
        return (*found, *((piece.start, piece.end) for piece in pieces if self.length(piece) >= OPEN))

    def allow(self, spans: Iterable[Span]) -> None:
        """From now on these may be said."""
        for start, end in spans:
            self.open[start:end] = True

    def whole_words(self, run: Run) -> Run:
        """The run without words of which only an edge is in it."""
        begins = np.flatnonzero(self._first[run.start : run.end + 1][: run.end + 1 - run.start])
        start, end = run.start, run.end
        if begins.size and not self._first[start] and begins[0] < EDGE:
            start += int(begins[0])
        ended = end >= len(self._first) or bool(self._first[end]) or self.letters[end] == END
        if not ended and begins.size and end - run.start - begins[-1] < EDGE:
            end = run.start + int(begins[-1])
        return Run(start, max(start, end), run.at + start - run.start)

    def is_whole(self, run: Run) -> bool:
        """Whether it is all of one private text."""
        return self.letters[run.start - 1 : run.start] in (b"", DIVIDER) and self.letters[run.end :][:1] in (
            b"",
            DIVIDER,
        )

    def length(self, run: Run) -> int:
        """In characters, with the spaces and signs between its letters, without what is open."""
        closed = run.start + np.flatnonzero(~self.open[run.start : run.end])
        return int(self._wide[closed[1:]].sum()) + 1 if closed.size else 0


def _places(texts: Sequence[str], kept: Callable[[str], bytes]) -> NDArray[np.int64]:
    """For each letter of the joined texts its place among the characters, those between two texts included."""
    letter = np.array([bool(kept(chr(code))) for code in range(ASCII)] + [False])
    found: list[NDArray[np.int64]] = []
    at = 0
    for text in texts:
        codes = np.frombuffer(text.encode("utf-32-le", "replace"), dtype=np.uint32)
        places = np.flatnonzero(letter[np.minimum(codes, ASCII)])
        found += [np.array([at - 2]), places + at] if found else [places]
        at += len(text) + 2
    return np.concatenate(found) if found else np.zeros(0, dtype=np.int64)
