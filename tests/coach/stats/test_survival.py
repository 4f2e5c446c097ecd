"""Log-rank and Kaplan-Meier against statsmodels'."""

from typing import Any

import numpy as np
import pytest
from statsmodels.duration.survfunc import SurvfuncRight, survdiff

from app.coach.stats.survival import log_rank, median, residuals


def case(seed: int, n: int = 200, k: int = 3) -> tuple[Any, ...]:
    rng = np.random.default_rng(seed)
    days = np.ceil(rng.exponential(30, n))
    return days, rng.random(n) < 0.7, rng.integers(0, k, n)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("k", [2, 5])
def test_log_rank_is_statsmodels(seed: int, k: int) -> None:
    days, closed, group = case(seed, k=k)
    statistic, p = survdiff(days, closed.astype(int), group)
    ours = log_rank(days, closed, group, k)
    assert ours.chi_square() == (pytest.approx(statistic), k - 1)
    assert ours.p() == pytest.approx(p)


@pytest.mark.parametrize("seed", range(4))
def test_the_kaplan_meier_median_is_statsmodels(seed: int) -> None:
    days, closed, _ = case(seed)
    theirs = SurvfuncRight(days, closed.astype(int))
    assert median(days, closed) == theirs.quantile(0.5)


def test_weights_count_cases_several_times() -> None:
    days, closed, _ = case(1, 60)
    weight = np.random.default_rng(0).integers(0, 4, 60)
    assert median(days, closed, weight.astype(float)) == median(np.repeat(days, weight), np.repeat(closed, weight))


def test_residuals_sum_to_zero_and_to_the_log_rank_excess() -> None:
    days, closed, group = case(2)
    found = residuals(days, closed)
    assert found.sum() == pytest.approx(0.0, abs=1e-9)
    assert np.bincount(group, found) == pytest.approx(log_rank(days, closed, group, 3).excess)


def test_edges() -> None:
    days, open_ = np.array([3.0, 4.0]), np.zeros(2, dtype=bool)
    assert np.isnan(median(days, open_))
    assert np.isnan(median(np.zeros(0), np.zeros(0, dtype=bool)))
    assert median(np.array([5.0]), np.array([True])) == 5.0
    assert log_rank(days, open_, np.array([0, 1]), 2).p() == 1.0
    assert log_rank(np.zeros(4), np.ones(4, dtype=bool), np.array([0, 1, 0, 1]), 2).p() == 1.0
    assert log_rank(np.array([5.0]), np.array([True]), np.array([0]), 2).p() == 1.0
