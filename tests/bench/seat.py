"""The real window on the bench's data, worked with by real keys and wheels, timed up to the painted pixels."""

import os
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget

from app import main
from app.core.errors import CrmError
from app.ui.frame import Frame
from app.ui.start.coached import Coached
from app.ui.theme.look import Look
from app.ui.window import Window

PATIENCE, PAINT, BEAT, QUIET = 300.0, 5.0, 5, 0.3
"""Seconds until work, and a paint, are given up; milliseconds between two beats; seconds without work at rest."""


class Painted(QObject):
    """Sees whether a widget was painted."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.seen = False
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - as Qt calls it
        self.seen = self.seen or event.type() == QEvent.Type.Paint
        return super().eventFilter(watched, event)


class Beat(QObject):
    """A timer that wants to run every 5 ms; worst: the longest wait beyond that, in milliseconds."""

    def __init__(self) -> None:
        super().__init__()
        self.worst, self._last = 0.0, time.perf_counter()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start(BEAT)

    def _beat(self) -> None:
        now = time.perf_counter()
        self.worst, self._last = max(self.worst, 1000 * (now - self._last) - BEAT), now

    def take(self) -> float:
        """The worst since it was last asked."""
        self._beat()
        worst, self.worst = self.worst, 0.0
        return worst


class Seat:
    """One open window, furnished and settled."""

    def __init__(self, data: Path) -> None:
        self.application = main.prepare()
        self.window = Window()
        self._starter = main.Starter(self.window, Look(self.application), data, demo=False)
        self.window.resize(1280, 800)
        self.window.show()
        self._starter.start()
        self.settle()
        self.beat = Beat()

    @property
    def frame(self) -> Frame:
        if self.window.frame is None:
            raise CrmError("The window shows no pages.", kind="invalid", where="bench")
        return self.window.frame

    @property
    def coached(self) -> Coached:
        house = self._starter._house
        if house is None or house.coached is None:
            raise CrmError("The window has no coach.", kind="invalid", where="bench")
        return house.coached

    def close(self) -> None:
        self._starter.close()
        self.window.take_down()

    def until(self, ready: Callable[[], bool], patience: float = PATIENCE) -> None:
        over = time.perf_counter() + patience
        while not ready():
            self.application.processEvents()
            if time.perf_counter() > over:
                raise CrmError("The window did not come to rest.", kind="invalid", where="bench")

    def settle(self, quiet: float = QUIET) -> None:
        """Until nothing is being read any more, and a little longer."""
        over = 0.0
        while not over or time.perf_counter() < over:
            QTest.qWait(BEAT)
            if not over or self.frame.desk.workers.busy:
                over = time.perf_counter() + quiet

    def timed(self, act: Callable[[], object], shows: QWidget) -> float:
        """Milliseconds from the act until the widget that shows its effect has been painted."""
        painted = Painted(shows)
        started = time.perf_counter()
        act()
        self.until(lambda: painted.seen or not shows.isVisible(), PAINT)
        taken = 1000 * (time.perf_counter() - started)
        shows.removeEventFilter(painted)
        painted.deleteLater()
        return taken

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """To whatever has the keyboard."""
        QTest.keyClick(QApplication.focusWidget() or self.window, key, modifier)


def wheel(view: QAbstractItemView) -> None:
    """One notch down: as far as Qt goes for it."""
    bar = view.verticalScrollBar()
    bar.setValue(bar.value() + QApplication.wheelScrollLines() * bar.singleStep())


def held() -> float:
    """Megabytes of memory this process has in use; Linux only."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
