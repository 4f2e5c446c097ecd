"""Slow work the owner asked for: done off the UI thread, its progress and result heard on it."""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.core.errors import CrmError

log = logging.getLogger(__name__)
Work = Callable[["Task"], Any]


class Task(QObject):
    """One piece of work. Connect bound methods of QObjects only; they run on their own thread.

    The work gets the task itself: it reports with `report(done, total)` and stops early when `cancelled()`.
    """

    progressed = Signal(object, object)
    done = Signal(object)
    failed = Signal(object)
    ended = Signal()

    def __init__(self, title: str, work: Work, parent: QObject | None = None, *, can_cancel: bool = True) -> None:
        super().__init__(parent)
        self.title, self.can_cancel = title, can_cancel
        self._work = work
        self._cancel = threading.Event()
        self._workers: Workers | None = None

    def launch_soon(self, workers: "Workers") -> None:
        self._workers = workers
        QTimer.singleShot(0, self._launch)

    @Slot()
    def _launch(self) -> None:
        if self._workers is not None:
            self._workers.start(self)

    def cancel(self) -> None:
        self._cancel.set()

    def cancelled(self) -> bool:
        return self._cancel.is_set()

    def report(self, done: int, total: int) -> None:
        self.progressed.emit(done, total)

    def run(self) -> None:
        """Called on a worker thread."""
        try:
            result = self._work(self)
        except Exception as error:
            if not isinstance(error, CrmError):
                log.exception("background work failed: %s", self.title)
            self.failed.emit(error)
        else:
            self.done.emit(result)
        self.ended.emit()


class Workers:
    """A few threads for work with files; nothing here touches a widget."""

    def __init__(self) -> None:
        self._pool, self._stopped = ThreadPoolExecutor(2, "io"), False

    def start(self, task: Task) -> None:
        if not self._stopped:
            self._pool.submit(task.run)

    def stop(self) -> None:
        """Wait for what runs; what has not begun is dropped."""
        self._stopped = True
        self._pool.shutdown(wait=True, cancel_futures=True)
