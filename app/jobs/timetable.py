"""The table of timed jobs."""

from datetime import timedelta

from sqlalchemy import delete

from app.coach import analysis, hold_out, insights
from app.coach.engine import Engine
from app.core.clock import Clock
from app.core.db import Database
from app.core.paths import DataFolder
from app.crm import attachments, backups, preferences, undo
from app.jobs.goal_keeping import look_over
from app.jobs.scheduler import Jobs, Timed
from app.models import JobRun

KEEP_RUNS = timedelta(days=90)
CHECKS = timedelta(minutes=15)


def coaching(db: Database, coach: Engine, clock: Clock, jobs: Jobs) -> tuple[Timed, ...]:
    """What the coach does by itself. jobs: those it runs among; long work ends when they stop."""
    return (
        Timed("goals", "io", "day", lambda: look_over(db, clock, jobs)),
        Timed("coach-checks", "coach", CHECKS, lambda: _check(coach), at_start=True),
        Timed("coach-patterns", "coach", timedelta(days=7), lambda: look_back(db, clock)),
    )


def look_back(db: Database, clock: Clock) -> str | None:
    """The weekly look at the owner's history: what it shows, and which reminders do not help."""
    with db.read() as session:
        if not preferences.get(session, "coach_enabled"):
            return None
    found = analysis.find_patterns(db, clock())
    stopped = hold_out.stop_what_does_not_help(db, clock())
    told = f"{len(found.findings)} patterns"
    told += f"; failed: {', '.join(found.failed)}" if found.failed else ""
    return f"{told}; stopped: {', '.join(stopped)}" if stopped else told


def _check(coach: Engine) -> str | None:
    found = coach.run_checks(patient=True)
    return f"{found.considered} considered" if found.considered else None


def timetable(db: Database, folder: DataFolder, clock: Clock) -> tuple[Timed, ...]:
    """What runs by itself in a data folder. Times of the day are the owner's."""
    return (
        Timed("backup", "io", "day", lambda: _back_up(db, folder, clock)),
        Timed("prune-undo", "io", "day", lambda: _prune_undo(db)),
        Timed("clean-attachments", "io", "day", lambda: _clean_attachments(db, folder, clock)),
        Timed("prune-runs", "io", timedelta(days=7), lambda: _prune_runs(db, clock)),
        Timed("trim-insights", "io", timedelta(days=7), lambda: _trim_insights(db, clock)),
    )


def _back_up(db: Database, folder: DataFolder, clock: Clock) -> str | None:
    with db.read() as session:
        wanted = preferences.get(session, "backup_daily")
    made = backups.daily(db, folder, clock()) if wanted else None
    return made.name if made else None


def _prune_undo(db: Database) -> str | None:
    with db.read() as session:
        days = preferences.get(session, "undo_days")
    count = undo.prune(db, days)
    return f"{count} steps forgotten" if count else None


def _clean_attachments(db: Database, folder: DataFolder, clock: Clock) -> str | None:
    """Files that no record and no undo needs; those of the last day are spared, one may be about to be attached."""
    with db.read() as session:
        paths = attachments.unreferenced(session, folder.attachments, clock())
    for path in paths:
        path.unlink(missing_ok=True)
    return f"{len(paths)} files removed" if paths else None


def _prune_runs(db: Database, clock: Clock) -> None:
    with db.write() as session:
        session.execute(delete(JobRun).where(JobRun.started_at < clock() - KEEP_RUNS))


def _trim_insights(db: Database, clock: Clock) -> str | None:
    """In small writes, so that the window can write between them."""
    count = 0
    while True:
        with db.write(actor="coach", durable=False) as session:
            trimmed = insights.trim(session, clock())
        count += trimmed
        if not trimmed:
            return f"{count} shortened" if count else None
