"""Work times: which weekday, and which window of hours, holds more of the work.

Work comes in sessions, so nothing is counted but distinct local hours, and the case is the whole week.
"""

from dataclasses import dataclass

import numpy as np

from app.coach.stats import slices
from app.coach.stats.distributions import normal_sf
from app.coach.stats.evidence import Evidence, Figures, Found, span_of, too_few_weeks, weekly
from app.coach.stats.intervals import draws
from app.coach.stats.multiplicity import sidak
from app.coach.stats.questions import Moments, WorkTimes
from app.coach.stats.strata import Floats, Ints, friedman
from app.coach.stats.verdicts import Shortfall, Silence

HOURS = 150
"""Distinct local hours that are needed."""
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
BLOCK = 3
EXPECTED = 10
WIDTHS = (3, 4, 6)
STEADY = 0.9
"""Share of the bootstraps in which a window starts within an hour of where it is, and of the slices in which it holds
more than an even share: a preference that wanders has slices without."""
STARTS = 24
"""Windows the best one was picked from."""


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """weeks (w,): numbers of the active ones, in order. worked (w, 7, 24): 1 for each local hour with work in it."""

    weeks: Ints
    worked: Floats


def grid(at: Moments, now: np.datetime64) -> Grid:
    """Of wall-clock moments before the week of `now`: a week that is not over says nothing yet."""
    hours = _week_hours(at)
    hours = hours[hours // 168 < int(_week_hours(now)) // 168]
    weeks, place = np.unique(hours // 168, return_inverse=True)
    worked = np.zeros(len(weeks) * 168)
    worked[place * 168 + hours % 168] = 1.0
    return Grid(weeks, worked.reshape(len(weeks), 7, 24))


def _week_hours(at: Moments | np.datetime64) -> Ints:
    """Hours since the Monday before 1970."""
    return np.asarray(at.astype("datetime64[h]").astype(np.int64) + 3 * 24)


def work_times(asked: WorkTimes, now: np.datetime64) -> tuple[Found, Found]:
    """(the weekdays, the hours): two questions. now: wall clock."""
    every = grid(asked.at, now)
    zoned = every if asked.zoned is None or asked.zoned.all() else grid(asked.at[asked.zoned], now)
    without = asked.zoned is not None and not asked.zoned.any() and len(asked.at) > 0
    hours = Silence(asked.name, "work_times", "hours", "no_zone") if without else _asked(asked.name, "hours", zoned)
    return _asked(asked.name, "weekday", every), hours


def _asked(name: str, part: str, table: Grid) -> Found:
    short = too_few_weeks(len(table.weeks))
    hours = int(table.worked.sum())
    if hours < HOURS:
        short = (Shortfall(hours, HOURS, "hours"), *short)
    if short:
        return Silence(name, "work_times", part, "not_enough", short)
    return weekdays(name, table) if part == "weekday" else windows(name, table)


def weekdays(name: str, table: Grid) -> Evidence:
    """Friedman's test on the hours of each day, with weeks as blocks."""
    counts = table.worked.sum(axis=2)
    compared, load = friedman(counts), counts.sum(axis=1)
    by_week = counts - load[:, None] / 7.0
    past = weekly(by_week, np.repeat(load[:, None], 7, axis=1), load, table.weeks, span_of(table.weeks))
    agree = compared.excess * by_week.sum(axis=0) > 0
    group_p = np.where(agree, np.maximum(compared.group_p(), _below_the_usual(counts, load)), 1.0)

    def figures(i: int) -> Figures:
        return _share(counts[:, i], load, float(np.delete(counts, i, axis=1).sum() / load.sum() / 6.0))

    return Evidence(
        "work_times", name, "weekday", compared.p(), DAYS, group_p, by_week.sum(axis=0), past, figures, "share"
    )


def _below_the_usual(counts: Floats, load: Floats) -> Floats:
    """p that a day lies below the others even without the busiest of them in each slice, (7,); 0 for days above.

    The days share one whole: while the best day wanders, a day that it never visits is always below the mean.
    """
    index = slices.cut(load)
    if index is None:
        return np.zeros(counts.shape[1])
    held = slices.sums(counts, index)
    others = np.array([np.sort(np.delete(held, day, axis=1))[:, :-1].mean(axis=1) for day in range(held.shape[1])]).T
    short = (held - others) / held.sum(axis=1, keepdims=True)
    above = held.sum(axis=0) * held.shape[1] >= held.sum()
    return np.where(above, 0.0, np.where(short.mean(axis=0) < 0, slices.lasting_p(short), 1.0))


def windows(name: str, table: Grid) -> Evidence:
    """The largest z over weekday x 3 h, then the narrowest window of hours that stays where it is."""
    by_hour, load = table.worked.sum(axis=1), table.worked.sum(axis=(1, 2))
    window = _steady_window(by_hour, load)
    start, width = window or (0, BLOCK)
    inside, even = _windows(by_hour, width)[:, start], width / 24.0
    by_week = (inside - load * even)[:, None]
    past = weekly(by_week, load[:, None], load, table.weeks, span_of(table.weeks))
    steady = window is not None and bool(np.mean(past.by_slice > 0) >= STEADY)
    p = sidak(2.0 * normal_sf(float(_week_z(by_week)[0])), STARTS)
    return Evidence(
        "work_times", name, "hours", _cells_p(table.worked), (f"{start}-{(start + width) % 24}",) if steady else (),
        np.full(int(steady), p), by_week.sum(axis=0)[: int(steady)], past, lambda _i: _share(inside, load, even),
        "share", idle="window_moves" if window is None else "not_lasting", top=np.ones(1),
    )  # fmt: skip


def _cells_p(worked: Floats) -> float:
    """Of the largest z over the 3 h blocks of each weekday and of all days, z over weeks, Sidak. Looked at are those in
    which at least `EXPECTED` hours were expected if a day's work were even round the clock."""
    blocks = worked.reshape(len(worked), 7, 24 // BLOCK, BLOCK).sum(axis=3)
    cells = np.concatenate((blocks, blocks.sum(axis=1, keepdims=True)), axis=1)
    even = np.repeat(cells.mean(axis=2, keepdims=True), 24 // BLOCK, axis=2)
    looked = even.sum(axis=0).ravel() >= EXPECTED
    z = _week_z((cells - even).reshape(len(worked), -1)[:, looked])
    return sidak(normal_sf(float(z.max(initial=0.0))), int(looked.sum()))


def _week_z(by_week: Floats) -> Floats:
    """Sum over weeks in units of its own spread when weeks lean either way at random, (k,)."""
    spread = np.sqrt((by_week**2).sum(axis=0))
    z: Floats = np.divide(by_week.sum(axis=0), spread, out=np.zeros(by_week.shape[1]), where=spread > 0)
    return z


def _steady_window(by_hour: Floats, load: Floats) -> tuple[int, int] | None:
    """(start, width) of the narrowest window whose start moves by at most an hour when slices are drawn anew."""
    index = slices.cut(load)
    if index is None:
        return None
    part = slices.sums(by_hour, index)
    drawn = draws(len(part)) @ (part / part.sum(axis=1, keepdims=True))
    for width in WIDTHS:
        start = int(_windows(by_hour, width).sum(axis=0).argmax())
        moved = (_windows(drawn, width).argmax(axis=1) - start + 12) % 24 - 12
        if np.mean(np.abs(moved) <= 1) >= STEADY:
            return start, width
    return None


def _windows(by_hour: Floats, width: int) -> Floats:
    """Hours in the window from each hour on, past midnight too, (rows, 24)."""
    reached = np.cumsum(np.concatenate((np.zeros((len(by_hour), 1)), by_hour, by_hour[:, : width - 1]), axis=1), axis=1)
    return np.asarray(reached[:, width:] - reached[:, :-width], dtype=np.float64)


def _share(inside: Floats, load: Floats, rest: float) -> Figures:
    """Share of the hours that lie inside, with a bootstrap interval over weeks."""
    weight = draws(len(load))
    low, high = np.quantile((weight @ inside) / (weight @ load), (0.025, 0.975))
    return Figures(int(inside.sum()), float(inside.sum() / load.sum()), rest, float(low), float(high))
