"""What a question's own test found, in the one form that the gate judges."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from app.coach.stats import slices
from app.coach.stats.questions import Moments, first_day, week_of
from app.coach.stats.strata import Floats, Ints
from app.coach.stats.verdicts import Reason, Shortfall, Side, Silence, Unit

RECENT = 26
"""Weeks that must not point the other way."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one group: cases, its value, the value of all others, and the 95 % interval of its value."""

    n: int
    value: float
    rest: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, eq=False)
class History:
    """Differences and cases of k groups over time.

    by_slice, cases (slices, k); slices is 0 rows where the history is too short. recent (k,): difference in the last
    `RECENT` weeks. since, until: whole days.
    """

    by_slice: Floats
    cases: Floats
    recent: Floats
    since: np.datetime64
    until: np.datetime64


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """p: of the question. labels, group_p, lean (k): of the groups that may be named; lean > 0 is above the rest.

    figures: of group i, made only when it is claimed. sliced: whether a group must also last over the slices.
    idle: why nothing is said if the question passes and no group may be named. sides: what a positive and a negative
    lean are called ("faster" durations are fewer days).
    """

    kind: str
    name: str
    part: str
    p: float
    labels: tuple[str, ...]
    group_p: Floats
    lean: Floats
    history: History
    figures: Callable[[int], Figures]
    unit: Unit
    sliced: bool = True
    idle: Reason = "not_lasting"
    sides: tuple[Side, Side] = ("above", "below")
    top: Floats = field(default_factory=lambda: np.zeros(0))


Found = Evidence | Silence


def history(residual: Floats, group: Ints, groups: int, at: Moments) -> History:
    """Of cases with a residual, in groups 0..groups-1 (-1: no group): summed by week, then by slices of equal load."""
    weeks, place = np.unique(week_of(at), return_inverse=True)
    named = group >= 0
    cell, size = place[named] * groups + group[named], len(weeks) * groups
    by_week = np.bincount(cell, residual[named], minlength=size).reshape(len(weeks), groups).astype(float)
    cases = np.bincount(cell, minlength=size).reshape(len(weeks), groups).astype(float)
    days = at.astype("datetime64[D]")
    return weekly(by_week, cases, np.bincount(place).astype(float), weeks, (days.min(), days.max()))


def weekly(
    by_week: Floats, cases: Floats, load: Floats, weeks: Ints, span: tuple[np.datetime64, np.datetime64]
) -> History:
    """Of active weeks in order. by_week, cases (weeks, k); load, weeks (weeks,): work held and week numbers."""
    index = slices.cut(load)
    recent = by_week[weeks > weeks[-1] - RECENT].sum(axis=0)
    if index is None:
        empty = np.zeros((0, by_week.shape[1]))
        return History(empty, empty, recent, *span)
    held = slices.sums(load[:, None], index)
    return History(slices.sums(by_week, index) / held, slices.sums(cases, index), recent, *span)


def too_few_weeks(weeks: int, what: str = "active weeks") -> tuple[Shortfall, ...]:
    return () if weeks >= slices.NEEDED else (Shortfall(weeks, slices.NEEDED, what),)


def span_of(weeks: Ints) -> tuple[np.datetime64, np.datetime64]:
    """First and last day of whole weeks."""
    return first_day(int(weeks[0])), first_day(int(weeks[-1]) + 1) - np.timedelta64(1, "D")
