"""Morning briefing: the day in a sentence or two, once a day, from the hour of the setting on."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.coach.engine import Engine
from app.coach.rules.morning_briefing import RULE
from app.core.clock import Clock
from app.core.db import Database
from app.crm import contacts, deals, preferences, tasks
from tests import build
from tests.coach.rules.asking import ask, told
from tests.conftest import NOW

TODAY, DAY = NOW.date(), timedelta(days=1)


def test_the_sentence_of_the_day(db: Database) -> None:
    with db.write() as session:
        for title in ("Call", "Write"):
            build.task(session, title, due_on=TODAY, priority="high")
        build.followup(session, NOW - DAY, contact_id=build.contact(session).id)
    assert told(db, RULE) == "Good morning! 2 high-priority tasks today, 1 follow-up overdue."
    draft = ask(db, RULE)
    assert draft is not None
    assert [(row.kind, row.title) for row in draft.rows] == [
        ("task", "Call"),
        ("task", "Write"),
        ("contact", "Ana Ruiz"),
    ]
    assert (draft.count, draft.entity, draft.actions[0].params) == (3, None, {"page": "today"})


def test_a_clear_day_is_told_as_one(db: Database) -> None:
    with db.write() as session:
        build.task(session, due_on=TODAY + DAY, priority="high")
        build.contact(session, status="client")
    assert told(db, RULE) == "Good morning! Nothing is due today."


def test_one_of_each_reads_well_and_many_do(db: Database) -> None:
    for names in (["Ana"], ["Ana", "Bo"]):
        with db.write() as session:
            for name in names:
                _one_of_each(session, name)
        said = told(db, RULE)
        if len(names) == 1:
            assert said == (
                "Good morning! 1 high-priority and 1 other task today, 1 appointment, 1 task overdue, "
                "1 follow-up overdue. Also 1 follow-up today, 1 deal step due, 1 lead gone quiet."
            )
    assert said == (
        "Good morning! 3 high-priority and 3 other tasks today, 3 appointments, 3 tasks overdue, "
        "3 follow-ups overdue. Also 3 follow-ups today, 3 deal steps due, 3 leads gone quiet."
    )


def _one_of_each(session: Any, name: str) -> None:
    build.task(session, f"High {name}", due_on=TODAY, priority="high")
    build.task(session, f"Low {name}", due_on=TODAY, priority="low")
    build.task(session, f"Late {name}", due_on=TODAY - DAY)
    build.event(session, NOW + timedelta(hours=2))
    person = build.contact(session, name, status="client")
    build.followup(session, NOW - DAY, contact_id=person.id)
    build.followup(session, NOW + timedelta(hours=2), contact_id=person.id)
    build.deal(session, name, next_step="Call", next_step_on=TODAY)
    build.contact(session, f"Lead {name}", status="lead").created_at = NOW - 8 * DAY


def test_what_is_settled_gone_or_forbidden_is_not_told(db: Database) -> None:
    with db.write() as session:
        tasks.complete(session, build.task(session, due_on=TODAY).id, at=NOW)
        tasks.delete(session, build.task(session, due_on=TODAY).id, at=NOW)
        off = build.contact(session, status="lead")
        off.created_at = NOW - 30 * DAY
        build.followup(session, NOW - DAY, contact_id=off.id)
        build.deal(session, contact_id=off.id, next_step="Call", next_step_on=TODAY)
        contacts.edit(session, off.id, at=NOW, do_not_contact=True)
        won = build.deal(session, "Won", next_step="Call", next_step_on=TODAY)
        deals.close(session, won.id, won=True, at=NOW)
    assert told(db, RULE) == "Good morning! Nothing is due today."


@pytest.mark.parametrize(("hour", "greeting"), [(6, "morning"), (12, "afternoon"), (18, "evening"), (23, "evening")])
def test_the_greeting_goes_by_the_hour(db: Database, hour: int, greeting: str) -> None:
    assert told(db, RULE, NOW.replace(hour=hour)) == f"Good {greeting}! Nothing is due today."


def test_it_is_silent_before_its_hour(db: Database) -> None:
    assert told(db, RULE, NOW.replace(hour=5, minute=59)) == ""
    with db.write() as session:
        preferences.change(session, "briefing_hour", 10, at=NOW)
    assert told(db, RULE) == ""
    assert told(db, RULE, NOW.replace(hour=10)) != ""


def test_it_comes_once_a_day_and_ends_with_it(db: Database, clock: Clock) -> None:
    engine = Engine(db, clock, (RULE,))
    [first] = engine.run_checks(NOW.replace(hour=6)).insights
    assert first.delivery == "queued"
    assert engine.run_checks(NOW.replace(hour=22)).insights == ()
    draft = ask(db, RULE, NOW + DAY)
    assert draft is not None
    assert (NOW + DAY + draft.keeps).astimezone() == (NOW + 2 * DAY).replace(hour=0)
    assert len(engine.run_checks(NOW + DAY).insights) == 1
    assert len(engine.run_checks(NOW + 22 * DAY).insights) == 1
    assert engine.run_checks(NOW + DAY).insights == ()


def test_turned_off_it_is_never_asked(db: Database, clock: Clock) -> None:
    with db.write() as session:
        preferences.change(session, "show_morning_briefing", value=False, at=NOW)
    assert Engine(db, clock, (RULE,)).run_checks().insights == ()


def test_the_day_of_summer_time_has_23_hours(db: Database) -> None:
    sunday = datetime(2026, 3, 28, 23, 30, tzinfo=UTC).astimezone()
    with db.write() as session:
        build.event(session, datetime(2026, 3, 29, 21, 30, tzinfo=UTC))
        build.event(session, datetime(2026, 3, 29, 22, 30, tzinfo=UTC))
    at_seven = (sunday + timedelta(hours=5, minutes=30)).astimezone()
    draft = ask(db, RULE, at_seven)
    assert draft is not None
    assert told(db, RULE, at_seven) == "Good morning! 1 appointment."
    assert at_seven + draft.keeps == datetime(2026, 3, 29, 22, tzinfo=UTC)


def test_thousands_are_counted_and_the_first_are_named(db: Database) -> None:
    with db.write() as session:
        for number in range(60):
            build.task(session, f"Task {number}", due_on=TODAY - DAY)
            build.followup(session, NOW - DAY * (number % 3), contact_id=build.contact(session, f"P {number}").id)
    draft = ask(db, RULE)
    assert draft is not None
    assert told(db, RULE) == "Good morning! 60 tasks overdue, 40 follow-ups overdue, 20 follow-ups today."
    assert (draft.count, len(draft.rows)) == (120, 80)
