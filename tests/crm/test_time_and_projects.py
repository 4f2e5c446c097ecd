"""Hours, the timer, and what a project brought in."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.core.db import Database
from app.core.errors import CrmError
from app.crm import projects, time_entries, undo
from app.models import ActivityLog, TimeEntry
from tests import build
from tests.conftest import NOW

MINUTE = timedelta(minutes=1)


def log(session: Any, action: str) -> list[dict[str, Any]]:
    return [row.details for row in session.scalars(select(ActivityLog).where(ActivityLog.action == action))]


def test_time_can_be_given_by_any_two_of_start_end_and_length(db: Database) -> None:
    start, end = NOW - 90 * MINUTE, NOW
    with db.write() as session:
        for given in (
            {"started_at": start, "ended_at": end},
            {"started_at": start, "duration_minutes": 90},
            {"ended_at": end, "duration_minutes": 90},
            {"duration_minutes": 90},
            {"started_at": start, "ended_at": end, "duration_minutes": 90},
        ):
            entry = time_entries.create(session, at=NOW, **given)
            assert (entry.started_at, entry.ended_at, entry.duration_minutes) == (start, end, 90)
        assert log(session, "time_logged") == [{"duration": 90, "project_id": None, "is_billable": True}] * 5


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({}, "needs a start and an end, or a duration"),
        ({"started_at": NOW}, "needs a start and an end, or a duration"),
        ({"started_at": NOW, "ended_at": NOW - MINUTE}, "The end lies before the start"),
        ({"started_at": NOW - 9 * MINUTE, "ended_at": NOW, "duration_minutes": 5}, "it is 9 minutes, not 5"),
        ({"duration_minutes": -5}, "Duration minutes cannot be"),
        ({"duration_minutes": 5, "project_id": 77}, "There is no project 77"),
        ({"duration_minutes": 5, "colour": "red"}, "no field called colour"),
    ],
)
def test_times_that_do_not_fit_are_refused(db: Database, given: dict[str, Any], sentence: str) -> None:
    with pytest.raises(CrmError, match=sentence), db.write() as session:
        time_entries.create(session, at=NOW, **given)


def test_changing_one_time_of_an_entry_moves_what_follows_from_it(db: Database) -> None:
    with db.write() as session:
        entry = build.time_entry(session, 60)
        time_entries.edit(session, entry.id, at=NOW, duration_minutes=30)
        assert (entry.started_at, entry.ended_at) == (NOW - 60 * MINUTE, NOW - 30 * MINUTE)
        time_entries.edit(session, entry.id, at=NOW, ended_at=NOW)
        assert entry.duration_minutes == 60
        with pytest.raises(CrmError, match="before the start"):
            time_entries.edit(session, entry.id, at=NOW, ended_at=NOW - 61 * MINUTE)
        with pytest.raises(CrmError, match="keeps an end"):
            time_entries.edit(session, entry.id, at=NOW, ended_at=None)
        time_entries.edit(session, entry.id, at=NOW, note="call", billable=False)
        assert (entry.duration_minutes, entry.billable) == (60, False)


def test_only_one_timer_runs_and_it_outlives_the_program(db: Database) -> None:
    with db.write() as session:
        project = build.project(session)
        task = build.task(session, project_id=project.id)
        time_entries.start_timer(session, at=NOW, task_id=task.id)
    with db.write() as session:
        found = time_entries.running(session)
        assert found is not None
        assert found.project_id == project.id
        time_entries.start_timer(session, at=NOW + 25 * MINUTE, note="other")
        assert log(session, "time_logged") == [{"duration": 25, "project_id": project.id, "is_billable": True}]
    with db.write() as session:
        stopped = time_entries.stop_timer(session, at=NOW + 40 * MINUTE)
        assert (stopped.note, stopped.duration_minutes) == ("other", 15)
        with pytest.raises(CrmError, match="No timer is running"):
            time_entries.stop_timer(session, at=NOW)


def test_starting_a_timer_wrongly_leaves_the_running_one_alone(db: Database) -> None:
    with db.write() as session:
        time_entries.start_timer(session, at=NOW)
        with pytest.raises(CrmError):
            time_entries.start_timer(session, at=NOW, project_id=5)
        assert time_entries.running(session) is not None


def test_undoing_a_second_start_lets_the_first_timer_run_on(db: Database) -> None:
    for minute, note in ((0, "first"), (10, "second")):
        with db.write() as session:
            time_entries.start_timer(session, at=NOW + minute * MINUTE, note=note)
    undo.undo(db)
    with db.read() as session:
        found = time_entries.running(session)
        assert found is not None
        assert found.note == "first"


def test_a_clock_set_back_gives_no_negative_time_and_says_so(db: Database) -> None:
    with db.write() as session:
        time_entries.start_timer(session, at=NOW, note="Design.")
        entry = time_entries.stop_timer(session, at=NOW - timedelta(hours=2))
        assert entry.duration_minutes == 0
        assert entry.ended_at == entry.started_at
        assert entry.note == f"Design. {time_entries.CLOCK_SET_BACK}"


def test_an_end_given_by_hand_stops_the_timer(db: Database) -> None:
    with db.write() as session:
        entry = time_entries.start_timer(session, at=NOW)
        time_entries.edit(session, entry.id, at=NOW + 5 * MINUTE, ended_at=NOW + 4 * MINUTE)
        assert time_entries.running(session) is None
        assert log(session, "time_logged")[0]["duration"] == 4


def test_closing_a_project_logs_budget_hours_and_value_with_the_running_timer_counted(db: Database) -> None:
    with db.write() as session:
        project = build.project(session, budget_cents=500_000, hourly_rate_cents=8_550)
        build.time_entry(session, 50, project_id=project.id)
        build.time_entry(session, 30, project_id=project.id, billable=False)
        time_entries.start_timer(session, at=NOW - 10 * MINUTE, project_id=project.id)
        projects.edit(session, project.id, at=NOW, status="closed")
        assert log(session, "project_closed") == [{"budget": 500_000, "hours": 1.5, "value": 8_550}]
        assert time_entries.running(session) is None
        with pytest.raises(CrmError, match="already closed"):
            projects.close(session, project.id, at=NOW)
        projects.edit(session, project.id, at=NOW, status="paused")
        assert (project.status, project.closed_at) == ("paused", None)


def test_a_project_without_a_rate_has_no_value_and_deleting_it_keeps_its_hours(db: Database) -> None:
    with db.write() as session:
        project = build.project(session)
        entry = build.time_entry(session, 7, project_id=project.id)
        projects.close(session, project.id, at=NOW)
        assert log(session, "project_closed") == [{"budget": None, "hours": 0.12, "value": None}]
        projects.delete(session, project.id, at=NOW)
    with db.read() as session:
        assert session.get_one(TimeEntry, entry.id).project_id is None


@pytest.mark.parametrize(
    ("minutes", "rate", "value"), [(60, 9999, 9999), (1, 30, 1), (1, 29, 0), (90, 1, 2), (0, 5, 0)]
)
def test_hours_times_rate_is_rounded_to_the_nearest_minor_unit(minutes: int, rate: int, value: int) -> None:
    assert projects.value_of(minutes, rate) == value


@pytest.mark.parametrize(
    ("field", "value"),
    [("hourly_rate_cents", -1), ("currency", "XXY"), ("status", "gone"), ("name", ""), ("budget_cents", 1.5)],
)
def test_a_project_refuses_wrong_values(db: Database, field: str, value: object) -> None:
    with db.write() as session:
        project = build.project(session)
        with pytest.raises(CrmError):
            projects.edit(session, project.id, at=NOW, **{field: value})


def test_minutes_are_rounded_to_the_nearest() -> None:
    start = datetime.fromisoformat("2026-03-01T10:00:00+01:00")
    assert [time_entries.minutes_between(start, start + timedelta(seconds=s)) for s in (29, 30, 89, 90)] == [0, 1, 1, 2]
