"""A long Markdown text in pieces that are laid out one by one, cut where it does not show."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

SOFT, HARD = 3_000, 6_000
"""Characters after which a piece ends at the next empty line, and at the next line whatever it is."""
CELL = 8
"""A cell of a table takes as long to lay out as so many characters."""
FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
RULE = re.compile(r" {0,3}\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$")
"""The line below the head of a table."""


@dataclass(frozen=True)
class Piece:
    """start: where it begins in the whole. text: with what had to be begun again: a box of code, a table's head."""

    start: int
    begun: str
    text: str


def split(text: str, start: int = 0, begun: str = "", most: int | None = None) -> list[Piece]:
    """begun: of the piece that began at start, so that a text which grows is split from its last piece on.

    most: so many pieces are enough; what begins behind them is left.
    """
    cutter = _Cutter(start, begun)
    for line in _lines(text, start):
        cutter.take(line)
        if most is not None and len(cutter.pieces) >= most:
            return cutter.pieces
    cutter.cut("")
    return cutter.pieces


def _lines(text: str, start: int) -> Iterator[str]:
    """With their ends; a line that is too long is broken, at a space where there is one."""
    while start < len(text):
        end = text.find("\n", start) + 1 or len(text)
        if end - start > HARD:
            end = start + HARD
            space = text.rfind(" ", start + SOFT, end)
            end = space + 1 if space > 0 else end
        yield text[start:end]
        start = end


class _Cutter:
    def __init__(self, start: int, begun: str) -> None:
        self.pieces: list[Piece] = []
        self._start, self._begun, self._lines = start, begun, [begun] if begun else []
        self._size, self._weight, self._before = 0, 0, ""
        self._fence = _fence_of(begun)
        self._opening = begun if self._fence else ""
        self._head = "" if self._fence else begun

    def take(self, line: str) -> None:
        empty = not self._before.strip()
        if self._weight >= HARD or (self._weight >= SOFT and empty and not self._fence):
            self.cut(self._opening if self._fence else self._head)
        self._note_fence(line)
        self._note_table(line)
        self._lines.append(line)
        self._size += len(line)
        self._weight += len(line) + (0 if self._fence else CELL * line.count("|"))
        self._before = line

    def cut(self, begin_again: str) -> None:
        if not self._size:
            return
        closing = f"\n{self._fence}\n" if self._fence and begin_again else ""
        self.pieces.append(Piece(self._start, self._begun, "".join(self._lines) + closing))
        self._start += self._size
        self._begun, self._size, self._weight = begin_again, 0, 0
        self._lines = [begin_again] if begin_again else []

    def _note_fence(self, line: str) -> None:
        found = FENCE.match(line)
        if not self._fence and found:
            self._fence, self._opening = found[1], line if line.endswith("\n") else f"{line}\n"
        elif self._fence and found and found[1].startswith(self._fence) and not line[found.end() :].strip():
            self._fence = self._opening = ""

    def _note_table(self, line: str) -> None:
        """A table goes on as long as its lines have bars."""
        if self._fence or "|" not in line:
            self._head = ""
        elif not self._head and "|" in self._before and RULE.match(line):
            self._head = self._before + (line if line.endswith("\n") else f"{line}\n")


def _fence_of(begun: str) -> str:
    found = FENCE.match(begun)
    return found[1] if found else ""
