"""The history in slices, and the t-test over them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from app.coach.stats import slices


@given(st.lists(st.integers(1, 60), min_size=24, max_size=300))
def test_slices_are_whole_ordered_and_never_short(load: list[int]) -> None:
    index = slices.cut(np.array(load, dtype=float))
    assert index is not None
    sizes = np.bincount(index)
    assert 6 <= len(sizes) == min(12, len(load) // 4) <= 12
    assert sizes.min() >= 4
    assert (np.diff(index) >= 0).all()
    assert slices.sums(np.array(load, dtype=float)[:, None], index).sum() == sum(load)


def test_equal_load() -> None:
    load = np.concatenate((np.full(100, 1.0), np.full(100, 5.0)))
    held = slices.sums(load[:, None], slices.cut(load))
    assert held.min() > 0.8 * held.max()


@pytest.mark.parametrize("weeks", [0, 1, 23])
def test_too_few_weeks(weeks: int) -> None:
    assert slices.cut(np.ones(weeks)) is None


def test_without_resemblance_it_is_the_t_test() -> None:
    found = np.array([0.3, -0.2, 0.4, 0.1, 0.35, 0.0, 0.3, 0.05])[:, None]
    assert slices.lasting_p(found)[0] == pytest.approx(stats.ttest_1samp(found[:, 0], 0).pvalue)


def test_a_drift_counts_for_less() -> None:
    steps = np.repeat([0.5, 0.2, 0.6, 0.1], 3) + 0.01 * np.array([0, 1, 0] * 4)
    assert slices.lasting_p(steps[:, None])[0] > 5 * stats.ttest_1samp(steps, 0).pvalue


def test_no_spread_at_all() -> None:
    assert slices.lasting_p(np.array([[0.0, 0.5]] * 6)) == pytest.approx([1.0, 0.0])


def test_chance_is_rarely_lasting() -> None:
    by_slice = np.random.default_rng(0).normal(size=(12, 4000))
    share = np.mean([slices.lasting_p(part) < 0.05 for part in np.split(by_slice, 1000, axis=1)])
    assert 0.02 < share < 0.06


def test_top() -> None:
    cases = np.full((12, 3), 10.0)
    clear = np.tile([3.0, 1.0, -4.0], (12, 1))
    assert slices.top_share(clear, cases) == pytest.approx([1, 0, 0])
    even = np.tile([[1.0, 0, 0], [0, 1.0, 0]], (6, 1))
    assert slices.top_share(even, cases)[:2].max() < 0.9
