"""On which days and at which hours most gets done."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest

from app.core.db import Database
from app.models import ActivityLog
from tests.coach.patterns.history import DAY, START, add, analysed, claimed, done, silent
from tests.conftest import NOW

RULE = "best-work-time"
WEEKS = 120
MORNING = START.replace(hour=0)


def moments(hours: Sequence[int], weekdays: Sequence[int] = range(7), every: int = 1, seed: int = 12) -> list[datetime]:
    """Wall clock: some hours of every week, drawn from these days and hours."""
    chance = Random(seed)
    found = []
    for week in range(0, WEEKS, every):
        for _ in range(12):
            day = MORNING + (7 * week + chance.choice(weekdays)) * DAY
            found.append(day + timedelta(hours=chance.choice(hours), minutes=chance.randrange(60)))
    return found


ALL, EVENING = range(24), (20, 21, 22)
TUESDAYS = (0, 1, 1, 1, 1, 2, 3, 4, 5, 6)


def test_the_best_day_and_the_best_hours_are_named(db: Database) -> None:
    add(db, ActivityLog, [done(at, number=n) for n, at in enumerate(moments((*ALL, *EVENING * 8), TUESDAYS), 1)])
    found = claimed(db, RULE)
    assert found["tasks_hours", "20-23"].text["facts"] == {"start": "20:00", "end": "23:00"}
    day = found["tasks_weekday", "Tuesday"]
    assert day.text["variant"] == "tasks_weekday_best"
    assert 0.3 < (day.value or 0) < 0.5
    assert day.text["rows"][0][0] == "task"


@pytest.mark.parametrize("offset", [-420, 60, 330, 765])
def test_hours_are_those_of_the_clock_at_that_moment(db: Database, offset: int) -> None:
    add(db, ActivityLog, [done(at, offset) for at in moments((*ALL, *EVENING * 8))])
    assert ("tasks_hours", "20-23") in claimed(db, RULE)


def test_without_a_zone_a_weekday_may_be_named_and_no_hour(db: Database) -> None:
    add(db, ActivityLog, [done(at, None) for at in moments((9, 10, 11), TUESDAYS)])
    assert ("tasks_weekday", "Tuesday") in claimed(db, RULE)
    assert silent(db, RULE)["tasks_hours"] == ("no_zone", None)


@pytest.mark.parametrize(
    "change",
    [{"actor": "coach"}, {"actor": "import", "details": {"guessed": True}}, {"created_at": NOW + DAY}],
    ids=["of the coach", "guessed", "of the future"],
)
def test_what_is_not_the_owners_own_work_is_left_out(db: Database, change: dict[str, Any]) -> None:
    add(db, ActivityLog, [done(at) | change for at in moments((*ALL, *EVENING * 8))])
    assert silent(db, RULE)["tasks_hours"] == ("not_enough", "0 of 150 hours, 0 of 24 active weeks")


def test_work_that_an_import_brought_counts_by_its_own_dates(db: Database) -> None:
    add(db, ActivityLog, [done(at, actor="import") for at in moments((*ALL, *EVENING * 8))])
    assert ("tasks_hours", "20-23") in claimed(db, RULE)


def test_the_same_hour_many_times_is_one_hour(db: Database) -> None:
    add(db, ActivityLog, [done(at) for at in moments(EVENING, (1,), every=24) for _ in range(40)])
    reason, missing = silent(db, RULE)["tasks_weekday"]
    assert reason == "not_enough"
    assert "of 150 hours" in (missing or "")


def test_logged_time_counts_every_hour_it_covers_where_few_tasks_are_finished(db: Database) -> None:
    rows = []
    for week in range(WEEKS):
        for day in range(7):
            end = MORNING + (7 * week + day) * DAY + timedelta(hours=12)
            row = done(end, action="time_logged", entity_type="time_entry", details={"duration": 180})
            rows += [row] if (week + day) % 2 else []
    add(db, ActivityLog, rows)
    found = claimed(db, RULE)
    assert found["time_hours", "9-12"].value == 1.0
    assert {question for question, _group in found} == {"time_hours"}


def test_a_day_off_and_a_day_like_another_are_no_news(db: Database) -> None:
    add(db, ActivityLog, [done(at) for at in moments((9, 10, 11, 14, 15), range(5))])
    days = [one for one in analysed(db, RULE).findings if one.question == "tasks_weekday"]
    assert days
    assert not any(one.text["news"] for one in days if one.group_name in ("Saturday", "Sunday"))
    assert {one.text["variant"] for one in days if one.group_name == "Sunday"} == {"tasks_weekday_off"}
