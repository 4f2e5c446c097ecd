"""Several lines edited in place: Enter or leaving saves, Shift+Enter begins a new line, Esc takes the old text back."""

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy

from app.ui.theme import tokens
from app.ui.theme.look import Look

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class TextArea(QPlainTextEdit):
    """Looks like text until it is hovered or focused; as high as its lines, up to a limit, then it scrolls."""

    saved = Signal(str, object)
    """key, new text"""

    def __init__(self, look: Look, key: str, name: str, hint: str = "") -> None:
        super().__init__()
        self.key, self._kept, self._look = key, "", look
        self.setProperty("kind", "inline")
        self.setAccessibleName(name)
        self.setPlaceholderText(hint)
        self.setTabChangesFocus(True)
        self.document().setDocumentMargin(0)
        self.document().setModified(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        self._fit()

    def show_text(self, text: str) -> None:
        """Take over a new value, but never over what somebody is typing."""
        self._kept = text
        if not (self.hasFocus() and self.document().isModified()) and text != self.toPlainText():
            self.setPlainText(text)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        changed = self.document().isModified()
        if event.key() == Qt.Key.Key_Escape and changed:
            self.setPlainText(self._kept)
            self.selectAll()
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()
        elif event.key() in ENTER and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._save()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._save()

    @Slot()
    def _fit(self) -> None:
        line = QFontMetrics(self._look.font()).lineSpacing()
        lines = max(1, round(self.document().documentLayout().documentSize().height()))
        edges = self._look.px(tokens.FIELD_ROW) - line
        self.setFixedHeight(edges + line * min(lines, tokens.AREA_LINES))

    def _save(self) -> None:
        text = self.toPlainText().strip()
        if self.document().isModified() and text != self._kept.strip():
            self.document().setModified(False)
            self.saved.emit(self.key, text)
        else:
            self.document().setModified(False)
