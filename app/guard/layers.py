"""The texts inside a text: what base64, base32, hex, bits, numbers and invisible signs hold, layer under layer.

Blobs are not looked for one by one: what cannot belong to the code is dropped from the whole text and the rest is
decoded from every offset, so a code that is cut into pieces with words between is read as well.
"""

import base64
import codecs
import re
from collections import Counter
from collections.abc import Iterator

from app.guard.letters import fold, plain

DEPTH = 3
"""Codes inside codes that are opened."""
FEWEST = 16
"""Letters of a code below which nothing worth hiding fits."""
BLOBS, LETTERS = 20, 11
"""Letters of base64, and letters in what is decoded, below which no private text fits."""
SPACED = 0.7
"""What is left of a text whose letters stand apart, as a share, when they are joined."""
MOST = 24
"""Texts read in all, so that no text can keep the guard busy."""

BLOB, MIXED = re.compile(r"[A-Za-z0-9+/_=-]{4,}"), re.compile(r"[a-z][A-Z]|[A-Za-z]\d|\d[A-Za-z]|[A-Z]{2}[a-z]")
NOT_ASCII = re.compile(r"[^\x00-\x7f]")
NOT_64 = re.compile(r"[^A-Za-z0-9+/]+")
IN_32 = re.compile(r"[A-Z2-7]{16,}")
HEX = re.compile(r"(?i)(?<![0-9a-z])(?:0x|\\x|x)?([0-9a-f]+)h?(?![0-9a-z])")
BITS = re.compile(r"(?<!\d)[01]+(?!\d)")
NUMBER = re.compile(r"(?<!\d)\d{1,3}(?!\d)")
ROW = re.compile(r"(?:(?<!\d)\d{1,3}\W{1,3}){8,}\d{0,3}")
SINGLES = re.compile(r"(?<![A-Za-z0-9+/=])([A-Za-z0-9+/=])[ .,·|_*-](?=[A-Za-z0-9+/=](?![A-Za-z0-9+/=]))")
LEGIBLE = re.compile(r"[^\x00-\x08\x0b-\x1f\x7f-\x9f\ufffd]{8,}")
APART = re.compile(r"[ .,\u00b7|_*-]{2,}")
UNSEEN = re.compile("[\u200b-\u200f\u2060-\u2064\ufeff\u00ad\u180e\u034f\u202a-\u202e]")


def layers(text: str) -> Iterator[str]:
    """The text read plainly, then everything found inside it; each once, the outermost first."""
    waiting = [(plain(text), 0), *((plain(found), 1) for found in _unseen(text))]
    if sum(map(str.isalpha, NOT_ASCII.findall(text))) >= FEWEST:
        waiting.append((plain(turned(text)), 1))
    seen = {found for found, _depth in waiting}
    while waiting:
        found, depth = waiting.pop(0)
        yield found
        inside = _inside(found) if depth < DEPTH else ()
        for inner in {plain(inner): None for raw in inside if (inner := _legible(raw))}:
            if inner not in seen and len(seen) < MOST:
                seen.add(inner)
                waiting.append((inner, depth + 1))


def turned(text: str) -> str:
    """rot13."""
    return codecs.encode(text, "rot13")


def _inside(text: str) -> Iterator[bytes]:
    joined = APART.sub(" ", SINGLES.sub(r"\1", text))
    if len(joined) < SPACED * len(text):
        yield joined.encode()
    forms = (joined, joined[::-1], turned(joined), turned(joined)[::-1])
    if sum(map(text.count, "0123456789")) >= FEWEST:
        for form in forms:
            yield from _from_hex(form)
        yield from _from_bits("".join(BITS.findall(joined)))
        yield from _from_numbers([int(found) for row in ROW.findall(text) for found in NUMBER.findall(row)])
    yield from _from_base32(joined)
    if _in_base64(joined):
        for form in forms:
            yield from _from_base64(form)


def _in_base64(text: str) -> bool:
    return len(_odd(text)) >= BLOBS


def _odd(text: str) -> str:
    """The words that are none: small and capital letters or digits mixed, as in a code."""
    if not MIXED.search(text):
        return ""
    return "".join(found for found in BLOB.findall(text) if MIXED.search(found))


def _from_base64(text: str) -> Iterator[bytes]:
    text = text.replace("-", "+").replace("_", "/")
    whole = NOT_64.sub("", text)
    odd = NOT_64.sub("", _odd(text))
    for letters in (whole, odd) if whole != odd else (whole,):
        for offset in range(4):
            part = letters[offset:]
            yield base64.b64decode(part[: len(part) // 4 * 4])


def _from_base32(text: str) -> Iterator[bytes]:
    for found in IN_32.findall(text):
        if not found.isalpha() or len(found) > FEWEST:
            yield base64.b32decode(found[: len(found) // 8 * 8])


def _from_hex(text: str) -> Iterator[bytes]:
    digits = "".join(HEX.findall(text))
    if len(digits) >= 2 * FEWEST:
        for offset in range(2):
            part = digits[offset:]
            yield bytes.fromhex(part[: len(part) // 2 * 2])


def _from_bits(bits: str) -> Iterator[bytes]:
    for width in (8, 7) if len(bits) >= 8 * FEWEST else ():
        for offset in range(width):
            rest = len(bits) - (len(bits) - offset) % width
            yield bytes(int(bits[at : at + width], 2) for at in range(offset, rest, width))


def _from_numbers(numbers: list[int]) -> Iterator[bytes]:
    """ASCII codes, octal codes, and places in the alphabet."""
    if len(numbers) < FEWEST:
        return
    yield bytes(number for number in numbers if number < 256)  # noqa: PLR2004 - a byte
    yield bytes(96 + number for number in numbers if 0 < number <= 26)  # noqa: PLR2004 - letters
    digits = [str(number) for number in numbers if not {"8", "9"} & set(str(number))]
    yield bytes(code for number in digits if (code := int(number, 8)) < 256)  # noqa: PLR2004 - a byte


def _unseen(text: str) -> Iterator[str]:
    """Bits written with two kinds of invisible signs."""
    signs = "".join(UNSEEN.findall(text))
    for zero, _count in Counter(signs).most_common(2):
        for raw in _from_bits("".join("0" if sign == zero else "1" for sign in signs)):
            yield _legible(raw)


def _legible(raw: bytes) -> str:
    """What of it can be text at all: a code read from the wrong offset gives noise."""
    text = raw.replace(b"\0", b"").decode(errors="replace")
    found = "\n".join(LEGIBLE.findall(text))
    return found if len(fold(found)) >= LETTERS else ""
