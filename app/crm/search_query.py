"""What somebody types, made into full-text expressions of quoted words only: nothing typed can be a syntax error."""

import re
import unicodedata
from dataclasses import dataclass

from app.crm import names

LONGEST, MOST_WORDS = 200, 8
FRAGMENT = 3
"""Characters of a trigram."""
DIALLED = re.compile(r"[\d\s()+./\u2010-\u2015-]*\d[\d\s()+./\u2010-\u2015-]*", re.ASCII)
EXTENSION = re.compile(r"\s*(?:;?\s*ext\.?\s*=?|x|#)\s*\d*$", re.IGNORECASE)
TRUNK = re.compile(r"\(0\)|^\s*\+|^\s*00")
ABROAD = re.compile(r"\s*(\+|00)")
COUNTRY = re.compile(r"1|7|2[07]|3[0-46-9]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|\d{3}")
"""Calling codes by ITU-T E.164: 1 and 7, the two-digit ones, and all others with three."""
FEWEST_DIGITS = 4


@dataclass(frozen=True)
class Query:
    """What was typed, in the three forms it is looked for; an empty form is not looked for."""

    words: str
    fragments: str
    number: str
    typed: tuple[str, ...]


def read(text: str) -> Query:
    """Take apart what was typed; more than 200 characters or 8 words are not looked at."""
    typed = unicodedata.normalize("NFC", names.fold(text[:LONGEST].replace("\0", " ")))
    words, plain = _tokens(unicodedata.normalize("NFC", text[:LONGEST])), _tokens(typed)
    pairs = zip(words, plain, strict=True) if len(words) == len(plain) else ((word, word) for word in plain)
    fragments = [part for part in typed.split()[:MOST_WORDS] if len(part) >= FRAGMENT]
    return Query(
        words=" AND ".join(_either(word, other) for word, other in pairs),
        fragments=" AND ".join(_quoted(part) for part in fragments),
        number=_number(text[:LONGEST]),
        typed=tuple(plain),
    )


def _tokens(text: str) -> list[str]:
    """Words as SQLite's unicode61 cuts them: letters and digits, accents dropped, everything else between words."""
    kept = (c if _in_word(c) else " " for c in text if not 0x300 <= ord(c) <= 0x331)  # noqa: PLR2004 - combining marks
    return list(dict.fromkeys("".join(kept).lower().split()))[:MOST_WORDS]


def _in_word(character: str) -> bool:
    return unicodedata.category(character)[0] in "LN" or unicodedata.category(character) == "Co"


def _either(word: str, plain: str) -> str:
    """The word as typed or without strokes and ligatures: Łódź and lodz both find both."""
    return f'"{word}"*' if word == plain else f'("{word}"* OR "{plain}"*)'


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _number(text: str) -> str:
    """The digits that every spelling of a phone number shares: no exit code, no trunk zero, no extension.

    A number with a country code is also looked for without it, as others may have written it down.
    """
    dialled = EXTENSION.sub("", text)
    if not DIALLED.fullmatch(dialled):
        return ""
    digits = re.sub(r"\D", "", TRUNK.sub("", dialled)).lstrip("0")
    if len(digits) < FEWEST_DIGITS:
        return ""
    national = COUNTRY.sub("", digits, count=1).lstrip("0") if ABROAD.match(dialled) else ""
    return f'"{digits}" OR "{national}"' if len(national) >= FEWEST_DIGITS else f'"{digits}"'
