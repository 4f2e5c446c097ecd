"""A start that is watched: the real window notes when each stage is reached, prints that as JSON and quits.

`rainmaker --profile-startup` starts such windows, in processes of their own, by the variable `WATCHED`.
"""

import json
import sys
import time
from typing import Any

from PySide6.QtCore import QEvent, QObject, QTimer, Slot
from PySide6.QtWidgets import QApplication

from app.ui.window import Window

PATIENCE = 60_000
"""Milliseconds after which a start that shows no page is given up."""


class Watch(QObject):
    """Follows one start, from the application to the first page painted with its data. Times: `time.monotonic`."""

    def __init__(self, application: QApplication, imported: float) -> None:
        super().__init__(application)
        self._application, self._settled = application, False
        self._notes = {"imports": imported, "application": time.monotonic()}
        self._poll = QTimer(self)
        self._poll.setInterval(1)
        self._poll.timeout.connect(self._look)
        application.installEventFilter(self)
        QTimer.singleShot(PATIENCE, self._give_up)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and isinstance(watched, Window):
            self._application.removeEventFilter(self)
            QTimer.singleShot(0, self._painted)
        return super().eventFilter(watched, event)

    @Slot()
    def _painted(self) -> None:
        """On the turn after the first paint, before the start goes on."""
        self._notes["first paint"] = time.monotonic()
        from app import compose  # noqa: PLC0415 - its time belongs behind the first paint

        self._open_app = compose.open_app
        setattr(compose, "open_app", self._opened)  # noqa: B010 - this process only watches
        self._poll.start()

    def _opened(self, *arguments: Any, **options: Any) -> Any:
        self._notes["services imported"] = time.monotonic()
        app = self._open_app(*arguments, **options)
        self._notes["data file opened"] = time.monotonic()
        return app

    @Slot()
    def _look(self) -> None:
        """Usable: the page stands, nothing is still being read for it, and a turn of painting has passed.

        On a new data folder the page is the doors of the first start.
        """
        from app.ui.start.screens import Welcome  # noqa: PLC0415 - its time belongs behind the first paint

        window = next(widget for widget in self._application.topLevelWidgets() if isinstance(widget, Window))
        frame = window.frame
        ready = isinstance(window.shown, Welcome) or (frame is not None and not frame.desk.workers.busy)
        if ready and self._settled:
            self._poll.stop()
            self._notes["first page usable"] = time.monotonic()
            sys.stdout.write(f"{json.dumps(self._notes)}\n")
            self._application.exit(0)
        self._settled = ready

    @Slot()
    def _give_up(self) -> None:
        self._application.exit(1)
