"""What can be asked of the owner's history. One class per kind of question; cases are parallel numpy arrays.

Groups are codes 0..len(labels)-1 into `labels`; -1 is "not known": such a case belongs to the rest and is never named.
Moments are local wall-clock times (`wall_clock`), so that days, weeks and hours are the owner's own; none is NaT.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from app.coach.stats.strata import Floats, Ints
from app.coach.stats.survival import Flags

Moments = NDArray[np.datetime64]


@dataclass(frozen=True, slots=True, eq=False)
class Rates:
    """Do groups differ in how often something succeeds? One case is one decided deal, or one lead.

    group (n,): codes. won (n,): whether it did. at (n,): the day of the case (decided; for leads, came in).
    """

    name: str
    labels: Sequence[str]
    group: Ints
    won: Flags
    at: Moments


@dataclass(frozen=True, slots=True, eq=False)
class WorkTimes:
    """On which days, and at which hours, is work done? One case is one whole local week.

    at (n,): wall-clock moments, any order, repeats allowed. zoned (n,): whether the offset of that moment is known;
    None: of all. Without it no hour is claimed.
    """

    name: str
    at: Moments
    zoned: Flags | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Season:
    """Does the month of the quarter (cycle 3) or of the year (cycle 12) matter? One case is one month.

    months (m,): datetime64[M], each once. values (m,): what it brought; a month in between that is not given is 0.
    """

    name: str
    months: Moments
    values: Floats
    cycle: int = 12


@dataclass(frozen=True, slots=True, eq=False)
class Durations:
    """Do groups differ in how long things take? One case is one deal or lead, open ones included.

    days (n,): until it closed, or until now. closed (n,). at (n,): when it began. won (n,): whether a closed one
    was won, or None where nothing can be lost; a question whose groups are the outcome itself is refused ("lost is
    faster than won" is not advice).
    """

    name: str
    labels: Sequence[str]
    group: Ints
    days: Floats
    closed: Flags
    at: Moments
    won: Flags | None


@dataclass(frozen=True, slots=True, eq=False)
class Money:
    """Do groups differ in what they bring (value, margin)? One case is one won deal or one client. value (n,)."""

    name: str
    labels: Sequence[str]
    group: Ints
    value: Floats
    at: Moments


@dataclass(frozen=True, slots=True, eq=False)
class Ratios:
    """Is one number usually above the other (actual over estimate)? ratio (n,): finite ones above 0 are taken."""

    name: str
    ratio: Floats
    at: Moments


@dataclass(frozen=True, slots=True, eq=False)
class Shift:
    """Did a rate change for good? One case is one closed deal. won (n,), at (n,): when it closed."""

    name: str
    won: Flags
    at: Moments


@dataclass(frozen=True, slots=True, eq=False)
class Outliers:
    """Which open cases are beyond what their stage usually takes? A fact about one record, not about a group.

    times (n,): finished stays in the stage, in days. open_days (k,) and labels (k): those still in it.
    """

    name: str
    times: Floats
    labels: Sequence[str] = ()
    open_days: Floats = field(default_factory=lambda: np.zeros(0))


Question = Rates | WorkTimes | Season | Durations | Money | Ratios | Shift | Outliers


def coded(values: Sequence[str | None]) -> tuple[tuple[str, ...], Ints]:
    """(labels in alphabetical order, codes) of group names; None and empty ones become -1."""
    labels = tuple(sorted({value for value in values if value}))
    place = {label: code for code, label in enumerate(labels)}
    return labels, np.array([place[value] if value else -1 for value in values], dtype=np.int64)


def wall_clock(utc: Moments, offset_minutes: Ints) -> Moments:
    """Local times from UTC ones and the offset from UTC that held at each moment, in minutes (330 for India)."""
    local: Moments = utc.astype("datetime64[s]") + np.asarray(offset_minutes).astype("timedelta64[m]")
    return local


def week_of(at: Moments) -> Ints:
    """Number of the week that holds each moment; weeks begin on Monday, week 0 on 29 December 1969."""
    return (at.astype("datetime64[D]").astype(np.int64) + 3) // 7


def month_of(at: Moments) -> Ints:
    """Months since January 1970."""
    return at.astype("datetime64[M]").astype(np.int64)


def first_day(week: int) -> np.datetime64:
    """Monday of a week given by its number."""
    return np.datetime64(7 * week - 3, "D")
