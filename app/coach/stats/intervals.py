"""Intervals: of a median over whole weeks, and of the next case. (Of a share: `app.core.shares`.)"""

from collections.abc import Callable
from math import ceil

import numpy as np

from app.coach.stats.strata import Floats, Ints

DRAWS = 400
SEED = 20_241
FEWEST_TIMES = 20


def draws(units: int, times: int = DRAWS) -> Floats:
    """(times, units): how often each of the units is in each bootstrap sample of as many. The same at every call."""
    drawn = np.random.default_rng(SEED).integers(0, units, (times, units)) + units * np.arange(times)[:, None]
    return np.bincount(drawn.ravel(), minlength=times * units).reshape(times, units).astype(np.float64)


def over_weeks(week: Ints, figure: Callable[[Floats], float]) -> tuple[float, float]:
    """The middle 95 % of a figure when whole weeks are drawn anew. figure: takes the weight of each case, (n,).

    B. Efron, Annals of Statistics 7 (1979), 1-26, with weeks as the cases. (nan, nan) where it has no value.
    """
    _weeks, at = np.unique(week, return_inverse=True)
    if not at.size:
        return float("nan"), float("nan")
    found = np.array([figure(weight[at]) for weight in draws(int(at.max()) + 1)])
    found = np.where(np.isnan(found), np.inf, found)
    low, high = np.quantile(found, (0.025, 0.975), method="inverted_cdf")
    return float(low), float(high)


def weighted_median(values: Floats, weight: Floats | None = None) -> float:
    """The median of values that count several times; between the two middle ones where they differ. nan for none."""
    order = np.argsort(values, kind="stable")
    counts = np.ones(len(values)) if weight is None else weight[order]
    reached = np.cumsum(counts)
    if not reached.size or reached[-1] <= 0:
        return float("nan")
    half = reached[-1] / 2.0
    lower = int(np.searchsorted(reached, half - 1e-9))
    upper = int(np.searchsorted(reached, half + 1e-9))
    return float(values[order][[lower, upper]].mean())


def prediction_limit(times: Floats, share: float = 0.95) -> float | None:
    """The value that the next of these times stays below with the given chance; None for fewer than `FEWEST_TIMES`.

    The k-th smallest of n bounds the next one with chance k / (n + 1), whatever the distribution.
    S. S. Wilks, Annals of Mathematical Statistics 12 (1941), 91-96.
    """
    k = ceil(share * (len(times) + 1) - 1e-9)
    if len(times) < FEWEST_TIMES or k > len(times):
        return None
    return float(np.partition(times, k - 1)[k - 1])
