"""Months in a row: does the season matter, and did a rate change for good?"""

from dataclasses import dataclass
from math import inf

import numpy as np

from app.coach.stats.distributions import f_sf, t_two_sided, two_sided
from app.coach.stats.multiplicity import sidak
from app.coach.stats.strata import Floats

SIDE = 10
"""Closed cases a rate needs before and after its change."""
DISPERSED_FROM = 6
"""Months from which on the spread of the months is estimated; below, the binomial one is taken."""


@dataclass(frozen=True, slots=True)
class Seasons:
    """p: of the F-test. group_p, effect (labels,): of each label against the rest. by_cycle (cycles, labels)."""

    p: float
    group_p: Floats
    effect: Floats
    by_cycle: Floats


def seasons(table: Floats) -> Seasons:
    """The F-test over months: rows are whole cycles (quarters, years) in order, columns the months of one.

    Cycles are blocks, and the trend between them is taken out first: growth alone would make every December
    beat its January. R. A. Fisher, Statistical Methods for Research Workers (1925), two-way layout.
    """
    cycles, labels = table.shape
    flat = _without_trend(table)
    by_cycle = flat - flat.mean(axis=1, keepdims=True)
    effect = by_cycle.mean(axis=0)
    df = (labels - 1) * (cycles - 1)
    error = float(((by_cycle - effect) ** 2).sum()) / df
    between = cycles * float((effect**2).sum()) / (labels - 1)
    spread = np.sqrt(error * (labels - 1) / labels / cycles)
    group_p = np.array([t_two_sided(_ratio(value, float(spread)), df) for value in effect])
    return Seasons(f_sf(_ratio(between, error), labels - 1, df), group_p, effect, by_cycle)


def _without_trend(table: Floats) -> Floats:
    """Minus the straight line through the means of the cycles."""
    cycles, labels = table.shape
    step = np.polyfit(np.arange(cycles), table.mean(axis=1), 1)[0] / labels
    place = np.arange(cycles * labels).reshape(cycles, labels)
    return np.asarray(table - step * place, dtype=np.float64)


def _ratio(above: float, below: float) -> float:
    if below > 1e-12:  # noqa: PLR2004 - not only rounding
        return above / below
    return inf if abs(above) > 1e-9 else 0.0  # noqa: PLR2004


@dataclass(frozen=True, slots=True)
class Change:
    """at: index of the first month after it. z: after minus before. p: for the largest of all candidates."""

    at: int
    z: float
    p: float


def change_point(won: Floats, closed: Floats) -> Change | None:
    """The largest change of a rate between two months, with at least `SIDE` closed on either side; None without one.

    won, closed (months,): counts. The pooled z of two shares, divided by the root of the months' own spread about the
    two levels where that is wider than chance, since wins come in runs. Sidak over the months looked at.
    """
    before, all_closed = np.cumsum(closed)[:-1], closed.sum()
    looked = np.flatnonzero((before >= SIDE) & (all_closed - before >= SIDE)) + 1
    rate = won.sum() / all_closed if all_closed else 0.0
    if not looked.size or not 0.0 < rate < 1.0:
        return None
    early, n = np.cumsum(won)[looked - 1], before[looked - 1]
    step = (won.sum() - early) / (all_closed - n) - early / n
    z = step / np.sqrt(rate * (1 - rate) * (1 / n + 1 / (all_closed - n)))
    best = int(np.argmax(np.abs(z)))
    score = float(z[best]) / np.sqrt(_dispersion(won, closed, int(looked[best])))
    return Change(int(looked[best]), float(score), sidak(two_sided(float(score)), len(looked)))


def _dispersion(won: Floats, closed: Floats, at: int) -> float:
    """Pearson's chi-square over its degrees of freedom about the two levels; at least 1."""
    side = np.arange(len(won)) >= at
    level = np.where(side, won[side].sum() / closed[side].sum(), won[~side].sum() / closed[~side].sum())
    room = closed * level * (1 - level)
    used = room > 0
    df = int(used.sum()) - 2
    if df < DISPERSED_FROM - 2:
        return 1.0
    return max(1.0, float(((won - closed * level)[used] ** 2 / room[used]).sum()) / df)
