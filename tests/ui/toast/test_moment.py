"""When a toast may come, with the clock and the timers in our hands."""

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QInputMethodEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QMenu, QWidget
from pytestqt.qtbot import QtBot

from app.ui.toast.moment import AWAY, FRESH, IDLE, TYPING, Moment
from app.ui.toast.overlay import Overlay
from app.ui.widgets.basic import ground
from tests.ui.toast.conftest import Watch, content


def touch(place: QWidget) -> None:
    """The pointer moves over the window."""
    handle = place.windowHandle()
    assert handle is not None
    middle = QPointF(handle.width() / 2, handle.height() / 2)
    no = Qt.MouseButton.NoButton
    move = QMouseEvent(QEvent.Type.MouseMove, middle, middle, no, no, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(handle, move)


def test_what_came_by_itself_waits_for_a_saved_record(overlay: Overlay, moment: Moment) -> None:
    overlay.offer(content(1), False)
    moment.note_saved({})
    moment.note_saved({"coach_insights": frozenset((1,)), "job_runs": None})
    assert overlay.showing is None, "another program, and what the program keeps for itself, are no breakpoints"
    moment.note_saved({"tasks": frozenset((1,))})
    assert overlay.showing == 1


def test_or_for_another_page(overlay: Overlay, moment: Moment) -> None:
    overlay.offer(content(1), False)
    moment.note_page()
    assert overlay.showing == 1


def test_or_for_a_pause(overlay: Overlay, moment: Moment, watch: Watch) -> None:
    overlay.offer(content(1), False)
    watch.now += IDLE - 1
    moment.look()
    assert overlay.showing is None
    watch.now += 1
    moment.look()
    assert overlay.showing == 1


def test_a_pause_brings_one_not_the_whole_queue(overlay: Overlay, moment: Moment, watch: Watch, place: QWidget) -> None:
    for number in (1, 2):
        overlay.offer(content(number, seconds=5), False)
    watch.now += IDLE
    moment.look()
    watch.now += 6
    overlay.corner.toast.countdown.look()
    moment.look()
    assert (overlay.showing, overlay.waiting()) == (None, (2,))
    touch(place)
    watch.now += IDLE
    moment.look()
    assert overlay.showing == 2


def test_a_breakpoint_before_it_was_offered_does_not_count(overlay: Overlay, moment: Moment, watch: Watch) -> None:
    moment.reach()
    watch.now += FRESH + 1
    overlay.offer(content(1), False)
    assert overlay.showing is None


def test_not_while_a_field_is_typed_in(overlay: Overlay, moment: Moment, watch: Watch, field: QLineEdit) -> None:
    overlay.offer(content(1), False)
    QTest.keyClick(field, Qt.Key.Key_A)
    moment.note_saved({"tasks": None})
    moment.look()
    assert overlay.showing is None
    watch.now += TYPING
    moment.look()
    assert overlay.showing == 1


def test_nor_while_it_is_composed(overlay: Overlay, moment: Moment, field: QLineEdit) -> None:
    overlay.offer(content(1), False)
    QApplication.sendEvent(field, QInputMethodEvent("に", []))
    moment.reach()
    assert overlay.showing is None


def test_keys_elsewhere_are_no_typing(overlay: Overlay, moment: Moment, field: QLineEdit) -> None:
    overlay.offer(content(1), False)
    field.setReadOnly(True)
    field.clearFocus()
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_Down)
    moment.reach()
    assert overlay.showing == 1


def test_a_breakpoint_grows_stale_under_a_long_note(
    overlay: Overlay, moment: Moment, watch: Watch, field: QLineEdit
) -> None:
    overlay.offer(content(1), False)
    moment.reach()
    overlay.clear()
    overlay.offer(content(2), False)
    for _key in range(5):
        watch.now += 1.5
        QTest.keyClick(field, Qt.Key.Key_A)
    watch.now += TYPING
    moment.look()
    assert overlay.showing is None


def test_an_answer_waits_for_no_typing(overlay: Overlay, field: QLineEdit) -> None:
    QTest.keyClick(field, Qt.Key.Key_A)
    overlay.offer(content(1), True)
    assert overlay.showing == 1


def test_an_answer_that_another_kept_waiting_waits_for_the_end_of_typing_too(
    overlay: Overlay, moment: Moment, watch: Watch, field: QLineEdit
) -> None:
    overlay.offer(content(1), True)
    overlay.offer(content(2), True)
    watch.now += 10.1
    QTest.keyClick(field, Qt.Key.Key_A)
    overlay.corner.toast.countdown.look()
    moment.look()
    assert (overlay.showing, overlay.waiting()) == (None, (2,)), "it follows nothing any more"
    watch.now += TYPING
    moment.reach()
    assert overlay.showing == 2


@pytest.mark.parametrize("at_once", [True, False])
def test_not_into_a_modal_dialog(overlay: Overlay, moment: Moment, place: QWidget, qtbot: QtBot, at_once: bool) -> None:
    dialog = QDialog(place)
    dialog.setModal(True)
    dialog.show()
    overlay.offer(content(1), at_once)
    moment.reach()
    assert overlay.showing is None
    dialog.close()
    qtbot.waitUntil(lambda: overlay.showing == 1)


def test_an_answer_comes_beside_an_open_dialog_and_a_menu(overlay: Overlay, moment: Moment, place: QWidget) -> None:
    dialog, menu = QDialog(place), QMenu(place)
    dialog.show()
    overlay.offer(content(1), False)
    moment.reach()
    assert overlay.showing is None
    dialog.close()
    menu.addAction("One")
    menu.popup(QPoint())
    moment.reach()
    assert overlay.showing is None
    overlay.offer(content(2), True)
    assert overlay.showing == 2
    menu.close()


@pytest.mark.parametrize("at_once", [True, False])
def test_not_into_a_drag(overlay: Overlay, moment: Moment, place: QWidget, qtbot: QtBot, at_once: bool) -> None:
    handle = place.windowHandle()
    assert handle is not None
    QTest.mousePress(handle, Qt.MouseButton.LeftButton)
    overlay.offer(content(1), at_once)
    moment.reach()
    assert overlay.showing is None
    QTest.mouseRelease(handle, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: overlay.showing == 1)


def test_not_over_a_form_that_is_being_filled(overlay: Overlay, moment: Moment, place: QWidget) -> None:
    form = ground("popup", place, key="part")
    inner = QLineEdit(form)
    form.show()
    inner.setFocus()
    overlay.offer(content(1), False)
    moment.reach()
    assert overlay.showing is None
    form.hide()
    moment.reach()
    assert overlay.showing == 1


def test_not_under_a_window_that_fills_the_screen(
    overlay: Overlay, moment: Moment, place: QWidget, qtbot: QtBot
) -> None:
    other = QWidget()
    qtbot.addWidget(other)
    with qtbot.waitActive(other):
        other.showFullScreen()
        other.activateWindow()
    overlay.offer(content(1), False)
    moment.reach()
    assert overlay.showing is None
    other.close()
    with qtbot.waitActive(place):
        place.activateWindow()
    moment.reach()
    assert overlay.showing == 1


@pytest.mark.parametrize("at_once", [True, False])
def test_nothing_runs_off_before_an_empty_chair(
    overlay: Overlay, moment: Moment, watch: Watch, place: QWidget, at_once: bool
) -> None:
    watch.now += AWAY
    overlay.offer(content(1), at_once)
    moment.reach()
    moment.look()
    assert overlay.showing is None
    touch(place)
    assert overlay.showing == 1, "the owner is back, which is the moment"


def test_nothing_beats_while_nothing_waits(overlay: Overlay, moment: Moment, watch: Watch) -> None:
    beats = moment._beat
    assert not beats.isActive()
    overlay.offer(content(1), False)
    assert beats.isActive()
    watch.now += AWAY
    moment.look()
    assert not beats.isActive(), "nobody is there to wait with"
    overlay.clear()
    overlay.offer(content(2, critical=True), True)
    assert not beats.isActive()
