"""Does it last? The history in consecutive slices of equal load, and what each of them says about a group."""

import numpy as np

from app.coach.stats.distributions import t_two_sided
from app.coach.stats.intervals import draws
from app.coach.stats.strata import Floats, Ints

MOST, FEWEST = 12, 6
WEEKS = 4
"""Active weeks a slice must hold."""
NEEDED = FEWEST * WEEKS
MOST_ALIKE = 0.8


def cut(load: Floats) -> Ints | None:
    """The slice 0, 1, ... of each active week, (weeks,): at most `MOST`, as equal as whole weeks allow.

    load (weeks,): what each active week holds, in order. None for weeks too few for `FEWEST` slices.
    """
    weeks = len(load)
    count = min(MOST, weeks // WEEKS)
    if count < FEWEST:
        return None
    part = np.arange(1, count)
    reached = np.cumsum(load)
    edges = np.searchsorted(reached, reached[-1] * part / count - 1e-9) + 1
    spare = np.maximum.accumulate(edges - WEEKS * part)
    edges = WEEKS * part + np.clip(spare, 0, weeks - WEEKS * count)
    return np.searchsorted(edges, np.arange(weeks), side="right")


def sums(by_week: Floats, index: Ints) -> Floats:
    """(slices, k) from (weeks, k)."""
    edges = np.flatnonzero(np.diff(index, prepend=-1))
    return np.add.reduceat(by_week, edges, axis=0)


def lasting_p(by_slice: Floats) -> Floats:
    """Two-sided p of the t-test that a group's difference is 0 over the slices, (k,), from (slices, k).

    Neighbouring slices that resemble each other count for less: the variance is raised by (1 + r) / (1 - r) for a first
    autocorrelation r > 0, or a habit that only drifts would pass too often. H. J. Thiebaux, F. W. Zwiers, Journal of
    Climate and Applied Meteorology 23 (1984), 800-811.
    """
    slices = len(by_slice)
    mean = by_slice.mean(axis=0)
    rest = by_slice - mean
    variance = (rest**2).sum(axis=0) / (slices - 1)
    error = np.sqrt(variance / slices * _inflation(rest))
    t = np.divide(mean, error, out=np.where(np.abs(mean) > 1e-12, np.inf, 0.0), where=error > 1e-12)  # noqa: PLR2004
    return np.array([t_two_sided(float(value), slices - 1) for value in t])


def _inflation(rest: Floats) -> float:
    """How many slices count as one, at least 1: by the mean autocorrelation of all groups, which is steadier than that
    of each, freed of its known bias, (1 + 4 r) / n."""
    slices = len(rest)
    whole = (rest**2).sum(axis=0)
    along = np.divide((rest[1:] * rest[:-1]).sum(axis=0), whole, out=np.zeros(len(whole)), where=whole > 0)
    common = float(along.mean())
    r = min(max(common + (1 + 4 * common) / slices, 0.0), MOST_ALIKE)
    return (1 + r) / (1 - r)


def top_share(by_slice: Floats, cases: Floats) -> Floats:
    """How often each group is on top when whole slices are drawn anew, (k,), from 0 to 1.

    by_slice, cases (slices, k): differences and the cases behind them; a group's place is their quotient.
    """
    weight = draws(len(by_slice))
    held = weight @ cases
    place = np.divide(weight @ by_slice, held, out=np.full(held.shape, -np.inf), where=held > 0)
    return np.bincount(place.argmax(axis=1), minlength=by_slice.shape[1]) / len(weight)
