"""Tail probabilities against scipy's."""

import pytest
from scipy import stats

from app.coach.stats import distributions as d

NEAR = {"abs": 1e-10, "rel": 1e-10}


@pytest.mark.parametrize("z", [-9.0, -3.1, -0.5, 0.0, 0.1, 1.96, 5.0, 12.0])
def test_the_normal_is_scipys(z: float) -> None:
    assert d.normal_sf(z) == pytest.approx(stats.norm.sf(z), **NEAR)
    assert d.two_sided(z) == pytest.approx(2 * stats.norm.sf(abs(z)), **NEAR)


@pytest.mark.parametrize("df", [1, 2, 3, 6, 11, 40, 333, 5000])
@pytest.mark.parametrize("at", [1e-8, 0.1, 0.7, 1.0, 1.3, 2.5, 8.0, 60.0])
def test_chi_square_is_scipys(df: float, at: float) -> None:
    assert d.chi2_sf(df * at, df) == pytest.approx(stats.chi2.sf(df * at, df), rel=1e-9, abs=1e-10)


@pytest.mark.parametrize("df", [1, 2, 5, 11, 60, 1000, 1.5])
@pytest.mark.parametrize("t", [-40.0, -2.2, 0.0, 1e-6, 0.3, 1.0, 2.0, 7.0, 1e6])
def test_student_is_scipys(df: float, t: float) -> None:
    assert d.t_two_sided(t, df) == pytest.approx(2 * stats.t.sf(abs(t), df), rel=1e-9, abs=1e-10)


@pytest.mark.parametrize("df", [(1, 1), (2, 9), (6, 100), (11, 22), (40, 3), (300, 4000)])
@pytest.mark.parametrize("x", [1e-7, 0.2, 1.0, 1.7, 4.0, 100.0])
def test_f_is_scipys(df: tuple[int, int], x: float) -> None:
    assert d.f_sf(x, *df) == pytest.approx(stats.f.sf(x, *df), rel=1e-9, abs=1e-10)


def test_edges() -> None:
    assert (d.chi2_sf(0.0, 3), d.chi2_sf(float("inf"), 3)) == (1.0, 0.0)
    assert (d.f_sf(0.0, 2, 3), d.f_sf(float("inf"), 2, 3)) == (1.0, 0.0)
    assert (d.t_two_sided(float("inf"), 3), d.t_two_sided(float("nan"), 3)) == (0.0, 1.0)
    assert d.two_sided(float("nan")) == 1.0
