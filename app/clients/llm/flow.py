"""What of a streamed answer is shown while it arrives: thoughts, JSON around a text and placeholders are not.

A filter takes pieces of any length and gives what can be shown so far; `end` gives what it still held back.
"""

import json
from collections.abc import Callable, Sequence
from typing import Protocol

from app.clients.llm.redaction import LONGEST_PLACEHOLDER, PLACEHOLDER, Names
from app.clients.llm.talk import Hear

THINK, THOUGHT = "<think>", "</think>"
ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
UNICODE_DIGITS = 4


class Filter(Protocol):
    def feed(self, piece: str) -> str: ...
    def end(self) -> str: ...


class WithoutThoughts:
    """Drops the reasoning that some models write in front of their answer, and the space behind it."""

    def __init__(self) -> None:
        self._held, self._state = "", "start"

    def feed(self, piece: str) -> str:
        self._held += piece
        if self._state == "start":
            self._decide()
        if self._state == "thinking":
            self._think()
        if self._state == "behind":
            self._held = self._held.lstrip()
            self._state = "through" if self._held else "behind"
        return self._let_go() if self._state == "through" else ""

    def end(self) -> str:
        return self._let_go() if self._state == "start" else ""

    def _decide(self) -> None:
        begun = self._held.lstrip()
        if begun.startswith(THINK):
            self._state = "thinking"
        elif not THINK.startswith(begun):
            self._state = "through"

    def _think(self) -> None:
        _, ended, behind = self._held.partition(THOUGHT)
        self._held = behind if ended else self._held[-len(THOUGHT) :]
        self._state = "behind" if ended else "thinking"

    def _let_go(self) -> str:
        held, self._held = self._held, ""
        return held


class FieldText:
    """The text of one field of a JSON object, while the object is written."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._depth, self._inside, self._escaped = 0, False, False
        self._key, self._text, self._after_colon = "", "", False
        self._digits, self._high, self._coding = "", "", False

    def feed(self, piece: str) -> str:
        return "".join(map(self._step, piece))

    def end(self) -> str:
        return ""

    def _step(self, sign: str) -> str:
        return self._in_string(sign) if self._inside else self._between(sign)

    def _between(self, sign: str) -> str:
        if sign == '"' and self._depth:
            self._inside, self._text = True, ""
        elif sign in "{[":
            self._depth, self._after_colon = self._depth + 1, False
        elif sign in "}]":
            self._depth -= 1
        elif sign == ":":
            self._after_colon = True
        elif sign == ",":
            self._after_colon, self._key = False, "" if self._depth == 1 else self._key
        return ""

    def _in_string(self, sign: str) -> str:
        if self._coding:
            return self._said(self._coded(sign))
        if self._escaped:
            self._escaped, self._coding = False, sign == "u"
            return "" if self._coding else self._said(ESCAPES.get(sign, sign))
        if sign == "\\":
            self._escaped = True
            return ""
        return self._closed() if sign == '"' else self._said(sign)

    def _closed(self) -> str:
        self._inside = False
        if self._depth == 1 and not self._after_colon:
            self._key = self._text
        return ""

    def _said(self, text: str) -> str:
        if self._depth == 1 and self._after_colon:
            return text if self._key == self._name else ""
        self._text = (self._text + text)[:200]
        return ""

    def _coded(self, sign: str) -> str:
        r"""One digit of \uXXXX; two of them may make one sign."""
        self._digits += sign
        if len(self._digits) < UNICODE_DIGITS:
            return ""
        code, self._digits, self._coding = self._digits, "", False
        whole, self._high = self._high + f"\\u{code}", ""
        if code[:2].lower() in ("d8", "d9", "da", "db"):
            self._high = f"\\u{code}"
            return ""
        return _decoded(whole)


class NoCalls:
    """Holds back what may turn out to be a call in text: it begins like JSON. The end decides by `is_call`."""

    def __init__(self, is_call: Callable[[str], bool]) -> None:
        self._is_call = is_call
        self._held, self._plain = "", False

    def feed(self, piece: str) -> str:
        if self._plain:
            return piece
        self._held += piece
        self._plain = bool(self._held.strip()) and self._held.lstrip()[0] not in "{`"
        return self._let_go() if self._plain else ""

    def end(self) -> str:
        return "" if self._is_call(self._held) else self._let_go()

    def _let_go(self) -> str:
        held, self._held = self._held, ""
        return held


class WithNames:
    """Puts names back in the place of their placeholders."""

    def __init__(self, names: Names) -> None:
        self._names, self._held = names, ""

    def feed(self, piece: str) -> str:
        text = PLACEHOLDER.sub(lambda found: self._names.restored(found[0]), self._held + piece)
        opened = text.rfind("[")
        waits = opened >= 0 and "]" not in text[opened:] and len(text) - opened < LONGEST_PLACEHOLDER
        self._held = text[opened:] if waits else ""
        return text[:opened] if waits else text

    def end(self) -> str:
        held, self._held = self._held, ""
        return held


class Flow:
    """Filters in a row, and at their end the one who hears."""

    def __init__(self, filters: Sequence[Filter], hear: Hear) -> None:
        self._filters, self._hear = filters, hear

    def feed(self, piece: str) -> None:
        self._tell(piece, 0)

    def end(self) -> None:
        for place, one in enumerate(self._filters):
            self._tell(one.end(), place + 1)

    def _tell(self, piece: str, begin: int) -> None:
        for one in self._filters[begin:]:
            piece = one.feed(piece)
        if piece:
            self._hear(piece)


def without_thoughts(text: str) -> str:
    made = WithoutThoughts()
    return made.feed(text) + made.end()


def _decoded(escape: str) -> str:
    r"""The sign of \uXXXX. Half of a pair stands for nothing, and neither does what is no number."""
    try:
        return str(json.loads(f'"{escape}"')).encode("utf-8", "ignore").decode()
    except ValueError:
        return ""
