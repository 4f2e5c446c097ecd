"""Seasons and change points against statsmodels' and scipy's."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf
from scipy import stats
from statsmodels.stats.anova import anova_lm

from app.coach.stats.months import _without_trend, change_point, seasons


@pytest.mark.parametrize("shape", [(3, 12), (10, 3)])
def test_seasons_are_the_two_way_layout(shape: tuple[int, int]) -> None:
    flat = _without_trend(np.random.default_rng(1).normal(size=shape))
    cycle, month = np.indices(shape).reshape(2, -1)
    frame = pd.DataFrame({"y": flat.ravel(), "c": cycle, "m": month})
    theirs = anova_lm(smf.ols("y ~ C(c) + C(m)", frame).fit(), typ=2).loc["C(m)", "PR(>F)"]
    assert seasons(flat).p == pytest.approx(theirs, rel=1e-6)


def test_growth_is_no_season() -> None:
    table = np.arange(48.0).reshape(4, 12)
    assert seasons(table).p == 1.0
    assert seasons(table).effect == pytest.approx(np.zeros(12), abs=1e-9)


def test_a_season_is_found_and_chance_is_not() -> None:
    rng = np.random.default_rng(0)
    ends = seasons(rng.normal(10, 1, (12, 3)) + np.array([0, 0, 3]))
    assert ends.p < 1e-6
    assert ends.group_p.argmin() == ends.effect.argmax() == 2
    assert np.mean([seasons(rng.normal(size=(4, 12))).p < 0.05 for _ in range(800)]) == pytest.approx(0.05, abs=0.02)


def test_equal_months() -> None:
    assert seasons(np.ones((3, 12))).p == 1.0


def test_change_point_is_the_pooled_z() -> None:
    closed, won = np.full(10, 20.0), np.array([4, 4, 4, 4, 4, 12, 12, 12, 12, 12.0])
    change = change_point(won, closed)
    assert change.at == 5
    assert change.z == pytest.approx(np.sqrt(stats.chi2_contingency([[20, 60], [80, 40]], correction=False).statistic))
    assert change.p == pytest.approx(1 - (1 - 2 * stats.norm.sf(change.z)) ** 9, rel=1e-3)


def test_runs_of_wins_are_no_change() -> None:
    """Months of all won and months of all lost: the binomial spread would see changes everywhere."""
    rng = np.random.default_rng(0)
    found = []
    for _ in range(300):
        closed = np.full(24, 20.0)
        found.append(change_point(closed * (rng.random(24) < 0.5), closed).p < 0.05)
    assert np.mean(found) < 0.08


NOTHING = [([], []), ([3], [9]), ([5, 5], [9, 11]), ([0, 0], [20, 20]), ([20, 20], [20, 20])]


@pytest.mark.parametrize(("won", "closed"), NOTHING)
def test_nothing_to_compare(won: list[int], closed: list[int]) -> None:
    assert change_point(np.array(won, dtype=float), np.array(closed, dtype=float)) is None
