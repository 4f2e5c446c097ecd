"""The corner of the window: reached by Tab, named, out of each other's way, and of any size."""

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.chat import conversations
from app.chat.shapes import Card, Details, Door, Noted, Used
from app.compose import App
from app.core.clock import Clock
from app.ui.chat.panel import Panel
from app.ui.desk import Desk
from app.ui.frame import Frame
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.toast.content import ToastContent
from app.ui.toast.moment import Moment
from app.ui.toast.overlay import Overlay
from app.ui.window import Window
from tests.ui.walking import problems, unseen_focus

NAME = "Maximiliane Theodora Ernestine von und zu Hohenlohe-Schillingsfürst-Waldenburg " * 4
FULL = Details(
    used=(Used("deal", 1, NAME), Used("memory", 1, "Likes paper")),
    noted=(Noted(1, "team_size", "Team size", "3", 0.9),),
    cards=(Card("create_task", f"Create a task: {NAME}", {}, lines=(NAME,)),), door=Door("settings", "Set up a model"),
)  # fmt: skip


@pytest.fixture
def frame(qtbot: QtBot, window: Window) -> Frame:
    with qtbot.waitActive(window):
        window.activateWindow()
    assert window.frame is not None
    return window.frame


@pytest.fixture
def talked(app: App) -> int:
    """A conversation in which everything there is was said."""
    with app.db.write() as session:
        at = session.info["at"]
        known = conversations.begin(session, NAME, at=at)
        for role, text, details in (
            ("owner", NAME, None),
            ("coach", f"# {NAME}\n\n- {NAME}\n\n|a|b|\n|-|-|\n|1|2|", FULL),
        ):
            conversations.add(session, known, role, text, at=at, details=details)
        failed = Details(finish="failed", error="The model did not answer.", door=Door("settings", "Check the model"))
        conversations.add(session, known, "owner", "نجمة؟", at=at)
        conversations.add(session, known, "coach", "", at=at, details=failed)
        return known


def opened(qtbot: QtBot, frame: Frame) -> Panel:
    frame.chat.open()
    qtbot.wait(30)
    assert frame.chat.panel is not None
    return frame.chat.panel


def place(frame: Frame, part: QWidget) -> QRect:
    return QRect(part.mapTo(frame, QPoint()), part.size())


@pytest.mark.parametrize("size", [(1280, 800), (1000, 640), (760, 480)])
def test_everything_in_it_is_reached_and_named(
    qtbot: QtBot, frame: Frame, desk: Desk, talked: int, size: tuple[int, int]
) -> None:
    frame.window().resize(*size)
    opened(qtbot, frame)
    assert problems(frame.window()) == []
    desk.talk.open(talked)
    qtbot.wait(300)
    assert problems(frame.window()) == []


def test_the_focus_is_seen_wherever_it_goes(qtbot: QtBot, frame: Frame, desk: Desk, talked: int) -> None:
    desk.talk.open(talked)
    panel = opened(qtbot, frame)
    assert [told for told in unseen_focus(frame.window()) if "Conversation" in told or "Panel" in told] == []
    panel.close_it()


@pytest.mark.parametrize("shape", [(1280, 720, 100), (1280, 720, 200), (1000, 640, 150), (3840, 2160, 200)])
def test_it_stays_within_the_window_and_nothing_is_cut_off_at_the_side(
    qtbot: QtBot, window: Window, desk: Desk, talked: int, shape: tuple[int, int, int]
) -> None:
    wide, high, scale = shape
    desk.look.set("light", scale, True)
    window.resize(wide, high)
    desk.talk.open(talked)
    assert window.frame is not None
    panel = opened(qtbot, window.frame)
    assert window.frame.rect().contains(place(window.frame, panel))
    inner = panel.conversation.transcript
    assert inner.widget().width() <= inner.viewport().width()
    assert inner.widget().minimumSizeHint().width() <= inner.viewport().width()


def test_it_keeps_the_size_it_was_given(qtbot: QtBot, frame: Frame, desk: Desk, look: Look) -> None:
    panel = opened(qtbot, frame)
    before = panel.width()
    panel.drag(Qt.Edge.LeftEdge, panel.mapToGlobal(QPoint(-60, 0)))
    panel.drag(Qt.Edge.TopEdge, panel.mapToGlobal(QPoint(0, 80)))
    panel.keep_size()
    wide, high = panel.width(), panel.height()
    assert wide > before
    window = frame.window()
    look.set("dark", 100, True)
    qtbot.wait(30)
    assert isinstance(window, Window)
    assert window.frame is not None
    again = opened(qtbot, window.frame)
    assert (again.width(), again.height()) == (wide, high)
    again.drag(Qt.Edge.LeftEdge, again.mapToGlobal(QPoint(5_000, 0)))
    assert again.width() == tokens.CHAT_MIN[0]


def test_a_toast_stands_above_the_bubble_and_beside_the_panel(
    qtbot: QtBot, frame: Frame, look: Look, clock: Clock
) -> None:
    window = frame.window()
    overlay = Overlay(look, window, Moment(window))
    overlay.corner.keep_clear_of((frame.message, *frame.chat.parts))
    overlay.offer(ToastContent(1, "deal won", "A toast.", ("Do it",), False, 10), at_once=True)
    toast = overlay.corner.toast
    assert toast.isVisible()
    assert not toast.geometry().intersects(place(frame, frame.chat.bubble))
    assert toast.geometry().bottom() < place(frame, frame.chat.bubble).top()
    panel = opened(qtbot, frame)
    overlay.corner.keep_clear_of((frame.message, *frame.chat.parts))
    assert not toast.geometry().intersects(place(frame, panel))
    panel.close_it()
    assert toast.geometry().right() > place(frame, frame.chat.bubble).left()
    overlay.clear()


def test_the_bubble_opens_it_by_the_mouse_and_the_keys(qtbot: QtBot, frame: Frame) -> None:
    QTest.mouseClick(frame.chat.bubble, Qt.MouseButton.LeftButton)
    assert frame.chat.is_open
    assert frame.chat.panel is not None
    frame.chat.panel.close_it()
    frame.chat.bubble.setFocus()
    QTest.keyClick(frame.chat.bubble, Qt.Key.Key_Return)
    assert frame.chat.is_open
    assert QApplication.focusWidget() is frame.chat.panel.conversation.composer.field
