"""Comparisons inside strata against scipy's and statsmodels'."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.contingency_tables import StratifiedTable

from app.coach.stats.strata import compare, friedman, rank_sum, ranks, signed_rank


def case(seed: int, n: int = 300, k: int = 4, strata: int = 5) -> tuple[Any, ...]:
    rng = np.random.default_rng(seed)
    return rng.integers(0, k, n), rng.integers(0, strata, n), rng.random(n) < 0.4, rng.integers(0, 30, n).astype(float)


@pytest.mark.parametrize("seed", range(5))
def test_two_groups_are_the_mantel_haenszel_test(seed: int) -> None:
    group, month, won, _ = case(seed, k=2)
    tables = [
        [[int(((group == g) & (month == m) & (won == w)).sum()) for w in (True, False)] for g in (0, 1)]
        for m in range(5)
    ]
    theirs = StratifiedTable([np.array(t) for t in tables]).test_null_odds(correction=False)
    ours = compare(won.astype(float), group, month, 2)
    assert ours.chi_square() == (pytest.approx(theirs.statistic), 1)
    assert ours.p() == pytest.approx(theirs.pvalue)
    assert ours.group_p() == pytest.approx([theirs.pvalue] * 2)


@pytest.mark.parametrize("seed", range(5))
def test_one_stratum_is_pearsons_chi_square_but_for_one_case(seed: int) -> None:
    group, _, won, _ = case(seed)
    table = np.array([np.bincount(group[won == w], minlength=4) for w in (True, False)])
    pearson = stats.chi2_contingency(table, correction=False).statistic
    statistic, df = compare(won.astype(float), group, np.zeros(300, dtype=int), 4).chi_square()
    assert (statistic, df) == (pytest.approx(pearson * 299 / 300), 3)


def test_strata_alone_hold_no_difference() -> None:
    """Everything was won in the good month, and one group was only seen in it: no evidence."""
    month = np.repeat([0, 1], 50)
    group = np.where(np.arange(100) < 50, 0, 1)
    assert compare((month == 0).astype(float), group, month, 2).p() == 1.0


@pytest.mark.parametrize("seed", range(5))
def test_covariance_is_that_of_shuffled_outcomes(seed: int) -> None:
    group, month, won, _ = case(seed, n=60, k=3, strata=2)
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(4000):
        order = np.lexsort((rng.random(60), month))
        shuffled = np.empty(60)
        shuffled[np.lexsort((np.arange(60), month))] = won[order]
        found.append(compare(shuffled, group, month, 3).excess)
    ours = compare(won.astype(float), group, month, 3).covariance
    assert np.cov(np.array(found).T) == pytest.approx(ours, abs=0.35)


@pytest.mark.parametrize("seed", range(5))
def test_ranks_in_strata(seed: int) -> None:
    _, stratum, _, value = case(seed)
    ours = ranks(value, stratum)
    for s in range(5):
        assert ours[stratum == s] == pytest.approx(stats.rankdata(value[stratum == s]))


@given(st.lists(st.integers(0, 5), min_size=0, max_size=40))
def test_ranks_of_anything(values: list[int]) -> None:
    array = np.array(values, dtype=float)
    assert ranks(array, np.zeros(len(values), dtype=int)) == pytest.approx(stats.rankdata(array))


@pytest.mark.parametrize("seed", range(5))
def test_rank_sum_in_one_stratum(seed: int) -> None:
    group, _, _, value = case(seed)
    one = np.zeros(300, dtype=int)
    theirs = stats.kruskal(*(value[group == g] for g in range(4)))
    assert rank_sum(value, group, one, 4).p() == pytest.approx(theirs.pvalue)
    two = group % 2
    mann = stats.mannwhitneyu(value[two == 0], value[two == 1], use_continuity=False, method="asymptotic")
    assert rank_sum(value, two, one, 2).p() == pytest.approx(mann.pvalue)


def test_van_elteren_by_hand() -> None:
    """Two strata: the sum of W / (N + 1) minus its expectation, over the root of the summed variances."""
    group, year, _, value = case(3, k=2, strata=2)
    value = value + np.random.default_rng(0).random(300)
    top, variance = 0.0, 0.0
    for y in range(2):
        inside = year == y
        n, m = int(inside.sum()), int((inside & (group == 1)).sum())
        rank = stats.rankdata(value[inside])[group[inside] == 1].sum()
        top += (rank - m * (n + 1) / 2) / (n + 1)
        variance += m * (n - m) * (n + 1) / 12 / (n + 1) ** 2
    assert rank_sum(value, group, year, 2).z()[1] == pytest.approx(top / np.sqrt(variance))


@pytest.mark.parametrize("high", [2, 4, 50])
def test_friedman_with_ties(high: int) -> None:
    table = np.random.default_rng(high).integers(0, high, (30, 7)).astype(float)
    theirs = stats.friedmanchisquare(*table.T)
    ours = friedman(table)
    assert ours.chi_square() == (pytest.approx(theirs.statistic), 6)
    assert ours.p() == pytest.approx(theirs.pvalue)


def test_equal_rows_say_nothing() -> None:
    assert friedman(np.ones((30, 7))).p() == 1.0
    assert friedman(np.ones((30, 7))).z() == pytest.approx(np.zeros(7))


@pytest.mark.parametrize("seed", range(5))
def test_signed_rank(seed: int) -> None:
    values = np.random.default_rng(seed).integers(-5, 8, 60).astype(float)
    theirs = stats.wilcoxon(values, zero_method="wilcox", correction=False, method="asymptotic")
    assert 2 * stats.norm.sf(abs(signed_rank(values))) == pytest.approx(theirs.pvalue)


@pytest.mark.parametrize("values", [[], [0.0], [0.0, 0.0]])
def test_signed_rank_of_nothing(values: list[float]) -> None:
    assert signed_rank(np.array(values)) == 0.0


def test_no_cases_and_single_cases() -> None:
    none = np.zeros(0, dtype=int)
    assert compare(np.zeros(0), none, none, 3).p() == 1.0
    assert compare(np.ones(1), np.zeros(1, dtype=int), np.zeros(1, dtype=int), 2).p() == 1.0
    alone = np.arange(20)
    assert compare((alone % 2).astype(float), alone % 2, alone, 2).p() == 1.0
