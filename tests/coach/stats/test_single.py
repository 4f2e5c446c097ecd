"""Questions with a test of their own: money, ratios, a rate that shifts, seasons, open cases that take long."""

from datetime import date

import numpy as np

from app.coach.stats import Claim, Money, Outliers, Ratios, Season, Shift, judge
from tests.coach.stats.made import NOW, START, days, named, one


def test_money_and_ratios() -> None:
    rng = np.random.default_rng(0)
    group, at = rng.integers(0, 3, 300), days(300)
    value = rng.lognormal(8, 1, 300) * np.where(group == 1, 3.0, 1.0)
    claims = judge([Money("value", ("a", "b", "c"), group, value, at)], NOW)
    assert ("b", "above") in named(claims)
    over = Ratios("estimates", np.append(rng.lognormal(0.4, 0.5, 60), [np.nan, 0.0]), days(62))
    claim = one(over)
    assert (claim.group, claim.side, claim.rest, claim.n) == ("all", "above", 1.0, 60)
    assert 1 < claim.low <= claim.value <= claim.high
    assert one(Ratios("estimates", np.ones(60), days(60))).reason == "no_difference"
    assert one(Ratios("estimates", np.ones(4), days(4))).words == "not enough yet, 4 of 10 cases"


def test_money_of_one_good_year_does_not_last() -> None:
    rng = np.random.default_rng(0)
    group, at = rng.integers(0, 2, 600), days(600)
    value = rng.lognormal(8, 1, 600) * np.where((group == 1) & (at < np.datetime64("2023-07-01")), 9.0, 1.0)
    assert not named(judge([Money("value", ("a", "b"), group, value, at)], NOW))
    short = (at - START).astype(int) < 120
    silence = one(Money("value", ("a", "b"), group[short], value[short], at[short]))
    assert silence.words == "not enough yet, 17 of 24 weeks"


def test_money_of_few_clients_in_many_years() -> None:
    """Twenty active weeks are too few for slices; over years the test alone may speak."""
    at, group = START + np.arange(22) * 50, np.arange(22) % 2
    value = 1000.0 + 100 * np.arange(22) + 9000 * group
    assert named(judge([Money("value", ("a", "b"), group, value, at)], NOW)) == {("a", "below"), ("b", "above")}


def test_shift() -> None:
    rng = np.random.default_rng(0)
    at = days(300)
    won = rng.random(300) < np.where(at < np.datetime64("2024-09-01"), 0.25, 0.6)
    claim = one(Shift("win rate", won, at))
    assert claim.side == "above"
    assert "2024-07" <= claim.group <= "2024-11"
    assert claim.rest < 0.35
    assert claim.value > 0.5
    assert one(Shift("win rate", won[:15], at[:15])).words == "not enough yet, 15 of 20 closed"
    assert one(Shift("win rate", np.ones(60, dtype=bool), days(60))).reason == "no_difference"


def test_season() -> None:
    rng = np.random.default_rng(0)
    months = np.arange("2020-01", "2026-01", dtype="datetime64[M]")
    values = rng.normal(100, 8, 72) + 60 * (np.arange(72) % 12 == 10)
    claim = next(v for v in judge([Season("won", months, values)], NOW) if isinstance(v, Claim))
    assert (claim.group, claim.side, claim.n, claim.best) == ("November", "above", 6, True)
    assert (claim.since, claim.until) == (date(2020, 1, 1), date(2025, 12, 31))
    middle = judge([Season("won", months[5:47], values[5:47])], NOW)
    assert named(middle) == {("November", "above")}
    assert (middle[0].n, middle[0].since, middle[0].until) == (3, date(2020, 12, 1), date(2023, 11, 30))
    assert one(Season("won", months[:30], values[:30])).words == "not enough yet, 2 of 3 years"
    assert one(Season("won", months[:8], values[:8], 3)).words == "not enough yet, 2 of 3 quarters"


def test_outliers() -> None:
    times = np.arange(1.0, 41.0)
    claim = one(Outliers("proposal", times, ("Acme", "Bo"), np.array([45.0, 12.0])))
    assert (claim.group, claim.value, claim.rest, claim.high) == ("Acme", 45.0, 20.5, 39.0)
    assert one(Outliers("proposal", times, ("Bo",), np.array([12.0]))).reason == "no_difference"
    assert one(Outliers("proposal", times[:7])).words == "not enough yet, 7 of 20 finished"
