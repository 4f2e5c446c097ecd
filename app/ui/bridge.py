"""Where other threads and other programs end and the window begins."""

import logging
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal, Slot

from app.core import sqlite
from app.core.events import ActivityRecorded, Bus, RecordsChanged
from app.core.paths import DataFolder

log = logging.getLogger(__name__)
POLL, PAUSE = 1_500, 120
"""Milliseconds between two looks at the file, and at least between two refreshes of a view."""
ALL: Mapping[str, frozenset[int] | None] = {}
"""What changed is not known: everything may have."""


class Bridge(QObject):
    """Bus events as Qt signals on the UI thread, changes gathered so that views refresh once.

    Build on the UI thread; connect bound methods of QObjects only. Others are handed plain methods of ours, never a
    signal's own `emit`: that would outlive the object it belongs to, and crash when it is collected.
    """

    changed = Signal(object)
    """{table: ids or None}; empty when another program wrote and anything may have changed."""
    activity_recorded = Signal(object)
    _heard = Signal(object)

    def __init__(self, bus: Bus, folder: DataFolder, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: dict[str, frozenset[int] | None] = {}
        self._everything = self._closed = False
        self._last = QElapsedTimer()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._tell)
        self._heard.connect(self._gather)
        bus.subscribe(RecordsChanged, self._hear)
        bus.subscribe(ActivityRecorded, self._hear_activity)
        self._watch = _connection(folder)
        self._version = self._read_version()
        self._poll = QTimer(self)
        self._poll.setInterval(POLL)
        self._poll.timeout.connect(self.look)
        self._poll.start()

    @Slot()
    def look(self) -> None:
        """See whether another program has written to the file."""
        version = self._read_version()
        if version != self._version:
            self._version = version
            self._everything = True
            self._soon.start(0)

    def flush(self) -> None:
        """Tell now what is waiting: after the window's own write, so that its effect is seen in the same moment."""
        if self._waiting or self._everything:
            self._soon.stop()
            self._tell()

    def close(self) -> None:
        """Tell nothing more, also not what a background thread wrote a moment ago."""
        self._closed = True
        self._poll.stop()
        self._soon.stop()
        if self._watch is not None:
            self._watch.close()
            self._watch = None

    def _hear(self, event: RecordsChanged) -> None:
        self._heard.emit(event.touched)

    def _hear_activity(self, event: ActivityRecorded) -> None:
        self.activity_recorded.emit(event)

    @Slot(object)
    def _gather(self, touched: Mapping[str, frozenset[int] | None]) -> None:
        if self._closed:
            return
        self._version = self._read_version()
        for table, ids in touched.items():
            known = self._waiting.get(table, frozenset())
            self._waiting[table] = None if ids is None or known is None else known | ids
        if not self._soon.isActive():
            rested = not self._last.isValid() or self._last.elapsed() > PAUSE
            self._soon.start(0 if rested else PAUSE)

    @Slot()
    def _tell(self) -> None:
        touched = ALL if self._everything else self._waiting
        self._waiting, self._everything = {}, False
        self._last.restart()
        self.changed.emit(touched)

    def _read_version(self) -> int:
        if self._watch is not None:
            with suppress(*sqlite.errors()):
                return int(self._watch.execute("PRAGMA data_version").fetchone()[0])
        return 0


def _connection(folder: DataFolder) -> Any:
    """A connection that only ever asks for the version of the file."""
    try:
        connection = sqlite.driver().connect(f"{folder.database.as_uri()}?mode=ro", uri=True, timeout=0)
        connection.isolation_level = None
    except sqlite.errors():
        log.exception("the data file cannot be watched")
        return None
    return connection
