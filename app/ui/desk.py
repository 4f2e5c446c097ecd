"""What every page works with: the open data file, the look, messages, background work."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any, TypeVar

from PySide6.QtCore import QByteArray, QObject, QSettings, Signal, Slot

from app.compose import App
from app.core.errors import CrmError
from app.crm import preferences
from app.ui.background import Task, Work, Workers
from app.ui.bridge import Bridge
from app.ui.theme.look import Look

T = TypeVar("T")
Action = tuple[str, Callable[[], object]]
"""A button of a message: its label and what it does."""


class Desk(QObject):
    """One for each open window. Writes go through `write`, which shows what went wrong instead of raising."""

    said = Signal(str, bool, object)
    """text, whether it is an error, an Action or None"""
    task_started = Signal(object)
    open_wanted = Signal(str, object)
    """kind, id: show this record"""
    import_wanted = Signal(object)
    """a file to import, or None to choose one"""
    page_wanted = Signal(str)
    settings_changed = Signal()

    def __init__(self, app: App, look: Look, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.app, self.look = app, look
        self.bridge = Bridge(app.bus, app.folder, self)
        self.workers = Workers()
        self.geometry = QSettings(str(app.folder.root / "window.ini"), QSettings.Format.IniFormat)
        self.settings: dict[str, Any] = {}
        self._tasks: set[Task] = set()
        self.bridge.changed.connect(self._settings_may_have_changed)
        self.load_settings()

    @property
    def now(self) -> datetime:
        return self.app.clock()

    @property
    def currency(self) -> str:
        return str(self.settings["currency"])

    def read(self) -> AbstractContextManager[Any]:
        return self.app.db.read()

    def write(self, work: Callable[[Any], T]) -> T | None:
        """Run `work(session)` as one undoable step. A CrmError becomes a message, and the answer None."""
        try:
            with self.app.db.write() as session:
                return work(session)
        except CrmError as error:
            self.say(error.message, error=True)
            return None

    def say(self, text: str, *, error: bool = False, action: Action | None = None) -> None:
        self.said.emit(text, error, action)

    def start(self, title: str, work: Work, *, can_cancel: bool = True) -> Task:
        """Run `work(task)` in the background; the bottom line shows it.

        The work begins with the next turn of the event loop: what is connected before that hears everything.
        """
        task = Task(title, work, self, can_cancel=can_cancel)
        self._tasks.add(task)
        task.ended.connect(self._forget_ended)
        self.task_started.emit(task)
        task.launch_soon(self.workers)
        return task

    def load_settings(self) -> None:
        with self.read() as session:
            fresh = preferences.all_values(session)
        if fresh != self.settings:
            self.settings = fresh
            self.look.set(str(fresh["theme"]), int(str(fresh["ui_scale"])), bool(fresh["reduced_motion"]))
            self.settings_changed.emit()

    def remembered(self, key: str) -> QByteArray | None:
        """Geometry kept from the last time."""
        value = self.geometry.value(key)
        return value if isinstance(value, QByteArray) else None

    def remember(self, key: str, state: QByteArray) -> None:
        self.geometry.setValue(key, state)

    def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        self.workers.stop()
        self.bridge.close()
        self.geometry.sync()

    @Slot(object)
    def _settings_may_have_changed(self, touched: dict[str, Any]) -> None:
        if not touched or "user_settings" in touched:
            self.load_settings()

    @Slot()
    def _forget_ended(self) -> None:
        task = self.sender()
        if isinstance(task, Task):
            self._tasks.discard(task)
            task.deleteLater()
