"""How long a toast still stays; held while somebody reads it."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.ui.theme import tokens
from app.ui.toast.moment import Clock


class Countdown(QObject):
    """Counts only while nobody holds it, so a pointer or the focus on the toast stops it without a word."""

    moved = Signal(float)
    """what is left, between 1 and 0"""
    ran_out = Signal()

    def __init__(self, held: Callable[[], bool], clock: Clock, parent: QObject) -> None:
        super().__init__(parent)
        self._held, self._clock = held, clock
        self._whole = self.left = self._looked = 0.0
        self._beat = QTimer(self)
        self._beat.setInterval(tokens.TOAST_BEAT)
        self._beat.timeout.connect(self.look)

    @property
    def runs(self) -> bool:
        return self._beat.isActive()

    def start(self, whole: float, left: float) -> None:
        """whole: seconds the toast has, left: of these."""
        self._whole, self.left, self._looked = whole, left, self._clock()
        self._beat.start()
        self.moved.emit(left / whole)

    def stop(self) -> None:
        self._beat.stop()

    @Slot()
    def look(self) -> None:
        """Take off the time since the last look, unless it was held."""
        now = self._clock()
        passed, self._looked = now - self._looked, now
        if not self.runs or self._held():
            return
        self.left = max(0.0, self.left - passed)
        self.moved.emit(self.left / self._whole)
        if self.left <= 0:
            self.stop()
            self.ran_out.emit()
