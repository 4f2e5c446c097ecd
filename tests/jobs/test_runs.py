"""The list of what runs by itself."""

from datetime import timedelta

from app.compose import App
from app.core.db import Database
from app.jobs import runs
from app.jobs.scheduler import Jobs
from app.jobs.timetable import coaching, timetable
from app.models import JobRun
from tests.conftest import NOW


def ran(db: Database, job: str, status: str, ago: timedelta, message: str | None = None) -> None:
    with db.write() as session:
        session.add(JobRun(job=job, status=status, started_at=NOW - ago, finished_at=NOW - ago, message=message))


def latest(db: Database) -> list[tuple[str, str, str]]:
    with db.read() as session:
        return [(run.title, run.state, run.message) for run in runs.latest(session, NOW)]


def test_nothing_has_run(db: Database) -> None:
    assert latest(db) == []


def test_the_last_run_of_each_job_counts_and_failures_stand_first(db: Database) -> None:
    ran(db, "backup", "failed", timedelta(days=2), "The disk is full.")
    ran(db, "backup", "done", timedelta(days=1), "rainmaker-2026.db")
    ran(db, "coach-patterns", "failed", timedelta(days=9), "ValueError: a bug")
    ran(db, "coach-checks", "running", timedelta(0))
    assert latest(db) == [
        ("Coach: look for patterns", "failed", "ValueError: a bug"),
        ("Coach: see what needs attention", "running", ""),
        ("Daily backup", "done", "rainmaker-2026.db"),
    ]


def test_a_rule_is_named_by_its_own_words_and_a_lost_one_by_its_id(db: Database) -> None:
    ran(db, "rule stale-leads", "failed", timedelta(hours=1), "KeyError: 'text'")
    ran(db, "rule no-longer-there", "failed", timedelta(hours=2), "CrmError: Words are lost.")
    assert latest(db) == [
        ("Coach: Stale leads", "failed", "KeyError: 'text'"),
        ("Coach: no longer there", "failed", "Words are lost."),
    ]


def test_what_has_no_rhythm_is_told_for_a_week(db: Database) -> None:
    ran(db, "rule stale-leads", "failed", timedelta(days=8), "KeyError")
    ran(db, "warm_up", "failed", timedelta(days=9), "OSError")
    ran(db, "Reactions._react", "failed", timedelta(days=5), "OSError")
    ran(db, "export", "failed", timedelta(days=6), "OSError")
    assert [title for title, _state, _message in latest(db)] == ["Coach: answer what you do", "Other background work"]


def test_a_message_is_one_short_paragraph(db: Database) -> None:
    ran(db, "backup", "failed", timedelta(0), "ParserError:\n   in line 2\n" + "word " * 500)
    [(_title, _state, message)] = latest(db)
    assert message.startswith("ParserError: in line 2 word")
    assert len(message) <= 300
    assert "\n" not in message


def test_every_job_of_the_timetable_has_words(app: App) -> None:
    jobs = Jobs(app.db, app.clock)
    timed = (*timetable(app.db, app.folder, app.clock), *coaching(app.db, app.coach, app.clock, jobs))
    jobs.stop()
    assert {job.name for job in timed} == set(runs.TIMED)
