"""What runs by itself: the daily backup, and the cleaning up."""

import os
from datetime import timedelta
from pathlib import Path

import pytest

from app.compose import App
from app.core.clock import fixed
from app.crm import attachments, backups, contacts, preferences
from app.jobs.timetable import timetable
from app.models import UndoStep
from tests.conftest import NOW


def run(app: App, name: str, after: timedelta = timedelta(0)) -> str | None:
    (timed,) = (timed for timed in timetable(app.db, app.folder, fixed(NOW + after)) if timed.name == name)
    return timed.run()


def test_the_backup_is_made_once_a_day_unless_the_owner_does_not_want_it(app: App) -> None:
    assert run(app, "backup") == "rainmaker-000001-20260302-090000-daily.db"
    assert run(app, "backup") is None
    with app.db.write() as session:
        preferences.change(session, "backup_daily", False, at=NOW)
    assert run(app, "backup", timedelta(days=2)) is None
    assert len(backups.list_backups(app.folder)) == 1


def test_old_undo_steps_are_forgotten(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    with app.db.write() as session:
        contacts.create(session, at=NOW, first_name="Ann")
    assert run(app, "prune-undo") is None
    monkeypatch.setattr(app.db, "clock", fixed(NOW + timedelta(days=31)))
    assert run(app, "prune-undo") == "1 steps forgotten"
    with app.db.read() as session:
        assert session.query(UndoStep).count() == 0


def test_files_that_nothing_names_any_more_are_removed(app: App, tmp_path: Path) -> None:
    file = tmp_path / "offer.txt"
    file.write_text("an offer")
    stored = attachments.store(app.folder.attachments, file)
    lying = attachments.path_of(app.folder.attachments, stored.sha256)
    os.utime(lying, (NOW.timestamp(), NOW.timestamp()))
    assert run(app, "clean-attachments", timedelta(hours=1)) is None
    assert run(app, "clean-attachments", timedelta(days=2)) == "1 files removed"
    assert not lying.exists()


def test_every_job_of_the_table_runs_on_an_empty_file(app: App) -> None:
    for timed in timetable(app.db, app.folder, app.clock):
        timed.run()
