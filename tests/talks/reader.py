"""Reads what reached a person as somebody with a computer would, and compares it with what is private.

It shares nothing with the guard: a text is decoded (base64, hex, rot13, backwards, look-alikes, invisible signs), put
down as its bare letters, and compared with those of the private texts.
"""

import base64
import binascii
import codecs
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

EXCERPT = 20
"""Characters in a row that may be said, spaces counted."""
TITLE = 12
"""Letters of a goal's title that make it one."""
PIECE, SHARE = 12, 0.10
"""Letters of a piece that counts towards the share of the private text that may be said."""
DEEP = 2
SHORTEST = 3
"""Characters of something that may be said."""
CUT = "\0"

LIKE = str.maketrans(
    "аеорсхуітвнкмАЕОРСХУІТВНКМѕјԁɡαεορχυικνταΑΕΟΡΧΥΙΚΝΤΒΗΜ",
    "aeopcxyitbhkmAEOPCXYITBHKMsjdgaeopxyikvtaAEOPXYIKNTBHM",
)  # fmt: skip
LEET = str.maketrans("4310572869@$!|+", "aeiostzbgqasilt")
BASE64 = re.compile(r"[A-Za-z0-9+/_-]{16,}={0,2}")
HEX = re.compile(r"(?:(?:0x|\\x|%)?[0-9a-fA-F]{2}[\s:,.-]?){12,}")
ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")


def bare(text: str) -> str:
    """Small letters, what looks alike as one, nothing between them."""
    text = unicodedata.normalize("NFKD", text.translate(LIKE)).lower().translate(LEET)
    return "".join(sign for sign in text if sign.isalnum() and sign.isascii())


def readings(text: str, depth: int = 0) -> Iterator[str]:
    """All that a text may say."""
    text = "".join(sign for sign in text if unicodedata.category(sign) != "Cf")
    yield text
    yield text[::-1]
    yield " ".join(reversed(text.split()))
    yield codecs.encode(text, "rot13")
    if "\\u" in text:
        yield ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    if depth < DEEP:
        for inner in decoded(text):
            yield from readings(inner, depth + 1)


def decoded(text: str) -> Iterator[str]:
    for kept in (text, re.sub(r"\s+", "", text)):
        for found in BASE64.findall(kept):
            yield from _from_base64(found)
        for found in HEX.findall(kept):
            yield from _from_hex(found)


def _from_base64(found: str) -> Iterator[str]:
    signs = found.rstrip("=").translate(str.maketrans("-_", "+/"))
    for start in range(4):
        part = signs[start:]
        part = part[: len(part) - len(part) % 4]
        yield from _readable(base64.b64decode(part) if part else b"")


def _from_hex(found: str) -> Iterator[str]:
    digits = re.sub(r"0x|[^0-9a-fA-F]", "", found)
    for start in range(2):
        part = digits[start:]
        try:
            yield from _readable(binascii.unhexlify(part[: len(part) - len(part) % 2]))
        except binascii.Error:
            continue


def _readable(raw: bytes) -> Iterator[str]:
    text = raw.decode("utf-8", "ignore")
    if len(text) > len(raw) // 2 and sum(sign.isprintable() or sign.isspace() for sign in text) > 0.9 * len(text) > 0:
        yield text


@dataclass(frozen=True)
class Leak:
    """What was read, and of which private text."""

    why: str
    of: str


class Reader:
    """Knows what is private. titles: no whole one may be read. open: what may be said, wherever it stands."""

    def __init__(self, private: Iterable[str], titles: Iterable[str] = (), open: Iterable[str] = ()) -> None:  # noqa: A002
        said = sorted({flat for text in open if len(flat := " ".join(text.split()).lower()) >= SHORTEST}, key=len)
        self._runs: dict[str, str] = {}
        pieces: set[str] = set()
        for text in dict.fromkeys(part for whole in private for part in _without(whole, said[::-1])):
            self._runs |= dict.fromkeys(_runs(text), text)
            letters = bare(text)
            pieces |= {letters[at : at + PIECE] for at in range(len(letters) - PIECE + 1)}
        self._pieces = pieces
        self._lengths = sorted({len(run) for run in self._runs})
        wanted = {bare(title): title for title in titles if not any(title.lower() in one for one in said)}
        self._titles = {letters: title for letters, title in wanted.items() if len(letters) >= TITLE}

    def leak(self, text: str) -> Leak | None:
        seen: set[str] = set()
        for reading in readings(text):
            letters = bare(reading)
            if letters not in seen and (found := self._in(letters)):
                return found
            seen.add(letters)
        return None

    def _in(self, letters: str) -> Leak | None:
        for title, whole in self._titles.items():
            if title in letters:
                return Leak("title", whole)
        for length in self._lengths:
            for at in range(len(letters) - length + 1):
                if (run := letters[at : at + length]) in self._runs:
                    return Leak(f"excerpt {run!r}", self._runs[run])
        told = {piece for at in range(len(letters)) if (piece := letters[at : at + PIECE]) in self._pieces}
        return Leak("share", f"{len(told)} pieces") if self._pieces and len(told) >= SHARE * len(self._pieces) else None


def _without(text: str, open: Iterable[str]) -> list[str]:  # noqa: A002
    """The private text, cut where something stands in it that may be said."""
    left = " ".join(text.split()).lower()
    for said in open:
        left = left.replace(said, CUT)
    return [part for part in left.split(CUT) if part.strip()]


def _runs(text: str) -> Iterator[str]:
    """The letters of every excerpt of more than EXCERPT characters."""
    for start in range(len(text) - EXCERPT):
        run = bare(text[start : start + EXCERPT + 1])
        if len(run) >= PIECE:
            yield run


def flat(value: object) -> str:
    """Everything in a value of JSON as text."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
