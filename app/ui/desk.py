"""What every page works with: the open data file, the look, messages, background work."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any, TypeVar

from PySide6.QtCore import QByteArray, QObject, QSettings, Signal, Slot

from app.compose import App
from app.core import lock
from app.core.errors import CrmError
from app.crm import preferences
from app.ui.background import Task, Work, Workers
from app.ui.bridge import Bridge
from app.ui.chat.talk import Talk
from app.ui.coach import Coach
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
    page_shown = Signal(str)
    restore_wanted = Signal(object)
    """a backup to put in the data file's place"""
    backed_up = Signal()
    timer_wanted = Signal(object)
    """the id of a project: start the timer on it, or stop it there; None: stop it, or go on where it ran last"""
    lead_wanted = Signal()
    """Ask for a new lead."""
    settings_changed = Signal()
    undo_wanted = Signal()

    def __init__(self, app: App, look: Look, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.app, self.look = app, look
        self.held: lock.Hold | None = None
        self.bridge = Bridge(app.bus, app.folder, self)
        self.workers = Workers(self)
        self.coach = Coach(self)
        self.talk = Talk(self)
        self.geometry = QSettings(str(app.folder.root / "window.ini"), QSettings.Format.IniFormat)
        self.settings: dict[str, Any] = {}
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
        """Run `work(session)` as one undoable step; views are up to date when it returns.

        A CrmError becomes a message, and the answer None.
        """
        try:
            with self.app.db.write() as session:
                done = work(session)
        except CrmError as error:
            self.say(error.message, error=True)
            return None
        self.bridge.flush()
        return done

    def say(self, text: str, *, error: bool = False, action: Action | None = None) -> None:
        self.said.emit(text, error, action)

    def quietly(self, work: Work) -> Task:
        """As `start`, without a word in the bottom line: for figures that may come a moment later."""
        task = Task("", work, self)
        self.workers.start(task)
        return task

    def start(self, title: str, work: Work, *, can_cancel: bool = True) -> Task:
        """Run `work(handle)` in the background; the bottom line shows it.

        The work begins with the next turn of the event loop: what is connected before that hears everything.
        """
        task = self.quietly(work)
        task.title, task.can_cancel = title, can_cancel
        self.task_started.emit(task)
        return task

    @Slot(object)
    def tell_failure(self, error: Exception) -> None:
        """What stopped work in the background: a CrmError in its own words; anything else is a fault of the program."""
        if not isinstance(error, CrmError):
            raise error
        self.say(error.message, error=True)

    @Slot()
    def undo(self) -> None:
        """Take back the last step: for the button of a message that tells it."""
        self.undo_wanted.emit()

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
        self.talk.close()
        self.app.hang_up()
        self.workers.stop()
        self.bridge.close()
        self.geometry.sync()

    @Slot(object)
    def _settings_may_have_changed(self, touched: dict[str, Any]) -> None:
        if not touched or "user_settings" in touched:
            self.load_settings()
