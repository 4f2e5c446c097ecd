"""Undo and redo from anywhere in the window, in words."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPlainTextEdit, QWidget

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
        application = QGuiApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._watch)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A field takes the keys of undo for itself even when it has nothing to take back; then they are ours."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            redo = event.matches(QKeySequence.StandardKey.Redo)
            if (redo or event.matches(QKeySequence.StandardKey.Undo)) and not _able(watched, redo=redo):
                event.ignore()
                return True
        return super().eventFilter(watched, event)

    @Slot(QWidget, QWidget)
    def _watch(self, _before: QWidget | None, now: QWidget | None) -> None:
        if isinstance(now, QLineEdit | QPlainTextEdit | QComboBox):
            now.installEventFilter(self)

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
        task.failed.connect(self._desk.tell_failure)

    @Slot(object)
    def _tell(self, text: str) -> None:
        self._desk.say(text)


def _typing(*, redo: bool) -> bool:
    """Give the keys to the field that has the focus, if it has something to take back."""
    field = _field(QApplication.focusWidget())
    able = field is not None and _able(field, redo=redo)
    if field is not None and able:
        field.redo() if redo else field.undo()
    return able


def _field(widget: QObject | None) -> QLineEdit | QPlainTextEdit | None:
    if isinstance(widget, QComboBox):
        return widget.lineEdit()
    return widget if isinstance(widget, QLineEdit | QPlainTextEdit) else None


def _able(widget: QObject, *, redo: bool) -> bool:
    """Whether a field has typing to take back, or to do again."""
    field = _field(widget)
    if isinstance(field, QPlainTextEdit):
        return field.document().isRedoAvailable() if redo else field.document().isUndoAvailable()
    if field is None:
        return False
    return field.isRedoAvailable() if redo else field.isUndoAvailable()
