"""Which months a report covers, and that a moment falls into the owner's month, not into UTC's."""

from datetime import UTC, date, datetime

import pytest

from app.core.db import Database
from app.crm.reports import periods
from app.crm.reports.periods import Period
from tests import build
from tests.conftest import NOW


@pytest.mark.parametrize(
    ("key", "first", "stop"),
    [
        ("this_year", date(2026, 1, 1), date(2027, 1, 1)),
        ("last_12_months", date(2025, 4, 1), date(2026, 4, 1)),
        ("last_year", date(2025, 1, 1), date(2026, 1, 1)),
        ("all", date(2026, 3, 1), date(2026, 4, 1)),
    ],
)
def test_periods_are_whole_months(db: Database, key: str, first: date, stop: date) -> None:
    with db.read() as session:
        assert periods.period(session, key, NOW) == Period(key, first, stop)


def test_all_begins_with_the_first_closed_deal_or_logged_hour(db: Database) -> None:
    with db.write() as session:
        build.time_entry(session, 30, at=datetime(2024, 1, 31, 23, 15, tzinfo=UTC))  # 22:45 UTC to 0:15 in Berlin
        build.deal(session, at=datetime(2020, 5, 1, tzinfo=UTC))
    with db.read() as session:
        assert periods.period(session, "all", NOW).first == date(2024, 1, 1)
    with db.write() as session:
        build.deal(session, stage="Won", at=datetime(2023, 6, 30, 22, 30, tzinfo=UTC))
    with db.read() as session:
        assert periods.period(session, "all", NOW).first == date(2023, 7, 1), "it is July in Berlin"


def test_bars_grow_with_the_period() -> None:
    def bars(first: date) -> list[tuple[date, int]]:
        return [(bar.first, bar.months) for bar in periods.buckets(Period("all", first, date(2026, 4, 1)), NOW)]

    assert len(bars(date(2024, 4, 1))) == 24
    assert bars(date(2024, 3, 1))[:2] == [(date(2024, 1, 1), 3), (date(2024, 4, 1), 3)]
    assert bars(date(2003, 7, 1))[-1] == (date(2026, 1, 1), 12)
    running = [
        bar.first for bar in periods.buckets(Period("x", date(2025, 4, 1), date(2026, 4, 1)), NOW) if bar.running
    ]
    assert running == [date(2026, 3, 1)]


def test_a_month_of_summer_time_begins_at_its_own_midnight() -> None:
    assert periods.moment(date(2026, 3, 1), NOW) == "2026-02-28 23:00:00.000000"
    assert periods.moment(date(2026, 4, 1), NOW) == "2026-03-31 22:00:00.000000"
