"""A window with one field, a toast over it, and a clock that stands still until it is told."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.ui.theme.look import Look
from app.ui.toast.content import ToastContent
from app.ui.toast.moment import Moment
from app.ui.toast.overlay import Overlay
from app.ui.widgets.basic import Plain
from app.ui.window import Window
from tests.ui.opening import look

__all__ = ["look"]


class Watch:
    """Seconds, by hand."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


class Heard:
    """What the overlay told, in order."""

    def __init__(self, overlay: Overlay) -> None:
        self.told: list[tuple[object, ...]] = []
        for name in ("shown", "acted", "dismissed", "expired", "snoozed", "why_wanted", "fewer_wanted"):
            getattr(overlay, name).connect(self._hear(name))
        overlay.settings_wanted.connect(self._hear("settings"))
        overlay.undo_wanted.connect(self._hear("undo"))

    def _hear(self, name: str):  # type: ignore[no-untyped-def]
        return lambda *values: self.told.append((name, *values))


def content(number: int = 1, **changed: object) -> ToastContent:
    usual: dict[str, object] = {
        "kind": "deal won", "message": f"Message {number}.", "actions": ("Ask for a referral", "Open the deal"),
        "critical": False, "seconds": 10,
    }  # fmt: skip
    return ToastContent(number, **{**usual, **changed})  # type: ignore[arg-type]


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def place(qtbot: QtBot, look: Look) -> Iterator[Window]:
    made = Window()
    made.resize(1280, 800)
    screen = Plain()
    field = QLineEdit(screen)
    field.setObjectName("field")
    field.resize(200, 32)
    made.show_screen(screen)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    field.setFocus()
    yield made
    made.take_down()


@pytest.fixture
def field(place: Window) -> QLineEdit:
    found = place.findChild(QLineEdit, "field")
    assert isinstance(found, QLineEdit)
    return found


@pytest.fixture
def moment(place: QWidget, watch: Watch) -> Moment:
    return Moment(place, watch)


@pytest.fixture
def overlay(place: QWidget, look: Look, moment: Moment) -> Overlay:
    made = Overlay(look, place, moment)
    keys = QShortcut(QKeySequence(Qt.Key.Key_F8), place)  # as the window has it
    keys.activated.connect(made.enter)
    return made


@pytest.fixture
def heard(overlay: Overlay) -> Heard:
    return Heard(overlay)
