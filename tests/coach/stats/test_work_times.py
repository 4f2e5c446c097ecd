"""Weekdays and windows of hours, by the owner's own clock."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from app.coach.stats import Claim, Moments, WorkTimes, judge, wall_clock
from app.coach.stats.work_times import grid
from tests.coach.stats.made import MOMENT, NOW, START, named


def moments(weeks: int = 104, habit: bool = True, seed: int = 0) -> Moments:
    rng = np.random.default_rng(seed)
    found = []
    for week in range(weeks):
        for day in range(7):
            chance = 0.8 if habit and day == 6 else 0.35
            if rng.random() < chance:
                first = rng.choice([17, 18, 19]) if habit else rng.integers(0, 22)
                found += [(week * 7 + day) * 24 + int(first) + i for i in range(3)]
    return START.astype("datetime64[s]") + np.array(found) * np.timedelta64(3600, "s")


def test_work_times() -> None:
    verdicts = judge([WorkTimes("work", moments())], NOW)
    assert ("Sunday", "above") in named(verdicts)
    hours = next(v for v in verdicts if isinstance(v, Claim) and v.part == "hours")
    assert hours.group in ("18-21", "17-20", "17-21", "18-22")
    assert hours.best
    assert hours.low < hours.value < hours.high
    assert [v.reason for v in judge([WorkTimes("work", moments(habit=False))], NOW)] == ["no_difference"] * 2


def test_a_day_that_the_best_one_never_reaches_is_not_below() -> None:
    """The best day moves every 13 weeks, never to Monday or Tuesday: they are as any other day that is not the best."""
    rng = np.random.default_rng(3)
    best = np.repeat([2, 4, 6, 3, 5, 2, 6, 4], 13)
    chance = np.where(np.arange(7) == best[:, None], 0.95, 0.3)
    week, day, hour = np.nonzero(np.repeat(rng.random((104, 7, 1)) < chance[:, :, None], 3, axis=2))
    at = START.astype("datetime64[s]") + ((week * 7 + day) * 24 + 9 + hour) * np.timedelta64(3600, "s")
    assert not {v.group for v in judge([WorkTimes("work", at)], NOW) if isinstance(v, Claim)} & {"Monday", "Tuesday"}


def test_days_off_are_below() -> None:
    rng = np.random.default_rng(3)
    week, day = np.nonzero(rng.random((104, 7)) < np.where(np.arange(7) < 5, 0.7, 0.1))
    at = START.astype("datetime64[s]") + ((week * 7 + day) * 24 + 9) * np.timedelta64(3600, "s")
    claims = judge([WorkTimes("work", np.append(at, at + np.timedelta64(3600, "s")))], NOW)
    assert named([v for v in claims if v.part == "weekday"]) >= {("Saturday", "below"), ("Sunday", "below")}


def test_windows_pass_midnight() -> None:
    late = moments() + np.timedelta64(5 * 3600, "s")
    groups = {v.group for v in judge([WorkTimes("work", late)], NOW) if isinstance(v, Claim) and v.part == "hours"}
    assert groups & {"23-2", "22-1", "22-2", "23-3"}


def test_work_times_say_what_is_missing() -> None:
    few = moments(30)[:61]
    weekday, hours = judge([WorkTimes("work", few)], NOW)
    assert hours.words.startswith("not enough yet, 61 of 150 hours")
    assert weekday.missing == hours.missing


def test_no_hour_without_a_zone() -> None:
    at = moments()
    verdicts = judge([WorkTimes("work", at, np.zeros(len(at), dtype=bool))], NOW)
    assert verdicts[-1].reason == "no_zone"
    assert ("Sunday", "above") in named(verdicts)
    partly = judge([WorkTimes("work", at, np.arange(len(at)) < 100)], NOW)
    assert partly[-1].missing[0].need == 150


def test_repeats_in_an_hour_count_once() -> None:
    at = moments()
    thrice = np.concatenate((at, at + np.timedelta64(60, "s"), at + np.timedelta64(600, "s")))
    assert judge([WorkTimes("work", thrice)], NOW) == judge([WorkTimes("work", at)], NOW)


def test_the_week_that_is_not_over_is_left_out() -> None:
    at = np.array(["2026-02-27T10", "2026-03-02T10", "2026-03-09T10"], dtype="datetime64[s]")
    assert grid(at, MOMENT).worked.sum() == 1


@pytest.mark.parametrize("zone", ["Asia/Kolkata", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe"])
def test_hours_are_those_of_the_wall_whatever_the_season(zone: str) -> None:
    """Work at 9:30 by the wall on each Tuesday of a year, given in UTC with the offset of that moment."""
    local = [datetime(2024, 1, 2, 9, 30, tzinfo=ZoneInfo(zone)) + timedelta(weeks=i) for i in range(52)]
    utc = np.array([t.astimezone(ZoneInfo("UTC")).replace(tzinfo=None) for t in local], dtype="datetime64[s]")
    offsets = np.array([int(t.utcoffset().total_seconds()) // 60 for t in local])
    table = grid(wall_clock(utc, offsets), MOMENT)
    assert table.worked[:, 1, 9].sum() == table.worked.sum() == 52


def test_the_hour_that_comes_twice_counts_once() -> None:
    berlin = np.array(["2024-10-27T00:30", "2024-10-27T01:30"], dtype="datetime64[s]")
    assert grid(wall_clock(berlin, np.array([120, 60])), MOMENT).worked.sum() == 1


def test_weeks_begin_on_monday() -> None:
    at = np.array(["2024-01-07T23:59", "2024-01-08T00:00"], dtype="datetime64[s]")
    table = grid(at, MOMENT)
    assert len(table.weeks) == 2
    assert (table.worked[0, 6, 23], table.worked[1, 0, 0]) == (1, 1)


def worker(seed: int, *, day: int | None = None, hours: int = 1000, window: int | None = None) -> WorkTimes:
    """Two years of so many hours, each by itself; a day with 58 % more, or four hours with seven times as many."""
    rng = np.random.default_rng(seed)
    days, clock = np.ones(7), np.ones(24)
    if day is not None:
        days[day] = 1.58
    if window is not None:
        clock[window : window + 4] = 7.0
    drawn = rng.choice(7, hours, p=days / days.sum()) * 24 + rng.choice(24, hours, p=clock / clock.sum())
    hour = rng.integers(0, 104, hours) * 168 + drawn
    return WorkTimes("work", START.astype("datetime64[s]") + hour * np.timedelta64(3600, "s"))


def test_a_weekday_of_58_percent_is_heard_from_1000_hours() -> None:
    heard = [{v.group for v in judge([worker(seed, day=2)], NOW) if isinstance(v, Claim)} for seed in range(30)]
    assert sum("Wednesday" in groups for groups in heard) >= 24
    assert sum(bool(groups - {"Wednesday"}) for groups in heard) <= 5


def test_a_window_is_heard_from_400_hours() -> None:
    windows = [v.group for seed in range(30) for v in judge([worker(seed, hours=400, window=16)], NOW)
               if isinstance(v, Claim)]  # fmt: skip
    assert len(windows) >= 24
    assert set(windows) <= {"16-19", "17-20", "16-20", "15-19", "15-18", "18-21", "17-21"}


def test_even_work_is_rarely_a_habit() -> None:
    said = [any(isinstance(v, Claim) for v in judge([worker(seed)], NOW)) for seed in range(60)]
    assert sum(said) <= 3
