"""The day in a sentence: what the morning's briefing said, and the same words of this moment."""

from datetime import timedelta

from app.coach import briefing
from app.coach.engine import Engine
from app.core.clock import fixed
from app.core.db import Database
from app.crm import tasks
from tests import build
from tests.coach import stored
from tests.conftest import NOW


def test_page_and_briefing_say_the_same(db: Database) -> None:
    with db.write() as session:
        first = build.task(session, "Call Bo", due_on=NOW.date(), priority="high").id
        build.task(session, "Send quote", due_on=NOW.date() - timedelta(days=2))
    Engine(db, fixed(NOW)).run_checks(NOW)
    with db.read() as session:
        told = briefing.as_told(session, NOW)
        assert told == "1 high-priority task today, 1 task overdue."
        assert briefing.as_it_stands(session, NOW) == told
    with db.write() as session:
        tasks.complete(session, first, at=NOW)
    with db.read() as session:
        assert briefing.as_told(session, NOW) == told
        assert briefing.as_it_stands(session, NOW) == "1 task overdue."


def test_a_day_without_anything_is_clear(db: Database) -> None:
    with db.read() as session:
        assert briefing.as_it_stands(session, NOW) == "Nothing is due today."
        assert briefing.as_told(session, NOW) == ""


def test_the_briefing_of_yesterday_is_not_told(db: Database) -> None:
    with db.write() as session:
        stored.insight(session, "Good morning! 1 task.", rule_id="morning-briefing", created_at=NOW - timedelta(days=1))
    with db.read() as session:
        assert briefing.as_told(session, NOW) == ""
