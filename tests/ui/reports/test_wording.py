"""What the cards say: one, many, none, few, other currencies."""

from datetime import date, timedelta

from app.core.db import Database
from app.crm import deals as services
from app.crm import preferences
from app.crm.reports import deals, forecast, hours
from app.crm.reports.periods import Period
from app.ui.reports import ahead, wording
from app.ui.reports.shown import Shown
from tests import build
from tests.conftest import NOW

YEAR = Period("last_12_months", date(2025, 4, 1), date(2026, 4, 1))


def sources(db: Database) -> Shown:
    with db.read() as session:
        return wording.show_sources(deals.sources(session, YEAR, None, NOW), None)


def test_a_sum_names_the_deals_in_other_currencies(db: Database) -> None:
    with db.write() as session:
        preferences.change(session, "currency", "EUR", at=NOW)
        build.deal(session, stage="Won", at=NOW, value_cents=320_000, currency="EUR")
        for _ in range(2):
            build.deal(session, stage="Won", at=NOW, value_cents=100, currency="USD")
    with db.read() as session:
        shown = wording.show_won(deals.won(session, YEAR, None, NOW), None)
    assert (shown.figure, shown.words, shown.title) == ("€3,200", "won with 1 deal", "Won by month")
    assert shown.caption.startswith("n = 3 deals won, Apr 2025 to Mar 2026  ·  + 2 deals in USD")
    mark = shown.drawing.marks[-1]
    assert mark.said == "March 2026: €3,200, 1 deal + 2 deals in USD"
    assert mark.faint, "March still runs"


def test_a_rate_is_not_named_below_ten_deals(db: Database) -> None:
    with db.write() as session:
        for n in range(9):
            build.deal(session, stage="Won" if n else "Lost", at=NOW, source="referral")
    shown = sources(db)
    assert (shown.figure, shown.words) == ("9 deals", "closed; not enough yet: a win rate needs 10")
    mark = shown.drawing.marks[0]
    assert (mark.text, mark.known) == ("not enough yet, n = 9", False)
    assert shown.columns[2].show(shown.rows[0]["rate"]) == "too few"
    with db.write() as session:
        build.deal(session, stage="Lost", at=NOW, source="referral")
    shown = sources(db)
    assert (shown.figure, shown.words) == ("80%", "of 10 closed deals won")
    assert shown.drawing.marks[0].said == "Referral: 80%, 8 of 10 won, 95% interval 49% to 94%"


def test_every_card_has_a_sentence_for_nothing(db: Database) -> None:
    with db.read() as session:
        found = [
            wording.show_won(deals.won(session, YEAR, None, NOW), None),
            wording.show_sources(deals.sources(session, YEAR, None, NOW), None),
            wording.show_cycle(deals.cycle(session, YEAR, None, NOW), None),
            ahead.show_hours(hours.hours(session, YEAR, NOW), by_project=False),
            ahead.show_hours(hours.hours(session, YEAR, NOW), by_project=True),
            ahead.show_forecast(forecast.forecast(session, None, NOW), None),
        ]
    assert [bool(shown.instead) for shown in found] == [True] * 6


def test_the_forecast_says_what_it_lacks(db: Database) -> None:
    with db.write() as session:
        for n in range(4):
            services.close(session, build.deal(session, at=NOW).id, won=n > 1, at=NOW)
        build.deal(session, at=NOW, value_cents=500)
    with db.read() as session:
        shown = ahead.show_forecast(forecast.forecast(session, None, NOW), None)
    assert shown.figure == "Not yet"
    assert shown.instead == "A stage counts once 10 deals that stood in it have closed. So far: 4 in Lead."


def test_the_forecast_names_its_interval(db: Database) -> None:
    with db.write() as session:
        for n in range(10):
            services.close(session, build.deal(session, at=NOW).id, won=n > 4, at=NOW)
        for _ in range(10):
            build.deal(session, at=NOW, value_cents=100_000, expected_close_on=NOW.date() + timedelta(days=3))
    with db.read() as session:
        shown = ahead.show_forecast(forecast.forecast(session, None, NOW), None)
    assert shown.figure == "€5,000"
    assert shown.words == "by Aug 2026; 80% chance of €2,000 to €8,000"
    assert [mark.label for mark in shown.drawing.marks] == ["Mar\n10 deals", "Apr\nno deals", "May\nno deals"]


def test_a_typical_length_and_the_bars_of_days(db: Database) -> None:
    with db.write() as session:
        for days in range(10):
            services.close(session, build.deal(session, at=NOW - timedelta(days=days)).id, won=True, at=NOW)
    with db.read() as session:
        shown = wording.show_cycle(deals.cycle(session, YEAR, None, NOW), None)
    assert (shown.figure, shown.words) == ("5 days", "in the middle; half took 2 to 7")
    assert shown.drawing.edges[:2] == ("0", "1")
    assert shown.drawing.marks[0].said == "0 to 0 days: 1 deal"
