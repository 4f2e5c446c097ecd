"""A new lead from anywhere: keys alone, at most five fields, counted."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from app.compose import App
from app.crm import contacts, deals, listing
from app.ui.frame import Frame
from app.ui.window import Window
from tests import build

CTRL = Qt.KeyboardModifier.ControlModifier
TYPED = ("Ana Ruiz", "ana@ruiz.example", "Ruiz Bikes", "New website", "5400")


def frame_of(window: Window) -> Frame:
    assert window.frame is not None
    return window.frame


def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(QApplication.focusWidget(), key, modifiers)


def test_a_lead_takes_five_fields_and_six_keys_beside_the_words(window: Window, app: App, qtbot: QtBot) -> None:
    frame = frame_of(window)
    window.activateWindow()
    frame.show_page("pipeline")
    frame.title.primary.setFocus()
    keys = 1
    press(Qt.Key.Key_L, CTRL)
    assert len(frame.lead.findChildren(QLineEdit)) <= 5
    for place, text in enumerate(TYPED):
        QTest.keyClicks(QApplication.focusWidget(), text)
        last = place == len(TYPED) - 1
        press(Qt.Key.Key_Return if last else Qt.Key.Key_Tab)
        keys += 1
    assert (keys, sum(map(len, TYPED))) == (6, 49)
    assert not frame.lead.isVisible()
    with app.db.read() as session:
        deal = deals.get(session, listing.find_ids(session, "deal")[0])
        assert (deal.title, deal.value_cents) == ("New website", 540_000)
        assert contacts.get(session, deal.contact_id).email == "ana@ruiz.example"
    assert frame.current == "pipeline"
    assert frame.title.primary.hasFocus()
    press(Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: _count(app, "deal") == 0 and _count(app, "contact") == 0)


def test_a_name_and_enter_are_enough_from_the_palette_too(window: Window, app: App) -> None:
    frame = frame_of(window)
    window.activateWindow()
    frame.show_page("contacts")
    frame.title.primary.setFocus()
    press(Qt.Key.Key_K, CTRL)
    QTest.keyClicks(QApplication.focusWidget(), "new le")
    press(Qt.Key.Key_Return)
    assert frame.lead.name.hasFocus()
    QTest.keyClicks(frame.lead.name, "Bo")
    press(Qt.Key.Key_Return)
    assert _count(app, "deal") == 1
    assert frame.current == "contacts"


def test_nothing_typed_is_lost_by_a_wrong_amount_and_esc_changes_nothing(window: Window, app: App) -> None:
    frame = frame_of(window)
    window.activateWindow()
    frame.show_page("pipeline")
    frame.title.primary.setFocus()
    press(Qt.Key.Key_L, CTRL)
    QTest.keyClicks(frame.lead.name, "Cy")
    frame.lead.value.setText("a lot")
    press(Qt.Key.Key_Return)
    assert frame.lead.value.hasFocus()
    assert (frame.lead.name.text(), frame.lead.value.text()) == ("Cy", "a lot")
    for _stop in range(9):
        press(Qt.Key.Key_Tab)
        assert frame.lead.isAncestorOf(QApplication.focusWidget())
    press(Qt.Key.Key_Escape)
    assert not frame.lead.isVisible()
    assert _count(app, "deal") == _count(app, "contact") == 0


def test_somebody_known_is_offered_and_not_added_twice(window: Window, app: App) -> None:
    with app.db.write() as session:
        known = build.contact(session, "Ana Ruiz").id
    frame = frame_of(window)
    window.activateWindow()
    frame.show_page("pipeline")
    frame.new_lead()
    QTest.keyClicks(frame.lead.name, "Ana Ruiz")
    press(Qt.Key.Key_Return)
    if frame.lead.isVisible():
        press(Qt.Key.Key_Return)
    with app.db.read() as session:
        assert deals.get(session, listing.find_ids(session, "deal")[0]).contact_id == known
    assert _count(app, "contact") == 1


def _count(app: App, kind: str) -> int:
    with app.db.read() as session:
        return listing.count(session, kind)
