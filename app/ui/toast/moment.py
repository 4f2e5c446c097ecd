"""When a toast may come: at a breakpoint, and never into a dialog, a drag, a sentence or an empty room.

Asked at decisions only. What is watched all the time is the input of the window in front and the field with the focus,
by filters on those two instead of on the whole program (docs/decisions/0083).
"""

import time
from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication, QWindow
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QLineEdit, QPlainTextEdit, QTextEdit, QWidget
from shiboken6 import isValid

from app.ui.theme import tokens

Clock = Callable[[], float]
"""Seconds, never set back."""
TYPING, IDLE, AWAY, FRESH = 2.0, 20.0, 300.0, 5.0
"""Seconds: since the last key that make an end of typing; without input that make a pause; that make an empty chair;
and for which a breakpoint counts while something holds it back."""
OWN = frozenset(("coach_insights", "insight_ledger", "pattern_findings", "job_runs"))
"""Tables that the program keeps for itself: a write to them is nothing that the owner saved."""
KEYS = frozenset((QEvent.Type.KeyPress, QEvent.Type.InputMethod))
INPUT = KEYS | {
    QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel, QEvent.Type.TouchBegin,
    QEvent.Type.TabletPress,
}  # fmt: skip


class Moment(QObject):
    """Build it on the UI thread, with the window."""

    asked = Signal()
    """Look again whether something may be shown."""

    def __init__(self, window: QWidget, clock: Clock = time.monotonic) -> None:
        super().__init__(window)
        self._over, self.clock = window, clock
        self._input_at, self._typed_at, self._reached_at = clock(), -AWAY, -AWAY
        self._paused = False
        self._field: QWidget | None = None
        self.waits = False
        self._beat = QTimer(self)
        self._beat.setInterval(tokens.TOAST_WATCH)
        self._beat.timeout.connect(self.look)
        application = QGuiApplication.instance()
        if isinstance(application, QApplication):
            application.focusWindowChanged.connect(self._follow_window)
            application.focusChanged.connect(self._follow_field)
            self._follow_window(application.focusWindow())
            self._follow_field(None, application.focusWidget())

    def allows(self, *, at_once: bool) -> bool:
        """at_once: it follows what the owner just did, so it needs no breakpoint and no end of typing."""
        if self._blocked():
            return False
        return at_once or (self.clock() - self._reached_at <= FRESH and not self._busy())

    def wait(self, on: bool) -> None:
        """Look again and again while something waits; not at all while nothing does, or nobody is there."""
        self.waits = on
        if on and not self._beat.isActive() and not self._away():
            self._beat.start()
        elif not on:
            self._beat.stop()

    def reach(self) -> None:
        """A breakpoint: what waits may come now."""
        self._reached_at = self.clock()
        self.asked.emit()

    def spend(self) -> None:
        """The breakpoint has had its toast."""
        self._reached_at = -AWAY

    @Slot(object)
    def note_saved(self, touched: Mapping[str, Any]) -> None:
        """Records changed; {} is another program, which says nothing about the owner here."""
        if touched and not touched.keys() <= OWN:
            self.reach()

    @Slot()
    def note_page(self) -> None:
        """Another page came to the front."""
        self._note_input()
        self.reach()

    @Slot()
    def look(self) -> None:
        """See whether the owner has paused, and have what waits ask again."""
        if self._away():
            self._beat.stop()
            return
        if not self._paused and self.clock() - self._input_at >= IDLE:
            self._paused = True
            self._reached_at = self.clock()
        self.asked.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in INPUT:
            if kind in KEYS and watched is self._field:
                self._typed_at = self.clock()
            self._note_input()
        return False

    def _note_input(self) -> None:
        """The first one after a while says that the owner is back, which is the best moment of all."""
        away, self._input_at, self._paused = self._away(), self.clock(), False
        if away:
            self.wait(self.waits)
            self.reach()

    def _away(self) -> bool:
        return self.clock() - self._input_at >= AWAY

    def _blocked(self) -> bool:
        """By what holds back even an answer to what the owner just did."""
        dragged = QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton
        return is_out_of_sight(self._over) or dragged or QApplication.activeModalWidget() is not None or self._away()

    def _busy(self) -> bool:
        typing = self.clock() - self._typed_at < TYPING
        return typing or QApplication.activePopupWidget() is not None or _in_form() or self._covered()

    def _covered(self) -> bool:
        """By a dialog, or by another program, which may fill the screen: that cannot be told everywhere."""
        if QGuiApplication.applicationState() != Qt.ApplicationState.ApplicationActive:
            return True
        front = QApplication.activeWindow()
        other = front is not None and front is not self._over.window() and front.isFullScreen()
        return other or any(isinstance(part, QDialog) and part.isVisible() for part in QApplication.topLevelWidgets())

    @Slot(QWindow)
    def _follow_window(self, window: QWindow | None) -> None:
        if window is not None:
            window.installEventFilter(self)

    @Slot(QWidget, QWidget)
    def _follow_field(self, _before: QWidget | None, now: QWidget | None) -> None:
        if self._field is not None and isValid(self._field):
            self._field.removeEventFilter(self)
        self._field = now if _takes_text(now) else None
        if self._field is not None:
            self._field.installEventFilter(self)


def is_out_of_sight(part: QWidget) -> bool:
    """Whether its window is hidden or minimised."""
    return not part.window().isVisible() or part.window().isMinimized()


def _takes_text(part: QWidget | None) -> bool:
    if isinstance(part, QComboBox):
        return part.isEditable()
    return isinstance(part, QLineEdit | QPlainTextEdit | QTextEdit) and not part.isReadOnly()


def _in_form() -> bool:
    """Whether the focus is in something that floats over the page to be filled, like the form of a new lead."""
    part = QApplication.focusWidget()
    while part is not None and part.property("part") != "popup":
        part = part.parentWidget()
    return part is not None
