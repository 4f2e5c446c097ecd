"""Working hours: when they are, and when they end, on any weekday and across the change of the clocks."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.core import settings
from app.crm.standing import hours
from tests.conftest import NOW

DEFAULT = {setting.key: setting.default for setting in settings.DECLARED}


@pytest.mark.parametrize(
    ("moment", "changed", "working"),
    [
        (NOW, {}, True),
        (NOW.replace(hour=7, minute=59), {}, False),
        (NOW.replace(hour=18), {}, False),
        (NOW - timedelta(days=1), {}, False),
        (NOW.replace(hour=23), {"work_from": 20, "work_until": 2, "quiet_from": 0, "quiet_until": 0}, True),
        (NOW, {"quiet_from": 9, "quiet_until": 10}, False),
        (NOW, {"work_days": []}, False),
    ],
)
def test_what_is_a_working_hour(moment: datetime, changed: dict[str, Any], *, working: bool) -> None:
    assert hours.is_working(moment, DEFAULT | changed) is working


@pytest.mark.parametrize(
    ("work_days", "last"),
    [([0, 1, 2, 3, 4], 4), ([6, 0, 1, 2, 3], 3), ([0, 1, 3, 4], 4), ([2], 2), (list(range(7)), 6), ([], None)],
)
def test_the_last_working_day_is_the_one_before_the_longest_rest(work_days: list[int], last: int | None) -> None:
    assert hours.last_work_day(DEFAULT | {"work_days": work_days}) == last


def test_the_end_of_work_is_the_next_one_on_the_owners_clock() -> None:
    monday = NOW.replace(hour=18)
    assert hours.end_of_work(NOW, NOW, DEFAULT) == monday
    assert hours.end_of_work(monday, NOW, DEFAULT) == monday + timedelta(days=1)
    assert hours.end_of_work(NOW, NOW, DEFAULT | {"work_until": 24}) == NOW.replace(hour=0) + timedelta(days=1)
    night = DEFAULT | {"work_from": 22, "work_until": 6}
    assert hours.end_of_work(NOW.replace(hour=23), NOW, night) == NOW.replace(hour=6) + timedelta(days=1)
    before_summer = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
    assert hours.end_of_work(before_summer, before_summer.astimezone(), DEFAULT) == datetime(
        2026, 3, 29, 16, tzinfo=UTC
    )
