"""Filtering a list by the keys alone: conditions from the menu, typed ones, and filters that are kept."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from app.compose import App
from app.crm import custom_fields, saved_filters
from app.crm.listing import Condition
from app.ui.pages.contacts import ContactsPage
from app.ui.records.record_list import RecordList
from app.ui.window import Window
from tests import build
from tests.conftest import NOW
from tests.ui.records.conftest import Press

CTRL = Qt.KeyboardModifier.ControlModifier


def pick(press: Press, *titles: str) -> None:
    """Walk down the open menu and its submenus to these titles, and take the last one."""
    for title in titles:
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        for _step in range(len(menu.actions()) + 1):
            active = menu.activeAction()
            if active is not None and active.text() == title:
                break
            press(Qt.Key.Key_Down)
        assert menu.activeAction().text() == title, [action.text() for action in menu.actions()]
        press(Qt.Key.Key_Return)


def shown(people: RecordList) -> list[str]:
    return [people.rows.index(row, 0).data().split()[0] for row in range(people.rows.rowCount())]


def chips(people: RecordList) -> list[str]:
    return [chip.text() for chip in people.line.chips._chips]


def test_a_condition_is_picked_by_keys_and_taken_off_by_its_chip(people: RecordList, press: Press) -> None:
    people.line.filter.setFocus()
    press(Qt.Key.Key_Space)
    pick(press, "Status", "Lead")
    assert shown(people) == ["Ana", "Bo", "Cy"]
    assert chips(people) == ["Status is Lead"]
    assert people.heading() == "3 of 12"
    people.line.chips._chips[0].setFocus()
    press(Qt.Key.Key_Space)
    assert len(shown(people)) == 12
    assert chips(people) == []


def test_a_typed_condition_says_what_it_takes_and_keeps_what_was_typed(
    people: RecordList, press: Press, window: Window
) -> None:
    people.line.filter.setFocus()
    press(Qt.Key.Key_Space)
    pick(press, "Last contact", "Before …")
    field = people.line.chips.field
    assert field.hasFocus()
    QTest.keyClicks(field, "soonish")
    press(Qt.Key.Key_Return)
    assert window.frame is not None
    assert "soonish" in window.frame.message.text.text()
    assert (field.text(), field.isVisible(), people.line.conditions) == ("soonish", True, ())
    field.setText("12 dec 2025")
    press(Qt.Key.Key_Return)
    assert people.line.conditions == (Condition("last_contact_at", "before", "2025-12-12"),)
    assert shown(people) == []
    assert people.nothing.isVisible()
    people.nothing.button.click()
    assert len(shown(people)) == 12


def test_words_wait_for_no_mouse_and_esc_gives_them_up(people: RecordList, press: Press, qtbot: QtBot) -> None:
    press(Qt.Key.Key_F, CTRL)
    assert people.line.text.hasFocus()
    QTest.keyClicks(people.line.text, "Eva")
    qtbot.waitUntil(lambda: shown(people) == ["Eva"])
    press(Qt.Key.Key_Return)
    assert people.table.hasFocus()
    press(Qt.Key.Key_F, CTRL)
    press(Qt.Key.Key_Escape)
    assert len(shown(people)) == 12
    press(Qt.Key.Key_Escape)
    assert people.table.hasFocus()


def test_a_filter_is_kept_shown_renamed_and_deleted_and_undo_brings_it_back(
    people: RecordList, press: Press, window: Window, app: App, qtbot: QtBot
) -> None:
    line = people.line
    line.set_conditions([Condition("city", "is", "Berlin")])
    people.rows.sort(0, Qt.SortOrder.DescendingOrder)
    line.saved.setFocus()
    press(Qt.Key.Key_Space)
    pick(press, "Save this filter …")
    QTest.keyClicks(line.chips.field, "Berliners")
    press(Qt.Key.Key_Return)
    line.clear()
    people.rows.sort(0)
    assert len(shown(people)) == 12
    line.saved.setFocus()
    press(Qt.Key.Key_Space)
    pick(press, "Berliners")
    assert shown(people) == ["Cy", "Bo", "Ana"]
    line.saved.setFocus()
    press(Qt.Key.Key_Space)
    pick(press, "Rename", "Berliners")
    assert line.chips.field.text() == "Berliners"
    line.chips.field.setText("In Berlin")
    press(Qt.Key.Key_Return)
    assert kept(app) == ["In Berlin"]
    line.saved.setFocus()
    press(Qt.Key.Key_Space)
    pick(press, "Delete", "In Berlin")
    assert kept(app) == []
    assert window.frame is not None
    window.frame.undoing.undo_step()
    qtbot.waitUntil(lambda: kept(app) == ["In Berlin"])


def test_a_name_that_is_taken_is_refused_and_stays_typed(people: RecordList, app: App) -> None:
    with app.db.write() as session:
        saved_filters.create(session, at=NOW, entity_type="contact", name="Mine")
    people.line.set_conditions([Condition("city", "is", "Berlin")])
    people.line.kept.keep_wanted.emit()
    QTest.keyClicks(people.line.chips.field, "mine")
    QTest.keyClick(people.line.chips.field, Qt.Key.Key_Return)
    assert people.line.chips.field.text() == "mine"
    assert people.line.chips.field.isVisible()
    assert kept(app) == ["Mine"]


def test_fields_of_the_owner_s_own_can_be_filtered_by(people: RecordList, press: Press, app: App) -> None:
    with app.db.write() as session:
        custom_fields.create(
            session, at=NOW, entity_type="contact", label="Size", value_type="choice", choices=["S", "L"]
        )
        build.contact(session, "Max Test", custom={"size": "L"})
    people.refresh()
    people.line.filter.setFocus()
    press(Qt.Key.Key_Space)
    pick(press, "Size", "L")
    assert shown(people) == ["Max"]
    assert chips(people) == ["Size is L"]


def test_a_number_of_the_owner_s_own_is_typed_with_a_comma_and_must_be_one(
    people: RecordList, press: Press, app: App, window: Window
) -> None:
    with app.db.write() as session:
        custom_fields.create(session, at=NOW, entity_type="contact", label="Hours", value_type="number")
        build.contact(session, "Max Test", custom={"hours": 2})
        build.contact(session, "Pia Test", custom={"hours": 1})
    people.refresh()
    people.line.filter.setFocus()
    press(Qt.Key.Key_Space)
    pick(press, "Hours", "At least …")
    field = people.line.chips.field
    QTest.keyClicks(field, "many")
    press(Qt.Key.Key_Return)
    assert window.frame is not None
    assert "many" in window.frame.message.text.text()
    assert (field.text(), people.line.conditions) == ("many", ())
    field.setText("1,5")
    press(Qt.Key.Key_Return)
    assert shown(people) == ["Max"]
    assert chips(people) == ["Hours at least 1.5"]


def test_esc_gives_up_several_rows_then_the_pane_then_the_filter(
    people: RecordList, press: Press, window: Window, qtbot: QtBot
) -> None:
    assert window.frame is not None
    page = window.frame.pages["contacts"]
    people.line.set_conditions([Condition("city", "is", "Rome")])
    people.focus()
    press(Qt.Key.Key_Return)
    assert page.detail.isVisible()
    people.table.setFocus()
    press(Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier, 2)
    assert people.bulk.isVisible()
    press(Qt.Key.Key_Escape)
    assert (people.table.count_chosen(), page.detail.isVisible()) == (1, True)
    press(Qt.Key.Key_Escape)
    assert not page.detail.isVisible()
    assert people.line.conditions
    press(Qt.Key.Key_Escape)
    assert not people.line.conditions
    assert people.rows.rowCount() == 12


def kept(app: App) -> list[str]:
    with app.db.read() as session:
        return [saved.name for saved in saved_filters.of(session, "contact")]


def test_a_kept_filter_that_fits_no_longer_says_so_and_shows_nothing(window: Window, app: App) -> None:
    with app.db.write() as session:
        build.contact(session, "Ana Ruiz")
        size = custom_fields.create(
            session, at=NOW, entity_type="contact", label="Size", value_type="choice", choices=["S", "XL"]
        )
    assert window.frame is not None
    page = window.frame.show_page("contacts")
    assert isinstance(page, ContactsPage)
    with app.db.write() as session:
        custom_fields.edit(session, size.id, at=NOW, choices=["S"])
    page.list.line.set_conditions([Condition("custom.size", "is", "XL")])
    assert "XL" in window.frame.message.text.text()
    assert page.list.rows.rowCount() == 0
    page.list.line.clear()
    assert page.list.rows.rowCount() == 1
