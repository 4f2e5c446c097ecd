"""Since when more deals are won."""

from datetime import UTC, datetime
from random import Random

from app.core.db import Database
from app.models import Deal
from tests.coach.patterns.history import add, claimed, deal, moments, silent
from tests.conftest import NOW

RULE = "win-rate-shift"
TURN = datetime(2024, 7, 1, tzinfo=UTC)


def tell(db: Database, before: float, after: float) -> None:
    chance = Random(8)
    rows = [
        deal(db, number, at, won=chance.random() < (before if at < TURN else after))
        for number, at in enumerate(moments(300), 1)
    ]
    add(db, Deal, rows)


def test_the_month_of_the_change_is_named_with_both_rates(db: Database) -> None:
    tell(db, 0.3, 0.75)
    [found] = claimed(db, RULE).values()
    assert found.group_name in ("June 2024", "July 2024", "August 2024")
    assert (found.value or 0) > 0.65
    assert (found.rest or 1) < 0.4
    assert found.text["count"] == found.n


def test_a_rate_that_stays_is_silent(db: Database) -> None:
    tell(db, 0.5, 0.5)
    assert silent(db, RULE)["deals"][0] == "no_difference"


def test_too_few_deals_say_how_many_are_missing(db: Database) -> None:
    add(db, Deal, [deal(db, n, NOW, won=True) for n in range(1, 8)])
    assert silent(db, RULE)["deals"] == ("not_enough", "7 of 20 closed deals")
