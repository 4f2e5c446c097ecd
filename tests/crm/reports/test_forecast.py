"""The months ahead: by the owner's own rates, with an interval that means what it says."""

from datetime import date, timedelta
from itertools import product
from math import prod

import pytest

from app.core.db import Database
from app.crm import deals, pipelines, preferences
from app.crm.figures import Rate
from app.crm.reports import forecast
from app.crm.reports.forecast import Expected
from tests import build
from tests.conftest import NOW


def closed(db: Database, won: int, lost: int) -> None:
    """Deals that stood in the first stage alone."""
    with db.write() as session:
        for n in range(won + lost):
            deal = build.deal(session, f"Closed {n}", at=NOW)
            deals.close(session, deal.id, won=n < won, at=NOW)


def test_open_deals_are_weighed_month_by_month(db: Database) -> None:
    closed(db, 6, 4)
    days = (date(2026, 3, 2), date(2026, 3, 31), date(2026, 4, 1), date(2026, 8, 31), date(2026, 9, 1), None)
    with db.write() as session:
        for place, day in enumerate(days):
            build.deal(session, at=NOW, value_cents=1000 * 10**place, expected_close_on=day)
        build.deal(session, at=NOW, value_cents=5_000_000_000, expected_close_on=date(2026, 3, 1))
    with db.read() as session:
        found = forecast.forecast(session, None, NOW)
    assert [(slot.n, slot.cents) for slot in found.slots] == [
        (2, 6_600), (1, 60_000), (0, 0), (0, 0), (0, 0), (1, 600_000), (1, 6_000_000), (2, 3_060_000_000),
    ], "a day that has passed says nothing about the months ahead"  # fmt: skip
    assert (found.slots[0].first, found.slots[0].stop) == (date(2026, 3, 2), date(2026, 4, 1))
    assert (found.ahead.n, found.ahead.cents, found.until) == (4, 666_600, date(2026, 9, 1))
    assert found.counted == found.open == 7


def test_too_little_history_is_said_plainly(db: Database) -> None:
    closed(db, 5, 4)
    with db.write() as session:
        build.deal(session, at=NOW, value_cents=1000)
        build.deal(session, at=NOW, value_cents=1000, stage="Proposal")
    with db.read() as session:
        found = forecast.forecast(session, None, NOW)
    assert found.counted == 0
    assert found.too_few == (("Lead", 1, 9), ("Proposal", 1, 0))
    assert found.ahead == Expected(date(2026, 3, 2), date(2026, 9, 1))


def test_what_cannot_be_weighed_is_counted(db: Database) -> None:
    closed(db, 5, 5)
    with db.write() as session:
        preferences.change(session, "currency", "EUR", at=NOW)
        build.deal(session, at=NOW, currency="EUR")
        for currency in ("USD", "USD", "CHF"):
            build.deal(session, at=NOW, value_cents=5, currency=currency)
        build.deal(session, at=NOW, value_cents=100, currency="EUR")
        build.deal(session, at=NOW, value_cents=100, currency="EUR", stage="Qualified")
    with db.read() as session:
        found = forecast.forecast(session, None, NOW)
    assert (found.open, found.unvalued, found.others) == (6, 1, (("CHF", 1), ("USD", 2)))
    assert found.too_few == (("Qualified", 1, 0),)
    assert found.counted == 1


def test_pipelines_have_their_own_rates(db: Database) -> None:
    closed(db, 10, 0)
    with db.write() as session:
        other = pipelines.create(session, at=NOW, name="Retainers")
        first = pipelines.default_stage(session, other.id)
        build.deal(session, at=NOW, value_cents=100, stage_id=first.id)
        build.deal(session, at=NOW, value_cents=700)
    with db.read() as session:
        assert forecast.forecast(session, other.id, NOW).counted == 0
        everything = forecast.forecast(session, None, NOW)
    assert everything.slots[-1].cents == 700
    assert [stage for stage, _n, _closed in everything.too_few] == [first.name]


def test_the_interval_holds_eight_of_ten_futures() -> None:
    """Against every combination of five deals counted out, with a rate known so well that only the deals are open."""
    rates = {1: Rate(300_000, 500_000), 2: Rate(100_000, 500_000)}
    deals_open = [(0, 1, 500), (0, 1, 300), (0, 2, 900), (0, 2, 200), (0, 1, 700)]
    chances = {1: 0.6, 2: 0.2}
    futures = forecast.draw(deals_open, rates)
    for limit in (500, 1000, 1500, 2000):
        exact = sum(
            prod(chances[stage] if yes else 1 - chances[stage] for yes, (_slot, stage, _cents) in future)
            for future in (list(zip(won, deals_open, strict=True)) for won in product((True, False), repeat=5))
            if sum(cents for yes, (_slot, _stage, cents) in future if yes) <= limit
        )
        assert (futures <= limit).mean() == pytest.approx(exact, abs=0.02)


def test_little_history_widens_the_interval_and_chance_stays_the_same() -> None:
    many = [(0, 1, 100)] * 200
    sure, unsure = forecast.draw(many, {1: Rate(500, 1000)}), forecast.draw(many, {1: Rate(5, 10)})
    assert sure.std() < 1000 < unsure.std()
    assert (forecast.draw(many, {1: Rate(5, 10)}) == unsure).all()


def test_a_day_that_passes_moves_a_deal_out_of_its_month(db: Database) -> None:
    closed(db, 5, 5)
    with db.write() as session:
        build.deal(session, at=NOW, value_cents=100, expected_close_on=date(2026, 3, 2))
    with db.read() as session:
        assert forecast.forecast(session, None, NOW).slots[0].n == 1
        assert forecast.forecast(session, None, NOW + timedelta(days=1)).slots[-1].n == 1
