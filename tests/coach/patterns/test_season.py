"""Which months bring more won deals."""

from datetime import UTC, datetime

from app.core.db import Database
from app.models import Deal
from tests.coach.patterns.history import add, claimed, deal, silent
from tests.conftest import NOW

RULE = "season"


def tell(db: Database, extra: dict[int, int], years: tuple[int, ...] = (2022, 2023, 2024, 2025)) -> None:
    """Ten or eleven won deals a month, and some more in these months."""
    rows = []
    for year in years:
        for month in range(1, 13):
            for number in range(10 + (month + year) % 2 + extra.get(month, 0)):
                at = datetime(year, month, 1 + number, 12, tzinfo=UTC)
                rows.append(deal(db, len(rows) + 1, at, won=True))
    add(db, Deal, rows)


def test_a_month_that_is_strong_every_year_is_named(db: Database) -> None:
    tell(db, {11: 8})
    found = claimed(db, RULE)["year", "November"]
    assert found.text["variant"] == "year_best"
    assert found.value == 18.5
    assert found.text["count"] == 74


def test_the_last_month_of_a_quarter_is_named(db: Database) -> None:
    tell(db, dict.fromkeys((3, 6, 9, 12), 6))
    assert claimed(db, RULE)["quarter", "the last month of a quarter"].text["side"] == "above"


def test_even_months_and_short_histories_are_silent(db: Database) -> None:
    tell(db, {}, (2024, 2025))
    assert not claimed(db, RULE)
    assert silent(db, RULE)["year"] == ("not_enough", "2 of 3 years")


def test_lost_deals_do_not_make_a_season(db: Database) -> None:
    add(db, Deal, [deal(db, n, NOW, won=False) for n in range(1, 9)])
    assert silent(db, RULE)["quarter"] == ("not_enough", "0 of 3 quarters")
