"""While nobody sees the window the system tells it, else the tray, else it waits."""

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QSystemTrayIcon
from pytestqt.qtbot import QtBot

from app.clients.notifications import Answer, Hear, Notice
from app.ui.theme.look import Look
from app.ui.toast.moment import Moment
from app.ui.toast.outside import Outside
from app.ui.toast.overlay import Overlay
from app.ui.window import Window
from tests.ui.toast.conftest import Heard, content


class Desktop:
    """A system with notifications, or without."""

    def __init__(self) -> None:
        self.works = True
        self.shown: dict[int, Notice] = {}
        self._hear: Hear | None = None

    def show(self, notice: Notice, hear: Hear) -> None:
        self._hear = hear
        if self.works:
            self.shown[notice.key] = notice
        self.answer(notice.key, "shown" if self.works else "failed")

    def clear(self, key: int) -> None:
        self.shown.pop(key, None)

    def close(self) -> None:
        self.shown = {}

    def answer(self, key: int, what: Answer, place: int = 0) -> None:
        """On a thread of its own, as systems do."""
        assert self._hear is not None
        thread = threading.Thread(target=self._hear, args=(key, what, place))
        thread.start()
        thread.join()


class Icon(QSystemTrayIcon):
    """A tray that shows what it is given."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(QIcon(), parent)
        self.there = False
        self.told: list[str] = []

    def isVisible(self) -> bool:  # noqa: N802 - Qt's
        return self.there

    def supportsMessages(self) -> bool:  # noqa: N802 - Qt's
        return self.there

    def showMessage(self, _title: str, text: str, *_more: object) -> None:  # noqa: N802 - Qt's
        self.told.append(text)


@pytest.fixture
def desktop() -> Desktop:
    return Desktop()


@pytest.fixture
def icon(place: Window) -> Icon:
    return Icon(place)


@pytest.fixture
def outside(place: Window, desktop: Desktop, icon: Icon) -> Iterator[Outside]:
    made = Outside(place, desktop, icon)
    yield made
    made.close()


@pytest.fixture
def overlay(place: Window, look: Look, moment: Moment, outside: Outside) -> Overlay:
    return Overlay(look, place, moment, outside)


def test_a_hidden_window_leaves_it_to_the_system(
    overlay: Overlay, desktop: Desktop, place: Window, heard: Heard, qtbot: QtBot
) -> None:
    place.hide()
    with qtbot.waitSignal(overlay.shown):
        overlay.offer(content(7, message="Ask Ana."), True)
    assert desktop.shown[7] == Notice(
        7, "Coach: deal won", "Ask Ana.", ("Ask for a referral", "Open the deal", "Dismiss"), False
    )
    with qtbot.waitSignal(overlay.acted) as told:
        desktop.answer(7, "pressed", 1)
    assert told.args == [7, 1]
    assert heard.told == [("shown", 7), ("acted", 7, 1)]
    assert (overlay.showing, overlay.waiting()) == (None, ())


def test_a_minimised_one_too(overlay: Overlay, desktop: Desktop, place: Window, qtbot: QtBot) -> None:
    place.showMinimized()
    overlay.offer(content(7), False)
    with qtbot.waitSignal(overlay.dismissed) as told:
        desktop.answer(7, "pressed", 2)
    assert told.args == [7]


def test_a_click_on_its_text_brings_the_window_with_the_toast(
    overlay: Overlay, desktop: Desktop, place: Window, heard: Heard, qtbot: QtBot
) -> None:
    place.showMinimized()
    overlay.offer(content(7), False)
    desktop.answer(7, "opened")
    qtbot.waitUntil(lambda: overlay.showing == 7)
    assert place.isVisible()
    assert not place.isMinimized()
    qtbot.wait(20)
    assert heard.told == [("shown", 7)], "it is told once"


def test_what_nobody_answered_comes_back_with_the_window(
    overlay: Overlay, desktop: Desktop, place: Window, qtbot: QtBot
) -> None:
    place.hide()
    overlay.offer(content(7), False)
    with qtbot.waitSignal(overlay.shown):
        overlay.offer(content(8), False)
    place.show()
    assert (overlay.showing, overlay.waiting()) == (7, (8,))
    assert desktop.shown == {}


def test_what_is_withdrawn_goes_there_too(
    overlay: Overlay, desktop: Desktop, place: Window, heard: Heard, qtbot: QtBot
) -> None:
    place.hide()
    overlay.offer(content(7), False)
    overlay.withdraw(7)
    assert desktop.shown == {}
    desktop.answer(7, "pressed", 0)
    qtbot.wait(20)
    assert heard.told == []


def test_without_notifications_the_tray_tells_it(
    overlay: Overlay, desktop: Desktop, icon: Icon, place: Window, qtbot: QtBot
) -> None:
    desktop.works, icon.there = False, True
    place.hide()
    with qtbot.waitSignal(overlay.shown):
        overlay.offer(content(7), False)
    assert icon.told == ["Message 7."]
    icon.messageClicked.emit()
    assert overlay.showing == 7
    assert place.isVisible()


def test_with_nothing_outside_it_waits_for_the_window(
    overlay: Overlay, moment: Moment, desktop: Desktop, place: Window, qtbot: QtBot
) -> None:
    desktop.works = False
    place.hide()
    overlay.offer(content(7), False)
    qtbot.waitUntil(lambda: overlay.waiting() == (7,))
    moment.reach()
    assert overlay.showing is None
    place.show()
    moment.reach()
    assert overlay.showing == 7


def test_a_click_on_another_message_of_the_tray_is_not_ours(outside: Outside, icon: Icon, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(outside.opened):
        icon.messageClicked.emit()


def test_signals_are_heard_on_the_thread_of_the_window(
    overlay: Overlay, desktop: Desktop, place: Window, qtbot: QtBot
) -> None:
    threads: list[threading.Thread] = []
    overlay.acted.connect(lambda *_what: threads.append(threading.current_thread()))
    place.hide()
    overlay.offer(content(7), False)
    desktop.answer(7, "pressed", 0)
    assert threads == [], "not on the one that heard it"
    qtbot.waitUntil(lambda: threads == [threading.main_thread()])
