"""The gate as its callers see it: groups compared, and what is missing."""

from typing import Any

import numpy as np
import pytest

from app.coach.stats import (
    Claim,
    Durations,
    Money,
    Outliers,
    Rates,
    Ratios,
    Season,
    Shift,
    Shortfall,
    Silence,
    WorkTimes,
    coded,
    judge,
)  # fmt: skip
from app.coach.stats.strata import Ints
from tests.coach.stats.made import NOW, START, days, named, one


def made_rates(effect: float = 0.3, n: int = 900, late: float | None = None, **change: Any) -> Rates:
    rng = np.random.default_rng(1)
    at, group = days(n), rng.integers(0, 3, n)
    lift = np.where(at > np.datetime64("2025-04-01"), late, effect) if late is not None else effect
    won = rng.random(n) < 0.35 + lift * (group == 0)
    labels = ("referral", "web", "ads")
    return Rates(**{"name": "conversion", "labels": labels, "group": group, "won": won, "at": at, **change})


def test_a_lasting_difference_is_claimed_with_its_figures() -> None:
    asked = made_rates()
    claims = judge([asked], NOW)
    assert named(claims) >= {("referral", "above")}
    claim = next(c for c in claims if c.group == "referral")
    own = asked.group == 0
    assert claim.best
    assert (claim.n, claim.value) == (own.sum(), asked.won[own].mean())
    assert claim.rest == pytest.approx(asked.won[~own].mean())
    assert claim.low < claim.value < claim.high
    assert claim.p <= claim.q <= 0.05
    assert (claim.since, claim.until, claim.slices) == (asked.at.min().item(), asked.at.max().item(), 12)


def test_the_same_history_gives_the_same_claims() -> None:
    assert judge([made_rates()], NOW) == judge([made_rates()], NOW)


def test_no_difference_no_claim() -> None:
    silence = one(made_rates(effect=0.0))
    assert (silence.reason, silence.words) == ("no_difference", "no difference beyond chance")
    assert silence.p is not None


def test_withdrawn_when_the_last_half_year_points_the_other_way() -> None:
    asked = made_rates(effect=0.45)
    end = asked.at.max() - np.timedelta64(26 * 7, "D")
    won = np.where((asked.at > end) & (asked.group == 0), False, asked.won)
    assert ("referral", "above") not in named(judge([made_rates(effect=0.45, won=won)], NOW))
    assert ("referral", "above") in named(judge([made_rates(effect=0.45)], NOW))


def test_a_difference_of_one_year_does_not_last() -> None:
    asked = made_rates(effect=0.0)
    early = asked.at < np.datetime64("2023-07-01")
    won = np.where(early & (asked.group == 0), True, asked.won)
    verdict = one(made_rates(effect=0.0, won=won))
    assert isinstance(verdict, Silence)
    assert verdict.reason in ("not_lasting", "turned")


def test_not_enough_says_how_much_is_missing() -> None:
    asked = made_rates(n=12, group=np.repeat([0, 1, 2], 4))
    assert Shortfall(4, 10, "cases", "web") in one(asked).missing
    assert one(asked).words.startswith("not enough yet, 4 of 10 cases")


def test_all_won_leaves_no_lost() -> None:
    silence = one(made_rates(won=np.ones(900, dtype=bool)))
    assert silence.missing == (Shortfall(0, 5, "expected lost", "referral"),)


def test_short_histories_wait_for_weeks() -> None:
    at = START + np.arange(900) % 100
    assert one(made_rates(at=at)).words == "not enough yet, 15 of 24 active weeks"


@pytest.mark.parametrize(("labels", "group"), [((), np.full(900, -1)), (("web",), np.zeros(900, dtype=int))])
def test_one_group_has_no_rest(labels: tuple[str, ...], group: Ints) -> None:
    assert one(made_rates(labels=labels, group=group)).reason == "one_group"


def test_unknown_groups_are_the_rest_but_never_named() -> None:
    asked = made_rates()
    verdicts = judge([made_rates(group=np.where(asked.group == 0, 0, -1))], NOW)
    assert named(verdicts) == {("referral", "above")}


def test_small_groups_are_the_rest() -> None:
    asked = made_rates()
    group = asked.group.copy()
    group[np.flatnonzero(group == 2)[:7]] = 3
    verdicts = judge([made_rates(labels=("referral", "web", "ads", "fair"), group=group)], NOW)
    assert "fair" not in {v.group for v in verdicts if isinstance(v, Claim)}


def test_of_hundreds_of_groups_the_largest_are_compared() -> None:
    rng = np.random.default_rng(0)
    group = np.concatenate((np.repeat(np.arange(300), 12), np.full(400, 300)))
    won = rng.random(4000) < np.where(group == 300, 0.7, 0.3)
    asked = Rates("conversion", [f"source {i:03}" for i in range(301)], group, won, rng.permutation(days(4000)))
    assert ("source 300", "above") in named(judge([asked], NOW))


def test_no_questions_and_empty_questions() -> None:
    none, empty = np.zeros(0, dtype="datetime64[s]"), np.zeros(0, dtype=int)
    assert judge([], NOW) == []
    asked = [
        Rates("r", ("a",), empty, empty > 0, none),
        WorkTimes("w", none),
        Season("s", none.astype("datetime64[M]"), np.zeros(0)),
        Durations("d", ("a",), empty, np.zeros(0), empty > 0, none, None),
        Money("m", (), empty, np.zeros(0), none),
        Ratios("q", np.zeros(0), none),
        Shift("c", empty > 0, none),
        Outliers("o", np.zeros(0)),
    ]
    assert all(isinstance(v, Silence) for v in judge(asked, NOW))
    assert len(judge(asked, NOW)) == 9


def made_durations(factor: float = 2.0, **change: Any) -> Durations:
    rng = np.random.default_rng(2)
    n = 600
    group = rng.integers(0, 2, n)
    length = np.ceil(rng.exponential(np.where(group == 0, 20, 20 * factor)))
    at = days(n)
    until = (np.datetime64("2026-03-01") - at).astype(float)
    closed = length <= until
    given = {"name": "cycle", "labels": ("referral", "web"), "group": group, "days": np.minimum(length, until)}
    return Durations(**{**given, "closed": closed, "at": at, "won": None, **change})


def test_cycle_lengths() -> None:
    claims = judge([made_durations()], NOW)
    assert named(claims) == {("referral", "below"), ("web", "above")}
    fast = next(c for c in claims if c.group == "referral")
    assert fast.best
    assert fast.low <= fast.value <= fast.high < fast.rest
    assert fast.unit == "days"


def test_abandoned_open_deals_fake_no_difference() -> None:
    asked = made_durations(factor=1.0)
    rng = np.random.default_rng(0)
    abandoned = (asked.group == 1) & (rng.random(600) < 0.5)
    stale = np.where(abandoned, 700.0, asked.days)
    assert named(judge([made_durations(1.0, days=stale, closed=asked.closed & ~abandoned)], NOW)) == set()


def test_won_against_lost_is_never_advice() -> None:
    rng = np.random.default_rng(0)
    won = rng.random(600) < 0.5
    asked = made_durations(labels=("won", "lost"), group=np.where(won, 0, 1), won=won,
                           days=np.where(won, 57.0, 14.0) + rng.integers(0, 9, 600))  # fmt: skip
    assert one(asked).reason == "outcome"
    half = made_durations(labels=("won",), group=np.where(won, 0, -1), won=won, days=asked.days)
    assert one(half).reason == "outcome"


def test_every_question_looked_at_makes_the_others_harder() -> None:
    weak = made_rates(effect=0.07)
    others = [made_rates(group=np.random.default_rng(i).integers(0, 3, 900)) for i in range(30)]
    assert named(judge([weak], NOW))
    assert judge([weak, *others], NOW)[0].reason == "no_difference"


def test_cases_without_a_figure_are_left_out() -> None:
    asked = made_durations()
    odd = np.append(asked.days, [-3.0, np.nan])
    more = Durations("cycle", asked.labels, np.append(asked.group, [0, 1]), odd, np.append(asked.closed, [True, True]),
                     np.append(asked.at, asked.at[:2]), None)  # fmt: skip
    assert judge([more], NOW) == judge([asked], NOW)
    rng = np.random.default_rng(0)
    value, group, at = rng.lognormal(size=80), np.arange(80) % 2, days(80)
    unknown = Money("m", ("a", "b"), np.append(group, 0), np.append(value, np.nan), np.append(at, at[0]))
    assert judge([unknown], NOW) == judge([Money("m", ("a", "b"), group, value, at)], NOW)


def test_coded() -> None:
    labels, codes = coded(["web", None, "ads", "", "web"])
    assert labels == ("ads", "web")
    assert codes.tolist() == [1, -1, 0, -1, 1]
