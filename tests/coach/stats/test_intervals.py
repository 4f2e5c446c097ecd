"""Intervals against statsmodels' and against drawing."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint

from app.coach.stats import intervals
from app.coach.stats.multiplicity import benjamini_hochberg, sidak
from app.core import shares


@pytest.mark.parametrize(("won", "n"), [(0, 1), (1, 1), (0, 40), (40, 40), (7, 13), (900, 1000)])
def test_wilson(won: int, n: int) -> None:
    assert shares.wilson(won, n) == pytest.approx(proportion_confint(won, n, method="wilson"))


def test_nothing_counted_could_be_anything() -> None:
    assert shares.wilson(0, 0) == (0.0, 1.0)


@given(st.lists(st.floats(0, 1), max_size=30))
def test_benjamini_hochberg(p: list[float]) -> None:
    theirs = multipletests(p, method="fdr_bh")[1] if p else []
    assert benjamini_hochberg(p) == pytest.approx(theirs)


@given(st.floats(0, 1), st.integers(1, 100))
def test_sidak(p: float, looks: int) -> None:
    assert sidak(p, looks) == pytest.approx(1 - (1 - p) ** looks, abs=1e-12)


def test_sidak_keeps_tiny_ones() -> None:
    assert sidak(1e-30, 50) == pytest.approx(5e-29)
    assert sidak(0.01, 0) == 1.0


def test_draws_are_the_same_each_time_and_whole() -> None:
    drawn = intervals.draws(12)
    assert (drawn == intervals.draws(12)).all()
    assert (drawn.sum(axis=1) == 12).all()
    assert drawn.mean() == 1.0


@given(st.lists(st.integers(-9, 9), min_size=1, max_size=30), st.data())
def test_weighted_median(values: list[int], data: st.DataObject) -> None:
    weight = data.draw(st.lists(st.integers(0, 3), min_size=len(values), max_size=len(values)))
    array = np.array(values, dtype=float)
    repeated = np.repeat(array, weight)
    ours = intervals.weighted_median(array, np.array(weight, dtype=float))
    assert ours == np.median(repeated) if len(repeated) else np.isnan(ours)


def test_interval_of_a_median_over_weeks_is_wider_when_weeks_differ() -> None:
    rng = np.random.default_rng(0)
    week = np.repeat(np.arange(20), 10)
    alike, apart = rng.normal(0, 1, 200), np.repeat(rng.normal(0, 1, 20), 10)
    low, high = intervals.over_weeks(week, lambda weight: intervals.weighted_median(alike, weight))
    wide_low, wide_high = intervals.over_weeks(week, lambda weight: intervals.weighted_median(apart, weight))
    assert low < np.median(alike) < high
    assert wide_high - wide_low > high - low


def test_no_weeks_no_interval() -> None:
    assert np.isnan(intervals.over_weeks(np.zeros(0, dtype=int), lambda w: 0.0)).all()


def test_prediction_limit_holds_the_next_case() -> None:
    rng = np.random.default_rng(0)
    for n in (20, 37, 60):
        held = [(limit := intervals.prediction_limit(x[:n])) is not None and x[n] <= limit
                for x in rng.lognormal(3, 1, (4000, n + 1))]  # fmt: skip
        assert 0.945 < np.mean(held) < 0.965 + 1 / n


def test_prediction_needs_twenty() -> None:
    assert intervals.prediction_limit(np.arange(19.0)) is None
    assert intervals.prediction_limit(np.arange(20.0)) == 19.0
