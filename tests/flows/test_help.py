"""Help by the keyboard alone: back up, restore, export, check, and what is said when the disk will not."""

import errno
import json
import logging
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.compose import App
from app.core import log
from app.core.clock import local_now
from app.core.db import Database
from app.core.events import Bus
from app.core.paths import DataFolder
from app.crm import backups, contacts, diagnostics, figures, listing, search
from app.crm.exporting import layout
from app.crm.journal import Journal
from app.jobs.scheduler import Jobs
from app.models import CoachMessage
from app.ui.desk import Desk
from app.ui.help.confirm import Confirm
from app.ui.help.rows import Keys
from app.ui.pages.help import HelpPage
from app.ui.start.starter import Starter
from app.ui.theme.look import Look
from app.ui.window import Window
from tests.conftest import NOW


def opened(window: Window) -> HelpPage:
    assert window.frame is not None
    page = window.frame.show_page("help")
    assert isinstance(page, HelpPage)
    return page


def said(window: Window) -> str:
    return window.frame.message.text.text() if window.frame else ""


def press(key: Qt.Key) -> None:
    widget = QApplication.focusWidget()
    assert widget is not None
    QTest.keyClick(widget, key)


def names_of(session: Any) -> dict[int, str]:
    rows = listing.fetch(session, "contact", listing.find_ids(session, "contact"))
    return {contact_id: str(row["name"]) for contact_id, row in rows.items()}


def with_ana(app: App) -> int:
    with app.db.write() as session:
        return contacts.create(session, at=NOW, first_name="Ana", last_name="Ruiz").id


@pytest.fixture
def started(folder: DataFolder, look: Look, qtbot: QtBot) -> Iterator[Window]:
    """The window as the program starts it, with one contact in it."""
    hook = sys.excepthook
    db = Database(folder.database, Bus(), Journal())
    with db.write() as session:
        contacts.create(session, at=local_now(), first_name="Ana", last_name="Ruiz")
    db.close()
    window = Window()
    starter = Starter(window, look, folder.root, demo=False)
    window.show()
    starter.start_soon()
    qtbot.waitUntil(lambda: window.frame is not None, timeout=20_000)
    yield window
    starter.close()
    window.take_down()
    sys.excepthook = hook


def question_of(page: HelpPage, qtbot: QtBot) -> Confirm:
    page.backups.lines[0].restore.setFocus()
    press(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: page.backups.question is not None, timeout=20_000)
    assert page.backups.question is not None
    return page.backups.question


def back_up(page: HelpPage, window: Window, qtbot: QtBot) -> None:
    page.backups.back_up()
    qtbot.waitUntil(lambda: said(window).startswith("Backed up, "), timeout=20_000)


def test_a_restore_brings_back_a_deleted_contact(started: Window, folder: DataFolder, qtbot: QtBot) -> None:
    assert started.frame is not None
    page = opened(started)
    page.backups.now.setFocus()
    press(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: said(started).startswith("Backed up, "), timeout=20_000)
    before, desk = started.frame, started.frame.desk
    with desk.read() as session:
        ana = names_of(session)
    assert list(ana.values()) == ["Ana Ruiz"]
    assert desk.write(lambda session: contacts.delete(session, next(iter(ana)), at=desk.now) or True)
    made = len(backups.list_backups(folder))

    question = question_of(page, qtbot)
    assert question.cancel.hasFocus() or question.focusWidget() is question.cancel, "the safe answer comes first"
    question.go.setFocus()
    QTest.keyClick(question.go, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: started.frame is not None and started.frame is not before, timeout=20_000)
    with started.frame.desk.read() as session:
        assert list(names_of(session).values()) == ["Ana Ruiz"]
    assert said(started).startswith("Restored the backup of ")
    kept = backups.list_backups(folder)
    assert len(kept) == made + 1
    assert kept[0].reason == "before-restore"


def test_esc_leaves_everything_as_it_is(started: Window, folder: DataFolder, qtbot: QtBot) -> None:
    page = opened(started)
    back_up(page, started, qtbot)
    before, question = started.frame, question_of(page, qtbot)
    QTest.keyClick(question, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not started.findChildren(Confirm))
    assert started.frame is before


def test_a_damaged_backup_is_refused_before_anything_is_closed(started: Window, qtbot: QtBot) -> None:
    page = opened(started)
    back_up(page, started, qtbot)
    before = started.frame
    page.backups.lines[0].copy.path.write_bytes(b"no data" * 1000)
    page.backups.lines[0].restore.click()
    qtbot.waitUntil(lambda: "Nothing was changed" in said(started))
    assert "is not a data file" in said(started)
    assert page.backups.question is None
    assert started.frame is before


def test_a_backup_that_vanished_leaves_the_list(started: Window, qtbot: QtBot) -> None:
    page = opened(started)
    back_up(page, started, qtbot)
    gone = page.backups.lines[0].copy.path
    gone.unlink()
    page.backups.lines[0].restore.click()
    qtbot.waitUntil(lambda: "There is no file" in said(started))
    assert gone not in [line.copy.path for line in page.backups.lines]


def test_a_backup_that_vanishes_after_the_question_loses_nothing(started: Window, qtbot: QtBot) -> None:
    page = opened(started)
    back_up(page, started, qtbot)
    before, question = started.frame, question_of(page, qtbot)
    page.backups.lines[0].copy.path.unlink()
    question.go.click()
    qtbot.waitUntil(lambda: started.frame is not None and started.frame is not before, timeout=20_000)
    assert "Nothing was changed" in said(started)
    assert started.frame is not None
    with started.frame.desk.read() as session:
        assert figures.has_records(session)


def test_a_folder_that_cannot_be_written_is_one_sentence(window: Window, app: App, qtbot: QtBot) -> None:
    page = opened(window)
    app.folder.backups.write_text("a file where the folder should be")
    page.backups.back_up()
    qtbot.waitUntil(lambda: "cannot be used" in said(window))
    assert "Traceback" not in said(window)
    qtbot.waitUntil(page.backups.now.isEnabled)


def test_everything_is_exported_into_a_new_folder_each_time(
    window: Window, app: App, tmp_path: Path, qtbot: QtBot
) -> None:
    with_ana(app)
    page = opened(window)
    for name in ("Rainmaker export 2026-03-02", "Rainmaker export 2026-03-02 2"):
        page.care.export_into(tmp_path)
        qtbot.waitUntil((tmp_path / name / layout.JSON_FILE).is_file, timeout=20_000)
        qtbot.waitUntil(lambda: said(window).startswith("Exported"))
    held = json.loads((tmp_path / name / layout.JSON_FILE).read_text("utf-8"))
    assert [row["first_name"] for row in held["tables"]["contacts"]] == ["Ana"]


def test_a_full_disk_leaves_no_half_of_an_export(
    window: Window, app: App, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_ana(app)
    real = Path.open

    def full(path: Path, *args: object, **named: object) -> object:
        if path.name == "contacts.csv":
            raise OSError(errno.ENOSPC, "No space left on device", str(path))
        return real(path, *args, **named)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", full)
    page = opened(window)
    page.care.export_into(tmp_path / "stick")
    qtbot.waitUntil(lambda: said(window).startswith("The disk is full"))
    assert list(tmp_path.rglob("*.csv")) == []


def test_an_export_can_be_stopped(window: Window, app: App, tmp_path: Path, qtbot: QtBot) -> None:
    with app.db.write() as session:
        for n in range(3_000):
            contacts.create(session, at=NOW, first_name=f"Ana {n}")
    page = opened(window)
    assert window.frame is not None
    tasks: list[object] = []
    window.frame.desk.task_started.connect(tasks.append)
    page.care.export_into(tmp_path / "out")
    tasks[0].cancel()  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: said(window) == "Cancelled; nothing was written.", timeout=20_000)
    assert list((tmp_path / "out").rglob("*.csv")) == []


def test_the_data_is_checked_and_repaired_while_the_window_has_it(started: Window, qtbot: QtBot) -> None:
    page = opened(started)
    assert started.frame is not None
    desk = started.frame.desk

    def spoil(session: Any) -> bool:
        session.connection().exec_driver_sql("DELETE FROM search_text")
        return True

    desk.write(spoil)
    page.care.check.setFocus()
    press(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: bool(page.care.findings), timeout=20_000)
    assert not page.care.repair.isHidden()
    qtbot.waitUntil(page.care.repair.isEnabled)
    before = page.care.findings
    page.care.repair.setFocus()
    press(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: page.care.findings is not before, timeout=20_000)
    with desk.read() as session:
        assert [hit.title for hit in search.find(session, "ruiz")] == ["Ana Ruiz"]


def test_the_diagnostics_name_no_record(window: Window, app: App, qtbot: QtBot) -> None:
    with_ana(app)
    app.folder.logs.mkdir(exist_ok=True)
    made = logging.LogRecord("app.x", logging.ERROR, "x", 1, "background work failed: Reading Ruiz.csv", (), None)
    (app.folder.logs / log.FILE).write_text(log.JsonLines().format(made) + "\nnot json\n[1]\n", "utf-8")
    QGuiApplication.clipboard().clear()
    opened(window).care.diagnose.click()
    qtbot.waitUntil(lambda: "SQLite" in QGuiApplication.clipboard().text())
    text = QGuiApplication.clipboard().text()
    assert "contacts 1" in text
    assert "background work failed" in text
    assert "Ana" not in text
    assert "Ruiz" not in text


def test_a_missing_log_is_no_trouble(folder: DataFolder) -> None:
    shutil.rmtree(folder.logs, ignore_errors=True)
    assert diagnostics.troubles(folder.logs) == []


def test_every_key_of_the_window_stands_in_the_list(window: Window) -> None:
    assert window.frame is not None
    page = opened(window)
    shown = {keys.accessibleName() for keys in page.keys.findChildren(Keys)}
    for entry in window.frame.entries:
        if entry.keys:
            assert f"{entry.title}: {entry.keys}" in shown


def test_what_failed_in_the_background_is_told(window: Window, app: App, desk: Desk) -> None:
    page = opened(window)
    assert not page.jobs.none.isHidden()
    jobs = Jobs(app.db, app.clock)

    def broken() -> str:
        raise OSError("The disk <b>is</b> full.")

    jobs.soon("io", broken, "backup")
    jobs.soon("io", lambda: "19 patterns", "coach-patterns")
    assert jobs.wait(10)
    jobs.stop()
    desk.backed_up.emit()
    assert page.jobs.none.isHidden()
    told = [(line.words.title.text(), line.ended.text(), line.words.note.text()) for line in page.jobs.lines]
    assert told == [
        ("Daily backup", "Failed · Mar 2, 9:00\u202fAM", "The disk <b>is</b> full."),
        ("Coach: look for patterns", "Done · Mar 2, 9:00\u202fAM", "19 patterns"),
    ]
    assert page.jobs.lines[0].words.note.textFormat() == Qt.TextFormat.PlainText
    before = page.jobs.lines
    window.frame.show_page("tasks")  # type: ignore[union-attr]
    opened(window)
    assert page.jobs.lines is before, "nothing is made anew where nothing has run"


def test_what_the_leak_guard_stopped_is_counted(window: Window, app: App) -> None:
    page = opened(window)
    assert page.jobs.stopped.text() == "0 times this month"
    with app.db.write(actor="coach") as session:
        session.add(CoachMessage(channel="in_app", kind="chat", content="x", sent_at=NOW, caught="canary"))
    window.frame.show_page("tasks")  # type: ignore[union-attr]
    opened(window)
    assert page.jobs.stopped.text() == "1 time this month"
