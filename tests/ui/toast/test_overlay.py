"""One toast at a time: who comes first, how long it stays, what each answer tells."""

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.toast.moment import Moment
from app.ui.toast.overlay import Overlay
from app.ui.toast.toast import Toast
from tests.ui.toast.conftest import Heard, Watch, content


def toast(overlay: Overlay) -> Toast:
    return overlay.corner.toast


def pass_by(overlay: Overlay, watch: Watch, seconds: float) -> None:
    watch.now += seconds
    toast(overlay).countdown.look()


def enter(part: QWidget) -> None:
    middle = QPointF(part.rect().center())
    QApplication.sendEvent(part, QEnterEvent(middle, middle, middle))


def test_an_answer_to_an_action_comes_at_once_and_is_told_when_painted(
    overlay: Overlay, heard: Heard, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(overlay.shown) as told:
        overlay.offer(content(7), True)
        assert overlay.showing == 7
        assert heard.told == [], "it was not painted yet"
    assert told.args == [7]
    toast(overlay).update()
    qtbot.wait(1)
    assert heard.told == [("shown", 7)]


def test_the_others_wait_behind_it_with_their_count(overlay: Overlay, moment: Moment) -> None:
    overlay.offer(content(1), True)
    for number in (2, 3, 3, 1):
        overlay.offer(content(number), False)
    assert (overlay.showing, overlay.waiting()) == (1, (2, 3))
    assert toast(overlay).count.text() == "+2"
    moment.reach()
    assert overlay.showing == 1, "one at a time"


def test_its_time_runs_out_which_is_no_rejection(overlay: Overlay, watch: Watch, heard: Heard) -> None:
    overlay.offer(content(1, seconds=10), True)
    pass_by(overlay, watch, 9.9)
    assert overlay.showing == 1
    pass_by(overlay, watch, 0.2)
    assert overlay.showing is None
    assert toast(overlay).isHidden()
    assert heard.told == [("expired", 1)]


def test_the_pointer_on_it_stops_the_time(overlay: Overlay, watch: Watch) -> None:
    overlay.offer(content(1, seconds=10), True)
    enter(toast(overlay))
    pass_by(overlay, watch, 60)
    QApplication.sendEvent(toast(overlay), QEvent(QEvent.Type.Leave))
    pass_by(overlay, watch, 9.9)
    assert overlay.showing == 1
    pass_by(overlay, watch, 0.2)
    assert overlay.showing is None


def test_so_does_the_focus(overlay: Overlay, watch: Watch, field: QLineEdit) -> None:
    overlay.offer(content(1, seconds=10), True)
    overlay.enter()
    pass_by(overlay, watch, 60)
    assert overlay.showing == 1
    field.setFocus()
    pass_by(overlay, watch, 10.1)
    assert overlay.showing is None


def test_a_critical_one_has_no_time(overlay: Overlay, watch: Watch) -> None:
    overlay.offer(content(1, critical=True), True)
    pass_by(overlay, watch, 10_000)
    assert overlay.showing == 1
    assert toast(overlay).bar.isHidden()


@pytest.mark.parametrize(
    ("press", "told"),
    [
        (lambda t: t.buttons.actions_shown[0].click(), ("acted", 1, 0)),
        (lambda t: t.buttons.actions_shown[1].click(), ("acted", 1, 1)),
        (lambda t: t.buttons.dismiss.click(), ("dismissed", 1)),
        (lambda t: t.cross.click(), ("dismissed", 1)),
        (lambda t: t.buttons.menu.actions()[0].trigger(), ("snoozed", 1, "hour")),
        (lambda t: t.buttons.menu.actions()[1].trigger(), ("snoozed", 1, "tomorrow")),
        (lambda t: t.buttons.menu.actions()[2].trigger(), ("snoozed", 1, "week")),
        (lambda t: t.buttons.menu.actions()[4].trigger(), ("why_wanted", 1)),
        (lambda t: t.buttons.menu.actions()[5].trigger(), ("fewer_wanted", 1)),
    ],
)  # fmt: skip
def test_every_answer_is_told_once_and_empties_the_corner(
    overlay: Overlay, heard: Heard, press: object, told: tuple[object, ...]
) -> None:
    overlay.offer(content(1), True)
    press(toast(overlay))  # type: ignore[operator]
    assert heard.told == [told]
    assert toast(overlay).isHidden()


def test_settings_leave_it_there(overlay: Overlay, heard: Heard) -> None:
    overlay.offer(content(1), True)
    next(action for action in toast(overlay).buttons.menu.actions() if action.text() == "Settings").trigger()
    assert heard.told == [("settings",)]
    assert overlay.showing == 1


def test_further_actions_stand_in_the_menu(overlay: Overlay, heard: Heard) -> None:
    overlay.offer(content(1, actions=("A", "B", "C & co")), True)
    toast(overlay).buttons.menu.actions()[0].trigger()
    assert heard.told == [("acted", 1, 2)]
    overlay.offer(content(2, actions=("A",)), True)
    assert toast(overlay).buttons.menu.actions()[0].text() == "Snooze for 1 hour"


def test_an_answer_to_an_action_passes_what_came_by_itself(overlay: Overlay, moment: Moment, watch: Watch) -> None:
    overlay.offer(content(1), False)
    moment.reach()
    pass_by(overlay, watch, 4)
    overlay.offer(content(2), True)
    assert (overlay.showing, overlay.waiting()) == (2, (1,))
    overlay.offer(content(3), True)
    assert (overlay.showing, overlay.waiting()) == (2, (3, 1)), "answers do not pass each other"
    pass_by(overlay, watch, 10.1)
    moment.reach()
    assert overlay.showing == 3
    pass_by(overlay, watch, 10.1)
    assert overlay.showing == 1
    pass_by(overlay, watch, 5.9)
    assert overlay.showing == 1, "it goes on where it stopped"
    pass_by(overlay, watch, 0.2)
    assert overlay.showing is None


def test_nothing_changes_under_the_pointer(overlay: Overlay, moment: Moment) -> None:
    overlay.offer(content(1), False)
    moment.reach()
    enter(toast(overlay))
    overlay.offer(content(2), True)
    assert (overlay.showing, overlay.waiting()) == (1, (2,))


def test_a_critical_one_does_not_hold_up_an_answer(overlay: Overlay) -> None:
    overlay.offer(content(1, critical=True), True)
    overlay.offer(content(2), True)
    assert (overlay.showing, overlay.waiting()) == (2, (1,))


def test_the_next_one_comes_after_a_rest(overlay: Overlay, qtbot: QtBot) -> None:
    overlay.offer(content(1), True)
    overlay.offer(content(2), False)
    toast(overlay).buttons.dismiss.click()
    assert overlay.showing is None
    qtbot.waitUntil(lambda: overlay.showing == 2, timeout=3 * tokens.TOAST_REST)


def test_what_is_withdrawn_leaves_quietly(overlay: Overlay, heard: Heard) -> None:
    overlay.offer(content(1), True)
    overlay.offer(content(2), False)
    overlay.withdraw(2)
    overlay.withdraw(1)
    overlay.withdraw(99)
    assert (overlay.showing, overlay.waiting(), heard.told) == (None, (), [])


def test_clear_empties_everything(overlay: Overlay, heard: Heard) -> None:
    overlay.offer(content(1), True)
    overlay.offer(content(2), False)
    overlay.clear()
    assert (overlay.showing, overlay.waiting(), heard.told) == (None, (), [])


def test_what_was_done_is_told_with_undo(overlay: Overlay, watch: Watch, heard: Heard, field: QLineEdit) -> None:
    overlay.offer(content(1), True)
    overlay.acted.connect(lambda *_what: overlay.confirm("Task created."))
    toast(overlay).buttons.actions_shown[0].click()
    assert toast(overlay).done.text() == "Task created."
    assert field.hasFocus()
    assert toast(overlay).buttons.isHidden()
    toast(overlay).undo.click()
    assert heard.told == [("acted", 1, 0), ("undo",)]
    overlay.confirm("Task created.")
    pass_by(overlay, watch, 6.1)
    assert toast(overlay).isHidden()
    overlay.confirm("Task created.")
    toast(overlay).cross.click()
    assert heard.told == [("acted", 1, 0), ("undo",)], "neither running out nor closing it is an answer"


def test_what_was_done_stands_before_all_others(overlay: Overlay, watch: Watch) -> None:
    overlay.offer(content(1), True)
    overlay.confirm("Task created.")
    assert toast(overlay).done.text() == "Task created."
    assert overlay.waiting() == (1,)
    pass_by(overlay, watch, 6.1)
    assert overlay.showing == 1


def test_it_stands_in_the_corner_and_follows_it(overlay: Overlay, place: QWidget) -> None:
    overlay.offer(content(1), True)
    card = toast(overlay)
    assert card.width() == tokens.TOAST
    for size in ((1000, 640), (1280, 720), (760, 480)):
        place.resize(*size)
        assert card.geometry().right() + 1 == place.width() - tokens.S4
        assert card.geometry().bottom() + 1 == place.height() - tokens.BOTTOM_LINE - tokens.HAIRLINE - tokens.S4


def test_it_stands_above_a_message_in_its_way(overlay: Overlay, place: QWidget) -> None:
    message = QWidget(place)
    message.setGeometry(place.width() - 500, place.height() - 90, 500, 60)
    overlay.corner.keep_clear_of((message,))
    overlay.offer(content(1), True)
    assert toast(overlay).geometry().bottom() + 1 < place.height() - 90 + 60
    message.show()
    assert toast(overlay).geometry().bottom() <= message.geometry().top()
    message.hide()
    assert toast(overlay).geometry().bottom() > message.geometry().top()


def test_it_slides_unless_motion_is_reduced(overlay: Overlay, look: Look, qtbot: QtBot) -> None:
    overlay.offer(content(1), True)
    there = toast(overlay).pos()
    overlay.clear()
    look.set("light", 100, False)
    overlay.offer(content(2), True)
    assert toast(overlay).pos() == there + QPoint(tokens.S6, 0)
    qtbot.waitUntil(lambda: toast(overlay).pos() == there)


def test_it_stays_when_the_look_changes(overlay: Overlay, look: Look, heard: Heard, watch: Watch, qtbot: QtBot) -> None:
    overlay.offer(content(1), True)
    overlay.offer(content(2), False)
    qtbot.waitUntil(lambda: bool(heard.told))
    pass_by(overlay, watch, 6)
    look.set("dark", 200, True)
    assert toast(overlay).isVisible()
    assert toast(overlay).width() == 2 * tokens.TOAST
    assert toast(overlay).count.text() == "+1"
    qtbot.wait(20)
    assert heard.told == [("shown", 1)], "it is told once"
    pass_by(overlay, watch, 4.1)
    assert heard.told == [("shown", 1), ("expired", 1)]
    assert toast(overlay).isHidden()


def test_what_is_clicked_below_the_shadow_is_reached(overlay: Overlay, place: QWidget, field: QLineEdit) -> None:
    overlay.offer(content(1), True)
    beside = toast(overlay).geometry().topLeft() - QPoint(tokens.S2, tokens.S2)
    reached = place.childAt(beside)
    assert reached is not None
    assert reached is field.parentWidget()


def test_a_click_leaves_the_focus_in_the_field(overlay: Overlay, field: QLineEdit) -> None:
    overlay.offer(content(1), True)
    QTest.mouseClick(toast(overlay).buttons.dismiss, Qt.MouseButton.LeftButton)
    assert overlay.showing is None
    assert field.hasFocus()
