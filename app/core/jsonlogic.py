"""JSON Logic: conditions that are data. https://jsonlogic.com/operations.html

A rule is JSON: an object with one key is an operator and its arguments, a list is a list of rules, all else is itself.
Nothing is run that is not one of the operators below, and what a rule may cost is bounded.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from app.core.errors import CrmError

DEEPEST, LONGEST = 60, 100_000
"""Rules inside rules, and characters or entries of anything a rule makes."""
MOST_STEPS = 200_000
Arguments = Sequence[Any]
BINARY = 2


def apply(rule: Any, given: Any = None) -> Any:
    """What the rule makes of the given data.

    Errors: CrmError for an unknown operator, arguments it cannot take, or a rule beyond all bounds.
    """
    try:
        return _Run().of(rule, given, 0)
    except (ArithmeticError, AttributeError, IndexError, TypeError, ValueError) as error:
        raise CrmError("A condition is given something it cannot take.", where="condition") from error


def holds(rule: Any, given: Any = None) -> bool:
    """Whether it comes out true: 0, "", null, false and an empty list are false, as in JSON Logic."""
    return truthy(apply(rule, given))


def truthy(value: Any) -> bool:
    if isinstance(value, float) and math.isnan(value):
        return False
    return True if isinstance(value, Mapping) else bool(value)


class _Run:
    """One evaluation, counted so that it ends."""

    def __init__(self) -> None:
        self._steps = 0

    def of(self, rule: Any, given: Any, depth: int) -> Any:
        self._steps += 1
        if depth > DEEPEST or self._steps > MOST_STEPS:
            raise _beyond()
        if isinstance(rule, list):
            return [self.of(part, given, depth + 1) for part in rule]
        if not _is_logic(rule):
            return rule
        name, arguments = next(iter(rule.items()))
        listed = arguments if isinstance(arguments, list) else [arguments]
        if name in _LAZY:
            return _LAZY[name](self, listed, given, depth + 1)
        if name not in KNOWN:
            raise CrmError(f"A condition has no operator “{name[:40]}”.", where="condition")
        values = self.of(arguments, given, depth + 1)
        values = values if isinstance(values, list) else [values]
        return _bounded(_READING[name](values, given) if name in _READING else _PLAIN[name](values))


Lazy = Callable[[_Run, Arguments, Any, int], Any]


def _if(run: _Run, parts: Arguments, given: Any, depth: int) -> Any:
    for place in range(0, len(parts) - 1, BINARY):
        if truthy(run.of(parts[place], given, depth)):
            return run.of(parts[place + 1], given, depth)
    return run.of(parts[-1], given, depth) if len(parts) % BINARY else None


def _until(wanted: bool) -> Lazy:
    """The first value that is true or false as wanted, else the last one."""

    def ask(run: _Run, parts: Arguments, given: Any, depth: int) -> Any:
        value = None
        for part in parts:
            value = run.of(part, given, depth)
            if truthy(value) is wanted:
                break
        return value

    return ask


def _each(run: _Run, parts: Arguments, given: Any, depth: int) -> tuple[list[Any], list[Any]]:
    """The list that is gone through, and what the rule makes of each entry."""
    found = run.of(parts[0], given, depth) if parts else None
    entries = found if isinstance(found, list) else []
    rule = parts[1] if len(parts) > 1 else None
    return entries, [run.of(rule, entry, depth) for entry in entries]


def _over_each(make: Callable[[list[Any], list[Any]], Any]) -> Lazy:
    """make: from the entries and what the rule said of each."""
    return lambda run, parts, given, depth: make(*_each(run, parts, given, depth))


def _reduce(run: _Run, parts: Arguments, given: Any, depth: int) -> Any:
    found = run.of(parts[0], given, depth) if parts else None
    total = run.of(parts[2], given, depth) if len(parts) > BINARY else None
    for entry in found if isinstance(found, list) else []:
        total = run.of(parts[1], {"current": entry, "accumulator": total}, depth)
    return total


def number(value: Any) -> float | int:
    """As JavaScript counts: null and "" are 0, true is 1, a word is not a number."""
    if isinstance(value, bool) or value is None:
        return int(bool(value))
    if isinstance(value, int | float):
        return value
    if isinstance(value, list):
        return number(value[0]) if len(value) == 1 else (0 if not value else math.nan)
    text = value.strip() if isinstance(value, str) else "-"
    return _read(text) if text else 0


def _read(text: str) -> float | int:
    try:
        return int(text) if text.lstrip("+-").isdecimal() and len(text) < 300 else float(text)  # noqa: PLR2004
    except ValueError:
        return math.nan


def _is_logic(rule: Any) -> bool:
    return isinstance(rule, Mapping) and len(rule) == 1


def _beyond() -> CrmError:
    return CrmError("This condition is too large to be worked out.", where="condition")


def _bounded(value: Any) -> Any:
    if isinstance(value, str | list) and len(value) > LONGEST:
        raise _beyond()
    return value


def _var(values: Arguments, given: Any) -> Any:
    name = values[0] if values else None
    if name is None or name == "":
        return given
    found = _reached(given, str(name))
    return (values[1] if len(values) > 1 else None) if found is None else found


def _reached(given: Any, path: str) -> Any:
    for step in path.split("."):
        if isinstance(given, Mapping):
            given = given.get(step)
        elif isinstance(given, list | str) and step.isdecimal():
            given = given[int(step)] if int(step) < len(given) else None
        else:
            return None
    return given


def _missing(values: Arguments, given: Any) -> list[Any]:
    names = values[0] if values and isinstance(values[0], list) else values
    return [name for name in names if _reached(given, str(name)) in (None, "")]


def _missing_some(values: Arguments, given: Any) -> list[Any]:
    needed, names = number(values[0]), values[1]
    missing = _missing([names], given)
    return [] if len(names) - len(missing) >= needed else missing


def _equal(values: Arguments) -> bool:
    one, other = _pair(values)
    if type(one) is type(other) or one is None or other is None:
        return bool(one == other)
    return bool(number(one) == number(other))


def _same(values: Arguments) -> bool:
    one, other = _pair(values)
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    return bool(one == other)


def _ordered(before: Callable[[Any, Any], bool]) -> Callable[[Arguments], bool]:
    def compare(values: Arguments) -> bool:
        return len(values) > 1 and all(before(*_comparable(one, other)) for one, other in pairwise(values[:3]))

    return compare


def _comparable(one: Any, other: Any) -> tuple[Any, Any]:
    return (one, other) if isinstance(one, str) and isinstance(other, str) else (number(one), number(other))


def _pair(values: Arguments) -> tuple[Any, Any]:
    return (values[0] if values else None), (values[1] if len(values) > 1 else None)


def _in(values: Arguments) -> bool:
    wanted, place = _pair(values)
    if isinstance(place, str):
        return isinstance(wanted, str) and wanted in place
    return isinstance(place, list) and any(_same([wanted, one]) for one in place)


def _written(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return {None: "", True: "true", False: "false"}[value]
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return ",".join(map(_written, value)) if isinstance(value, list) else str(value)


def _substr(values: Arguments) -> str:
    text, start = _written(values[0]), int(number(values[1]))
    tail = text[max(start, -len(text)) :]
    if len(values) <= BINARY:
        return tail
    return tail[: int(number(values[2]))]


def _sum(values: Arguments) -> Any:
    return sum(map(number, values))


def _product(values: Arguments) -> Any:
    total: float | int = 1
    for value in map(number, values):
        total = _bounded_number(total * value)
    return total


def _bounded_number(value: float | int) -> float | int:
    return float("inf") if isinstance(value, int) and value.bit_length() > 1000 else value  # noqa: PLR2004


def _minus(values: Arguments) -> Any:
    one, other = _pair(values)
    return -number(one) if len(values) == 1 else number(one) - number(other)


def _over(values: Arguments) -> Any:
    one, other = map(number, _pair(values))
    if other == 0 or math.isnan(other):
        return math.nan if one == 0 or math.isnan(one) or math.isnan(other) else math.copysign(math.inf, one)
    quotient = one / other
    return int(quotient) if isinstance(quotient, float) and quotient.is_integer() else quotient


def _remainder(values: Arguments) -> Any:
    """With the sign of the first, as in JavaScript."""
    one, other = map(number, _pair(values))
    if other == 0 or not (math.isfinite(one) and math.isfinite(other)):
        return math.nan
    left = math.fmod(one, other)
    return int(left) if left.is_integer() else left


def _merge(values: Arguments) -> list[Any]:
    return [entry for value in values for entry in (value if isinstance(value, list) else [value])]


_LAZY: Mapping[str, Lazy] = {
    "if": _if, "?:": _if, "and": _until(False), "or": _until(True), "reduce": _reduce,
    "map": _over_each(lambda _entries, made: made),
    "filter": _over_each(lambda entries, made: [one for one, said in zip(entries, made, strict=True) if truthy(said)]),
    "all": _over_each(lambda entries, made: bool(entries) and all(map(truthy, made))),
    "some": _over_each(lambda _entries, made: any(map(truthy, made))),
    "none": _over_each(lambda _entries, made: not any(map(truthy, made))),
}  # fmt: skip
_READING: Mapping[str, Any] = {"var": _var, "missing": _missing, "missing_some": _missing_some}
_PLAIN: Mapping[str, Any] = {
    "==": _equal, "!=": lambda values: not _equal(values), "===": _same, "!==": lambda values: not _same(values),
    "<": _ordered(lambda a, b: a < b), "<=": _ordered(lambda a, b: a <= b), ">": _ordered(lambda a, b: a > b),
    ">=": _ordered(lambda a, b: a >= b), "!": lambda values: not truthy(_pair(values)[0]),
    "!!": lambda values: truthy(_pair(values)[0]), "in": _in, "cat": lambda values: "".join(map(_written, values)),
    "substr": _substr, "+": _sum, "-": _minus, "*": _product, "/": _over, "%": _remainder,
    "min": lambda values: min(map(number, values), default=None),
    "max": lambda values: max(map(number, values), default=None), "merge": _merge,
    "log": lambda values: _pair(values)[0],
}  # fmt: skip
KNOWN = frozenset((*_LAZY, *_READING, *_PLAIN))
