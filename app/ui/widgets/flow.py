"""Widgets beside each other, in as many lines as they need."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from app.ui.theme import tokens
from app.ui.theme.look import Look


class Flow(QWidget):
    """Places its widgets itself and is as high as their lines."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._parts: list[QWidget] = []
        self._last: QWidget | None = None

    def end_with(self, part: QWidget) -> None:
        """The widget that stands behind all others and takes the room that is left in its line."""
        self._last = part
        part.setParent(self)
        part.show()
        self._arrange()

    def show_parts(self, parts: list[QWidget]) -> None:
        """Others instead of those there are, which Qt destroys."""
        for old in self._parts:
            old.hide()
            old.deleteLater()
        self._parts = parts
        before = self._before()
        for part in parts:
            part.setParent(self)
            part.installEventFilter(self)
            part.show()
            QWidget.setTabOrder(before, part)
            before = part
        self._arrange()

    def _before(self) -> QWidget:
        """What Tab leaves towards these parts: new ones would otherwise stand at the end of the window."""
        found = self.previousInFocusChain()
        while found is not None and found is not self and found.focusPolicy() == Qt.FocusPolicy.NoFocus:
            found = found.previousInFocusChain()
        return found or self

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._arrange()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A style sheet that arrives late changes how much room a part needs."""
        if event.type() == QEvent.Type.Polish:
            self._arrange()
        return super().eventFilter(watched, event)

    def _arrange(self) -> None:
        gap, wide = self._look.px(tokens.S1), max(1, self.width())
        left, top, high = 0, 0, 0
        for part in (*self._parts, *([self._last] if self._last else [])):
            size = part.sizeHint().boundedTo(part.maximumSize()).expandedTo(part.minimumSize())
            room = min(size.width(), wide)
            if left and left + room > wide:
                left, top, high = 0, top + high + gap, 0
            if part is self._last:
                room = wide - left
            part.setGeometry(left, top, room, size.height())
            left, high = left + room + gap, max(high, size.height())
        if self.height() != top + high or self.minimumHeight() != top + high:
            self.setFixedHeight(top + high)
