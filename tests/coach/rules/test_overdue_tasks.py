"""Overdue tasks: counted, the oldest named; critical where one of high priority is late for more than three days."""

from datetime import UTC, datetime, timedelta

import pytest

from app.coach.engine import Engine
from app.coach.rules.overdue_tasks import RULE
from app.core.clock import Clock
from app.core.db import Database
from app.crm import preferences, tasks
from tests import build
from tests.coach.rules.asking import ask, ids, told
from tests.conftest import NOW

TODAY, DAY = NOW.date(), timedelta(days=1)


def late(db: Database, title: str, days: int, **fields: object) -> int:
    with db.write() as session:
        return build.task(session, title, due_on=TODAY - days * DAY, **fields).id


def test_the_oldest_come_first(db: Database) -> None:
    two, nine, high = late(db, "Two", 2), late(db, "Nine", 9), late(db, "High", 2, priority="high")
    assert told(db, RULE) == "3 tasks are overdue, the oldest by 9 days: Nine, High, Two."
    draft = ask(db, RULE)
    assert draft is not None
    assert (ids(draft), draft.count, draft.critical, draft.priority) == ([nine, high, two], 3, False, None)
    assert draft.actions[0].params == {"kind": "task", "id": nine}


def test_one_is_told_by_its_name(db: Database) -> None:
    task = late(db, "Send the offer", 1)
    assert told(db, RULE) == "Send the offer is 1 day overdue."
    draft = ask(db, RULE)
    assert draft is not None
    assert (draft.entity, len(draft.actions)) == (("task", task), 1)


@pytest.mark.parametrize(
    ("days", "priority", "critical"), [(3, "high", False), (4, "high", True), (9, "medium", False)]
)
def test_what_is_critical(db: Database, days: int, priority: str, *, critical: bool) -> None:
    late(db, "Old", 20)
    late(db, "Send the offer", days, priority=priority)
    draft = ask(db, RULE)
    assert draft is not None
    assert (draft.critical, draft.priority) == (critical, "high" if critical else None)
    if critical:
        assert told(db, RULE) == "Send the offer has high priority and is 4 days overdue. In all 2 tasks are late."


def test_an_hour_that_has_passed_is_late_today(db: Database) -> None:
    with db.write() as session:
        build.task(session, "Call", due_at=NOW - timedelta(minutes=1))
        build.task(session, "Later", due_at=NOW + timedelta(hours=1))
        build.task(session, "Today", due_on=TODAY)
    assert told(db, RULE).startswith("Call was due Mar 2, ")
    assert ids(ask(db, RULE)) == [1]


def test_silent_about_what_is_done_deleted_rejected_or_ahead(db: Database) -> None:
    with db.write() as session:
        tasks.complete(session, build.task(session, due_on=TODAY - DAY).id, at=NOW)
        tasks.delete(session, build.task(session, due_on=TODAY - DAY).id, at=NOW)
        build.task(session, due_on=TODAY + DAY, priority="high")
        build.task(session)
    assert told(db, RULE) == ""
    rejected = late(db, "No", 5)
    assert ask(db, RULE, silent=[rejected]) is None


def test_a_day_passes_at_local_midnight_also_when_the_clocks_change(db: Database) -> None:
    with db.write() as session:
        build.task(session, "Sunday", due_on=datetime(2026, 3, 29).date())  # noqa: DTZ001 - a day
    assert told(db, RULE, datetime(2026, 3, 29, 21, 59, tzinfo=UTC).astimezone()) == ""
    assert told(db, RULE, datetime(2026, 3, 29, 22, 0, tzinfo=UTC).astimezone()) == "Sunday is 1 day overdue."


def test_it_speaks_again_when_one_becomes_critical_also_at_minimal(db: Database, clock: Clock) -> None:
    with db.write() as session:
        preferences.change(session, "coach_level", 1, at=NOW)
    late(db, "Send the offer", 3, priority="high")
    engine = Engine(db, clock, (RULE,))
    assert [insight.delivery for insight in engine.run_checks(NOW).insights] == ["inboxed"]
    assert [insight.delivery for insight in engine.run_checks(NOW + DAY).insights] == ["queued"]
    assert engine.run_checks(NOW + 2 * DAY).insights == ()
