"""A number in an owner's clause as the value of a field: only where the whole clause is about it."""

from decimal import Decimal

from app.core.errors import CrmError
from app.goals import amounts, clauses, fields, figures, vocabulary
from app.goals.figures import Figure
from app.goals.vocabulary import field_list, field_phrases, words

KINDS = ("money", "percent", "count", "scale", "tier", "team")
"""Kinds of fields whose value is a number."""
WHOLE = ("money", "count", "tier", "team")
"""Kinds in which 1.500 is fifteen hundred."""


def is_counted(field: str) -> bool:
    return field in fields.FIELDS and fields.FIELDS[field].kind in KINDS


def read(field: str, clause: str) -> str | None:
    """clause: plain. None where it has no number, several, or a word that does not belong."""
    found = figures.find(clause)
    rest = words(figures.outside(clause, found))
    if field_list(field, "never").within(words(clause)):
        return None
    denied = ("denied",) if any(one.denied for one in found) else ()
    if not field_phrases(field, "fillers", "corrects", "since", *denied).cover(rest):
        return None
    kept = [one for one in found if not one.denied]
    if not kept:
        return "1" if not found and field_list(field, "one").within(rest) else None
    values = {value(field, one, clause) for one in kept}
    return values.pop() if len(values) == 1 else None


def value(field: str, one: Figure, plain: str) -> str | None:
    """A figure of a plain text as the field keeps it; None for one that counts something else."""
    kind = fields.FIELDS[field].kind
    if one.kind == figures.RANGE and kind in ("team", "tier"):
        stretch = plain[one.start : one.end]
        return None if "/" in stretch else checked(field, stretch)
    if one.kind in (figures.RANGE, figures.OTHER) or one.denied:
        return None
    number = _share(field, one) if one.kind == figures.SHARE else _number(field, one)
    times = _times(field, plain[one.start :])
    return None if number is None or times is None else checked(field, amounts.written(number * times))


def checked(field: str, text: str) -> str | None:
    try:
        return fields.checked(field, text)
    except CrmError:
        return None


def _share(field: str, one: Figure) -> Decimal | None:
    known = fields.FIELDS[field]
    if known.kind == "percent":
        return one.whole if one.unit in ("", "percent", "clients", "leads") else None
    return one.loose if known.kind == "scale" and one.out_of == Decimal(int(known.high)) else None


def _number(field: str, one: Figure) -> Decimal | None:
    kind = fields.FIELDS[field].kind
    if one.unit and one.unit not in vocabulary.field_units(field):
        return None
    if kind == "percent" and not one.unit:
        return _percent(field, one.loose)
    return one.whole if kind in WHOLE else one.loose


def _times(field: str, rest: str) -> int | None:
    """What the clause that begins with a number makes of it: two weeks are fourteen days. None: it counts otherwise."""
    try:
        return fields.factor(fields.FIELDS[field], next(clauses.clauses(rest), ""))
    except CrmError:
        return None


def _percent(field: str, bare: Decimal) -> Decimal | None:
    """Of a number without a sign: seven of ten clients are 70; 0.3 may be meant either way."""
    out_of = vocabulary.trait(field, "of")
    if out_of and bare <= out_of:
        return bare * 100 / Decimal(out_of)
    return None if 0 < bare < 1 else bare
