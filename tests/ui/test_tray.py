"""The tray may be there, or not, or go: the window is never lost."""

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QAction, QGuiApplication
from pytestqt.qtbot import QtBot

from app.crm import preferences
from app.ui.tray import Tray
from app.ui.window import Window


class Desktop:
    """What the desktop says about its tray."""

    def __init__(self) -> None:
        self.has_tray = True

    def __call__(self) -> bool:
        return self.has_tray


@pytest.fixture
def desktop() -> Desktop:
    return Desktop()


@pytest.fixture
def tray(window: Window, desktop: Desktop) -> Iterator[Tray]:
    assert window.frame is not None
    made = Tray(window.frame.desk, window, desktop)
    yield made
    made.close()


def keep_running(window: Window) -> None:
    assert window.frame is not None
    desk = window.frame.desk
    desk.write(lambda session: preferences.change(session, "close_to_tray", True, at=desk.now))


def item(tray: Tray, name: str) -> QAction:
    return next(action for action in tray.menu.actions() if action.text() == name)


def test_closing_quits_unless_the_owner_wants_it_to_stay(window: Window, tray: Tray) -> None:
    assert window.close()
    assert window.isHidden()


def test_closing_hides_and_the_icon_brings_the_window_back(window: Window, tray: Tray) -> None:
    keep_running(window)
    assert not window.close(), "the window is hidden, not closed"
    assert window.isHidden()
    assert window.frame is not None
    item(tray, "Open Rainmaker").trigger()
    assert window.isVisible()


def test_a_hidden_window_is_not_taken_for_a_closed_one(window: Window, tray: Tray) -> None:
    keep_running(window)
    window.close()
    assert not QGuiApplication.quitOnLastWindowClosed(), "or the next dialog that closes ends the program"
    window.raise_up()
    assert QGuiApplication.quitOnLastWindowClosed()


def test_without_a_tray_closing_quits_whatever_the_setting_says(window: Window, tray: Tray, desktop: Desktop) -> None:
    keep_running(window)
    desktop.has_tray = False
    assert window.close()


def test_a_tray_that_goes_gives_the_window_back(window: Window, tray: Tray, desktop: Desktop) -> None:
    keep_running(window)
    window.close()
    assert window.isHidden()
    desktop.has_tray = False
    tray.look()
    assert window.isVisible()
    assert not tray.icon.isVisible()
    desktop.has_tray = True
    tray.look()
    assert tray.icon.isVisible()


def test_quit_ends_it_also_while_it_is_hidden(window: Window, tray: Tray, qtbot: QtBot) -> None:
    keep_running(window)
    window.close()
    with qtbot.waitSignal(window.closing):
        item(tray, "Quit").trigger()
    assert window.isHidden()


def test_a_new_lead_is_asked_for_in_the_open_window(window: Window, tray: Tray, qtbot: QtBot) -> None:
    keep_running(window)
    window.close()
    assert window.frame is not None
    with qtbot.waitSignal(window.frame.desk.lead_wanted):
        item(tray, "New lead").trigger()
    assert window.isVisible()


def test_the_timer_is_stopped_without_opening_the_window(window: Window, tray: Tray, qtbot: QtBot) -> None:
    keep_running(window)
    window.close()
    assert window.frame is not None
    with qtbot.waitSignal(window.frame.desk.timer_wanted) as told:
        item(tray, "Start or stop the timer").trigger()
    assert told.args == [None]
    assert window.isHidden()


def test_every_size_of_the_icon_shows_the_drop(tray: Tray) -> None:
    for side in (16, 24, 64):
        picture = tray.icon.icon().pixmap(side, side).toImage()
        assert picture.pixelColor(picture.width() // 2, picture.height() * 2 // 3).alpha() > 0
