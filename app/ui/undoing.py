"""Undo and redo from anywhere in the window, in words."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit

from app.core.errors import CrmError
from app.crm import undo as steps
from app.ui.background import Handle
from app.ui.bottom_line import BottomLine
from app.ui.desk import Desk

Take = Callable[..., steps.Undone]


class Undoing(QObject):
    """Ctrl+Z in a field with typed text undoes the typing; everywhere else the last step."""

    def __init__(self, desk: Desk, bottom: BottomLine, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._bottom = desk, bottom
        bottom.undo_wanted.connect(self.undo_step)

    def show(self) -> None:
        with self._desk.read() as session:
            self._bottom.show_undo(steps.undo_label(session))

    @Slot()
    def undo(self) -> None:
        if not _typing(redo=False):
            self.undo_step()

    @Slot()
    def redo(self) -> None:
        if not _typing(redo=True):
            self._begin("Redoing", steps.redo, "Done again")

    @Slot()
    def undo_step(self) -> None:
        self._begin("Undoing", steps.undo, "Undone")

    def _begin(self, title: str, take: Take, verb: str) -> None:
        """Off the UI thread: an import can hold a hundred thousand rows."""

        def work(handle: Handle) -> str:
            return f"{verb}: {take(self._desk.app.db, progress=handle.report).label}"

        task = self._desk.start(title, work, can_cancel=False)
        task.done.connect(self._tell)
        task.failed.connect(self._tell_failure)

    @Slot(object)
    def _tell(self, text: str) -> None:
        self._desk.say(text)

    @Slot(object)
    def _tell_failure(self, error: Exception) -> None:
        if not isinstance(error, CrmError):
            raise error
        self._desk.say(error.message, error=True)


def _typing(*, redo: bool) -> bool:
    """Give the keys to the field that has the focus, if it has something to take back."""
    field = QApplication.focusWidget()
    if isinstance(field, QLineEdit):
        able = field.isRedoAvailable() if redo else field.isUndoAvailable()
    elif isinstance(field, QPlainTextEdit):
        able = field.document().isRedoAvailable() if redo else field.document().isUndoAvailable()
    else:
        return False
    if able:
        field.redo() if redo else field.undo()
    return able
