"""Group against group inside strata: one kernel for rates, ranks of money and the days of a week.

Scores are dealt out to the groups at random inside each stratum; a group's sum minus its expectation, and the
covariance of these sums, give a chi-square for "do the groups differ" and a z for each group against the rest.
Outcomes 0/1 in months make it the Cochran-Mantel-Haenszel test of general association, ranks / (N + 1) in years van
Elteren's rank-sum test, ranks in weeks Friedman's test with ties. J. R. Landis et al., Average partial association in
three-way contingency tables, International Statistical Review 46 (1978), 237-254.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.coach.stats.distributions import chi2_sf, two_sided

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Of k groups. excess (k,): sum of scores minus expectation. covariance (k, k): of the excess by chance alone."""

    excess: Floats
    covariance: Floats

    def p(self) -> float:
        """Of the question whether the groups differ at all; 1 where nothing can be compared."""
        statistic, df = self.chi_square()
        return chi2_sf(statistic, df) if df else 1.0

    def chi_square(self) -> tuple[float, int]:
        """The statistic and its degrees of freedom: the rank of the covariance."""
        sizes, axes = np.linalg.eigh(self.covariance)
        keep = sizes > 1e-9 * max(float(sizes.max(initial=0.0)), 1e-300)
        along = axes[:, keep].T @ self.excess
        return float((along**2 / sizes[keep]).sum()), int(keep.sum())

    def z(self) -> Floats:
        """Of each group against the rest, (k,); 0 for a group that cannot differ."""
        spread = np.sqrt(np.maximum(np.diag(self.covariance), 0.0))
        return np.divide(self.excess, spread, out=np.zeros_like(self.excess), where=spread > 1e-12)  # noqa: PLR2004

    def group_p(self) -> Floats:
        """Two-sided, of each group against the rest, (k,)."""
        return np.array([two_sided(z) for z in self.z()])


def compare(scores: Floats, group: Ints, stratum: Ints, groups: int) -> Comparison:
    """Of n cases, their groups 0..groups-1 and strata 0, 1, ...; strata of one case say nothing."""
    strata = int(stratum.max(initial=-1)) + 1
    sizes = np.bincount(stratum * groups + group, minlength=strata * groups).reshape(strata, groups).astype(float)
    residual = centred(scores, stratum)
    excess = np.bincount(group, residual, minlength=groups).astype(float)
    total = sizes.sum(axis=1)
    spread = np.bincount(stratum, residual**2, minlength=strata) / np.maximum(total - 1, 1)
    share = spread / np.maximum(total, 1)
    covariance = np.diag(spread @ sizes) - (sizes * share[:, None]).T @ sizes
    return Comparison(excess, covariance)


def centred(scores: Floats, stratum: Ints) -> Floats:
    """Each score minus the mean of its stratum, (n,)."""
    total, count = np.bincount(stratum, scores), np.bincount(stratum)
    return scores - (total / np.maximum(count, 1))[stratum]


def ranks(values: Floats, stratum: Ints) -> Floats:
    """The rank of each value inside its stratum, from 1; equal values share the middle of theirs. (n,)"""
    order = np.lexsort((values, stratum))
    kind, value = stratum[order], values[order]
    new = np.ones(len(values), dtype=bool)
    new[1:] = (kind[1:] != kind[:-1]) | (value[1:] != value[:-1])
    first = np.flatnonzero(new)
    middle = (first + np.append(first[1:], len(values)) + 1) / 2.0
    begin = np.concatenate(([0], np.cumsum(np.bincount(stratum))[:-1])) if len(values) else np.zeros(0)
    found = np.empty(len(values))
    found[order] = middle[np.cumsum(new) - 1] - begin[kind] if len(values) else 0.0
    return found


def rank_sum(values: Floats, group: Ints, stratum: Ints, groups: int) -> Comparison:
    """Wilcoxon's rank-sum test in strata, for any number of groups. P. H. van Elteren, Bull. ISI 37 (1960), 351-361."""
    size = np.bincount(stratum)[stratum] if len(stratum) else np.zeros(0)
    return compare(ranks(values, stratum) / (size + 1.0), group, stratum, groups)


def friedman(table: Floats) -> Comparison:
    """Columns compared inside rows, (rows, k). M. Friedman, JASA 32 (1937), 675-701, with ties."""
    rows, k = table.shape
    row, column = np.divmod(np.arange(rows * k), k)
    return compare(ranks(table.ravel(), row), column, row, k)


def signed_rank(logs: Floats) -> float:
    """z of Wilcoxon's signed-rank test that values lie evenly about 0; zeros are left out, ties corrected.

    F. Wilcoxon, Biometrics Bulletin 1 (1945), 80-83. Positive: more lies above 0. 0 for no values.
    """
    kept = logs[logs != 0.0]
    if not kept.size:
        return 0.0
    rank = ranks(np.abs(kept), np.zeros(len(kept), dtype=np.int64))
    return float((rank * np.sign(kept)).sum() / np.sqrt((rank**2).sum()))
