"""Letters exchanged one for one: every Caesar shift, mirrored alphabets, and any other private alphabet.

A shift leaves the differences between neighbours alone. Any exchange of signs leaves alone how far back each sign
stood before (an isomorph), whether the signs are letters, emoji, numbers or Morse.
"""

import re
from collections import Counter
from collections.abc import Iterator
from copy import copy
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from app.guard.index import END, Index, Run
from app.guard.script import Script

LETTERS, OTHER, APART = 26, 200, 255
SHIFTED, SHAPED = 13, 26
"""Steps and distances in a row that meet by chance in no text."""
BACK = 16
"""How far back a sign is looked for: what stood before an excerpt must not matter for long."""
TELLING = 10
"""Signs that came back, below which a shape says nothing."""
TOKEN = re.compile(r"[^\s,;|]+")


class Ciphers:
    """The private letters as steps and as shapes; places are places in the script's letters."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self._steps = Index(_steps(script.small), gram=7, least=SHIFTED)
        self._shapes = Index(_shapes(np.frombuffer(script.small, dtype=np.uint8)), gram=12, least=SHAPED)

    def of(self, script: Script) -> "Ciphers":
        """The same for the same letters of which other ones are open."""
        made = copy(self)
        made.script = script
        return made

    def find(self, letters: bytes, text: str) -> bool:
        """letters: the text's, small. text: as it is, for alphabets that are none."""
        return self._shifted(letters) or any(self._shaped(signs) for signs in _alphabets(letters, text))

    def _shifted(self, letters: bytes) -> bool:
        steps = _steps(letters)
        mirrored = steps.translate(MIRROR)
        forward = (run for run in self._steps.runs(steps) if letters[run.at] != self.script.small[run.start])
        others = (run for view in (mirrored, mirrored[::-1], steps[::-1]) for run in self._steps.runs(view))
        return any(self._private(run, SHIFTED) for run in chain(forward, others))

    def _shaped(self, signs: NDArray[np.int64]) -> bool:
        view = _shapes(signs)
        return any(
            self._private(run, SHAPED) and _came_back(view[run.at : run.at + run.end - run.start])
            for run in self._shapes.runs(view)
        )

    def _private(self, run: Run, least: int) -> bool:
        return run.end - run.start - int(self.script.open[run.start : run.end].sum()) >= least


NEVER = bytes([1])
MIRROR = bytes([END, *((LETTERS - step) % LETTERS + 1 for step in range(LETTERS)), *range(LETTERS + 1, 256)])


def _came_back(shape: bytes) -> bool:
    return len(shape) - shape.count(NEVER) >= TELLING


def _steps(letters: bytes) -> bytes:
    """1 to 26 for steps between letters, others apart; END stays."""
    codes = np.frombuffer(letters, dtype=np.uint8).astype(np.int64)
    if codes.size < 2:  # noqa: PLR2004 - no step
        return b""
    letter = codes >= ord("a")
    steps = np.where(letter[1:] & letter[:-1], np.diff(codes) % LETTERS + 1, OTHER + codes[1:] % 10)
    steps[(codes[1:] == END) | (codes[:-1] == END)] = END
    return steps.astype(np.uint8).tobytes()


def _shapes(signs: NDArray[np.generic]) -> bytes:
    """For each sign how far back it stood before, 1 when not within BACK; from 2 on otherwise."""
    order = np.argsort(signs, kind="stable")
    apart = np.diff(order, prepend=-APART)
    apart[np.diff(signs[order].astype(np.int64), prepend=-1) != 0] = APART
    back = np.empty(len(signs), dtype=np.int64)
    back[order] = apart
    return np.where(back > BACK, 1, back + 1).astype(np.uint8).tobytes()


def _alphabets(letters: bytes, text: str) -> Iterator[NDArray[np.int64]]:
    """Its letters, its signs that are none, and its tokens, the last also without the commonest: a space."""
    yield np.frombuffer(letters, dtype=np.uint8).astype(np.int64)
    strange = [ord(sign) for sign in text if ord(sign) > 0x2000 and not sign.isspace()]  # noqa: PLR2004 - signs
    if len(strange) > SHAPED:
        yield np.array(strange, dtype=np.int64)
    tokens = TOKEN.findall(text)
    counts = Counter(tokens)
    if len(tokens) > SHAPED and len(counts) < len(tokens) // 2:
        numbers = {token: number for number, token in enumerate(counts)}
        yield np.array([numbers[token] for token in tokens], dtype=np.int64)
        common = counts.most_common(1)[0][0]
        yield np.array([numbers[token] for token in tokens if token != common], dtype=np.int64)
