"""An open data folder in its window: file, lock, desk, pages, errors; closed in the right order."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication

from app import compose
from app.clients.notifications import DesktopNotifications
from app.core import lock
from app.core.paths import DataFolder
from app.crm import backups, figures, importing, preferences
from app.jobs.timetable import timetable
from app.ui import lists, words
from app.ui.background import Handle
from app.ui.desk import Desk
from app.ui.pages.all import PAGES
from app.ui.start.coached import Coached
from app.ui.start.instance import Listener
from app.ui.start.screens import Welcome
from app.ui.start.troubles import Troubles
from app.ui.theme.look import Look
from app.ui.tray import Tray
from app.ui.window import Window

GLANCE = 30_000
"""Milliseconds between two looks at the newest backup, for the bottom line."""


class House(QObject):
    sample_wanted, own_wanted = Signal(), Signal()
    restore_wanted = Signal(object)
    """a Copy to put in the data file's place"""

    def __init__(self, folder: DataFolder, held: lock.Hold, window: Window, look: Look) -> None:
        super().__init__(window)
        self._held, self._window, self._look = held, window, look
        self._app = compose.open_app(folder.root, in_memory=True)
        self.desk = Desk(self._app, look, self)
        self.desk.held = held
        self.desk.restore_wanted.connect(self.restore_wanted)
        self.desk.backed_up.connect(self._show_backup)
        self._troubles = Troubles(self.desk)
        self._listener = Listener(folder, self)
        self._listener.raised.connect(window.raise_up)
        self._welcome: Welcome | None = None
        self._tray: Tray | None = None
        self.coached: Coached | None = None
        self._cut_short = 0
        self._glance = QTimer(self)
        self._glance.setInterval(GLANCE)
        self._glance.timeout.connect(self._show_backup)

    def furnish(self) -> None:
        """The doors at the very first start, else the pages."""
        with self.desk.read() as session:
            first = not (self.desk.settings["first_start_done"] or figures.has_records(session))
        if first and not self.desk.settings["sample_business"]:
            self._welcome = Welcome(self._look, lists.currency_here(self.desk.currency))
            self._welcome.sample_wanted.connect(self.sample_wanted)
            self._welcome.answered.connect(self._begin)
            self.desk.said.connect(self._welcome.show_trouble)
            self._window.show_screen(self._welcome)
        else:
            self._move_in()

    def paint_every_page(self) -> bool:
        """Build and paint all pages; whether each of them drew something."""
        frame = self._window.frame
        if frame is None:
            return False
        for page in PAGES:
            frame.show_page(page.key)
            QApplication.processEvents()
            if frame.grab().isNull():
                return False
        return True

    def close(self) -> None:
        self._glance.stop()
        if self.coached is not None:
            self.coached.close()
        if self._tray is not None:
            self._tray.close()
        self._window.strip()
        self._listener.close()
        self.desk.close()
        self._troubles.release()
        self._app.close()
        self._held.release()
        self.deleteLater()

    @Slot(str, str, bool)
    def _begin(self, trade: str, currency: str, import_next: bool) -> None:
        at = self.desk.now

        def work(session: Any) -> bool:
            preferences.change(session, "currency", currency, at=at)
            preferences.change(session, "trade", trade, at=at)
            preferences.change(session, "first_start_done", True, at=at)
            return True

        if self.desk.write(work):
            self.desk.load_settings()
            self._move_in()
            if import_next:
                self.desk.import_wanted.emit(None)

    def _move_in(self) -> None:
        frame = self._window.furnish(self.desk, PAGES)
        frame.sample_left.connect(self.own_wanted)
        self._tray = Tray(self.desk, self._window)
        self.coached = Coached(self.desk, self._window, DesktopNotifications(), self._tray.icon)
        self._show_backup()
        if self.desk.settings["sample_business"]:
            self.coached.start()
        else:
            self.coached.start(timetable(self._app.db, self._app.folder, self._app.clock))
            self._glance.start()
            self._offer_interrupted()

    def _offer_interrupted(self) -> None:
        """An import that was cut short can be finished with the same file, or taken back as the latest step."""
        with self.desk.read() as session:
            cut = importing.interrupted(session)
        if cut:
            self._cut_short = cut[-1].id
            name = Path(cut[-1].filename).name
            sentence = f"The import of {name} was cut short. Finish it, or take back what came in with Undo."
            self.desk.say(sentence, error=True, action=("Finish it", self._finish_interrupted))

    @Slot()
    def _finish_interrupted(self) -> None:
        batch = self._cut_short

        def work(handle: Handle) -> importing.Result:
            return importing.resume(self._app.db, batch, handle.report, handle.cancelled)

        task = self.desk.start("Finishing the import", work)
        task.failed.connect(self.desk.tell_failure)

    @Slot()
    def _show_backup(self) -> None:
        newest = next(iter(backups.list_backups(self._app.folder)), None)
        if newest and self._window.frame:
            when = words.when(newest.taken_at.astimezone(), self.desk.now)
            self._window.frame.bottom.show_backup(f"Backed up {when}")
