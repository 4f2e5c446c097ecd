"""What somebody asks, told by its words: every word of a question has to belong to it, else it is not understood.

The words, and the ways to ask for each thing, are in `resources/answers/ways.yaml`. A way is a set of words in any
order; a name is found by where it stands. Misspelt words count as the word they are closest to, but only once nothing
fits them as they stand: to answer another question than the one asked is worse than to say that it was not understood.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from rapidfuzz.distance import OSA

from app.chat.intents import spans, words
from app.chat.intents.spans import Span, Words
from app.crm import names

LONGEST = 300
"""Characters of a question; who writes more tells a story."""
QUOTES = str.maketrans(
    dict.fromkeys("\u2019\u2018\u00b4`", "'") | dict.fromkeys("\u201c\u201d\u201e", '"') | {"\0": " "}
)
OPENED = (
    (re.compile(r"\bcan'?t\b|\bcannot\b"), "can not"),
    (re.compile(r"\b(do|does|did|is|are|was|were|have|has|could|should|would)n'?t\b"), r"\1 not"),
    (re.compile(r"\b(what|who|where|when|how|which|that|there|here|it|why)'?s\b"), r"\1 is"),
    (re.compile(r"\b(i|you|we|they)'(ve|m|re|ll|d)\b"), r"\1"),
    (re.compile(r"'s\b"), ""),
)
WORD = re.compile(r"[^\W_]+|[%€$£?]")
BEFORE_PLACES = ("in", "at", "from", "on", "with", "to", "of", "for", "about", "by", "like")
OVER = {"last", "past", "previous", "yesterday"}
"""Words of a stretch of time that lies behind."""
POINTING = ("this", "that", "it", "him", "her", "them", "one")
AHEAD = ("make_task",)
"""Questions by name whose stretch of time lies ahead."""
OWN_WORDS = ("in_stage",)
"""Questions whose names may be any words, as they have to be called just so."""
SHORT, LONG = 4, 8
"""Letters from which on one letter, and two letters, may be wrong."""


@dataclass(frozen=True, slots=True)
class Way:
    """needs: of each set one word; may: words that may also be there."""

    intent: str
    needs: tuple[frozenset[str], ...]
    may: frozenset[str]


@dataclass(frozen=True, slots=True)
class Intent:
    """span: whether a stretch of time may be named, and where it lies: past, ahead, or none. number: whether one may
    be named, as in "the top 5"."""

    name: str
    span: str
    number: bool
    ways: tuple[Way, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """A way to ask about a record by its name. sure: whether it can be nothing else, also where nobody is called so."""

    intent: str
    pattern: re.Pattern[str]
    kinds: tuple[str, ...]
    sure: bool


@dataclass(frozen=True, slots=True)
class Found:
    """intent: what is asked. phrase: the stretch of time named, and whether it lies ahead. number: "the top 5".

    words: what was asked, each in all its forms.
    """

    intent: str
    phrase: Words | None = None
    ahead: bool = False
    name: str = ""
    kinds: tuple[str, ...] = ()
    sure: bool = True
    number: int | None = None
    words: frozenset[str] = frozenset()

    def span(self, now: datetime) -> Span | None:
        return None if self.phrase is None else self.phrase.span(now, ahead=self.ahead)


@dataclass(frozen=True)
class _Grammar:
    fillers: frozenset[str]
    joined: tuple[tuple[re.Pattern[str], str], ...]
    whole: Mapping[str, str]
    kinds: Mapping[str, frozenset[str]]
    intents: Mapping[str, Intent]
    named: tuple[Named, ...]
    known: frozenset[str]
    right: frozenset[str]


def understood(text: str) -> Found | None:
    """What a question without a name asks, as it is spelt."""
    folded = folded_of(text)
    return None if folded is None else _of_words(folded)


def corrected(text: str) -> Found | None:
    """The same, with misspelt words read as what they are closest to."""
    folded = folded_of(text)
    if folded is None:
        return None
    better = " ".join(_nearest(word) for word in _spaced(folded))
    return None if better == folded else _of_words(better)


def about_names(text: str) -> Iterator[Found]:
    """Every reading of the question in which it names a record, the likeliest first."""
    if len(text) > LONGEST:
        return
    line = " ".join(text.translate(QUOTES).split()).rstrip(" ?!.,;:")
    phrase, rest = spans.find(line.lower())
    trimmed = _without(line, rest) if phrase else line
    for way in _grammar().named:
        forms = ((line, None), (trimmed, phrase)) if phrase else ((line, None),)
        for given, asked in reversed(forms) if way.intent in AHEAD else forms:
            found = way.pattern.fullmatch(given)
            if found and found["name"].strip():
                if not way.sure and way.intent not in OWN_WORDS and _is_plain(found["name"]):
                    continue
                kind = (found.groupdict().get("kind") or "").strip().lower()
                name = found["name"].strip(" \"'")
                asking = frozenset(WORD.findall(given.lower())) - frozenset(WORD.findall(name.lower()))
                yield Found(way.intent, asked, way.intent in AHEAD, name, (kind,) if kind else way.kinds, way.sure,
                            words=asking)  # fmt: skip


def _is_plain(name: str) -> bool:
    """Whether it is made of words that questions are made of, or begins as no name does: "in Berlin", "my leads"."""
    grammar, parts = _grammar(), name.strip(" '\"").split()
    if not parts or parts[0].lower() in BEFORE_PLACES:
        return True
    if any(part in POINTING for part in parts):
        return False
    return name.islower() and all(part in grammar.fillers or part in grammar.kinds for part in parts)


def folded_of(text: str) -> str | None:
    """Small letters without accents, short forms written out; None for more than a question."""
    if len(text) > LONGEST:
        return None
    folded = names.fold(text.translate(QUOTES))
    for pattern, written in OPENED:
        folded = pattern.sub(written, folded)
    return _grammar().whole.get(" ".join(folded.split()).rstrip(" ?!."), folded)


def _without(line: str, rest: str) -> str:
    """The line without the stretch of time, its letters as they were typed."""
    kept = iter(rest.split())
    wanted, found = next(kept, None), []
    for word in line.split():
        if wanted is not None and word.lower() == wanted:
            found.append(word)
            wanted = next(kept, None)
    return " ".join(found).rstrip(" ?!.,;:")


def _of_words(folded: str) -> Found | None:
    grammar = _grammar()
    for pattern, single in grammar.joined:
        folded = pattern.sub(f" {single} ", folded)
    phrase, rest = spans.find(folded)
    if phrase and spans.find(rest)[0] is not None:
        return None
    asked = [word for word in WORD.findall(rest) if word not in grammar.fillers and word != "?"]
    numbers = [int(word) for word in asked if word.isdecimal() and len(word) < SHORT]
    told = [grammar.kinds.get(word, frozenset((word,))) for word in asked if not word.isdecimal()]
    if len(numbers) > 1 or any(word.isdecimal() and len(word) >= SHORT for word in asked):
        return None
    fitting = (found for found in _fitting(grammar, told, phrase) if found[1].number or not numbers)
    best = max(fitting, key=lambda found: found[0], default=None)
    if best is None:
        return None
    intent = best[1]
    return Found(intent.name, phrase, intent.span == "ahead", number=numbers[0] if numbers else None,
                 words=frozenset().union(*told) if told else frozenset())  # fmt: skip


def _fitting(grammar: _Grammar, told: Sequence[frozenset[str]], phrase: Words | None) -> Iterator[tuple[int, Intent]]:
    """(how many words it needs, what is asked). Where no time can be named, today may be: that is now."""
    for intent in grammar.intents.values():
        if phrase is None or intent.span != "none" or phrase.groups.get("day") == "today":
            for way in intent.ways:
                if _fits(way, told, phrase):
                    yield len(way.needs), intent


def _fits(way: Way, told: Sequence[frozenset[str]], phrase: Words | None) -> bool:
    """Everything needed is there, and nothing else."""
    every = frozenset().union(*told) if told else frozenset()
    if phrase is not None:
        every |= {"span", "pastdays"} if set(phrase.groups.values()) & OVER else {"span"}
    if not all(need & every for need in way.needs):
        return False
    allowed = way.may.union(*way.needs)
    return all(word & allowed for word in told)


def _spaced(folded: str) -> list[str]:
    return folded.replace("?", " ? ").replace(",", " ").split()


def _nearest(word: str) -> str:
    grammar = _grammar()
    if len(word) < SHORT or word in grammar.known or word in grammar.right or not word.isalpha():
        return word
    most = 2 if len(word) >= LONG else 1
    near = [(OSA.distance(word, other, score_cutoff=most), other) for other in _by_letter(word[0])
            if abs(len(other) - len(word)) <= most and len(other) >= SHORT - 1]  # fmt: skip
    return min((found for found in near if found[0] <= most), default=(0, word))[1]


@cache
def _by_letter(letter: str) -> tuple[str, ...]:
    return tuple(sorted(word for word in _grammar().known if word.startswith(letter)))


@cache
def _grammar() -> _Grammar:
    given = words.sentences("ways")
    fillers = frozenset(given["fillers"].split())
    kinds: dict[str, set[str]] = {}
    for kind, forms in given["words"].items():
        for form in (kind, *forms.split()):
            kinds.setdefault(form, {form}).add(kind)
    joined = [(phrase, single) for single, phrases in given["joined"].items() for phrase in phrases.split(", ")]
    joined.sort(key=lambda pair: -len(pair[0]))
    whole = {spelt: meant for meant, ways in given["whole"].items() for spelt in ways}
    intents = {name: _intent(name, told) for name, told in given["intents"].items()}
    known = {*fillers, *kinds, *_time_words(), *(part for phrase, _ in joined for part in phrase.split())}
    for intent in intents.values():
        for way in intent.ways:
            known |= way.may.union(*way.needs)
    return _Grammar(
        fillers, tuple((re.compile(rf"\b{re.escape(phrase)}\b"), single) for phrase, single in joined),
        whole,
        {form: frozenset(found) for form, found in kinds.items()}, intents, tuple(_names(given["named"])),
        frozenset(known),
        frozenset(given["right"].split()),
    )  # fmt: skip


def _time_words() -> set[str]:
    return {*spans.MONTHS, *spans.WEEKDAYS, *spans.COUNTS, *words.sentences("ways")["time"].split()}


def _intent(name: str, told: Mapping[str, object]) -> Intent:
    return Intent(
        name,
        str(told.get("span", "none")),
        bool(told.get("number")),
        tuple(_way(name, str(way)) for way in _listed(told["ways"])),
    )


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _way(intent: str, text: str) -> Way:
    """`why lose deal?`: a word with a question mark may be there, the others must; a|b is one of both."""
    parts = text.split()
    needs = tuple(frozenset(part.split("|")) for part in parts if not part.endswith("?"))
    may = frozenset(word for part in parts if part.endswith("?") for word in part.replace("?", "").split("|"))
    return Way(intent, needs, may)


def _names(given: Sequence[Mapping[str, object]]) -> Iterator[Named]:
    for entry in given:
        for way in _listed(entry["ways"]):
            pattern = str(way).replace("{name}", "(?P<name>.+?)").replace("{the}", "(?:the |my |our )?")
            before, after = r"(?:(?:hi|hey|hello|ok|please|can you|could you|coach)[, ]+)*", r"(?: please| now| again)*"
            kinds = tuple(str(entry.get("kinds", "contact business deal project")).split())
            yield Named(str(entry["intent"]), re.compile(before + pattern + after, re.IGNORECASE), kinds,
                        bool(entry.get("sure", False)))  # fmt: skip
