"""Every page and dialog can be used with the keyboard alone, and everything in it has a name."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app import compose
from app.core.clock import Clock
from app.core.db import Database
from app.core.events import Bus
from app.core.paths import DataFolder
from app.crm import listing
from app.crm.journal import Journal
from app.crm.sample import filling
from app.ui.desk import Desk
from app.ui.frame import Frame
from app.ui.pages.all import PAGES
from app.ui.pages.page import PageDeclaration
from app.ui.records.merge_dialog import MergeDialog
from app.ui.start.screens import Trouble, Welcome
from app.ui.theme.look import Look
from app.ui.window import Window
from tests.conftest import NOW
from tests.ui.walking import problems, said, told, unnamed, unseen_focus, unspoken_rows, walk

KEYS = [page.key for page in PAGES]
HOLDING = [(page, kind) for page in PAGES for kind in page.kinds]


@pytest.fixture(scope="session")
def sample(fresh_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample business, filled once."""
    folder = DataFolder(Path(shutil.copytree(fresh_folder, tmp_path_factory.mktemp("sample") / "data")))
    db = Database(folder.database, Bus(), Journal(), lambda: NOW)
    filling.fill(db, lambda: NOW)
    db.close()
    return folder.root


@pytest.fixture
def on_sample(sample: Path, tmp_path: Path, clock: Clock, look: Look) -> Iterator[Window]:
    """A window on the sample business, not yet shown."""
    folder = DataFolder(Path(shutil.copytree(sample, tmp_path / "full")))
    opened = compose.wire(folder, clock)
    desk, shown = Desk(opened, look), Window()
    shown.furnish(desk, PAGES)
    yield shown
    shown.take_down()
    desk.close()
    desk.deleteLater()
    opened.close()


@pytest.fixture
def full(qtbot: QtBot, on_sample: Window) -> Frame:
    on_sample.resize(1280, 800)
    return frame_of(qtbot, on_sample)


@pytest.fixture
def small(qtbot: QtBot, on_sample: Window, look: Look) -> Frame:
    """The smallest window, in large type and dark."""
    look.set("dark", 150, True)
    on_sample.resize(1000, 640)
    return frame_of(qtbot, on_sample)


@pytest.fixture
def empty(qtbot: QtBot, window: Window) -> Frame:
    """The frame of a window without any record."""
    return frame_of(qtbot, window)


def frame_of(qtbot: QtBot, window: Window) -> Frame:
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    assert window.frame is not None
    return window.frame


def settle(qtbot: QtBot, frame: Frame) -> None:
    """What is counted in the background has arrived."""
    qtbot.waitUntil(lambda: not frame.desk.workers.busy)
    qtbot.wait(20)


def focus() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def check(part: QWidget) -> None:
    found = problems(part)
    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize("key", KEYS)
def test_a_full_page(qtbot: QtBot, full: Frame, key: str) -> None:
    full.show_page(key)
    settle(qtbot, full)
    check(full.window())


@pytest.mark.parametrize("key", KEYS)
def test_a_page_in_a_small_window(qtbot: QtBot, small: Frame, key: str) -> None:
    small.show_page(key)
    settle(qtbot, small)
    check(small.window())


@pytest.mark.parametrize("key", KEYS)
def test_an_empty_page(qtbot: QtBot, empty: Frame, key: str) -> None:
    empty.show_page(key)
    settle(qtbot, empty)
    check(empty.window())


@pytest.mark.parametrize(("page", "kind"), HOLDING, ids=lambda value: getattr(value, "key", value))
def test_a_page_with_a_record_open(qtbot: QtBot, full: Frame, page: PageDeclaration, kind: str) -> None:
    with full.desk.read() as session:
        record_id = listing.find_ids(session, kind)[0]
    full.show_page(page.key).open_record(kind, record_id)
    settle(qtbot, full)
    check(full.window())


def test_shift_and_tab_goes_the_same_way_back(qtbot: QtBot, full: Frame) -> None:
    full.show_page("contacts")
    settle(qtbot, full)
    ahead = walk(full.window())
    for part in reversed(ahead):
        QTest.keyClick(focus(), Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
        assert focus() is part


def test_tab_brings_what_it_reaches_into_view(qtbot: QtBot, full: Frame) -> None:
    full.show_page("settings")
    settle(qtbot, full)
    for part in walk(full.window()):
        part.setFocus()
        QTest.keyClick(part, Qt.Key.Key_Tab)
        now = focus()
        middle = now.mapTo(full.window(), now.rect().center())
        assert full.window().rect().contains(middle), told(now)
        assert not now.visibleRegion().isEmpty(), told(now)


@pytest.mark.parametrize("key", KEYS)
def test_the_focus_is_seen_wherever_it_goes(qtbot: QtBot, full: Frame, key: str) -> None:
    full.show_page(key)
    settle(qtbot, full)
    assert unseen_focus(full.window()) == []


def stand(qtbot: QtBot, part: QWidget) -> QWidget:
    """Shown, in front."""
    qtbot.addWidget(part)
    part.show()

    def in_front() -> bool:
        part.activateWindow()
        return part.isActiveWindow()

    qtbot.waitUntil(in_front)
    return part


def test_the_doors_of_an_empty_start(qtbot: QtBot, look: Look) -> None:
    check(stand(qtbot, Welcome(look, "EUR")))


def test_the_screen_of_a_trouble(qtbot: QtBot, look: Look) -> None:
    ways = [("Try again", "", print), ("Show the folder", "Opens it", print)]
    check(stand(qtbot, Trouble(look, "This does not open", "The file is damaged. Nothing is lost.", ways)))


def test_the_import_dialog(qtbot: QtBot, full: Frame, tmp_path: Path) -> None:
    table = tmp_path / "people.csv"
    table.write_text("First name,Last name,E-mail\nAna,Ruiz,ana@example.org\n", encoding="utf-8")
    full.open_import(None)
    dialog = full.importing
    assert dialog is not None
    settle(qtbot, full)
    check(dialog)
    dialog.open_file(table)
    settle(qtbot, full)
    check(dialog)
    dialog.close()


def test_two_that_are_merged(qtbot: QtBot, full: Frame) -> None:
    with full.desk.read() as session:
        one, other = listing.find_ids(session, "contact")[:2]
    check(stand(qtbot, MergeDialog(full.desk, "contact", [one, other], "They share an address.", full)))


def test_the_search_of_everything(qtbot: QtBot, full: Frame) -> None:
    full.title.search.field.setFocus()
    QTest.keyClicks(full.title.search.field, "an")
    settle(qtbot, full)
    assert not unnamed(full.window())
    assert not unspoken_rows(full.window())


def test_a_new_lead_keeps_tab_inside_until_it_is_left(qtbot: QtBot, full: Frame) -> None:
    full.lead.start()
    stops = set()
    for _step in range(20):
        stops.add(focus())
        QTest.keyClick(focus(), Qt.Key.Key_Tab)
    assert all(full.lead.isAncestorOf(stop) for stop in stops)
    assert {full.lead.add, full.lead.cancel, full.lead.close_it} <= stops
    QTest.keyClick(focus(), Qt.Key.Key_Escape)
    assert not full.lead.isVisible()


def test_a_message_can_be_answered_by_tab(qtbot: QtBot, full: Frame) -> None:
    full.message.show_text("The deal is deleted.", False, ("Undo", full.desk.undo))
    assert said(full.message.text) == "The deal is deleted."
    assert [said(part) for part in walk(full.window())[-2:]] == ["Undo", "Close this message"]
