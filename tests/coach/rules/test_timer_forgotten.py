"""Timer forgotten: one that runs for long, past the working hours, or since another day."""

from datetime import UTC, datetime, timedelta

import pytest

from app.coach import actions
from app.coach.engine import Engine
from app.coach.rules.timer_forgotten import RULE
from app.core.clock import Clock
from app.core.db import Database
from app.crm import projects, time_entries
from tests import build
from tests.coach.rules.asking import ask, told
from tests.conftest import NOW

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def start(db: Database, at: datetime, project: str = "Website") -> tuple[int, int]:
    """Ids of the entry and of the project."""
    with db.write() as session:
        found = build.project(session, project)
        return time_entries.start_timer(session, at=at, project_id=found.id).id, found.id


def test_it_tells_since_when_and_stops_it(db: Database, clock: Clock) -> None:
    entry, project = start(db, NOW - 9 * HOUR)
    assert told(db, RULE).startswith("The timer on Website has been running for 9 h, since Mar 2, 12:00")
    draft = ask(db, RULE)
    assert draft is not None
    assert draft.entity == ("time_entry", entry)
    assert [(row.kind, row.id) for row in draft.rows] == [("project", project)]
    [insight] = Engine(db, clock, (RULE,)).run_checks().insights
    actions.perform(db, insight.id, 0, at=NOW)
    with db.read() as session:
        assert time_entries.running(session) is None


@pytest.mark.parametrize(
    ("begun", "now", "forgotten"),
    [
        (NOW, NOW + 8 * HOUR, False),
        (NOW, NOW + 8 * HOUR + timedelta(minutes=1), True),
        (NOW.replace(hour=14), NOW.replace(hour=19, minute=59), False),
        (NOW.replace(hour=14), NOW.replace(hour=20), True),
        (NOW.replace(hour=19), NOW.replace(hour=23), False),
        (NOW.replace(hour=23), NOW.replace(hour=0, minute=59) + DAY, False),
        (NOW.replace(hour=23), NOW.replace(hour=1) + DAY, True),
        (NOW - DAY, NOW - DAY + 8 * HOUR, False),
        (NOW, NOW - 3 * DAY, False),
        (NOW, NOW + 21 * DAY, True),
    ],
)
def test_what_counts_as_forgotten(db: Database, begun: datetime, now: datetime, *, forgotten: bool) -> None:
    start(db, begun)
    assert (ask(db, RULE, now) is not None) is forgotten


def test_silent_without_a_timer_and_about_time_written_down(db: Database) -> None:
    assert told(db, RULE) == ""
    with db.write() as session:
        build.time_entry(session, 700, at=NOW - DAY)
    start(db, NOW - 9 * HOUR)
    with db.write() as session:
        time_entries.stop_timer(session, at=NOW)
    assert told(db, RULE) == ""


def test_a_timer_on_a_task_on_nothing_or_on_a_deleted_project(db: Database) -> None:
    with db.write() as session:
        time_entries.start_timer(session, at=NOW - 9 * HOUR, task_id=build.task(session, "Write").id)
    assert told(db, RULE).startswith("The timer on Write has")
    _entry, project = start(db, NOW - 9 * HOUR)
    with db.write() as session:
        projects.delete(session, project, at=NOW)
    assert told(db, RULE).startswith("The timer has been running for 9 h")
    draft = ask(db, RULE)
    assert draft is not None
    assert draft.actions[1].params == {"page": "projects"}


def test_it_is_told_once_off_work_and_once_a_working_day(db: Database, clock: Clock) -> None:
    start(db, NOW.replace(hour=16))
    engine = Engine(db, clock, (RULE,))
    said = [
        (hour, insight.delivery)
        for hour in range(48)
        for insight in engine.run_checks(NOW.replace(hour=0) + hour * HOUR).insights
    ]
    assert said == [(20, "inboxed"), (32, "queued")]


def test_hours_are_real_ones_when_the_clocks_change(db: Database) -> None:
    start(db, datetime(2026, 3, 28, 23, tzinfo=UTC))
    at_eight = datetime(2026, 3, 29, 6, 59, tzinfo=UTC).astimezone()
    assert at_eight.hour == 8
    assert ask(db, RULE, at_eight) is None
    assert ask(db, RULE, at_eight + 2 * timedelta(minutes=1)) is not None
