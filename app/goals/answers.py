"""What an owner's message answers of the questions that were asked, read by rules alone.

A sentence that only mentions a number is no answer to it: every word has to belong (`resources/rules/answers.yaml`).
Of two questions the units tell which is which; where nothing does, as many answers as questions are taken in order.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.goals import clauses, counted, fields, vocabulary, worded
from app.goals.vocabulary import phrases


@dataclass(frozen=True, slots=True)
class Claim:
    """A clause as the answer of one or more fields. corrects: it stands against what was said before it."""

    values: dict[str, str]
    corrects: bool = False


def given(asked: Sequence[str], text: str, *, words_too: bool = True) -> dict[str, str]:
    """Field -> value as kept. asked: the fields that were asked for. words_too: also those whose value is in words."""
    known = [field for field in dict.fromkeys(asked) if field in fields.FIELDS]
    numbers = [field for field in known if counted.is_counted(field)]
    in_words = [field for field in known if field not in numbers and words_too]
    claims: list[Claim] = []
    for sentence in clauses.sentences(text):
        if not clauses.is_question(sentence):
            found = list(_counted(numbers, vocabulary.plain(sentence), known))
            claims += found or _worded(in_words, sentence)
    return _assigned(known, claims)


def reads(field: str, text: str) -> str | None:
    """The value in an owner's answer to the question for one field; None where it gives none, or more than one."""
    return given((field,), text).get(field)


def is_correction(text: str) -> bool:
    """ "I was wrong, it is 40 %"."""
    return phrases("corrects").within(vocabulary.words(vocabulary.plain(text)))


def _counted(numbers: Sequence[str], plain: str, asked: Sequence[str]) -> Iterator[Claim]:
    """A clause behind one that tells something else is none, unless it says what is so now."""
    is_clean = True
    for clause in clauses.clauses(plain):
        found = list(_claims(numbers, clause))
        is_now = phrases("since").within(vocabulary.words(clause))
        if found and (is_clean or is_now):
            corrects = is_now or phrases("corrects").within(vocabulary.words(plain))
            yield from (Claim(values, corrects) for values in found)
        elif not clauses.says_nothing(clause, asked):
            is_clean = False


def _claims(numbers: Sequence[str], clause: str) -> Iterator[dict[str, str]]:
    """The clause as a whole, else both sides of an "and" where each is an answer."""
    whole = _values(numbers, clause)
    if whole:
        yield whole
        return
    sides = [_values(numbers, side) for side in clauses.AND.split(clause)]
    if len(sides) > 1 and all(sides) and len({field for side in sides for field in side}) >= len(sides):
        yield from sides


def _values(numbers: Sequence[str], clause: str) -> dict[str, str]:
    return {field: value for field in numbers if (value := counted.read(field, clause)) is not None}


def _worded(in_words: Sequence[str], sentence: str) -> Iterator[Claim]:
    values = {field: value for field in in_words if (value := worded.read(field, sentence)) is not None}
    if values:
        yield Claim(values)


def _assigned(asked: Sequence[str], claims: Sequence[Claim]) -> dict[str, str]:
    found = _certain(claims)
    settled = {field for claim in claims if len(claim.values) == 1 for field in claim.values}
    left = [values for claim in claims if len(claim.values) > 1 and (values := _without(claim.values, settled))]
    open_ = [field for field in asked if any(field in values for values in left)]
    if len(left) == len(open_):
        found |= {field: values[field] for field, values in zip(open_, left, strict=True) if field in values}
    return found


def _without(values: dict[str, str], settled: set[str]) -> dict[str, str]:
    return {field: value for field, value in values.items() if field not in settled}


def _certain(claims: Sequence[Claim]) -> dict[str, str]:
    """Of those that answer one field: the last that corrects, else the only one; numbers that differ give none."""
    found: dict[str, str] = {}
    torn: set[str] = set()
    for claim in claims:
        if len(claim.values) == 1:
            ((field, value),) = claim.values.items()
            if claim.corrects:
                torn.discard(field)
                found[field] = value
            elif found.setdefault(field, value) != value and counted.is_counted(field):
                torn.add(field)
    return {field: value for field, value in found.items() if field not in torn}
