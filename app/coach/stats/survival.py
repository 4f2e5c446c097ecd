"""How long things take when some are still open: Kaplan-Meier, its median, and the log-rank test.

E. L. Kaplan, P. Meier, JASA 53 (1958), 457-481; N. Mantel, Cancer Chemotherapy Reports 50 (1966), 163-170;
R. Peto, J. Peto, JRSS A 135 (1972), 185-207 (k groups).
"""

import numpy as np
from numpy.typing import NDArray

from app.coach.stats.strata import Comparison, Floats, Ints

Flags = NDArray[np.bool_]


def median(days: Floats, closed: Flags, weight: Floats | None = None) -> float:
    """The day by which half have closed; nan while half of them have not. weight (n,): how often each case counts."""
    order = np.lexsort((~closed, days))
    counts = np.ones(len(days)) if weight is None else weight[order]
    before = np.cumsum(counts) - counts
    risk = counts.sum() - before
    left = np.cumprod(1.0 - np.divide(counts * closed[order], risk, out=np.zeros(len(days)), where=risk > 0))
    reached = np.flatnonzero(left <= 0.5 + 1e-12)
    return float(days[order][reached[0]]) if reached.size else float("nan")


def log_rank(days: Floats, closed: Flags, group: Ints, groups: int) -> Comparison:
    """Of k groups; a positive excess means that the group closes faster than the rest."""
    _times, closing, risk = _tables(days, closed, group, groups)
    closes, at_risk = closing.sum(axis=1), risk.sum(axis=1)
    expected = closes[:, None] * risk / at_risk[:, None]
    weight = closes * (at_risk - closes) / np.maximum(at_risk - 1.0, 1.0) / at_risk**2
    covariance = np.diag((weight * at_risk) @ risk) - (risk * weight[:, None]).T @ risk
    return Comparison((closing - expected).sum(axis=0), covariance)


def residuals(days: Floats, closed: Flags) -> Floats:
    """Closings minus expected closings of each case, (n,): martingale residuals of the pooled Nelson-Aalen hazard."""
    times, closing, risk = _tables(days, closed, np.zeros(len(days), dtype=np.int64), 1)
    hazard = np.cumsum(closing[:, 0] / risk[:, 0])
    return closed - hazard[np.searchsorted(times, days)]


def _tables(days: Floats, closed: Flags, group: Ints, groups: int) -> tuple[Floats, Floats, Floats]:
    """(T,) distinct times; (T, groups) closings at each; (T, groups) cases that were open just before."""
    times, at = np.unique(days, return_inverse=True)
    cell, size = at * groups + group, len(times) * groups
    leaving: Floats = np.bincount(cell, minlength=size).reshape(len(times), groups).astype(float)
    closing = np.bincount(cell, closed.astype(float), minlength=size).reshape(len(times), groups).astype(float)
    risk = np.cumsum(leaving[::-1], axis=0)[::-1]
    return times, closing, risk
