"""Several records at once: changed, tagged, deleted, written to a file, each as one step."""

import csv
import threading
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from app.compose import App
from app.crm import bulk, contacts, listing, tags
from app.ui.records.record_list import RecordList
from app.ui.window import Window
from tests.ui.records.conftest import Press
from tests.ui.records.test_filter import pick

SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


def choose(people: RecordList, press: Press, count: int) -> None:
    """The first rows, by the keys."""
    people.focus()
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Up)
    press(Qt.Key.Key_Down, SHIFT, count - 1)
    assert people.table.count_chosen() == count


def undo(window: Window) -> None:
    assert window.frame is not None
    window.frame.undoing.undo_step()


def statuses(app: App, ids: list[int]) -> list[str]:
    with app.db.read() as session:
        return [contacts.get(session, contact_id).status for contact_id in ids]


def tags_of(app: App, ids: list[int]) -> dict[int, list[str]]:
    with app.db.read() as session:
        return tags.of(session, "contact", ids)


def count(app: App) -> int:
    with app.db.read() as session:
        return listing.count(session, "contact")


def test_two_are_merged_from_the_palette_and_fewer_are_not(
    people: RecordList, press: Press, window: Window, qtbot: QtBot
) -> None:
    assert window.frame is not None
    merge = next(entry for entry in window.frame.entries if entry.title == "Merge two contacts")
    page = window.frame.pages["contacts"]
    merge.run(window.frame)
    assert window.frame.message.text.text().startswith("Select the two to merge first")
    choose(people, press, 2)
    merge.run(window.frame)
    dialog = page.pane._dialog  # type: ignore[attr-defined]
    assert dialog.isVisible()
    dialog.reject()


def test_many_are_changed_and_stay_chosen_and_one_undo_takes_all_back(
    *, people: RecordList, press: Press, app: App, ids: list[int], window: Window, qtbot: QtBot
) -> None:
    choose(people, press, 4)
    assert people.bulk.count.text() == "4 contacts"
    people.bulk.change.setFocus()
    press(Qt.Key.Key_Space)
    pick(press, "Status", "Past client")
    qtbot.waitUntil(lambda: statuses(app, ids[:4]) == ["past_client"] * 4)
    qtbot.waitUntil(lambda: people.rows.index(0, 2).data().endswith("Past client"))
    assert people.table.chosen_ids() == ids[:4]
    undo(window)
    qtbot.waitUntil(lambda: statuses(app, ids[:4]) == ["lead", "lead", "lead", "client"])


def test_a_tag_is_put_on_and_taken_off_many(
    *, people: RecordList, press: Press, app: App, ids: list[int], window: Window, qtbot: QtBot
) -> None:
    choose(people, press, 3)
    for action, expected in (("Put a tag on …", {n: ["vip"] for n in ids[:3]}), ("Take a tag off …", {})):
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        people.bulk.tag.setFocus()
        press(Qt.Key.Key_Space)
        pick(press, action)
        assert people.bulk.field.hasFocus()
        QTest.keyClicks(people.bulk.field, "vip")
        press(Qt.Key.Key_Escape) if QApplication.activePopupWidget() else None
        QTest.keyClick(people.bulk.field, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda wanted=expected: tags_of(app, ids) == wanted)
    assert window.frame is not None
    qtbot.waitUntil(lambda: window.frame.message.text.text().startswith("3 contacts freed of the tag"))
    undo(window)
    qtbot.waitUntil(lambda: len(tags_of(app, ids)) == 3)


def test_many_are_deleted_by_the_key_and_come_back_together(
    people: RecordList, press: Press, app: App, window: Window, qtbot: QtBot
) -> None:
    choose(people, press, 5)
    press(Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: people.rows.rowCount() == 7)
    assert window.frame is not None
    qtbot.waitUntil(lambda: "5 contacts deleted" in window.frame.message.text.text())
    undo(window)
    qtbot.waitUntil(lambda: people.rows.rowCount() == 12)
    assert count(app) == 12


def test_a_value_that_is_refused_is_said_and_stays_typed(people: RecordList, press: Press, window: Window) -> None:
    choose(people, press, 2)
    people.bulk.change.setFocus()
    press(Qt.Key.Key_Space)
    pick(press, "City …")
    people.bulk.field.setText("x" * 501)
    press(Qt.Key.Key_Return)
    assert window.frame is not None
    assert "500" in window.frame.message.text.text()
    assert len(people.bulk.field.text()) == 501


def test_the_work_can_be_cancelled_and_what_was_done_is_one_step(
    *, people: RecordList, press: Press, app: App, ids: list[int], window: Window, qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(bulk, "SECONDS", 0.0)
    begun, go_on = threading.Event(), threading.Event()
    real = bulk.records.edit

    def slow(*given: Any) -> Any:
        begun.set()
        go_on.wait(5)
        return real(*given)

    monkeypatch.setattr(bulk.records, "edit", slow)
    choose(people, press, 6)
    people.bulk._set({"status": "lost"})
    qtbot.waitUntil(begun.is_set)
    assert window.frame is not None
    bottom = window.frame.bottom
    qtbot.waitUntil(bottom._cancel.isVisible)
    bottom._cancel.click()
    go_on.set()
    qtbot.waitUntil(lambda: not bottom._cancel.isVisible())
    changed = statuses(app, ids).count("lost")
    assert 0 < changed < 6
    undo(window)
    qtbot.waitUntil(lambda: "lost" not in statuses(app, ids))


def test_the_menu_of_a_row_offers_what_can_be_done_with_it(
    *, people: RecordList, press: Press, app: App, ids: list[int], window: Window, qtbot: QtBot
) -> None:
    choose(people, press, 1)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(1, 1), QPoint(1, 1))
    QApplication.sendEvent(people.table, event)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    titles = [action.text().partition("\t")[0] for action in menu.actions() if action.text()]
    assert titles == [
        "Open", "Copy e-mail", "Change", "Put a tag on …", "Take a tag off …", "Export as CSV …", "Delete",
    ]  # fmt: skip
    menu.setActiveAction(menu.actions()[0])
    pick(press, "Copy e-mail")
    assert QGuiApplication.clipboard().text() == "ana@example.org"
    people._offer(QPoint(5, 5))
    pick(press, "Put a tag on …")
    assert people.bulk.isVisible()
    QTest.keyClicks(people.bulk.field, "slow")
    QTest.keyClick(people.bulk.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: tags_of(app, ids) == {ids[0]: ["slow"]})
    assert not people.bulk.isVisible()
    people._offer(QPoint(5, 5))
    pick(press, "Delete\tDel")
    qtbot.waitUntil(lambda: people.rows.rowCount() == 11)


def test_two_chosen_rows_can_be_merged(people: RecordList, press: Press, window: Window) -> None:
    choose(people, press, 2)
    people._offer(QPoint(5, 5))
    pick(press, "Merge these two …")
    assert window.frame is not None
    dialog = window.frame.pages["contacts"].pane._dialog  # type: ignore[attr-defined]
    assert dialog.isVisible()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert people.rows.rowCount() == 12


def test_the_chosen_rows_are_written_to_a_file(
    *, people: RecordList, press: Press, app: App, tmp_path: Path, window: Window, qtbot: QtBot
) -> None:
    with app.db.write() as session:
        tags.add(session, "contact", people.table.current_id or 0, "vip", at=session.info["at"])
    choose(people, press, 3)
    path = tmp_path / "some.csv"
    people.export_to(path)
    assert window.frame is not None
    qtbot.waitUntil(lambda: window.frame.message.text.text() == "3 contacts written to some.csv.")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["name"] for row in rows] == ["Ana Test", "Bo Test", "Cy Test"]
    assert (rows[0]["tags"], rows[0]["email"], rows[0]["city"]) == ("vip", "ana@example.org", "Berlin")
    people.export_to(tmp_path / "nowhere" / "some.csv")
    qtbot.waitUntil(lambda: "cannot be written" in window.frame.message.text.text())


def test_all_of_very_many_rows_are_chosen_without_reading_them(people: RecordList, press: Press) -> None:
    """Ctrl+A reads the ids in memory, never the rows: a fetch would fail."""
    people.rows._ids = list(range(1, 100_001))
    people.rows.beginResetModel()
    people.rows.endResetModel()
    fetched: list[int] = []
    people.rows._fetch = lambda ids: fetched.extend(ids) or {}
    people.focus()
    press(Qt.Key.Key_A, CTRL)
    assert people.table.count_chosen() == 100_000
    assert people.bulk.count.text() == "100,000 contacts"
    assert len(fetched) <= 400
