"""What a text says whatever its letters look like: escapes undone, lookalikes and invisible signs read, folded.

`plain` keeps case, spaces and signs and turns every letter into the ASCII letter it looks like. `fold` keeps letters
and digits alone, in small letters, digits as the letters they stand for in leetspeak ("Impr0ve 1ead" and "improve
lead" fold alike). Folding is one letter to one letter, so places in the folded text are places in the text.
"""

import html
import re
import sys
import unicodedata
from functools import cache

from app.guard.lists import words

ESCAPE = re.compile(
    r"(?i)\\u\{([0-9a-f]{1,6})\}|\\u([0-9a-f]{4})|\\x([0-9a-f]{2})|%([0-9a-f]{2})|=([0-9a-f]{2})"
    r"|\bU\+([0-9a-f]{4,6})"
)
BREAK = re.compile(r"\\+[nrt](?![a-z]{0,1}\\)")
INVISIBLE = {"Cf", "Mn", "Me", "Cc", "Cs", "Co"}
NAMED = re.compile(r"(?:LETTER|CAPITAL|SYMBOL LETTER|SMALL CAPITAL) ([A-Z])(?: WITH .*)?$")
TAGS, SELECTORS = 0xE0000, 0xE0100
"""ASCII again as invisible tags; bytes as variation selectors."""
FIRST_SEEN = 32
"""The space: what comes before is no sign."""
ROUNDS = 3
"""Escapes inside escapes that are undone."""

LEET = str.maketrans("@$!|+(<{#", "asiitccch")
BUILT = (
    ("|\\/|", "m"), ("/\\/\\", "m"), ("\\/\\/", "w"), ("|\\|", "n"), ("|-|", "h"), ("|_|", "u"), ("|)", "d"),
    ("|<", "k"), ("|3", "b"), ("/\\", "a"), ("\\/", "v"), ("()", "o"), ("|_", "l"),
)  # fmt: skip
SAME = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZl0123456789", b"abcdefghijkimnopqrstuvwxyzioizeasgtbg")
VOWELS = b"aeiou"
SMALL = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ", b"abcdefghijklmnopqrstuvwxyz")
DROPPED = bytes(code for code in range(256) if not chr(code).isascii() or not chr(code).isalnum())


class _Lookalikes(dict[int, str]):
    """code point -> what it is read as; filled as signs are met."""

    def __init__(self) -> None:
        twins = words("lookalikes")
        super().__init__({ord(twin): letter for letter, alike in twins.items() for twin in alike})

    def __missing__(self, code: int) -> str:
        self[code] = found = _read(code)
        return found


@cache
def _alike() -> _Lookalikes:
    return _Lookalikes()


def plain(text: str) -> str:
    """The text with escapes undone and every sign read as what it looks like."""
    for _ in range(ROUNDS):
        before, text = text, _unescaped(text)
        if text == before:
            break
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text).translate(_alike())
    return text


def fold(text: str) -> bytes:
    """Letters and digits of a plain text, one byte each, those that leetspeak mixes up being one."""
    return text.encode("ascii", "ignore").translate(SAME, DROPPED)


def unsigned(text: str) -> str:
    """With letters in place of the signs that leetspeak draws them with."""
    for drawn, letter in BUILT:
        text = text.replace(drawn, letter)
    return text.translate(LEET)


def bare(text: str) -> bytes:
    """Folded without vowels, as in "mprv ld cnvrsn rt" or "impr*ve"."""
    return fold(text).translate(None, VOWELS)


def small(text: str) -> bytes:
    """Letters and digits of a plain text in small letters, as many as `fold` gives."""
    return text.encode("ascii", "ignore").translate(SMALL, DROPPED)


def _unescaped(text: str) -> str:
    if "\\" in text:
        text = BREAK.sub(" ", text).replace('\\"', '"')
    if "&" in text:
        text = html.unescape(text)
    if any(sign in text for sign in "\\%=+"):
        text = ESCAPE.sub(_sign, text)
    return text


def _sign(found: re.Match[str]) -> str:
    code = int(next(group for group in found.groups() if group), 16)
    return chr(code) if FIRST_SEEN <= code <= sys.maxunicode else " "


def _read(code: int) -> str:
    sign = chr(code)
    if code < 128:  # noqa: PLR2004 - ASCII
        return sign
    if TAGS < code < TAGS + 128:
        return chr(code - TAGS)
    if SELECTORS <= code < SELECTORS + 240:
        return chr(code - SELECTORS + 16)
    return _by_name(sign)


def _by_name(sign: str) -> str:
    found = NAMED.search(unicodedata.name(sign, ""))
    if found:
        return found[1].lower() if "SMALL" in unicodedata.name(sign) else found[1]
    if unicodedata.category(sign) in INVISIBLE:
        return ""
    digit = unicodedata.digit(sign, None)
    return sign if digit is None else str(digit)
