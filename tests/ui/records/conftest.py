"""The contacts as a list with a filter: twelve people, three of them leads in Berlin."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.compose import App
from app.ui.records.record_list import RecordList
from app.ui.window import Window
from tests import build
from tests.ui.opening import desk, look, window

__all__ = ["desk", "look", "window"]
Press = Callable[..., None]
NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def ids(app: App) -> list[int]:
    """Ana to Lea, in the order of the alphabet; the first three are leads in Berlin, the others clients in Rome."""
    names = ("Ana", "Bo", "Cy", "Dan", "Eva", "Fay", "Gus", "Hal", "Ida", "Jo", "Kim", "Lea")
    with app.db.write() as session:
        return [
            build.contact(
                session, f"{name} Test", email=f"{name}@example.org",
                status="lead" if place < 3 else "client", city="Berlin" if place < 3 else "Rome",
            ).id
            for place, name in enumerate(names)
        ]  # fmt: skip


@pytest.fixture
def people(window: Window, ids: list[int], qtbot: QtBot) -> RecordList:
    assert window.frame is not None
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    page = window.frame.show_page("contacts")
    found = page.list  # type: ignore[attr-defined]
    assert isinstance(found, RecordList)
    assert found.rows.rowCount() == len(ids)
    found.focus()
    return found


@pytest.fixture
def press() -> Press:
    """A key to whatever has the focus, a popup before the window."""

    def act(key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE, times: int = 1) -> None:
        for _time in range(times):
            target = QApplication.activePopupWidget() or QApplication.focusWidget()
            assert target is not None, "nothing has the focus"
            QTest.keyClick(target, key, modifiers)

    return act
