"""What many looks cost: q values over a family, and one p for the most extreme of several."""

from math import expm1, log1p

import numpy as np
from numpy.typing import ArrayLike, NDArray


def benjamini_hochberg(p: ArrayLike) -> NDArray[np.float64]:
    """The q value of each p, in the given order; an empty family gives an empty array.

    Y. Benjamini, Y. Hochberg, Controlling the false discovery rate, JRSS B 57 (1995), 289-300.
    """
    given = np.asarray(p, dtype=np.float64)
    if not given.size:
        return given
    order = np.argsort(given)
    raised = given[order] * given.size / np.arange(1, given.size + 1)
    q = np.empty_like(given)
    q[order] = np.minimum(1.0, np.minimum.accumulate(raised[::-1])[::-1])
    return q


def sidak(p: float, looks: int) -> float:
    """The chance that the smallest of `looks` independent p values is at most p. Z. Sidak, JASA 62 (1967), 626-633."""
    if p >= 1.0 or looks < 1:
        return 1.0
    return -expm1(looks * log1p(-p))
