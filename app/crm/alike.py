"""Whether two names may be one person's or one company's: short forms, initials, typing mistakes, legal forms.

All texts here are folded: small letters, no accents (`names.fold`).
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from typing import Any

import yaml
from rapidfuzz import fuzz

from app.core.paths import source_tree

NOT_WORDS = re.compile(r"[^\w]+")
GENERATIONS = {"jr": "jr", "junior": "jr", "sr": "sr", "senior": "sr", "ii": "ii", "iii": "iii", "iv": "iv"}
CLOSE_FIRST, CLOSE_LAST, CLOSE_FIRM = 80, 85, 92
"""Least rapidfuzz ratio (0 to 100) of two spellings that count as a typing mistake."""
FEWEST_LETTERS = 4
"""Shorter names differ by more than a mistake: Ana is not Ada."""


class Likeness(IntEnum):
    """How well two first names go together, from worst to best."""

    OTHER = 0
    UNKNOWN = 1
    INITIAL = 2
    CLOSE = 3
    NICKNAME = 4
    SAME = 5


@dataclass(frozen=True, slots=True)
class Name:
    """A person's name taken apart. generation: jr, sr, ii ... or empty."""

    first: str
    last: str
    generation: str

    @property
    def key(self) -> str:
        """The same for Ana Ruiz and for Ruiz, Ana."""
        return " ".join(sorted(f"{self.first} {self.last}".split()))


def name_of(first: str, last: str) -> Name:
    """From folded parts; what is not a letter or a digit separates words."""
    words, generation = [], ""
    for word in NOT_WORDS.sub(" ", last).split():
        generation = GENERATIONS.get(word, generation)
        if word not in GENERATIONS:
            words.append(word)
    return Name(" ".join(NOT_WORDS.sub(" ", first).split()), " ".join(words), generation)


def first_names(one: str, other: str) -> Likeness:
    """A first name beside another; the second of two given names may be missing."""
    if not one or not other:
        return Likeness.UNKNOWN
    if one == other:
        return Likeness.SAME
    left, right = one.partition(" ")[0], other.partition(" ")[0]
    if left == right:
        return Likeness.SAME if one == left or other == right else Likeness.CLOSE
    if len(left) == 1 or len(right) == 1:
        return Likeness.INITIAL if left[0] == right[0] else Likeness.OTHER
    if _groups().get(left, frozenset()) & _groups().get(right, frozenset()):
        return Likeness.NICKNAME
    return Likeness.CLOSE if _mistyped(left, right, CLOSE_FIRST) else Likeness.OTHER


def people(one: Name, other: Name) -> Likeness:
    """Two whole names: other when the first names, the family names or the generations contradict each other."""
    if one.generation != other.generation and (one.generation and other.generation):
        return Likeness.OTHER
    if one.key == other.key and one.key:
        return Likeness.SAME
    first = first_names(one.first, other.first)
    if not one.last or not other.last or one.last == other.last:
        return first
    if set(one.last.split()) & set(other.last.split()) or _mistyped(one.last, other.last, CLOSE_LAST):
        return min(first, Likeness.CLOSE)
    return Likeness.OTHER


def firm_key(folded: str) -> str:
    """A company's name without legal form, joining words and signs: the same for "Acme, Inc." and "ACME GmbH"."""
    lists = _legal()
    words = [w for w in NOT_WORDS.sub(" ", re.sub(r"[.']", "", folded)).split() if w not in lists["joiners"]]
    while len(words) > 1 and words[-1] in lists["forms"]:
        words.pop()
    return " ".join(words)


def firms_close(one: str, other: str) -> bool:
    """Two keys that differ by a mistake or a missing space; a different number is a different branch."""
    if re.findall(r"\d+", one) != re.findall(r"\d+", other):
        return False
    return one.replace(" ", "") == other.replace(" ", "") or _mistyped(one, other, CLOSE_FIRM)


def is_shared_mailbox(email: str) -> bool:
    """info@ and its like, which several people read."""
    return email.partition("@")[0].partition("+")[0] in _mailboxes()["shared"]


def own_domain(email: str) -> str:
    """The domain of an e-mail, or nothing where anybody can have an address."""
    domain = email.rpartition("@")[2]
    return "" if domain in _mailboxes()["free"] else domain


def _mistyped(one: str, other: str, least: int) -> bool:
    if min(len(one), len(other)) < FEWEST_LETTERS:
        return False
    return fuzz.ratio(one, other, score_cutoff=least) > 0


@cache
def _groups() -> dict[str, frozenset[str]]:
    """A name -> the full names it may stand for, each with its language."""
    found: dict[str, set[str]] = defaultdict(set)
    for language, lines in _list("nicknames").items():
        for full, short in lines.items():
            for name in (full, *short.split()):
                found[name].add(f"{language} {full}")
    return {name: frozenset(groups) for name, groups in found.items()}


@cache
def _legal() -> dict[str, frozenset[str]]:
    return {kind: frozenset(words.split()) for kind, words in _list("legal_forms").items()}


@cache
def _mailboxes() -> dict[str, frozenset[str]]:
    return {kind: frozenset(words.split()) for kind, words in _list("mailboxes").items()}


def _list(name: str) -> dict[str, Any]:
    path = source_tree("resources") / "lists" / f"{name}.yaml"
    found: dict[str, Any] = yaml.load(path.read_text("utf-8"), yaml.CBaseLoader)
    return found
