"""The toast never takes the focus; F8 leads to it, Tab through it, and the focus goes back to where it was."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from app.ui.toast.overlay import Overlay
from app.ui.toast.toast import Toast
from tests.ui.toast.conftest import Heard, content
from tests.ui.walking import said, unnamed, unseen_focus, untold_icons


def focus() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def press(key: Qt.Key) -> None:
    QTest.keyClick(focus(), key)


def toast(overlay: Overlay) -> Toast:
    return overlay.corner.toast


def test_it_never_takes_the_focus(overlay: Overlay, field: QLineEdit) -> None:
    overlay.offer(content(1), True)
    QTest.keyClicks(focus(), "half typed")
    overlay.offer(content(2), True)
    overlay.confirm("Task created.")
    QTest.keyClicks(focus(), " and more")
    assert field.text() == "half typed and more"


def test_f8_leads_to_it_and_enter_acts(overlay: Overlay, field: QLineEdit, heard: Heard) -> None:
    overlay.offer(content(1), True)
    press(Qt.Key.Key_F8)
    assert focus() is toast(overlay).buttons.actions_shown[0]
    press(Qt.Key.Key_Return)
    assert heard.told == [("acted", 1, 0)]
    assert field.hasFocus()


def test_enter_on_a_remark_dismisses_it(overlay: Overlay, field: QLineEdit, heard: Heard) -> None:
    overlay.offer(content(1, actions=()), True)
    press(Qt.Key.Key_F8)
    press(Qt.Key.Key_Enter)
    assert heard.told == [("dismissed", 1)]
    assert field.hasFocus()


def test_enter_presses_what_has_the_focus(overlay: Overlay, heard: Heard) -> None:
    overlay.offer(content(1), True)
    press(Qt.Key.Key_F8)
    press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_Return)
    assert heard.told == [("acted", 1, 1)]
    overlay.offer(content(2), True)
    toast(overlay).cross.setFocus()
    press(Qt.Key.Key_Return)
    assert heard.told[-1] == ("dismissed", 2)


def test_esc_dismisses_it_only_from_within(overlay: Overlay, field: QLineEdit, heard: Heard) -> None:
    overlay.offer(content(1), True)
    press(Qt.Key.Key_Escape)
    assert overlay.showing == 1
    press(Qt.Key.Key_F8)
    press(Qt.Key.Key_Escape)
    assert heard.told == [("dismissed", 1)]
    assert field.hasFocus()


def test_tab_goes_through_its_buttons_and_back(overlay: Overlay, field: QLineEdit) -> None:
    overlay.offer(content(1), True)
    press(Qt.Key.Key_F8)
    buttons = toast(overlay).buttons
    for stop in (*buttons.actions_shown, buttons.dismiss, buttons.more, toast(overlay).cross):
        assert focus() is stop
        press(Qt.Key.Key_Tab)
    assert field.hasFocus()
    press(Qt.Key.Key_F8)
    press(Qt.Key.Key_Backtab)
    assert field.hasFocus()


def test_tab_reaches_it_from_the_page_and_leaves_it(overlay: Overlay, field: QLineEdit) -> None:
    overlay.offer(content(1), True)
    seen = set()
    for _step in range(6):
        press(Qt.Key.Key_Tab)
        seen.add(focus())
    buttons = toast(overlay).buttons
    assert seen == {toast(overlay).cross, *buttons.actions_shown, buttons.dismiss, buttons.more, field}


def test_f8_again_gives_the_keys_back(overlay: Overlay, field: QLineEdit) -> None:
    press(Qt.Key.Key_F8)
    assert field.hasFocus(), "there is no toast"
    overlay.offer(content(1), True)
    press(Qt.Key.Key_F8)
    press(Qt.Key.Key_F8)
    assert field.hasFocus()
    assert overlay.showing == 1


def test_the_focus_goes_back_also_when_it_leaves_by_itself(overlay: Overlay, field: QLineEdit) -> None:
    overlay.offer(content(1), True)
    overlay.enter()
    overlay.withdraw(1)
    assert field.hasFocus()


def test_a_field_that_is_gone_is_no_place_to_go_back_to(overlay: Overlay, field: QLineEdit) -> None:
    overlay.offer(content(1), True)
    overlay.enter()
    field.hide()
    press(Qt.Key.Key_Escape)
    assert overlay.showing is None
    assert not field.hasFocus()


def test_the_menu_opens_by_the_keyboard_and_holds_the_time(overlay: Overlay, heard: Heard) -> None:
    overlay.offer(content(1), True)
    overlay.enter()
    buttons = toast(overlay).buttons
    buttons.more.setFocus()
    press(Qt.Key.Key_Return)
    assert buttons.menu.isVisible()
    assert toast(overlay).is_held()
    assert buttons.menu.geometry().bottom() <= buttons.more.mapToGlobal(buttons.more.rect().bottomLeft()).y()
    QTest.keyClick(buttons.menu, Qt.Key.Key_Down)
    QTest.keyClick(buttons.menu, Qt.Key.Key_Return)
    assert heard.told == [("snoozed", 1, "tomorrow")]


def test_everything_in_it_has_a_name_and_shows_the_focus(overlay: Overlay) -> None:
    overlay.offer(content(1), True)
    card = toast(overlay)
    assert unnamed(card) == []
    assert untold_icons(card) == []
    assert said(card) == "Coach: deal won"
    assert card.accessibleDescription() == "Message 1."
    assert unseen_focus(card.window()) == []


@pytest.fixture
def screen_reader(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, QAccessible.AnnouncementPoliteness]]:
    """What Qt is asked to hand to one."""
    heard: list[tuple[str, QAccessible.AnnouncementPoliteness]] = []

    def hear(event: QAccessibleAnnouncementEvent) -> None:
        heard.append((event.message(), event.politeness()))

    monkeypatch.setattr(QAccessible, "updateAccessibility", hear)
    return heard


def test_it_is_announced(overlay: Overlay, screen_reader: list[tuple[str, object]]) -> None:
    overlay.offer(content(1), True)
    overlay.clear()
    overlay.offer(content(2, kind="", critical=True), True)
    polite = QAccessible.AnnouncementPoliteness
    assert screen_reader == [
        ("Coach, deal won: Message 1. (F8)", polite.Polite), ("Coach: Message 2. (F8)", polite.Assertive),
    ]  # fmt: skip
