"""Whether a value stands in the owner's own words: the only way into a profile, whatever a model or a record says.

A model says which words it means, its quote. A number has to be one that the quote counts for this field, and words of
a value have to be words of the quote; what was asked, wished, ordered or said of others is not told.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.goals import answers, clauses, counted, fields, figures, lists, vocabulary
from app.goals.figures import Figure
from app.goals.vocabulary import field_list, field_phrases, phrases, words

NEWEST, FEW_WORDS = 4, 3
"""Of the owner's messages so many are looked at; a quote of fewer words is no story."""
CHOSEN = "choice"
STEM = 6
"""Letters by which two forms of a word are the same."""
WORD = re.compile(r"[^\W_]{3,}")
NEXT_WORD = re.compile(r"\s+\w")
DIGITS = re.compile(r"\d+")
ENDS = " .,;:!\"'…"


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a quote stands in a message, as plain text."""

    message: str
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.message[self.start : self.end]


def value_of(field: str, value: str, quote: str, owner: Sequence[str]) -> str | None:
    """A model's value as it may be kept, or None. quote: what it says the owner said. owner: what they did say."""
    if field not in fields.FIELDS:
        return None
    said = [text for text in reversed(owner[-NEWEST:]) if text.strip()]
    if counted.is_counted(field):
        return _number(field, value, list(_spots(quote, said)), said)
    spots = list(_spots(quote, said)) or list(_spots(value, said))
    return next((kept for spot in spots if (kept := _worded(field, value, quote, spot)) is not None), None)


def field_named(name: str) -> str | None:
    """The field that a model means by close_rate, "close rate" or "Close rate"; None for one there is not."""
    wanted = lists.slug(name)
    found = (key for key in fields.FIELDS if wanted in (key, lists.slug(fields.title(key))))
    return next(found, None)


def around(quote: str, owner: Sequence[str]) -> str:
    """The newest sentences of the owner that hold a quote, as plain text; the quote itself where there are none."""
    spot = next(_spots(quote, list(reversed(owner))), None)
    return vocabulary.plain(quote) if spot is None else _sentence(spot.message, spot.start, spot.end)


def _spots(quote: str, said: Sequence[str]) -> Iterator[Spot]:
    """Every place where it stands as whole words, the newest message first."""
    wanted = vocabulary.plain(quote).strip(ENDS)
    pattern = re.compile(rf"(?<!\w){re.escape(wanted)}(?!\w)")
    for text in said if wanted else ():
        plain = vocabulary.plain(text)
        yield from (Spot(plain, hit.start(), hit.end()) for hit in pattern.finditer(plain))


def _number(field: str, value: str, spots: Sequence[Spot], said: Sequence[str]) -> str | None:
    """Of several numbers the model says which one; where there is one, the owner's own words win."""
    theirs = counted.checked(field, value)
    if not spots:
        ours = answers.reads(field, said[0]) if said else None
        return ours if ours is not None and ours == theirs else None
    found = {kept for spot in spots for kept in _values(field, spot)}
    if theirs in found:
        return theirs
    return found.pop() if len(found) == 1 else None


def _values(field: str, spot: Spot) -> Iterator[str]:
    for one in figures.find(spot.message):
        if spot.start < one.end and one.start < spot.end and _is_meant(field, one, spot.message):
            kept = counted.value(field, one, spot.message)
            if kept is not None:
                yield kept
    if field_list(field, "one").within(words(spot.text)) and not _is_asking(spot):
        yield "1"


def _is_meant(field: str, one: Figure, plain: str) -> bool:
    """Whether it is said to be so, and counts nothing that the field does not know."""
    clause = _clause(plain, one)
    if clauses.is_question(_sentence(plain, one.start, one.end)) or clauses.is_of_others(clause):
        return False
    if clauses.is_doubtful(clause) and not vocabulary.trait(field, "wish"):
        return False
    if one.unit or one.kind != figures.NUMBER or not NEXT_WORD.match(plain, one.end):
        return True
    return bool(field_phrases(field, "fillers", "joins").leading(words(plain[one.end :])))


def _worded(field: str, value: str, quote: str, spot: Spot) -> str | None:
    """What of a value stands in the quote; the quote itself where the value is near it."""
    kept = counted.checked(field, value)
    if kept is None or _is_asking(spot) or clauses.says_nothing(spot.text):
        return None
    is_list = fields.FIELDS[field].kind == "list"
    entries = fields.entries(kept) if is_list else [kept]
    found = [entry for entry in entries if _stands(field, entry, spot.text)]
    if found:
        return fields.BETWEEN.join(found)
    is_near = _content(kept) & _content(spot.text) and len(words(spot.text)) <= fields.MOST_WORDS
    return counted.checked(field, quote.strip(ENDS)) if is_near and fields.FIELDS[field].kind != CHOSEN else None


def _is_asking(spot: Spot) -> bool:
    """A question, or an order."""
    sentence = _sentence(spot.message, spot.start, spot.end)
    return clauses.is_question(sentence) or clauses.is_request(sentence)


def _stands(field: str, entry: str, quote: str) -> bool:
    """Whether the quote has its words: all, of an offered one some; a story may also mean one of a choice."""
    offers = lists.offered(fields.FIELDS[field].column or field)
    if not set(DIGITS.findall(entry)) <= set(DIGITS.findall(quote)):
        return False
    if entry in offers:
        is_story = fields.FIELDS[field].kind == CHOSEN and len(quote.split()) >= FEW_WORDS
        return is_story or bool(_content(f"{entry} {offers[entry]}".replace("_", " ")) & _content(quote))
    content = _content(entry)
    return content <= _content(quote) if content else set(words(vocabulary.plain(entry))) <= set(words(quote))


def _content(text: str) -> set[str]:
    """Words of three letters or more that say something, by their first letters."""
    said = phrases("fillers").rest(words(vocabulary.plain(text)))
    return {word[:STEM] for word in said if WORD.fullmatch(word)}


def _sentence(plain: str, start: int, end: int) -> str:
    """The sentences of a plain text that hold a stretch of it."""
    begins = [hit.end() for hit in clauses.SENTENCE.finditer(plain) if hit.end() <= start]
    ends = [hit.start() for hit in clauses.SENTENCE.finditer(plain) if hit.start() >= end]
    return plain[begins[-1] if begins else 0 : ends[0] if ends else len(plain)]


def _clause(plain: str, one: Figure) -> str:
    cuts = [(hit.start(), hit.end()) for cut in (clauses.SENTENCE, clauses.CLAUSE) for hit in cut.finditer(plain)]
    start = max((end for _start, end in cuts if end <= one.start), default=0)
    return plain[start : min((begin for begin, _end in cuts if begin >= one.end), default=len(plain))]
