"""The words that answers are made of: phrases from resources/rules/answers.yaml, and texts cut so that they compare."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from app.core.paths import source_tree
from app.crm import names

WORD = re.compile(r"[^\W_]+|[%€$£#/]")
MARKS = str.maketrans(
    dict.fromkeys("\u2019\u2018\u00b4`", "'")
    | dict.fromkeys("\u201c\u201d\u201e\u00ab\u00bb", '"')
    | dict.fromkeys("\u2013\u2014\u2212", "-")
    | {"\u00bd": " 1/2", "\u00bc": " 1/4", "\u00be": " 3/4"}
)
ATTACHED = re.compile(r"(?<=\d)(?=(?:h|hrs?|std|am|pm|uhr|eur|usd|chf)\b)")
LINES = re.compile(r"\s*[\r\n]+\s*")
Phrase = tuple[str, ...]


def plain(text: str) -> str:
    """Small letters without accents, short forms written out, plain marks, a line's end as a sentence's end."""
    folded = names.fold(LINES.sub(" ; ", text.strip()).translate(MARKS))
    for short, written in rules()["short"].items():
        folded = re.sub(rf"{re.escape(short)}\b", written, folded)
    return ATTACHED.sub(" ", folded)


def words(text: str) -> Phrase:
    """Of a plain text."""
    return tuple(WORD.findall(text))


@dataclass(frozen=True)
class Phrases:
    """Some phrases, and how many words the longest has."""

    known: frozenset[Phrase]
    longest: int

    def leading(self, said: Sequence[str]) -> int:
        """How many words at the beginning are one of them."""
        sizes = range(min(self.longest, len(said)), 0, -1)
        return next((size for size in sizes if tuple(said[:size]) in self.known), 0)

    def ending(self, said: Sequence[str]) -> int:
        """How many words at the end are one of them."""
        sizes = range(min(self.longest, len(said)), 0, -1)
        return next((size for size in sizes if tuple(said[-size:]) in self.known), 0)

    def within(self, said: Sequence[str]) -> bool:
        return any(self.leading(said[at:]) for at in range(len(said)))

    def rest(self, said: Sequence[str]) -> Phrase:
        """The words that belong to none of them."""
        left, at = [], 0
        while at < len(said):
            size = self.leading(said[at:])
            if not size:
                left.append(said[at])
            at += size or 1
        return tuple(left)

    def cover(self, said: Sequence[str]) -> bool:
        """Whether every word belongs to one of them."""
        return not self.rest(said)


@cache
def rules() -> Mapping[str, Any]:
    text = (source_tree("resources") / "rules" / "answers.yaml").read_text("utf-8")
    return dict(yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader)))


@cache
def phrases(*lists: str) -> Phrases:
    """All of some lists of the file."""
    return made(part for name in lists for part in rules()[name].split(","))


@cache
def field_phrases(field: str, *lists: str) -> Phrases:
    """What may stand in an answer for a field: words of its own, of its units, and of some lists."""
    known = rules()["fields"].get(field, {})
    own = [part for name in ("words", "one", "beside") for part in known.get(name, "").split(",")]
    units = [part for unit in field_units(field) for part in rules()["units"].get(unit, "").split(",")]
    shared = [part for name in lists for part in rules()[name].split(",")]
    return made((*own, *units, *shared))


@cache
def field_list(field: str, name: str) -> Phrases:
    """One list of a field; empty where it has none."""
    return made(rules()["fields"].get(field, {}).get(name, "").split(","))


@cache
def field_units(field: str) -> tuple[str, ...]:
    """What a number for this field may count."""
    return tuple(filter(None, rules()["fields"].get(field, {}).get("units", "").split(", ")))


def trait(field: str, name: str) -> Any:
    """A single setting of a field: of, wish, when; None where it has none."""
    return rules()["fields"].get(field, {}).get(name)


def made(given: Iterable[str]) -> Phrases:
    known = frozenset(filter(None, (words(plain(one)) for one in given)))
    return Phrases(known, max(map(len, known), default=0))
