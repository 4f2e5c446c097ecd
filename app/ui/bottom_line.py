"""The bottom line: what works in the background, the last backup, what undo would take back."""

from PySide6.QtCore import QSize, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QProgressBar, QSizePolicy, QWidget

from app.ui import words
from app.ui.background import Task
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.basic import Elided, button, icon_button, label, row


class BottomLine(QWidget):
    """Quiet unless something is going on."""

    undo_wanted = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._task: Task | None = None
        self.setProperty("part", "bottom")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(look.px(tokens.BOTTOM_LINE) + tokens.HAIRLINE)
        self._work = label()
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(look.px(tokens.PROGRESS_WIDTH))
        self._bar.setAccessibleName("Progress of the work in the background")
        self._cancel = icon_button(look, "x", "Cancel the work in the background", "Cancel")
        self._cancel.setIconSize(QSize(look.px(tokens.META), look.px(tokens.META)))
        self._backup = label()
        self.undo = button("", "plain", hint="Ctrl+Z")
        self.undo.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._line = line = row(look, tokens.S2, (tokens.S4 + tokens.S1, 0, tokens.S4, 0), self)
        for part in (self._work, self._bar, self._cancel, self._backup):
            line.addWidget(part)
        line.addWidget(Elided(), 1)
        line.addWidget(self.undo)
        self._cancel.clicked.connect(self._stop)
        self.undo.clicked.connect(self.undo_wanted)
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.timeout.connect(self._show_work)
        self._hide_work()
        self.show_undo(None)

    def place(self, part: QWidget) -> None:
        """Put one more part at the left end."""
        self._line.insertWidget(0, part)

    def show_backup(self, words_of_it: str) -> None:
        self._backup.setText(words_of_it)

    def show_undo(self, name: str | None) -> None:
        """name: what undo would take back, None when there is nothing."""
        text = f"Undo: {name}" if name else ""
        self.undo.setVisible(bool(name))
        shown = self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, self._look.px(tokens.DETAIL))
        self.undo.setText(shown.replace("&", "&&"))
        self.undo.setAccessibleName(text)
        self.undo.setToolTip(f"{text}  Ctrl+Z")

    @Slot(object)
    def watch(self, task: Task) -> None:
        """Show this work until it ends."""
        self._task = task
        self._work.setText(task.title)
        self._bar.setRange(0, 0)
        self._cancel.setEnabled(True)
        task.progressed.connect(self._progress)
        task.ended.connect(self._end)
        self._late.start(tokens.PROGRESS_LATE)

    @Slot(object, object)
    def _progress(self, done: int, total: int) -> None:
        if self._task is None:
            return
        self._bar.setRange(0, max(total, 1))
        self._bar.setValue(min(done, total))
        self._work.setText(f"{self._task.title} {words.number(done)} of {words.number(total)}")

    @Slot()
    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._cancel.setEnabled(False)

    @Slot()
    def _end(self) -> None:
        if self.sender() in (self._task, None):
            self._task = None
            self._hide_work()

    @Slot()
    def _show_work(self) -> None:
        """Only for work that lasts; most is over before anybody looks."""
        for part in (self._work, self._bar, self._cancel):
            part.setVisible(self._task is not None)
        self._cancel.setVisible(self._task is not None and self._task.can_cancel)

    def _hide_work(self) -> None:
        self._late.stop()
        for part in (self._work, self._bar, self._cancel):
            part.hide()
