"""The backups there are, one more now, and the way back to any of them."""

from pathlib import Path

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from app.core.copies import Copy
from app.crm import backups, days
from app.ui import words
from app.ui.background import Handle
from app.ui.desk import Desk
from app.ui.help.confirm import Confirm
from app.ui.help.rows import BackupLine, size_words
from app.ui.widgets.basic import button
from app.ui.widgets.section import Row, Section

NOTE = "Each is the whole data file at one moment. Attached files lie beside it and are never changed."
SHOWN = 60


class Backups(QObject):
    """The section and what it does."""

    def __init__(self, desk: Desk, page: QWidget) -> None:
        super().__init__(page)
        self._desk, self._page = desk, page
        self._asked: Copy | None = None
        self.question: Confirm | None = None
        self.section = Section(desk.look, "Backups", NOTE)
        self.lines: list[BackupLine] = []
        self.now = button("Back up now", "primary")
        self.now.setObjectName("back up now")
        self._head = Row(desk.look, "No backup yet", "Kept: one for each of 7 days, 4 weeks and 12 months.")
        self._head.line.addWidget(self.now)
        self.section.add(self._head)
        self.now.clicked.connect(self.back_up)

    def refresh(self) -> None:
        found = backups.list_backups(self._desk.app.folder)
        if [line.copy for line in self.lines] == found[:SHOWN]:
            return
        for line in self.lines:
            self.section.drop(line)
        self.lines = [self._line(copy) for copy in found[:SHOWN]]
        self._head.title.setText(f"{words.many(len(found), 'backup')}" if found else "No backup yet")

    @Slot()
    def back_up(self) -> None:
        app = self._desk.app

        def work(_handle: Handle) -> Path:
            return backups.backup(app.db, app.folder, app.clock(), "by-hand")

        self.now.setEnabled(False)
        task = self._desk.start("Backing up", work, can_cancel=False)
        task.done.connect(self._made)
        task.failed.connect(self._desk.tell_failure)
        task.ended.connect(self._ready)

    @Slot(object)
    def _made(self, file: Path) -> None:
        self.refresh()
        self._desk.backed_up.emit()
        self._desk.say(f"Backed up, {size_words(file.stat().st_size)}.")

    @Slot()
    def _ready(self) -> None:
        self.now.setEnabled(True)

    def _line(self, copy: Copy) -> BackupLine:
        line = BackupLine(self._desk.look, copy, self._when(copy))
        line.wanted.connect(self._ask)
        self.section.add(line)
        return line

    def _when(self, copy: Copy) -> str:
        return words.full(days.from_wall(copy.taken_at, self._desk.now), self._desk.now)

    @Slot(object)
    def _ask(self, copy: Copy) -> None:
        """Nothing is closed or replaced for a backup that cannot be read, so that is seen first."""
        self._asked = copy

        def work(_handle: Handle) -> str | None:
            return backups.refusal(copy.path)

        task = self._desk.start("Checking the backup", work, can_cancel=False)
        task.done.connect(self._checked)
        task.failed.connect(self._desk.tell_failure)

    @Slot(object)
    def _checked(self, wrong: str | None) -> None:
        if wrong or self._asked is None:
            self._desk.say(f"{wrong} Nothing was changed.", error=True)
            self.refresh()
            return
        when = self._when(self._asked)
        sentence = (
            f"The data file is replaced by the backup of {when}. What was entered or changed since is then not in it. "
            "As it is now, it is kept as a backup first, so you can come back to it."
        )
        self.question = Confirm(self._desk.look, "Restore this backup?", sentence, "Restore", self._page.window())
        self.question.accepted.connect(self._restore)
        self.question.open()

    @Slot()
    def _restore(self) -> None:
        if self._asked is not None:
            self._desk.restore_wanted.emit(self._asked)
