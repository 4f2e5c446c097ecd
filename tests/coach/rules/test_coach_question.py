"""A question of the coach as a toast: in words for a person, seldom, and only while it is open."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.coach import actions
from app.coach.engine import Engine
from app.coach.rules.coach_question import RULE
from app.core.clock import Clock, fixed
from app.core.db import Database
from app.core.errors import CrmError
from app.crm import preferences
from app.goals import tracking
from app.models import ChecklistItem, Goal
from tests.coach.rules.asking import ask, told
from tests.conftest import NOW
from tests.goals.making import goal, goals, item, items, made

DAY = timedelta(days=1)


@pytest.fixture
def own(db: Database) -> int:
    return made(db, kind="own", focus_areas=["Finding clients"])


def test_it_asks_in_the_words_of_a_person(db: Database, own: int) -> None:
    assert told(db, RULE) == "What is your close rate right now?"
    draft = ask(db, RULE)
    assert draft is not None
    assert draft.entity == ("business", own)
    said = f"{draft.values} {draft.rows} {draft.actions}"
    for found in goals(db, own):
        assert found.goal_description not in said
        assert all(one.checklist_item not in said for one in items(db, found.id))


def test_a_long_question_is_not_cut(db: Database, own: int) -> None:
    long = "What would you say, all in all and with the last twelve months in mind, is your close rate right now?"
    with db.write() as session:
        session.get_one(ChecklistItem, item(db, own, "lead-system", "close-rate").id).ask = long
    assert told(db, RULE) == long


def test_its_button_begins_the_conversation_with_it(db: Database, clock: Clock, own: int) -> None:
    engine = Engine(db, clock, (RULE,))
    [insight] = engine.run_checks().insights
    done = actions.perform(db, insight.id, 0, at=NOW)
    asked = item(db, own, "lead-system", "close-rate").id
    assert (done.page, done.asks, done.said, done.step) == ("chat", asked, "", None)
    engine.close()


def test_its_button_says_where_it_was_answered_meanwhile(db: Database, clock: Clock, own: int) -> None:
    engine = Engine(db, clock, (RULE,))
    [insight] = engine.run_checks().insights
    with db.write() as session:
        tracking.collect(session, own, "close_rate", "30", confidence=1, excerpt="", at=NOW)
    with pytest.raises(CrmError, match=actions.GONE):
        actions.perform(db, insight.id, 0, at=NOW)
    engine.close()


def test_what_was_painted_counts_as_asked_and_comes_again_after_fourteen_days(db: Database, own: int) -> None:
    shown = []
    for day in range(30):
        engine = Engine(db, fixed(NOW + day * DAY), (RULE,))
        for insight in engine.run_checks().insights:
            engine.note_shown(insight.id)
            shown.append(day)
            found = item(db, own, "lead-system", "close-rate")
            assert (found.status, found.executed_at) == ("in_progress", NOW + day * DAY)
        engine.close()
    assert shown == [0, 14, 28]


def test_an_offer_that_waits_for_a_yes_is_no_question(db: Database, own: int) -> None:
    with db.write() as session:
        for one in session.scalars(select(ChecklistItem)):
            one.item_type, one.trigger_condition = "recommendation", "immediately"
    assert told(db, RULE) == ""


def test_it_comes_once_in_fourteen_days_until_it_is_answered(db: Database, own: int) -> None:
    days = []
    for day in range(30):
        engine = Engine(db, fixed(NOW + day * DAY), (RULE,))
        days += [day] * len(engine.run_checks().insights)
        assert engine.run_checks(NOW + day * DAY + timedelta(hours=2)).insights == ()
        engine.close()
    assert days == [0, 14, 28]
    with db.write() as session:
        tracking.collect(session, own, "close_rate", "30", confidence=1, excerpt="", at=NOW)
    assert told(db, RULE, NOW + 60 * DAY) == ""


def test_two_different_ones_lie_a_week_apart(db: Database, own: int) -> None:
    with db.write() as session:
        other = session.scalars(select(ChecklistItem).where(ChecklistItem.trigger_condition != "immediately")).first()
        assert other is not None
        other.item_type, other.trigger_condition, other.ask = "question", "immediately", "Who sends you clients?"
    Engine(db, fixed(NOW), (RULE,)).run_checks()
    with db.write() as session:
        tracking.collect(session, own, "close_rate", "30", confidence=1, excerpt="", at=NOW)
    assert told(db, RULE, NOW + 6 * DAY) == ""
    assert told(db, RULE, NOW + 8 * DAY) == "Who sends you clients?"


def test_silent_when_it_was_asked_in_the_conversation(db: Database, own: int) -> None:
    with db.write(actor="coach") as session:
        tracking.asked(session, [item(db, own, "lead-system", "close-rate").id], "", at=NOW)
    assert told(db, RULE) == ""


def test_silent_when_its_goal_was_given_up_and_about_others(db: Database, own: int) -> None:
    made(db, name="Acme", kind="client")
    with db.write() as session:
        session.get_one(Goal, goal(db, own, "lead-system").id).status = "blocked"
    assert told(db, RULE) == ""


def test_silent_about_an_empty_business_and_while_the_coach_is_off(db: Database, clock: Clock) -> None:
    assert told(db, RULE) == ""
    made(db, kind="own", focus_areas=["Finding clients"])
    with db.write() as session:
        preferences.change(session, "coach_enabled", False, at=NOW)
    assert Engine(db, clock, (RULE,)).run_checks().insights == ()


def test_a_clock_set_back_asks_no_sooner(db: Database, own: int) -> None:
    Engine(db, fixed(NOW), (RULE,)).run_checks()
    assert told(db, RULE, NOW - 30 * DAY) == ""
