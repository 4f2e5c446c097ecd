"""The short lists of the pane: only what is there is a link, and long ones begin short."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from app.ui.inbox.entry_list import Entry, EntryList
from app.ui.theme.look import Look
from app.ui.widgets.roles import ACCESSIBLE

THERE = Entry("Ana Ruiz", "silent for 9 days", ("contact", 1), "user")
GONE = Entry("م" * 300, "deleted", None, "trash")


def made(qtbot: QtBot, look: Look, *entries: Entry) -> EntryList:
    found = EntryList(look, "Counted records", 2)
    qtbot.addWidget(found)
    found.show_entries(entries, anew=True)
    found.resize(300, 300)
    found.show()
    return found


def test_it_is_a_correct_model_and_is_said(qtbot: QtBot, look: Look, qtmodeltester: ModelTester) -> None:
    whole = made(qtbot, look, THERE, GONE)
    view = whole.view
    qtmodeltester.check(view.entries)
    assert view.entries.index(0).data(ACCESSIBLE) == "Ana Ruiz, silent for 9 days"
    view.grab()


def test_only_what_is_there_opens(qtbot: QtBot, look: Look) -> None:
    whole = made(qtbot, look, THERE, GONE)
    view, opened = whole.view, list[tuple[str, int]]()
    view.opened.connect(lambda kind, one: opened.append((kind, one)))
    for place in (0, 1):
        where = view.visualRect(view.entries.index(place)).center()
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert opened == [("contact", 1)]


def test_a_long_list_begins_short_and_begins_anew_for_another(qtbot: QtBot, look: Look) -> None:
    found = made(qtbot, look, *[THERE] * 5)
    assert (found.view.entries.rowCount(), found.all.text()) == (2, "Show all 5")
    found.all.click()
    found.show_entries([THERE] * 6, anew=False)
    assert (found.view.entries.rowCount(), found.all.text()) == (6, "Show less")
    found.show_entries([THERE] * 6, anew=True)
    assert found.view.entries.rowCount() == 2
    found.show_entries([], anew=False)
    assert found.isHidden()
