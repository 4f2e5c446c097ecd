"""The field that narrows a page down to what has certain words."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit

from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.basic import label, restyle, row


class FilterField(QFrame):
    """A magnifying glass and a line to type in."""

    def __init__(self, look: Look, name: str) -> None:
        super().__init__()
        self.setProperty("part", "search")
        self.setFixedSize(look.px(tokens.SETTING), look.px(tokens.CONTROL))
        self.line = _Line(self)
        self.line.setObjectName("filter")
        self.line.setPlaceholderText(name)
        self.line.setAccessibleName(name)
        picture = label()
        picture.setPixmap(look.pixmap("magnifying-glass"))
        inner = row(look, tokens.S2, (tokens.S2, 0, tokens.S2, 0), self)
        inner.addWidget(picture)
        inner.addWidget(self.line)

    def show_focus(self, on: bool) -> None:
        self.setProperty("focused", "true" if on else "false")
        restyle(self)


class _Line(QLineEdit):
    """Esc empties it, Down goes on to what was found."""

    def __init__(self, around: FilterField) -> None:
        super().__init__()
        self._around = around

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() == Qt.Key.Key_Down:
            self.focusNextPrevChild(True)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._around.show_focus(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._around.show_focus(False)
