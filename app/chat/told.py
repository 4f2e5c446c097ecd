"""Whether a value stands in the owner's own words: the only way into a profile, whatever a model or a record says."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from app.core.errors import CrmError
from app.crm import names
from app.goals import amounts, fields, lists

NEWEST, FEW_WORDS = 4, 3
"""Of the owner's messages so many are looked at; a quote of fewer words is no story."""
COUNTED = ("money", "percent", "count", "scale", "tier", "team")
"""Kinds of fields whose value is a number."""
CHOSEN = "choice"
REFUSED = re.compile(
    r"\b(rather not|prefer not|don'?t want to (say|tell|share|answer|talk)|not (going to|gonna) (say|tell|share)|"
    r"none of your business|no comment|won'?t (say|tell|share)|keep (that|it) to myself|is private|skip (that|this)|"
    r"(das )?m(o|oe|ö)chte ich (lieber )?nicht sagen|sage ich (lieber )?nicht|geht (dich|sie) nichts an)\b"
)
WORD = re.compile(r"[^\W_]{3,}")
DIGITS = re.compile(r"\d+")


def refuses(text: str) -> bool:
    """ "I'd rather not say"."""
    return bool(REFUSED.search(names.fold(text).replace("\u2019", "'")))


def answers(field: str, text: str) -> str | None:
    """The value in an answer to the question for this field, None where it gives none."""
    if field not in fields.FIELDS or "?" in text:
        return None
    return fields.reads(field, text)


def is_counted(field: str) -> bool:
    return field in fields.FIELDS and fields.FIELDS[field].kind in COUNTED


def value_of(field: str, value: str, quote: str, owner: Sequence[str]) -> str | None:
    """A model's value as it may be kept, or None. quote: what it says the owner said. owner: what they did say."""
    if field not in fields.FIELDS:
        return None
    said = [text for text in owner[-NEWEST:] if text.strip()]
    is_literal = bool(quote.strip()) and any(_flat(quote) in _flat(text) for text in said)
    sources = [quote] if is_literal else said
    if is_counted(field):
        return next((found for text in sources if (found := _number(field, value, text, literal=is_literal))), None)
    return _words(field, value, quote if is_literal else "", said)


def _number(field: str, value: str, text: str, *, literal: bool) -> str | None:
    """The owner's own words win; of several numbers the model says which one."""
    ours, theirs = fields.reads(field, text), _checked(field, value)
    if ours is not None and (literal or ours == theirs):
        return ours
    return theirs if theirs is not None and theirs in set(_numbers(field, text)) else None


def _numbers(field: str, text: str) -> Iterator[str]:
    found: list[Decimal] = [*amounts.numbers(text), *amounts.numbers(text, whole=False), *amounts.shares(text)]
    yield from (kept for number in found if (kept := _checked(field, amounts.written(number))) is not None)


def _words(field: str, value: str, quote: str, said: Sequence[str]) -> str | None:
    """Entries that share a word with the quote, or stand in the owner's words themselves."""
    kept = _checked(field, value)
    if kept is None:
        return None
    entries = fields.entries(kept) if fields.FIELDS[field].kind == "list" else [kept]
    found = [entry for entry in entries if _stands(field, entry, quote, said)]
    return fields.BETWEEN.join(found) or None


def _stands(field: str, entry: str, quote: str, said: Sequence[str]) -> bool:
    words = lists.offered(fields.FIELDS[field].column or field).get(entry, entry)
    whole = " ".join(said)
    if not set(DIGITS.findall(entry)) <= set(DIGITS.findall(whole)):
        return False
    if any(_flat(form) in _flat(text) for form in (entry, words) for text in said):
        return True
    if not quote:
        return False
    is_story = fields.FIELDS[field].kind == CHOSEN and len(quote.split()) >= FEW_WORDS
    return is_story or bool(_content(f"{entry} {words}".replace("_", " ")) & _content(quote))


def _checked(field: str, value: str) -> str | None:
    try:
        return fields.checked(field, value)
    except CrmError:
        return None


def _flat(text: str) -> str:
    plain = names.fold(text).replace("\u2019", "'").replace("\u201c", '"').replace("\u201d", '"')
    return plain.strip(" .,;:!\"'…")


def _content(text: str) -> set[str]:
    """Words of three letters or more, by their first six."""
    return {word[:6] for word in WORD.findall(names.fold(text))} - {"the", "and", "our", "with", "that", "from", "for"}
