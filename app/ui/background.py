"""Slow work the owner asked for: done off the UI thread, its progress and result heard on it."""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.core.errors import CrmError

log = logging.getLogger(__name__)
Tell = Callable[[str, object], None]


class Handle:
    """What the work is given, on its own thread: to report how far it is, and to hear that it should stop."""

    def __init__(self, tell: Tell = lambda _what, _content: None) -> None:
        self._tell, self._stop = tell, threading.Event()
        self.latest, self._waiting = (0, 0), False

    def cancelled(self) -> bool:
        return self._stop.is_set()

    def cancel(self) -> None:
        self._stop.set()

    def report(self, done: int, total: int) -> None:
        """However often it is called, the window hears of it no faster than it can paint."""
        self.latest = (done, total)
        if not self._waiting:
            self._waiting = True
            self._tell("progressed", None)

    def seen(self) -> tuple[int, int]:
        self._waiting = False
        return self.latest


Work = Callable[[Handle], Any]


class Task(QObject):
    """One piece of work, as the window sees it; lives and is heard on the UI thread alone."""

    progressed = Signal(object, object)
    done = Signal(object)
    failed = Signal(object)
    ended = Signal()

    def __init__(self, title: str, work: Work, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.title, self.can_cancel, self.work = title, True, work
        self.handle = Handle()

    def cancel(self) -> None:
        self.handle.cancel()


class Workers(QObject):
    """A few threads for work with files. They touch no QObject but this one, which outlives them."""

    _told = Signal(object, str, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool, self._stopped = ThreadPoolExecutor(2, "io"), False
        self._tasks: dict[int, Task] = {}
        self._new: list[int] = []
        self._next = 0
        self._told.connect(self._deliver)

    def start(self, task: Task) -> None:
        """Begin with the next turn of the event loop: what is connected before that hears everything."""
        self._next += 1
        self._tasks[self._next] = task
        self._new.append(self._next)
        QTimer.singleShot(0, self._launch)

    @property
    def busy(self) -> bool:
        """Whether work is waiting, running, or not yet told about."""
        return bool(self._tasks)

    def stop(self) -> None:
        """Wait for what runs; what has not begun is dropped, and nobody is told any more."""
        self._stopped = True
        for task in self._tasks.values():
            task.cancel()
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._tasks.clear()

    def _tell(self, key: object, what: str, content: object) -> None:
        """Called on a worker thread."""
        self._told.emit(key, what, content)

    @Slot()
    def _launch(self) -> None:
        while self._new and not self._stopped:
            key = self._new.pop(0)
            task = self._tasks[key]
            early = task.handle.cancelled()
            task.handle = Handle(_teller(key, self._tell))
            if early:
                task.cancel()
            self._pool.submit(_run, task.title, task.work, task.handle, _teller(key, self._tell))

    @Slot(object, str, object)
    def _deliver(self, key: int, what: str, content: Any) -> None:
        task = self._tasks.get(key)
        if task is None:
            return
        if what == "progressed":
            task.progressed.emit(*task.handle.seen())
        elif what == "done":
            task.done.emit(content)
        elif what == "failed":
            task.failed.emit(content)
        else:
            del self._tasks[key]
            task.ended.emit()
            task.deleteLater()


def _teller(key: int, emit: Callable[[object, str, object], None]) -> Tell:
    return lambda what, content: emit(key, what, content)


def _run(title: str, work: Work, handle: Handle, tell: Tell) -> None:
    """On a worker thread."""
    try:
        result = work(handle)
    except Exception as error:
        if not isinstance(error, CrmError):
            log.exception("background work failed: %s", title)
        tell("failed", error)
    else:
        tell("done", result)
    tell("ended", None)
