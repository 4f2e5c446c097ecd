"""Where the owner writes: several lines, Enter sends, and what is typed is kept wherever the window goes."""

from PySide6.QtCore import QMimeData, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QSizePolicy

from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.basic import button, column, icon_button, label, restyle, row

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
REST = 400
"""Milliseconds without a key after which what is typed is written down."""
LONGEST_LINE = 20_000
"""Characters of a line that is still wrapped."""
HINT = "Ask, or tell me what happened"
EDITING = "Put it in other words. What came after it folds away."


class Composer(QFrame):
    """Shows Stop in the place of Send while an answer is being written."""

    sent = Signal(str)
    stop_wanted, edit_left = Signal(), Signal()
    typed = Signal(str)
    """What is to be kept, a moment after it was typed"""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look, self._answering = look, False
        self.setProperty("part", "compose")
        self.field = _Field(look, self)
        self.send = icon_button(look, "paper-plane-right-fill", "Send", "Send (Enter)")
        self.stop = icon_button(look, "stop-fill", "Stop the answer", "Stop (Esc)")
        self._editing = label(EDITING, "meta")
        self._leave_edit = button("Cancel", "plain", hint="Esc")
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST)
        self._rest.timeout.connect(self.keep)
        self._lay_out()
        self.field.textChanged.connect(self._note)
        self.field.entered.connect(self._send)
        self.send.clicked.connect(self._send)
        self.stop.clicked.connect(self.stop_wanted)
        self._leave_edit.clicked.connect(self.edit_left)
        self.show_answering(False)

    @property
    def text(self) -> str:
        return self.field.toPlainText()

    @property
    def editing(self) -> bool:
        return not self._editing.isHidden()

    def show_text(self, text: str, *, editing: bool = False) -> None:
        """Another draft. editing: it takes the place of what was said before."""
        self._rest.stop()
        if text != self.text:
            self.field.wrap_for(text)
            self.field.setPlainText(text)
            self.field.moveCursor(self.field.textCursor().MoveOperation.End)
        self._rest.stop()
        for part in (self._editing, self._leave_edit):
            part.setVisible(editing)

    def show_answering(self, answering: bool) -> None:
        """Whoever has just pressed Send finds Stop under the keys, and Send again afterwards."""
        had = self.send.hasFocus() or self.stop.hasFocus()
        self._answering = answering
        self.stop.setVisible(answering)
        self.send.setVisible(not answering)
        self.send.setEnabled(bool(self.text.strip()))
        if had:
            (self.stop if answering else self.field).setFocus()

    def show_focus(self, on: bool) -> None:
        self.setProperty("focused", "true" if on else "false")
        restyle(self)

    @Slot()
    def keep(self) -> None:
        """Now, also what was typed a moment ago."""
        self._rest.stop()
        self.typed.emit(self.text)

    @Slot()
    def _note(self) -> None:
        self.send.setEnabled(bool(self.text.strip()))
        self._rest.start()

    @Slot()
    def _send(self) -> None:
        if self.text.strip() and not self._answering:
            self.sent.emit(self.text)

    def _lay_out(self) -> None:
        look, side = self._look, tokens.S2
        whole = column(look, tokens.S1, (tokens.S3, side, side, side), self)
        above = row(look, tokens.S2)
        self._editing.setWordWrap(True)
        above.addWidget(self._editing, 1)
        above.addWidget(self._leave_edit)
        whole.addLayout(above)
        line = row(look, tokens.S2)
        line.addWidget(self.field, 1, Qt.AlignmentFlag.AlignVCenter)
        for part in (self.send, self.stop):
            line.addWidget(part, 0, Qt.AlignmentFlag.AlignBottom)
        whole.addLayout(line)
        self._editing.hide()
        self._leave_edit.hide()


class _Field(QPlainTextEdit):
    """As high as its lines, up to a limit, then it scrolls. Esc is for whoever is around."""

    entered = Signal()

    def __init__(self, look: Look, around: Composer) -> None:
        super().__init__()
        self._look, self._around = look, around
        self.setAccessibleName("Your message to the coach")
        self.setPlaceholderText(HINT)
        self.setTabChangesFocus(True)
        self.document().setDocumentMargin(0)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        self._fit()

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def insertFromMimeData(self, source: QMimeData) -> None:
        self.wrap_for(source.text())
        super().insertFromMimeData(source)

    def wrap_for(self, text: str) -> None:
        """A line of many pages is not wrapped: finding where to break it takes minutes."""
        endless = any(len(line) > LONGEST_LINE for line in text.splitlines())
        mode = QPlainTextEdit.LineWrapMode
        self.setLineWrapMode(mode.NoWrap if endless else mode.WidgetWidth)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            event.ignore()
        elif event.key() in ENTER and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            if not event.isAutoRepeat():
                self.entered.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._around.show_focus(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._around.show_focus(False)
        self._around.keep()

    @Slot()
    def _fit(self) -> None:
        line = QFontMetrics(self._look.font()).lineSpacing()
        lines = max(1, round(self.document().documentLayout().documentSize().height()))
        self.setFixedHeight(line * min(lines, tokens.CHAT_LINES) + self._look.px(tokens.S0))
        if lines <= tokens.CHAT_LINES:
            self.verticalScrollBar().setValue(0)
