"""The gate as its callers see it."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

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
    wall_clock,
)
from app.coach.stats.work_times import grid

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
MOMENT = np.datetime64("2026-03-04T12:00:00")
START = np.datetime64("2023-01-02")


def days(n, years=3, seed=0):
    return START + np.sort(np.random.default_rng(seed).integers(0, 365 * years, n))


def made_rates(effect=0.3, n=900, late=None, **change):
    rng = np.random.default_rng(1)
    at, group = days(n), rng.integers(0, 3, n)
    lift = np.where(at > np.datetime64("2025-04-01"), late, effect) if late is not None else effect
    won = rng.random(n) < 0.35 + lift * (group == 0)
    labels = ("referral", "web", "ads")
    return Rates(**{"name": "conversion", "labels": labels, "group": group, "won": won, "at": at, **change})


def one(question):
    verdicts = judge([question], NOW)
    assert len(verdicts) == 1
    return verdicts[0]


def named(verdicts):
    return {(v.group, v.side) for v in verdicts if isinstance(v, Claim)}


def test_a_lasting_difference_is_claimed_with_its_figures():
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


def test_the_same_history_gives_the_same_claims():
    assert judge([made_rates()], NOW) == judge([made_rates()], NOW)


def test_no_difference_no_claim():
    silence = one(made_rates(effect=0.0))
    assert (silence.reason, silence.words) == ("no_difference", "no difference beyond chance")
    assert silence.p is not None


def test_withdrawn_when_the_last_half_year_points_the_other_way():
    asked = made_rates(effect=0.45)
    end = asked.at.max() - np.timedelta64(26 * 7, "D")
    won = np.where((asked.at > end) & (asked.group == 0), False, asked.won)
    assert ("referral", "above") not in named(judge([made_rates(effect=0.45, won=won)], NOW))
    assert ("referral", "above") in named(judge([made_rates(effect=0.45)], NOW))


def test_a_difference_of_one_year_does_not_last():
    asked = made_rates(effect=0.0)
    early = asked.at < np.datetime64("2023-07-01")
    won = np.where(early & (asked.group == 0), True, asked.won)
    verdict = one(made_rates(effect=0.0, won=won))
    assert isinstance(verdict, Silence)
    assert verdict.reason in ("not_lasting", "turned")


def test_not_enough_says_how_much_is_missing():
    asked = made_rates(n=12, group=np.repeat([0, 1, 2], 4))
    assert Shortfall(4, 10, "cases", "web") in one(asked).missing
    assert one(asked).words.startswith("not enough yet, 4 of 10 cases")


def test_all_won_leaves_no_lost():
    silence = one(made_rates(won=np.ones(900, dtype=bool)))
    assert silence.missing == (Shortfall(0, 5, "expected lost", "referral"),)


def test_short_histories_wait_for_weeks():
    at = START + np.arange(900) % 100
    assert one(made_rates(at=at)).words == "not enough yet, 15 of 24 active weeks"


@pytest.mark.parametrize(("labels", "group"), [((), np.full(900, -1)), (("web",), np.zeros(900, dtype=int))])
def test_one_group_has_no_rest(labels, group):
    assert one(made_rates(labels=labels, group=group)).reason == "one_group"


def test_unknown_groups_are_the_rest_but_never_named():
    asked = made_rates()
    verdicts = judge([made_rates(group=np.where(asked.group == 0, 0, -1))], NOW)
    assert named(verdicts) == {("referral", "above")}


def test_small_groups_are_the_rest():
    asked = made_rates()
    group = asked.group.copy()
    group[np.flatnonzero(group == 2)[:7]] = 3
    verdicts = judge([made_rates(labels=("referral", "web", "ads", "fair"), group=group)], NOW)
    assert "fair" not in {v.group for v in verdicts if isinstance(v, Claim)}


def test_no_questions_and_empty_questions():
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


def made_durations(factor=2.0, **change):
    rng = np.random.default_rng(2)
    n = 600
    group = rng.integers(0, 2, n)
    length = np.ceil(rng.exponential(np.where(group == 0, 20, 20 * factor)))
    at = days(n)
    until = (np.datetime64("2026-03-01") - at).astype(float)
    closed = length <= until
    given = {"name": "cycle", "labels": ("referral", "web"), "group": group, "days": np.minimum(length, until)}
    return Durations(**{**given, "closed": closed, "at": at, "won": None, **change})


def test_cycle_lengths():
    claims = judge([made_durations()], NOW)
    assert named(claims) == {("referral", "below"), ("web", "above")}
    fast = next(c for c in claims if c.group == "referral")
    assert fast.best
    assert fast.low <= fast.value <= fast.high < fast.rest
    assert fast.unit == "days"


def test_abandoned_open_deals_fake_no_difference():
    asked = made_durations(factor=1.0)
    rng = np.random.default_rng(0)
    abandoned = (asked.group == 1) & (rng.random(600) < 0.5)
    stale = np.where(abandoned, 700.0, asked.days)
    assert named(judge([made_durations(1.0, days=stale, closed=asked.closed & ~abandoned)], NOW)) == set()


def test_won_against_lost_is_never_advice():
    rng = np.random.default_rng(0)
    won = rng.random(600) < 0.5
    asked = made_durations(labels=("won", "lost"), group=np.where(won, 0, 1), won=won,
                           days=np.where(won, 57.0, 14.0) + rng.integers(0, 9, 600))  # fmt: skip
    assert one(asked).reason == "outcome"
    half = made_durations(labels=("won",), group=np.where(won, 0, -1), won=won, days=asked.days)
    assert one(half).reason == "outcome"


def test_money_and_ratios():
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


def test_money_of_one_good_year_does_not_last():
    rng = np.random.default_rng(0)
    group, at = rng.integers(0, 2, 600), days(600)
    value = rng.lognormal(8, 1, 600) * np.where((group == 1) & (at < np.datetime64("2023-07-01")), 9.0, 1.0)
    assert not named(judge([Money("value", ("a", "b"), group, value, at)], NOW))
    short = (at - START).astype(int) < 120
    silence = one(Money("value", ("a", "b"), group[short], value[short], at[short]))
    assert silence.words == "not enough yet, 17 of 24 weeks"


def test_money_of_few_clients_in_many_years():
    """Twenty active weeks are too few for slices; over years the test alone may speak."""
    at, group = START + np.arange(22) * 50, np.arange(22) % 2
    value = 1000.0 + 100 * np.arange(22) + 9000 * group
    assert named(judge([Money("value", ("a", "b"), group, value, at)], NOW)) == {("a", "below"), ("b", "above")}


def test_shift():
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


def test_season():
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


def test_outliers():
    times = np.arange(1.0, 41.0)
    claim = one(Outliers("proposal", times, ("Acme", "Bo"), np.array([45.0, 12.0])))
    assert (claim.group, claim.value, claim.rest, claim.high) == ("Acme", 45.0, 20.5, 39.0)
    assert one(Outliers("proposal", times, ("Bo",), np.array([12.0]))).reason == "no_difference"
    assert one(Outliers("proposal", times[:7])).words == "not enough yet, 7 of 20 finished"


def moments(weeks=104, habit=True, seed=0):
    rng = np.random.default_rng(seed)
    found = []
    for week in range(weeks):
        for day in range(7):
            chance = 0.8 if habit and day == 6 else 0.35
            if rng.random() < chance:
                first = rng.choice([17, 18, 19]) if habit else rng.integers(0, 22)
                found += [(week * 7 + day) * 24 + int(first) + i for i in range(3)]
    return START.astype("datetime64[s]") + np.array(found) * np.timedelta64(3600, "s")


def test_work_times():
    verdicts = judge([WorkTimes("work", moments())], NOW)
    assert ("Sunday", "above") in named(verdicts)
    hours = next(v for v in verdicts if isinstance(v, Claim) and v.part == "hours")
    assert hours.group in ("18-21", "17-20", "17-21", "18-22")
    assert hours.best
    assert hours.low < hours.value < hours.high
    assert [v.reason for v in judge([WorkTimes("work", moments(habit=False))], NOW)] == ["no_difference"] * 2


def test_a_day_that_the_best_one_never_reaches_is_not_below():
    """The best day moves every 13 weeks, never to Monday or Tuesday: they are as any other day that is not the best."""
    rng = np.random.default_rng(3)
    best = np.repeat([2, 4, 6, 3, 5, 2, 6, 4], 13)
    chance = np.where(np.arange(7) == best[:, None], 0.95, 0.3)
    week, day, hour = np.nonzero(np.repeat(rng.random((104, 7, 1)) < chance[:, :, None], 3, axis=2))
    at = START.astype("datetime64[s]") + ((week * 7 + day) * 24 + 9 + hour) * np.timedelta64(3600, "s")
    assert not {v.group for v in judge([WorkTimes("work", at)], NOW) if isinstance(v, Claim)} & {"Monday", "Tuesday"}


def test_days_off_are_below():
    rng = np.random.default_rng(3)
    week, day = np.nonzero(rng.random((104, 7)) < np.where(np.arange(7) < 5, 0.7, 0.1))
    at = START.astype("datetime64[s]") + ((week * 7 + day) * 24 + 9) * np.timedelta64(3600, "s")
    claims = judge([WorkTimes("work", np.append(at, at + np.timedelta64(3600, "s")))], NOW)
    assert named([v for v in claims if v.part == "weekday"]) >= {("Saturday", "below"), ("Sunday", "below")}


def test_windows_pass_midnight():
    late = moments() + np.timedelta64(5 * 3600, "s")
    groups = {v.group for v in judge([WorkTimes("work", late)], NOW) if isinstance(v, Claim) and v.part == "hours"}
    assert groups & {"23-2", "22-1", "22-2", "23-3"}


def test_work_times_say_what_is_missing():
    few = moments(30)[:61]
    weekday, hours = judge([WorkTimes("work", few)], NOW)
    assert hours.words.startswith("not enough yet, 61 of 150 hours")
    assert weekday.missing == hours.missing


def test_no_hour_without_a_zone():
    at = moments()
    verdicts = judge([WorkTimes("work", at, np.zeros(len(at), dtype=bool))], NOW)
    assert verdicts[-1].reason == "no_zone"
    assert ("Sunday", "above") in named(verdicts)
    partly = judge([WorkTimes("work", at, np.arange(len(at)) < 100)], NOW)
    assert partly[-1].missing[0].need == 150


def test_repeats_in_an_hour_count_once():
    at = moments()
    thrice = np.concatenate((at, at + np.timedelta64(60, "s"), at + np.timedelta64(600, "s")))
    assert judge([WorkTimes("work", thrice)], NOW) == judge([WorkTimes("work", at)], NOW)


def test_the_week_that_is_not_over_is_left_out():
    at = np.array(["2026-02-27T10", "2026-03-02T10", "2026-03-09T10"], dtype="datetime64[s]")
    assert grid(at, MOMENT).worked.sum() == 1


@pytest.mark.parametrize("zone", ["Asia/Kolkata", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe"])
def test_hours_are_those_of_the_wall_whatever_the_season(zone):
    """Work at 9:30 by the wall on each Tuesday of a year, given in UTC with the offset of that moment."""
    local = [datetime(2024, 1, 2, 9, 30, tzinfo=ZoneInfo(zone)) + timedelta(weeks=i) for i in range(52)]
    utc = np.array([t.astimezone(ZoneInfo("UTC")).replace(tzinfo=None) for t in local], dtype="datetime64[s]")
    offsets = np.array([int(t.utcoffset().total_seconds()) // 60 for t in local])
    table = grid(wall_clock(utc, offsets), MOMENT)
    assert table.worked[:, 1, 9].sum() == table.worked.sum() == 52


def test_the_hour_that_comes_twice_counts_once():
    berlin = np.array(["2024-10-27T00:30", "2024-10-27T01:30"], dtype="datetime64[s]")
    assert grid(wall_clock(berlin, np.array([120, 60])), MOMENT).worked.sum() == 1


def test_weeks_begin_on_monday():
    at = np.array(["2024-01-07T23:59", "2024-01-08T00:00"], dtype="datetime64[s]")
    table = grid(at, MOMENT)
    assert len(table.weeks) == 2
    assert (table.worked[0, 6, 23], table.worked[1, 0, 0]) == (1, 1)


def test_every_question_looked_at_makes_the_others_harder():
    weak = made_rates(effect=0.07)
    others = [made_rates(group=np.random.default_rng(i).integers(0, 3, 900)) for i in range(30)]
    assert named(judge([weak], NOW))
    assert judge([weak, *others], NOW)[0].reason == "no_difference"


def test_cases_without_a_figure_are_left_out():
    asked = made_durations()
    odd = np.append(asked.days, [-3.0, np.nan])
    more = Durations("cycle", asked.labels, np.append(asked.group, [0, 1]), odd, np.append(asked.closed, [True, True]),
                     np.append(asked.at, asked.at[:2]), None)  # fmt: skip
    assert judge([more], NOW) == judge([asked], NOW)
    rng = np.random.default_rng(0)
    value, group, at = rng.lognormal(size=80), np.arange(80) % 2, days(80)
    unknown = Money("m", ("a", "b"), np.append(group, 0), np.append(value, np.nan), np.append(at, at[0]))
    assert judge([unknown], NOW) == judge([Money("m", ("a", "b"), group, value, at)], NOW)


def test_coded():
    labels, codes = coded(["web", None, "ads", "", "web"])
    assert labels == ("ads", "web")
    assert codes.tolist() == [1, -1, 0, -1, 1]
