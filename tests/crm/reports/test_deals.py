"""What was won, from where and how fast, against small cases counted by hand."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app.core import shares
from app.core.db import Database
from app.crm import deals as services
from app.crm import pipelines, preferences
from app.crm.figures import Sum
from app.crm.reports import deals, periods
from app.crm.reports.periods import Period
from tests import build
from tests.conftest import NOW

YEAR = Period("last_12_months", date(2025, 4, 1), date(2026, 4, 1))


def won(db: Database, pipeline_id: int | None = None) -> dict[date, Sum]:
    with db.read() as session:
        report = deals.won(session, YEAR, pipeline_id, NOW)
    return {bar.first: found for bar, found in report.bars if found.count}


def test_a_deal_falls_into_the_month_the_owner_s_clock_showed(db: Database) -> None:
    with db.write() as session:
        build.deal(session, stage="Won", at=datetime(2026, 1, 31, 22, 30, tzinfo=UTC), value_cents=100)
        build.deal(session, stage="Won", at=datetime(2026, 1, 31, 23, 30, tzinfo=UTC), value_cents=10)
        build.deal(session, stage="Won", at=datetime(2025, 8, 31, 22, 30, tzinfo=UTC), value_cents=1)
    assert won(db) == {date(2026, 1, 1): Sum(1, 100), date(2026, 2, 1): Sum(1, 10), date(2025, 9, 1): Sum(1, 1)}


def test_other_currencies_are_counted_beside_the_sum(db: Database) -> None:
    with db.write() as session:
        preferences.change(session, "currency", "EUR", at=NOW)
        for currency, cents in (("EUR", 250), ("EUR", None), ("USD", 900), ("USD", 1), ("CHF", 5)):
            build.deal(session, currency, stage="Won", at=NOW, value_cents=cents, currency=currency)
        build.deal(session, stage="Won", at=NOW - timedelta(days=40), value_cents=7, currency="USD")
    assert won(db)[date(2026, 3, 1)] == Sum(5, 250, (("CHF", 1), ("USD", 2)))
    with db.read() as session:
        assert deals.won(session, YEAR, None, NOW).total == Sum(6, 250, (("CHF", 1), ("USD", 3)))


def test_lost_open_and_reopened_deals_are_not_won(db: Database) -> None:
    with db.write() as session:
        build.deal(session, stage="Lost", at=NOW)
        build.deal(session, at=NOW)
        again = build.deal(session, stage="Won", at=NOW)
        services.reopen(session, again.id, at=NOW)
    assert won(db) == {}
    with db.write() as session:
        services.close(session, again.id, won=True, at=NOW)
    assert won(db) == {date(2026, 3, 1): Sum(1, 0)}


def test_each_pipeline_by_itself(db: Database) -> None:
    with db.write() as session:
        other = pipelines.create(session, at=NOW, name="Retainers")
        final = pipelines.final_stage(session, other.id, won=True)
        build.deal(session, stage="Won", at=NOW, value_cents=1)
        build.deal(session, at=NOW, value_cents=20, stage_id=final.id)
    assert won(db)[date(2026, 3, 1)] == Sum(2, 21)
    assert won(db, other.id)[date(2026, 3, 1)] == Sum(1, 20)
    with db.read() as session:
        assert [source.n for source in deals.sources(session, YEAR, other.id, NOW).sources] == [1]
        assert deals.cycle(session, YEAR, other.id, NOW).n == 1


def test_win_rates_of_sources_come_with_their_n(db: Database) -> None:
    with db.write() as session:
        for n in range(10):
            build.deal(session, stage="Won" if n < 4 else "Lost", at=NOW, source="referral")
        for _ in range(9):
            build.deal(session, stage="Won", at=NOW, source="website")
        build.deal(session, stage="Lost", at=NOW, source=None)
        build.deal(session, stage="Lost", at=NOW - timedelta(days=500), source="referral")
        build.deal(session, at=NOW, source="referral")
    with db.read() as session:
        found = deals.sources(session, YEAR, None, NOW).sources
    assert [(s.source, s.won, s.n, s.enough) for s in found] == [
        ("referral", 4, 10, True), ("website", 9, 9, False), (None, 0, 1, False),
    ]  # fmt: skip
    assert found[0].interval == pytest.approx((0.1682, 0.6873), abs=1e-4), "Wilson's interval for 4 of 10"


def test_wilson_stays_within_bounds() -> None:
    assert shares.wilson(0, 0) == (0.0, 1.0)
    assert shares.wilson(0, 10) == pytest.approx((0.0, 0.2775), abs=1e-4)
    assert shares.wilson(10, 10) == pytest.approx((0.7225, 1.0), abs=1e-4)


def test_cycle_times_are_whole_days_with_quartiles_between_two(db: Database) -> None:
    lasted = (timedelta(hours=23), timedelta(days=1), timedelta(days=10), timedelta(days=20, hours=23))
    with db.write() as session:
        for length in lasted:
            deal = build.deal(session, at=NOW - length)
            services.close(session, deal.id, won=True, at=NOW)
        lost = build.deal(session, at=NOW - timedelta(days=90))
        services.close(session, lost.id, won=False, at=NOW)
    with db.read() as session:
        report = deals.cycle(session, YEAR, None, NOW)
    assert report.n == 4, "lost deals have no time to win"
    assert report.quartiles == (0.75, 5.5, 12.5), "0, 1, 10, 20: as numpy's default"
    assert sum(n for _first, _last, n in report.bars) == 4
    assert report.bars[0] == (0, 1, 2)


def test_a_few_long_cycles_share_the_last_bar(db: Database) -> None:
    with db.write() as session:
        for days in (*range(30), 400):
            deal = build.deal(session, at=NOW - timedelta(days=days))
            services.close(session, deal.id, won=True, at=NOW)
    with db.read() as session:
        report = deals.cycle(session, YEAR, None, NOW)
    assert report.bars[0][:2] == (0, 4)
    assert report.bars[-1] == (55, None, 1)
    assert sum(n for _first, _last, n in report.bars) == report.n == 31


def test_a_deal_won_before_it_was_added_has_no_length(db: Database) -> None:
    with db.write() as session:
        deal = build.deal(session, at=NOW)
        services.close(session, deal.id, won=True, at=NOW - timedelta(days=3))
    with db.read() as session:
        report = deals.cycle(session, YEAR, None, NOW)
    assert (report.n, report.left_out, report.bars) == (0, 1, ())


def test_nothing_gives_empty_reports(db: Database) -> None:
    with db.read() as session:
        whole = periods.period(session, "all", NOW)
        assert deals.won(session, whole, None, NOW).total == Sum()
        assert deals.sources(session, whole, None, NOW).sources == ()
        assert deals.cycle(session, whole, None, NOW).n == 0
