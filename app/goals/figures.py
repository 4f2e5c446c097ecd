"""Numbers of a sentence where they stand, with what they count: 30 %, three of us, between 20 and 30, at 5, deal 12."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from app.goals import amounts, vocabulary
from app.goals.vocabulary import Phrases

NUMBER, SHARE, RANGE, OTHER = "number", "share", "range", "other"
DATED = re.compile(
    r"\b\d{1,2}\.\d{1,2}\.(?:\d{2,4}\b)?|\b\d{4}-\d{1,2}-\d{1,2}\b|\b\d{1,2}:\d{2}\b|\b\d{1,2}/\d{1,2}/\d{2,4}\b"
)
PHONED = re.compile(r"(?<![\w.,'])(?<!\d )(?:[+0]\d[\d /-]{3,}\d|0\d+\b(?![.,]))")
PARTS = re.compile(r"\b(\d{1,2})/(\d{1,2})\b|\b(\w+) (?:out of|in|of|von|aus)(?: every)? (\w+)\b")
NO_COUNT = re.compile(
    r"\b(?:that|this|the|no|which|any|every|some|last|next|another|good|second|third|fourth|fifth|tenth) one\b|"
    r"\beine?n? (?=\d)"
)
GAP, INNER = re.compile(r"[\s-]*"), re.compile(r"[\s.'-]*")
CLAUSE = re.compile(r"[,;:()]\s|\s-\s|[.!?…]\s")
RATE = re.compile(r" (?:an?|per|each|pro|im|je) ")
MOST_POINTS = 10
"""Ten of ten is all of it; 50/50 is a way of speaking."""
LONGEST = 4
"""Words of a unit, or of what stands before a number."""


@dataclass(frozen=True, slots=True)
class Figure:
    """start, end: in the plain text, with the unit. loose: 1.500 is one and a half, else 1500. out_of: of a share.

    denied: it is said not to be so.
    """

    start: int
    end: int
    kind: str
    whole: Decimal = Decimal(0)
    loose: Decimal = Decimal(0)
    unit: str = ""
    out_of: Decimal | None = None
    denied: bool = False


def find(plain: str) -> list[Figure]:
    """All of a plain text, in their order; none overlaps another."""
    found: list[Figure] = []
    for one in (*_masked(plain), *_shares(plain), *_numbers(plain)):
        if all(one.end <= other.start or other.end <= one.start for other in found):
            found.append(one)
    found.sort(key=lambda one: one.start)
    return list(_ranged(plain, [_seen(plain, one) for one in found]))


def outside(plain: str, figures: Iterable[Figure]) -> str:
    """The text without its figures, a bar where each stood."""
    for one in sorted(figures, key=lambda figure: -figure.start):
        plain = f"{plain[: one.start]} | {plain[one.end :]}"
    return plain


def _masked(plain: str) -> Iterator[Figure]:
    """What looks like a number and is none to be kept."""
    for pattern in (DATED, PHONED):
        yield from (Figure(hit.start(), hit.end(), OTHER) for hit in pattern.finditer(plain))


def _shares(plain: str) -> Iterator[Figure]:
    for hit in PARTS.finditer(plain):
        part, whole = (next(amounts.numbers(word), None) for word in (hit[1] or hit[3], hit[2] or hit[4]))
        if part is not None and whole is not None and _is_part(part, whole):
            yield Figure(hit.start(), hit.end(), SHARE, Decimal(round(100 * part / whole)), part, out_of=whole)
    for words, value in amounts.SHARES.items():
        for hit in re.finditer(rf"\b{words}\b(?! (?:an?|eine?) )", plain):
            yield Figure(hit.start(), hit.end(), SHARE, Decimal(value), Decimal(value))


def _is_part(part: Decimal, whole: Decimal) -> bool:
    return whole > 1 and 0 <= part <= whole and not part == whole > MOST_POINTS


def _numbers(plain: str) -> Iterator[Figure]:
    for hit in amounts.NUMBER.finditer(plain):
        whole, loose = amounts.sized(hit, whole=True), amounts.sized(hit, whole=False)
        if whole is not None and loose is not None:
            end = hit.start() + len(hit[0].rstrip(" ."))
            yield Figure(hit.start(), end, NUMBER, whole, loose)
    for hit in amounts.WHOLE.finditer(plain):
        yield Figure(hit.start(), hit.end(), NUMBER, amounts.larger(hit), amounts.larger(hit))
    for hit in amounts.WORD.finditer(NO_COUNT.sub(lambda hit: "_" * len(hit[0]), plain)):
        value = amounts.named(hit)
        yield Figure(hit.start(), hit.end(), NUMBER, value, value)


def _seen(plain: str, one: Figure) -> Figure:
    """With its unit, and what the words before it make of it."""
    if one.kind == OTHER:
        return one
    unit, end = _unit_behind(plain[one.end :])
    symbol, start = _unit_before(plain[: one.start])
    before = _words_before(plain[: one.start - start])
    counted = replace(one, start=one.start - start, end=one.end + end, unit=unit or symbol)
    is_bare = not counted.unit and not RATE.match(plain, one.end)
    if vocabulary.phrases("bounds").ending(before) or (is_bare and _behind().ending(before)):
        return replace(counted, kind=OTHER)
    return replace(counted, denied=bool(vocabulary.phrases("denied").ending(before)))


def _unit_behind(rest: str) -> tuple[str, int]:
    """The unit that a text begins with, and where it ends."""
    said: list[re.Match[str]] = []
    at = 0
    for hit in vocabulary.WORD.finditer(rest[:60]):
        if len(said) == LONGEST or not (INNER if said else GAP).fullmatch(rest[at : hit.start()]):
            break
        said.append(hit)
        at = hit.end()
    size = _all_units().leading([hit[0] for hit in said])
    return (_units()[tuple(hit[0] for hit in said[:size])], said[size - 1].end()) if size else ("", 0)


def _unit_before(text: str) -> tuple[str, int]:
    """A sign of money straight before a number, and how many letters it takes."""
    hit = re.search(r"([^\W_]+|[€$£])\s?$", text)
    return ("money", len(hit[0])) if hit and (hit[1],) in vocabulary.phrases("prefixes").known else ("", 0)


def _words_before(text: str) -> Sequence[str]:
    parts = CLAUSE.split(text[-60:])
    return () if text.endswith((", ", "; ", ". ", ": ")) else vocabulary.words(parts[-1])[-LONGEST:]


def _ranged(plain: str, found: Sequence[Figure]) -> Iterator[Figure]:
    """Two figures that are the ends of one stretch as one figure."""
    at = 0
    while at < len(found):
        if at + 1 < len(found) and _are_ends(plain, found[at], found[at + 1]):
            yield replace(found[at + 1], start=found[at].start, kind=RANGE)
            at += 1
        else:
            yield found[at]
        at += 1


def _are_ends(plain: str, low: Figure, high: Figure) -> bool:
    between = plain[low.end : high.start].strip()
    if between in ("and", "und"):
        return plain[: low.start].rstrip().endswith(("between", "zwischen"))
    if vocabulary.words(plain[: low.start])[-1:] in (("from",), ("von",)):
        return False
    is_one = not low.unit or low.unit == high.unit
    return is_one and OTHER not in (low.kind, high.kind) and between in ("to", "bis", "or", "oder", "-", "/")


@cache
def _units() -> dict[tuple[str, ...], str]:
    found: dict[tuple[str, ...], str] = {}
    for unit, listed in vocabulary.rules()["units"].items():
        for phrase in vocabulary.made(listed.split(",")).known:
            found.setdefault(phrase, unit)
    return found


@cache
def _all_units() -> Phrases:
    return Phrases(frozenset(_units()), LONGEST)


@cache
def _behind() -> Phrases:
    return vocabulary.made(part for listed in vocabulary.rules()["behind"].values() for part in listed.split(","))
