"""Week review: the facts of a week against the week before, once."""

from datetime import UTC, datetime, timedelta

import pytest

from app.coach.engine import Engine
from app.coach.rules.week_review import RULE
from app.core.clock import Clock
from app.core.db import Database
from app.crm import deals, preferences, tasks
from tests import build
from tests.coach.rules.asking import ask, money, told
from tests.conftest import NOW

DAY, WEEK = timedelta(days=1), timedelta(days=7)
FRIDAY = NOW.replace(hour=15) + 4 * DAY


def a_week(db: Database, at: datetime, cents: int | None = 3_200_00, currency: str = "EUR") -> None:
    """One of everything, done at that moment."""
    with db.write() as session:
        deal = build.deal(session, f"Deal {at}", value_cents=cents, currency=currency)
        deals.close(session, deal.id, won=True, at=at)
        tasks.complete(session, build.task(session, f"Task {at}").id, at=at)
        person = build.contact(session, f"P {at}").id
        for _ in range(2):
            build.interaction(session, person, at=at)
        build.interaction(session, person, at=at, direction="inbound")
        build.time_entry(session, 90, at=at, project_id=build.project(session, f"Project {at}").id)


def test_this_week_against_the_one_before(db: Database) -> None:
    a_week(db, NOW)
    a_week(db, NOW - WEEK)
    a_week(db, NOW - 2 * WEEK)
    a_week(db, NOW - 2 * DAY, cents=None)
    one = "1 deal won ({}), 1 task done, 1 person contacted, 1.5 h worked"
    two = "2 deals won ({}), 2 tasks done, 2 people contacted, 3 h worked"
    euro = money(3_200_00)
    assert told(db, RULE, FRIDAY) == (f"This week so far: {one.format(euro)}. The week before: {two.format(euro)}.")
    draft = ask(db, RULE, FRIDAY)
    assert draft is not None
    assert [row.kind for row in draft.rows] == ["deal", "task", "contact", "project"]
    assert (draft.count, draft.dedupe, draft.actions[0].params) == (4, "week-review:2026-W10", {"page": "reports"})


def test_other_currencies_stand_beside_and_no_value_is_none(db: Database) -> None:
    a_week(db, NOW, currency="USD")
    assert "1 deal won (1 in USD)" in told(db, RULE, FRIDAY)
    a_week(db, NOW - WEEK, cents=None)
    assert "The week before: 1 deal won, 1 task" in told(db, RULE, FRIDAY)


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (FRIDAY.replace(hour=14), "This week so far"),
        (FRIDAY.replace(hour=17, minute=59), "This week so far"),
        (FRIDAY.replace(hour=13), ""),
        (FRIDAY.replace(hour=18), ""),
        (FRIDAY + DAY, ""),
        (NOW + WEEK, "Last week"),
        (NOW + WEEK - timedelta(hours=3), ""),
        (NOW + WEEK + 2 * DAY, "Last week"),
        (NOW + 2 * WEEK, ""),
    ],
)
def test_when_it_speaks(db: Database, moment: datetime, said: str) -> None:
    a_week(db, NOW)
    sentence = told(db, RULE, moment)
    assert sentence.startswith(said)
    assert bool(sentence) is bool(said)


def test_working_days_of_ones_own(db: Database) -> None:
    a_week(db, NOW)
    with db.write() as session:
        preferences.change(session, "work_days", [1, 2, 5], at=NOW)
    assert told(db, RULE, FRIDAY) == ""
    assert told(db, RULE, FRIDAY + DAY) != ""
    with db.write() as session:
        preferences.change(session, "work_days", [], at=NOW)
    assert told(db, RULE, FRIDAY) == ""


def test_once_a_week_and_not_again_on_monday(db: Database, clock: Clock) -> None:
    a_week(db, NOW)
    engine = Engine(db, clock, (RULE,))
    assert len(engine.run_checks(FRIDAY).insights) == 1
    assert engine.run_checks(FRIDAY + timedelta(hours=1)).insights == ()
    assert engine.run_checks(NOW + WEEK).insights == ()
    assert engine.run_checks(FRIDAY - WEEK).insights == ()


def test_nothing_done_is_nothing_said(db: Database) -> None:
    a_week(db, NOW - WEEK)
    with db.write() as session:
        lost = build.deal(session, "Lost", value_cents=1)
        deals.close(session, lost.id, won=False, at=NOW)
    assert told(db, RULE, FRIDAY) == ""


def test_the_week_begins_at_local_midnight_also_when_the_clocks_change(db: Database) -> None:
    with db.write() as session:
        for minute, title in ((59, "Sunday"), (60, "Monday")):
            at = datetime(2026, 3, 29, 21, tzinfo=UTC) + timedelta(minutes=minute)
            tasks.complete(session, build.task(session, title).id, at=at)
    friday = datetime(2026, 4, 3, 13, tzinfo=UTC).astimezone()
    assert told(db, RULE, friday) == "This week so far: 1 task done. The week before: 1 task done."
