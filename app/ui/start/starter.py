"""Opens the data file for a window that is already there, and furnishes it."""

import logging
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer, Slot
from PySide6.QtGui import QGuiApplication

from app.core import lock
from app.core.clock import local_now
from app.core.errors import CrmError
from app.core.glance import stored_settings
from app.core.paths import DataFolder, data_folder
from app.ui.background import Handle, Task, Workers
from app.ui.theme.look import Look
from app.ui.window import Window

if TYPE_CHECKING:
    from app.core.copies import Copy
    from app.ui.start.house import House
    from app.ui.start.screens import Waiting, Way

log = logging.getLogger(__name__)
UNEXPECTED = (
    "Something went wrong that should not. Your data file is as it was. The report names no record of yours; "
    "with it the mistake can be found."
)
ANY_HOUR: dict[str, int | list[int]] = {
    "work_days": [0, 1, 2, 3, 4, 5, 6], "work_from": 0, "work_until": 24, "quiet_from": 0, "quiet_until": 0,
}  # fmt: skip
"""Whoever looks around on a Sunday evening shall meet the coach, too."""
LATEST = 400
"""Milliseconds after which the start goes on even where no paint was seen (a hidden or minimised window)."""


class Starter(QObject):
    """Owns what lives as long as the window: the open file, the lock on the folder, the desk."""

    def __init__(self, window: Window, look: Look, data_dir: str | Path | None, *, demo: bool) -> None:
        super().__init__(window)
        self._window, self._look, self._data_dir, self._demo = window, look, data_dir, demo
        self._house: House | None = None
        self._throw_away: tempfile.TemporaryDirectory[str] | None = None
        self._workers = Workers(self)
        self._task: Task | None = None
        self._begun, self._report = False, ""
        self._held: lock.Hold | None = None
        self._restored: Copy | None = None

    def dress(self) -> None:
        """Take over theme and scale before the first paint, so that a dark window never flashes light."""
        if not self._demo:
            found = stored_settings(data_folder(self._data_dir).database)
            self._look.set(str(found["theme"]), int(str(found["ui_scale"])), bool(found["reduced_motion"]))

    def start_soon(self) -> None:
        """Begin after the first paint."""
        self._window.installEventFilter(self)
        QTimer.singleShot(LATEST, self.start)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self._window.removeEventFilter(self)
            QTimer.singleShot(0, self.start)
        return super().eventFilter(watched, event)

    @Slot()
    def start(self) -> None:
        if self._begun:
            return
        self._begun = True
        if self._demo:
            self.open_sample()
        else:
            self.open(data_folder(self._data_dir))

    def open(self, folder: DataFolder) -> None:
        """Open a folder in this window, or say what stands in the way."""
        from app.core import startcheck  # noqa: PLC0415 - after the first paint
        from app.ui.start import instance  # noqa: PLC0415
        from app.ui.start.house import House  # noqa: PLC0415 - brings SQLAlchemy

        self.close_house()
        self._folder = folder
        held: lock.Hold | None = None
        try:
            folder.prepare()
            if instance.raise_other(folder):
                self._window.close()
                return
            held = lock.hold(folder)
            startcheck.refuse_damaged(folder)
            self._house = House(folder, held, self._window, self._look)
            self._house.sample_wanted.connect(self.open_sample)
            self._house.own_wanted.connect(self.open_own)
            self._house.restore_wanted.connect(self.restore)
            self._house.furnish()
        except Exception as error:  # whatever it is, the owner sees a sentence and not an empty window
            self.close_house()
            if held is not None:
                held.release()
            self._show_trouble(error)

    @Slot()
    def open_own(self) -> None:
        """Back from the sample business to the owner's own folder."""
        self.open(data_folder(self._data_dir))
        self._forget_sample()

    @Slot()
    def open_sample(self) -> None:
        """Fill a throw-away folder with the sample business, then show it."""
        self.close_house()
        self._throw_away = tempfile.TemporaryDirectory(prefix="rainmaker-sample-")
        folder = DataFolder(Path(self._throw_away.name))
        screen = self._wait("Preparing a sample business …")
        self._task = Task("Sample", _Filling(folder).run, self)
        self._task.progressed.connect(screen.show_progress)
        self._task.done.connect(self._sample_ready)
        self._task.failed.connect(self._sample_failed)
        self._workers.start(self._task)

    @Slot(object)
    def restore(self, copy: "Copy") -> None:
        """Close the data, put the backup in its place, open the window on it; whatever fails, the data is as it was."""
        folder, self._restored = self._folder, copy
        self.close_house()
        self._wait("Putting the backup in place …")
        try:
            self._held = lock.hold(folder)
        except CrmError as error:
            self._show_trouble(error)
            return
        self._task = Task("Restore", _Restoring(folder, copy, self._held).run, self)
        self._task.done.connect(self._backup_in_place)
        self._task.failed.connect(self._restore_failed)
        self._workers.start(self._task)

    def check_itself(self) -> bool:
        """For `--self-test`: the sample business, every page, painted; whether all of it worked."""
        folder = data_folder(self._data_dir)
        _Filling(folder).run(Handle())
        self.open(folder)
        return self._house is not None and self._house.paint_every_page()

    def close(self) -> None:
        self._workers.stop()
        self.close_house()
        self._let_go()
        self._forget_sample()

    def close_house(self) -> None:
        if self._house is not None:
            self._house.close()
            self._house = None

    @Slot(object)
    def _sample_ready(self, folder: DataFolder) -> None:
        self.open(folder)

    @Slot(object)
    def _sample_failed(self, error: Exception) -> None:
        self._show_trouble(error)

    @Slot()
    def _backup_in_place(self) -> None:
        when = self._restored.taken_at if self._restored else local_now()
        sentence = f"Restored the backup of {when:%d %B %Y, %H:%M}. What was there before is kept as a backup."
        self._open_again(sentence, error=False)

    @Slot(object)
    def _restore_failed(self, error: Exception) -> None:
        if not isinstance(error, CrmError):
            log.error("the restore failed", exc_info=error)
        self._open_again(error.message if isinstance(error, CrmError) else UNEXPECTED, error=True)

    def _open_again(self, sentence: str, *, error: bool) -> None:
        self._let_go()
        self.open(self._folder)
        if self._house is not None:
            self._house.desk.say(sentence, error=error)

    def _let_go(self) -> None:
        if self._held is not None:
            self._held.release()
            self._held = None

    def _forget_sample(self) -> None:
        if self._throw_away is not None:
            self._throw_away.cleanup()
            self._throw_away = None

    def _show_trouble(self, error: Exception) -> None:
        quit_it: Way = ("Quit", "", self._window.close)
        if not isinstance(error, CrmError):
            from app.core import log as logs  # noqa: PLC0415 - only in trouble

            log.error("the start failed", exc_info=error)
            self._report = logs.report(error)
            choices: list[Way] = [("Copy report", "primary", self.copy_report), quit_it]
            self._show("Rainmaker cannot start", UNEXPECTED, choices)
            return
        again: Way = ("Try again", "primary", self.try_again)
        title, choices = "Rainmaker cannot open your data", [again, quit_it]
        sentence = error.message
        if error.kind == "busy":
            title = "Your data is in use"
        elif error.kind == "unsupported":
            choices = [quit_it]
        elif error.kind == "damaged":
            sentence, choices = self._offer(error.message), [("Repair", "primary", self.recover), quit_it]
        self._show(title, sentence, choices)

    def _wait(self, sentence: str) -> "Waiting":
        from app.ui.start.screens import Waiting  # noqa: PLC0415 - after the first paint

        screen = Waiting(self._look, sentence)
        self._window.show_screen(screen)
        return screen

    def _show(self, title: str, sentence: str, choices: "Sequence[Way]") -> None:
        from app.ui.start.screens import Trouble  # noqa: PLC0415 - only in trouble

        self._window.show_screen(Trouble(self._look, title, sentence, choices))

    @Slot()
    def copy_report(self) -> None:
        QGuiApplication.clipboard().setText(self._report)

    def _offer(self, message: str) -> str:
        """The sentence of a damaged file with what repairing will do."""
        from app.core import startcheck  # noqa: PLC0415 - only in trouble
        from app.crm import backups  # noqa: PLC0415

        wrong = message.removesuffix(" A backup can take its place.")
        if startcheck.good_without_log(self._folder.database):
            return f"{wrong} The file itself is whole; only the log beside it is set aside."
        good = backups.newest_good(self._folder)
        if good is None:
            return f"{wrong} There is no backup that can be read. The file stays where it is: {self._folder.database}"
        return (
            f"{wrong} The newest good backup is of {good.taken_at:%d %B %Y, %H:%M}. "
            "It takes the file's place; the damaged file is kept beside it."
        )

    @Slot()
    def try_again(self) -> None:
        self.open(self._folder)

    @Slot()
    def recover(self) -> None:
        from app.crm import backups  # noqa: PLC0415 - only in trouble

        try:
            backups.recover(self._folder, local_now())
        except CrmError as error:
            self._show("Nothing could be repaired", error.message, [("Quit", "", self._window.close)])
            return
        self.open(self._folder)


class _Restoring:
    """Work for a thread: put a backup in the data file's place."""

    def __init__(self, folder: DataFolder, copy: "Copy", held: lock.Hold) -> None:
        self._folder, self._copy, self._held = folder, copy, held

    def run(self, _handle: Handle) -> None:
        from app.crm import backups  # noqa: PLC0415 - only now

        backups.restore(self._folder, self._copy.path, local_now(), self._held)


class _Filling:
    """Work for a thread: make the data file and put the sample business in."""

    def __init__(self, folder: DataFolder) -> None:
        self._folder = folder

    def run(self, handle: Handle) -> DataFolder:
        from app import compose  # noqa: PLC0415 - after the first paint
        from app.crm import preferences, sample  # noqa: PLC0415

        app = compose.open_app(self._folder.root)
        try:
            sample.fill(app.db, app.clock, progress=handle.report)
            with app.db.write() as session:
                for key, value in ANY_HOUR.items():
                    preferences.change(session, key, value, at=app.clock())
        finally:
            app.close()
        return self._folder
