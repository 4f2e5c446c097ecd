"""From the first paint to a furnished window, and every way that can go wrong."""

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app import main
from app.core import lock
from app.core.clock import local_now
from app.core.db import Database
from app.core.events import Bus
from app.core.paths import DataFolder
from app.crm import backups, contacts, preferences
from app.crm.journal import Journal
from app.ui.start.screens import Trouble, Welcome
from app.ui.start.starter import Starter
from app.ui.theme.look import Look
from app.ui.window import Window

Opened = tuple[Window, Starter]


OPEN: list[Window] = []


@pytest.fixture(autouse=True)
def hooks() -> Iterator[None]:
    """Puts back the error hook, and takes down the windows of the test."""
    before = sys.excepthook
    yield
    while OPEN:
        OPEN.pop().take_down()
    sys.excepthook = before


def opened(folder: Path, qtbot: QtBot, look: Look) -> Opened:
    window = Window()
    OPEN.append(window)
    starter = Starter(window, look, folder, demo=False)
    window.show()
    starter.start_soon()
    return window, starter


def central(window: Window, qtbot: QtBot, kind: type[QWidget]) -> QWidget:
    qtbot.waitUntil(lambda: isinstance(window.shown, kind), timeout=20_000)
    found = window.shown
    assert found is not None
    return found


def with_contact(folder: DataFolder) -> None:
    db = Database(folder.database, Bus(), Journal())
    with db.write() as session:
        contacts.create(session, at=local_now(), first_name="Ana")
    backups.backup(db, folder, local_now(), "by-hand")
    db.close()


def tables_of(folder: DataFolder) -> list[str]:
    """Everything in the data file, as SQL."""
    connection = sqlite3.connect(folder.database)
    try:
        rows = [connection.execute(f"SELECT * FROM {table}").fetchall() for table in ("contacts", "user_settings")]
        return [repr(row) for row in rows]
    finally:
        connection.close()


def test_the_first_start_asks_two_questions_and_then_shows_the_pages(
    folder: DataFolder, qtbot: QtBot, look: Look
) -> None:
    window, starter = opened(folder.root, qtbot, look)
    welcome = central(window, qtbot, Welcome)
    assert isinstance(welcome, Welcome)
    welcome.doors[2].click()
    welcome.trade.line.setText("Signs")
    welcome.currency.setCurrentText("CHF")
    welcome.go.click()
    assert window.frame is not None
    assert window.frame.desk.currency == "CHF"
    assert window.frame.desk.settings["trade"] == "Signs"
    starter.close()


def test_a_currency_that_is_none_keeps_the_question(folder: DataFolder, qtbot: QtBot, look: Look) -> None:
    window, starter = opened(folder.root, qtbot, look)
    welcome = central(window, qtbot, Welcome)
    assert isinstance(welcome, Welcome)
    welcome.doors[2].click()
    welcome.currency.setCurrentText("bananas")
    welcome.go.click()
    assert window.frame is None
    assert "EUR or USD" in welcome.trouble.text()
    starter.close()


def test_the_doors_and_questions_need_no_mouse(folder: DataFolder, qtbot: QtBot, look: Look) -> None:
    window, starter = opened(folder.root, qtbot, look)
    window.activateWindow()
    welcome = central(window, qtbot, Welcome)
    assert isinstance(welcome, Welcome)
    qtbot.waitUntil(welcome.doors[0].hasFocus)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Return):
        QTest.keyClick(focused(), key)
    assert focused() is welcome.trade
    QTest.keyClick(focused(), Qt.Key.Key_Escape)
    assert focused() is welcome.doors[2]
    QTest.keyClick(focused(), Qt.Key.Key_Return)
    QTest.keyClicks(focused(), "Roofing & tiles")
    QTest.keyClick(focused(), Qt.Key.Key_Tab)
    assert focused() is welcome.currency
    QTest.keyClick(focused(), Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(focused(), "swiss")
    QTest.keyClick(focused(), Qt.Key.Key_Return)
    assert window.frame is not None
    assert window.frame.desk.currency == "CHF"
    assert window.frame.desk.settings["trade"] == "Roofing & tiles"
    starter.close()


@pytest.mark.parametrize("scale", [100, 200])
@pytest.mark.parametrize("size", [(760, 480), (1000, 640), (3840, 2160)])
def test_the_doors_fit_every_window(look: Look, qtbot: QtBot, scale: int, size: tuple[int, int]) -> None:
    look.set("dark", scale, True)
    welcome = Welcome(look, "EUR")
    qtbot.addWidget(welcome)
    welcome.resize(*size)
    welcome.show()
    qtbot.waitExposed(welcome)
    qtbot.waitUntil(lambda: welcome.horizontalScrollBar().maximum() == 0)
    for door in welcome.doors:
        left = door.mapTo(welcome.viewport(), door.rect().topLeft()).x()
        assert left >= 0
        assert left + door.width() <= welcome.viewport().width()
        for text in door.findChildren(QLabel):
            assert text.height() >= text.heightForWidth(text.width()) or not text.text()
    welcome.doors[2].click()
    assert welcome.go.width() + welcome.back.width() < welcome.viewport().width()


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def test_looking_around_leaves_the_owner_s_folder_alone(folder: DataFolder, qtbot: QtBot, look: Look) -> None:
    before = tables_of(folder)
    window, starter = opened(folder.root, qtbot, look)
    welcome = central(window, qtbot, Welcome)
    assert isinstance(welcome, Welcome)
    welcome.doors[1].click()
    qtbot.waitUntil(lambda: window.frame is not None, timeout=20_000)
    assert window.frame is not None
    sample = window.frame.desk.app.folder.root
    assert sample != folder.root
    window.frame.sample_left.emit()
    central(window, qtbot, Welcome)
    starter.close()
    assert tables_of(folder) == before
    assert not sample.exists()


def test_a_damaged_file_offers_the_newest_backup(folder: DataFolder, qtbot: QtBot, look: Look) -> None:
    with_contact(folder)
    folder.database.write_bytes(b"not a database at all" * 400)
    window, starter = opened(folder.root, qtbot, look)
    trouble = central(window, qtbot, Trouble)
    assert isinstance(trouble, Trouble)
    assert "newest good backup is of" in trouble.sentence.text()
    trouble.buttons[0].click()
    qtbot.waitUntil(lambda: window.frame is not None)
    assert window.frame is not None
    assert window.frame.sidebar.rows["contacts"].accessibleDescription() == "1"
    assert list(folder.root.glob("rainmaker-damaged-*"))
    starter.close()


def test_trouble_is_told_to_its_last_word(look: Look, qtbot: QtBot) -> None:
    said = "The data file is missing. The newest good backup is of 21 November 2026, 13:12. It can be put back. " * 2
    trouble = Trouble(look, "Rainmaker cannot open your data", said, [])
    qtbot.addWidget(trouble)
    trouble.resize(1280, 750)
    trouble.show()
    text = trouble.sentence
    assert text.height() >= text.heightForWidth(text.width()) > text.fontMetrics().height()


def test_a_file_of_a_newer_program_is_left_alone(folder: DataFolder, qtbot: QtBot, look: Look) -> None:
    db = Database(folder.database, Bus())
    with db.write() as session:
        session.connection().exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    db.close()
    window, starter = opened(folder.root, qtbot, look)
    trouble = central(window, qtbot, Trouble)
    assert isinstance(trouble, Trouble)
    assert "newer Rainmaker" in trouble.sentence.text()
    assert [button.text() for button in trouble.buttons] == ["Quit"]
    starter.close()


def test_a_folder_held_by_a_command_can_be_tried_again(folder: DataFolder, qtbot: QtBot, look: Look) -> None:
    with_contact(folder)
    with lock.hold(folder):
        window, starter = opened(folder.root, qtbot, look)
        trouble = central(window, qtbot, Trouble)
    assert isinstance(trouble, Trouble)
    trouble.buttons[0].click()
    qtbot.waitUntil(lambda: window.frame is not None)
    starter.close()
    assert not lock.is_held(folder)


def test_a_mistake_of_ours_is_a_screen_and_not_an_empty_window(folder: DataFolder, qtbot: QtBot, look: Look) -> None:
    with_contact(folder)
    db = Database(folder.database, Bus())
    with db.write() as session:
        session.connection().exec_driver_sql("ALTER TABLE deals RENAME TO gone")
    db.close()
    window, starter = opened(folder.root, qtbot, look)
    trouble = central(window, qtbot, Trouble)
    assert isinstance(trouble, Trouble)
    assert trouble.buttons[0].text() == "Copy report"
    starter.close()
    assert not lock.is_held(folder)


def test_a_second_start_raises_the_first_window(folder: DataFolder, qtbot: QtBot, look: Look) -> None:
    with_contact(folder)
    first, starter = opened(folder.root, qtbot, look)
    qtbot.waitUntil(lambda: first.frame is not None)
    first.showMinimized()
    again = f"import sys; from app.main import run_window; sys.exit(run_window({str(folder.root)!r}))"
    with subprocess.Popen([sys.executable, "-c", again]) as second:
        try:
            qtbot.waitUntil(lambda: second.poll() is not None, timeout=60_000)
        finally:
            second.kill()
    assert second.returncode == 0
    assert not first.isMinimized()
    starter.close()


def test_the_window_remembers_where_its_parts_were(folder: DataFolder, qtbot: QtBot, look: Look) -> None:
    with_contact(folder)
    window, starter = opened(folder.root, qtbot, look)
    qtbot.waitUntil(lambda: window.frame is not None)
    assert window.frame is not None
    table = window.frame.show_page("contacts").list.table  # type: ignore[attr-defined]
    table.setColumnWidth(0, 333)
    window.close()
    starter.close()
    OPEN.pop().take_down()
    again, starter = opened(folder.root, qtbot, look)
    qtbot.waitUntil(lambda: again.frame is not None)
    assert again.frame is not None
    assert again.frame.show_page("contacts").list.table.columnWidth(0) == 333  # type: ignore[attr-defined]
    assert {path.name for path in folder.root.glob("*.ini")} == {"window.ini"}
    starter.close()


def test_the_first_paint_has_the_colours_of_the_last_time(folder: DataFolder, qtbot: QtBot, look: Look) -> None:
    db = Database(folder.database, Bus(), Journal())
    with db.write() as session:
        preferences.change(session, "theme", "dark", at=local_now())
        preferences.change(session, "ui_scale", 150, at=local_now())
    db.close()
    files = {path.name for path in folder.root.iterdir()}
    window = Window()
    OPEN.append(window)
    Starter(window, look, folder.root, demo=False).dress()
    assert (look.dark, look.scale) == (True, 1.5)
    assert window.grab().toImage().pixelColor(5, 5) == look.color("background")
    assert {path.name for path in folder.root.iterdir()} == files, "nothing is left beside the file"


@pytest.mark.parametrize("content", [b"", b"no data file", b"SQLite format 3\x00" + b"\xff" * 5000])
def test_a_file_that_cannot_be_read_is_met_in_the_usual_colours(tmp_path: Path, content: bytes, look: Look) -> None:
    (tmp_path / "rainmaker.db").write_bytes(content)
    window = Window()
    OPEN.append(window)
    look.set("dark", 150, True)
    Starter(window, look, tmp_path, demo=False).dress()
    assert look.scale == 1.0
    shutil.rmtree(tmp_path)
    Starter(window, look, tmp_path, demo=False).dress()
    assert look.scale == 1.0


def test_the_self_test_paints_every_page(qapp: object) -> None:
    assert main.self_test() == 0
