"""The orders in which a text can be read: backwards, words backwards, every second letter, first letters, and so on.

Each reading is the folded letters with a flag: whether it is still made of words (then common phrases may meet by
chance), or scrambled unless somebody hid something in it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.guard.layers import turned
from app.guard.letters import fold, unsigned
from app.guard.words import english

LEET = re.compile(r"\w[@$!|+(<{\\/#]|[@$!|+(<{\\/#]\w")
SENTENCE = re.compile(r"(?<=[.!?:;])\s+")
SAID = re.compile(r"\"([^\"\n]+)\"|\*\*([^*\n]+)\*\*|`([^`\n]+)`|\(([^()\n]+)\)|\[([^\[\]\n]+)\]|<!--(.+?)-->")
OF_WORDS = re.compile(r"(?<!\S)[^A-Za-z0-9\s]*([A-Za-z0-9])")
OF_LINES = re.compile(r"(?m)^[^A-Za-z0-9\n]*([A-Za-z0-9])")
LAST_LETTER, SINGLE = re.compile(r"([A-Za-z0-9])[^A-Za-z0-9\s]*(?:\s|$)"), re.compile(r"(?<![\w'])[A-Za-z0-9](?![\w'])")
CAPITAL = re.compile(r"[A-Z]")
TWICE, DOUBLED = re.compile(rb"(.)\1+"), re.compile(rb"(?:(.)\1.{0,6}){4}")
DIGITS = str.maketrans("01345789", "oieastbg")
PLAINER = 0.1
"""How much larger the share of common words must be for a reading to be the meant one."""
A_LINE = 2
"""Words a line below which the lines are no sentences."""
NEAR, VARYING = 4, 0.75
"""Sentences back that may have the same frame; what is left of the words of a text that is mostly frame, at most."""


@dataclass(frozen=True, slots=True)
class Reading:
    """letters: folded. words: still made of words in some order."""

    letters: bytes
    words: bool
    form: str


def readings(text: str) -> Iterator[Reading]:
    """All orders of a plain text; the cheap and likely ones first."""
    letters = fold(text)
    yield Reading(letters, True, "plain")
    if LEET.search(text):
        signs = fold(unsigned(text))
        yield Reading(signs, True, "signs")
        yield Reading(signs[::-1], False, "signs backwards")
    yield Reading(letters[::-1], False, "backwards")
    if DOUBLED.search(letters):
        yield Reading(TWICE.sub(rb"\1", letters), True, "stutter")
    yield from _by_words(text)
    yield from _turned(text)
    yield from _picked(text, letters)


def _by_words(text: str) -> Iterator[Reading]:
    words = text.split()
    yield Reading(fold("".join(reversed(words))), True, "words backwards")
    yield Reading(fold("".join(word[::-1] for word in words)), False, "each word backwards")


def _turned(text: str) -> Iterator[Reading]:
    other = turned(text)
    letters = fold(other)
    yield Reading(letters, False, "rot13")
    yield Reading(letters[::-1], False, "rot13 backwards")
    words = other.split()
    yield Reading(fold("".join(reversed(words))), False, "rot13, words backwards")
    yield Reading(fold("".join(word[::-1] for word in words)), False, "rot13, each word backwards")
    if LEET.search(text):
        yield Reading(fold(turned(unsigned(text))), False, "rot13 signs")


def _picked(text: str, letters: bytes) -> Iterator[Reading]:
    """Letters or words picked out of the text."""
    for start in range(2):
        yield Reading(letters[start::2], False, "every other letter")
        yield Reading(fold(text[start::2]), False, "every other sign")
    words, lines = text.split(), text.splitlines()
    sentences = SENTENCE.split(text)
    yield Reading(fold("".join(OF_WORDS.findall(text))), False, "first letters of words")
    yield Reading(fold("".join(OF_LINES.findall(text))), False, "first letters of lines")
    yield Reading(fold("".join(map(_first, sentences))), False, "first letters of sentences")
    varying = list(_varying([sentence.split() for sentence in sentences]))
    if len(varying) < VARYING * len(words):
        yield Reading(fold("".join(varying)), True, "what varies")
    yield Reading(fold("".join(LAST_LETTER.findall(text))), False, "last letters")
    yield Reading(fold("".join(SINGLE.findall(text))), False, "single letters")
    yield Reading(fold("".join(CAPITAL.findall(text))), False, "capitals")
    yield Reading(fold("".join("".join(found) for found in SAID.findall(text))), True, "quoted")
    for form, parts in (("lines", lines), ("sentences", sentences)):
        pieces = [part.split() for part in parts if part.strip()]
        yield Reading(fold("".join(piece[0] for piece in pieces)), True, f"first words of {form}")
        yield Reading(fold("".join(piece[-1] for piece in pieces)), True, f"last words of {form}")


def _varying(sentences: list[list[str]]) -> Iterator[str]:
    """Each sentence without the beginning and the end it shares with one of the last few: fillers and frames."""
    backwards = [words[::-1] for words in sentences]
    for at, words in enumerate(sentences):
        before = range(max(0, at - NEAR), at)
        start = max((_shared(words, sentences[other]) for other in before), default=0)
        rest = words[start:]
        end = max((_shared(rest[::-1], backwards[other]) for other in before), default=0)
        yield from rest[: len(rest) - end]


def _shared(words: list[str], others: list[str]) -> int:
    """How many words both begin with."""
    count = 0
    for one, other in zip(words, others, strict=False):
        if one != other:
            break
        count += 1
    return count


def disguised(text: str) -> Iterator[str]:
    """Readings of a plain text that are English where the text itself is not."""
    most = english(text) + PLAINER
    words, turn = text.split(), turned(text)
    by_word = (" ".join(word[::-1] for word in found) for found in (words, turn.split()))
    for other in (text[::-1], turn, turn[::-1], *by_word, unsigned(text).translate(DIGITS)):
        if english(other) > most:
            yield other
    if len(words) < A_LINE * text.count("\n"):
        yield " ".join(words)


def _first(part: str) -> str:
    return next((sign for sign in part if sign.isalnum()), "")
