"""Birthday: of today and the next three days, each person once a year."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app.coach.engine import Engine
from app.coach.rules.birthday import RULE
from app.core.clock import Clock
from app.core.db import Database
from app.crm import contacts
from tests import build
from tests.coach.rules.asking import ask, ids, told
from tests.conftest import NOW

DAY = timedelta(days=1)


def born(db: Database, name: str, birthday: str, **fields: object) -> int:
    with db.write() as session:
        return build.contact(session, name, birthday=birthday, **fields).id


def test_with_and_without_a_year(db: Database) -> None:
    ana = born(db, "Ana", "1980-03-02")
    assert told(db, RULE) == "Ana has a birthday today."
    bo = born(db, "Bo", "--03-05")
    assert told(db, RULE) == "2 birthdays until Mar 5, 2026: Ana, Bo."
    draft = ask(db, RULE)
    assert draft is not None
    assert (ids(draft), draft.rows[1].facts["on"]) == ([ana, bo], date(2026, 3, 5))
    assert NOW + draft.keeps == (NOW + 4 * DAY).replace(hour=0)


def test_of_a_day_clients_come_first(db: Database) -> None:
    lead, client = born(db, "Lea", "--03-02", status="lead"), born(db, "Cy", "1901-03-02", status="client")
    assert told(db, RULE) == "2 birthdays today: Cy, Lea."
    assert ids(ask(db, RULE)) == [client, lead]


@pytest.mark.parametrize("birthday", ["1980-03-01", "--03-06", "1980-02-03", "2026-11-02"])
def test_silent_on_other_days(db: Database, birthday: str) -> None:
    born(db, "Ana", birthday)
    assert told(db, RULE) == ""


def test_silent_about_whom_it_must_not(db: Database) -> None:
    born(db, "Off", "--03-02", do_not_contact=True)
    gone, rejected = born(db, "Gone", "--03-02"), born(db, "No", "--03-02")
    with db.write() as session:
        contacts.delete(session, gone, at=NOW)
        build.contact(session, "None")
    assert ask(db, RULE, silent=[rejected]) is None


@pytest.mark.parametrize(
    ("today", "said"),
    [
        (datetime(2026, 2, 28, 9, tzinfo=UTC), True),
        (datetime(2026, 3, 1, 9, tzinfo=UTC), False),
        (datetime(2026, 2, 25, 9, tzinfo=UTC), True),
        (datetime(2026, 2, 24, 9, tzinfo=UTC), False),
        (datetime(2028, 2, 29, 9, tzinfo=UTC), True),
        (datetime(2028, 2, 25, 9, tzinfo=UTC), False),
    ],
)
def test_the_leap_day_is_kept_on_the_day_before_in_other_years(db: Database, today: datetime, *, said: bool) -> None:
    born(db, "Ana", "1988-02-29")
    assert bool(told(db, RULE, today.astimezone())) is said


def test_over_the_end_of_the_year(db: Database) -> None:
    born(db, "Ana", "--01-02")
    assert told(db, RULE, datetime(2026, 12, 30, 9, tzinfo=UTC).astimezone()) == "Ana has a birthday on Jan 2, 2027."


def test_each_is_told_once_a_year_also_where_others_follow(db: Database, clock: Clock) -> None:
    ana = born(db, "Ana", "--03-03")
    engine = Engine(db, clock, (RULE,))
    assert len(engine.run_checks(NOW).insights) == 1
    bo = born(db, "Bo", "--03-04")
    assert engine.run_checks(NOW + timedelta(hours=1)).insights == ()
    [second] = engine.run_checks(NOW + DAY).insights
    assert [row["id"] for row in second.evidence["rows"]] == [bo]
    assert engine.run_checks(NOW + 2 * DAY).insights == ()
    assert engine.run_checks(NOW).insights == ()
    [next_year] = engine.run_checks(NOW + 365 * DAY).insights
    assert [row["id"] for row in next_year.evidence["rows"]] == [ana, bo]


def test_after_three_weeks_of_sleep_the_next_ones_are_told_and_no_past_ones(db: Database, clock: Clock) -> None:
    born(db, "Past", "--03-10")
    coming = born(db, "Coming", "--03-25")
    engine = Engine(db, clock, (RULE,))
    [insight] = engine.run_checks(NOW + 21 * DAY).insights
    assert [row["id"] for row in insight.evidence["rows"]] == [coming]


def test_damaged_evidence_is_no_reason_to_fail(db: Database, clock: Clock) -> None:
    ana = born(db, "Ana", "--03-03")
    engine = Engine(db, clock, (RULE,))
    engine.run_checks(NOW)
    with db.write() as session:
        session.connection().exec_driver_sql("""UPDATE coach_insights SET evidence = '["x"]'""")
    assert ids(ask(db, RULE, NOW + DAY)) == [ana]
