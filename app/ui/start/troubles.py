"""Errors nobody caught: a CrmError is a message, everything else is logged and can be copied."""

import logging
import sys
import threading
from types import TracebackType

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QGuiApplication

from app.core import log as logs
from app.core.errors import CrmError
from app.ui.desk import Desk

log = logging.getLogger(__name__)


class Troubles(QObject):
    """Takes over `sys.excepthook` and `threading.excepthook` until `release`."""

    _met = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk, self.report = desk, ""
        self._before = sys.excepthook, threading.excepthook
        self._met.connect(self._show)
        sys.excepthook = self.meet
        threading.excepthook = self._meet_in_thread

    def release(self) -> None:
        sys.excepthook, threading.excepthook = self._before

    def meet(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:  # fmt: skip
        if issubclass(kind, KeyboardInterrupt):
            self._before[0](kind, error, trace)
            return
        if not isinstance(error, CrmError):
            log.error("unexpected error", exc_info=(kind, error, trace))
            self._before[0](kind, error, trace)
        self._met.emit(error)

    def _meet_in_thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self.meet(args.exc_type, args.exc_value, args.exc_traceback)

    @Slot(object)
    def _show(self, error: BaseException) -> None:
        if isinstance(error, CrmError):
            self._desk.say(error.message, error=True)
            return
        self.report = logs.report(error)
        text = "Something went wrong that should not. What you had saved is safe."
        self._desk.say(text, error=True, action=("Copy report", self.copy))

    @Slot()
    def copy(self) -> None:
        QGuiApplication.clipboard().setText(self.report)
        self._desk.say("The report is in the clipboard. It holds no records of yours.")
