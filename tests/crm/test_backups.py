"""Backups: made while in use, kept in rotation, never the last good one lost, and the way back."""

import os
import shutil
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.compose import App
from app.core import copies, lock, schema
from app.core.copies import Copy
from app.core.errors import CrmError
from app.core.paths import DataFolder
from app.crm import backups
from app.models import Tag
from tests.conftest import NOW
from tests.core.test_startcheck import log_of_another


def add_tag(app: App, name: str) -> None:
    with app.db.write() as session:
        session.add(Tag(name=name))


def tags_in(file: Path) -> list[str]:
    with closing(copies.open_closed_file(file)) as connection:
        return [row[0] for row in connection.execute("SELECT name FROM tags ORDER BY id")]


def test_a_backup_of_a_file_in_use_holds_what_was_committed_and_only_the_owner_may_read_it(app: App) -> None:
    add_tag(app, "kept")
    with app.db.write() as session:
        session.add(Tag(name="not yet"))
        session.flush()
        file = backups.backup(app.db, app.folder, NOW, "by-hand")
    assert tags_in(file) == ["kept"]
    assert file.name == "rainmaker-000001-20260302-090000-by-hand.db"
    assert file.stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in app.folder.backups.iterdir()) == [file.name]


def test_the_daily_backup_is_made_once_a_day_whatever_the_clock_does(app: App) -> None:
    moments = [NOW, NOW + timedelta(hours=5), NOW + timedelta(days=1), NOW - timedelta(days=400), NOW]
    made = [backups.daily(app.db, app.folder, moment) is not None for moment in moments]
    assert made == [True, False, True, True, True]


def copy_of(number: int, day: date, reason: str = "daily") -> Copy:
    return Copy(number, datetime.combine(day, time(9)), reason, Path(f"{number}.db"))


def test_two_years_of_days_leave_7_days_4_weeks_and_12_months() -> None:
    start = date(2024, 1, 1)
    kept: list[Copy] = []
    for number in range(1, 732):
        kept.append(copy_of(number, start + timedelta(days=number - 1)))
        gone = backups.expendable(kept)
        kept = [copy for copy in kept if copy not in gone]
    days = [copy.taken_at.date() for copy in reversed(kept)]
    assert days[:7] == [date(2025, 12, 31) - timedelta(days=back) for back in range(7)]
    assert len({day.isocalendar()[:2] for day in days}) >= 4
    assert [day for day in days if day.year == 2025 and day.month < 12] == [
        date(2025, month + 1, 1) - timedelta(days=1) for month in range(11, 0, -1)
    ]
    assert len(days) <= 7 + 4 + 12


@given(st.lists(st.tuples(st.dates(date(1990, 1, 1), date(2099, 12, 31)), st.sampled_from(["daily", "before-import"]))))
def test_whatever_the_clock_said_the_newest_backups_stay(taken: list[tuple[date, str]]) -> None:
    found = [copy_of(number, day, reason) for number, (day, reason) in enumerate(taken)]
    gone = backups.expendable(found)
    kept = [copy for copy in found if copy not in gone]
    assert kept[-1:] == found[-1:]
    assert len(kept) <= 7 + 4 + 12 + 3
    assert len({copy.taken_at.date() for copy in kept}) >= min(7, len({copy.taken_at.date() for copy in found}))
    assert backups.expendable(kept) == []


@given(st.permutations(range(1, 30)))
def test_what_is_kept_does_not_depend_on_the_order_of_the_folder(order: list[int]) -> None:
    found = [copy_of(number, date(2026, 1, 1) + timedelta(days=number)) for number in order]
    expected = backups.expendable(sorted(found))
    assert {copy.number for copy in backups.expendable(found)} == {copy.number for copy in expected}


def test_nothing_is_pruned_while_no_kept_backup_can_be_read(app: App) -> None:
    for day in range(40):
        copies.make(app.db.path, app.folder.backups, NOW + timedelta(days=day), "daily")
    listed = backups.list_backups(app.folder)
    keep = [copy for copy in listed if copy not in backups.expendable(listed)]
    for copy in keep:
        copy.path.write_bytes(b"scratched")
    assert backups.prune(app.folder) == []
    good = backups.newest_good(app.folder)
    assert good is not None
    assert good not in keep


def test_other_files_in_the_backup_folder_are_left_alone(app: App) -> None:
    app.folder.backups.mkdir()
    strange = app.folder.backups / "rainmaker-000001-99999999-000000-daily.db"
    strange.write_text("mine")
    backups.backup(app.db, app.folder, NOW, "by-hand")
    assert strange.read_text() == "mine"
    assert len(backups.list_backups(app.folder)) == 1


def test_restoring_brings_the_old_state_and_keeps_the_present_one_aside(app: App) -> None:
    add_tag(app, "old")
    file = backups.backup(app.db, app.folder, NOW, "by-hand")
    add_tag(app, "new")
    app.close()
    kept = backups.restore(app.folder, file, NOW)
    assert tags_in(app.folder.database) == ["old"]
    assert kept is not None
    assert tags_in(kept) == ["old", "new"]
    assert app.folder.database.stat().st_mode & 0o777 == 0o600


def test_a_log_left_by_a_crash_is_not_played_into_the_restored_file(app: App) -> None:
    add_tag(app, "old")
    file = backups.backup(app.db, app.folder, NOW, "by-hand")
    add_tag(app, "in the log")
    crashed = DataFolder(Path(shutil.copytree(app.folder.root, app.folder.root.parent / "crashed")))
    kept = backups.restore(crashed, crashed.backups / file.name, NOW)
    assert kept is not None
    assert tags_in(kept) == ["old", "in the log"]
    assert not crashed.database.with_name("rainmaker.db-wal").exists()
    with closing(sqlite3.connect(crashed.database)) as connection:
        assert connection.execute("SELECT name FROM tags").fetchall() == [("old",)]


def damaged(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[4096:8192] = os.urandom(4096)
    file.write_bytes(content)


def foreign(file: Path) -> None:
    file.unlink()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE songs (title)")
        connection.commit()


def newer(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (damaged, "is damaged"),
        (foreign, "another program"),
        (newer, "newer Rainmaker"),
        (lambda file: file.write_text("hello"), "not a data file"),
        (lambda file: file.unlink(), "There is no file"),
    ],
)
def test_a_file_that_cannot_take_the_place_is_refused_and_nothing_changes(app: App, harm, words: str) -> None:  # type: ignore[no-untyped-def]
    file = backups.backup(app.db, app.folder, NOW, "by-hand")
    app.close()
    before = app.folder.database.read_bytes()
    harm(file)
    with pytest.raises(CrmError, match=words):
        backups.restore(app.folder, file, NOW)
    assert app.folder.database.read_bytes() == before
    assert not (app.folder.root / "rainmaker.restored").exists()


def test_restoring_is_refused_while_a_window_has_the_folder(app: App) -> None:
    file = backups.backup(app.db, app.folder, NOW, "by-hand")
    app.close()
    with lock.hold(app.folder) as held:
        with pytest.raises(CrmError, match="Close it") as refused:
            backups.restore(app.folder, file, NOW)
        assert refused.value.kind == "busy"
        backups.restore(app.folder, file, NOW, held)


def test_a_damaged_file_is_never_backed_up_over_good_ones(app: App) -> None:
    backups.backup(app.db, app.folder, NOW, "by-hand")
    app.close()
    damaged(app.folder.database)
    with pytest.raises(CrmError) as refused:
        backups.backup(app.db, app.folder, NOW, "by-hand")
    assert refused.value.kind == "damaged"
    assert [copy.number for copy in backups.list_backups(app.folder)] == [1]


def test_a_backup_restores_under_the_revision_it_was_made_with(app: App) -> None:
    file = backups.backup(app.db, app.folder, NOW, "by-hand")
    assert schema.revision_of_closed_file(file) == schema.newest_revision()


def test_a_file_that_cannot_even_be_copied_is_set_aside_when_a_backup_takes_its_place(app: App) -> None:
    add_tag(app, "old")
    file = backups.backup(app.db, app.folder, NOW, "by-hand")
    app.close()
    app.folder.database.write_text("Dear diary, " * 1000)
    kept = backups.restore(app.folder, file, NOW)
    assert kept is not None
    assert kept.name == "rainmaker-damaged-20260302-090000.db"
    assert kept.read_text().startswith("Dear diary")
    assert tags_in(app.folder.database) == ["old"]


def test_a_file_can_be_restored_from_itself_to_be_rid_of_a_log_that_does_not_fit(app: App) -> None:
    add_tag(app, "old")
    app.close()
    log_of_another(app.folder.database)
    backups.restore(app.folder, app.folder.database, NOW)
    with closing(sqlite3.connect(app.folder.database)) as connection:
        assert connection.execute("SELECT name FROM tags").fetchall() == [("old",)]


def test_two_backups_at_once_are_both_made(app: App) -> None:
    with ThreadPoolExecutor(3) as pool:
        made = [pool.submit(backups.backup, app.db, app.folder, NOW, "by-hand") for _ in range(3)]
        assert all(copies.problem(future.result()) is None for future in made)
    assert not list(app.folder.backups.glob("*.part*"))
