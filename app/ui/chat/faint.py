"""Small buttons below a turn: seen where the mouse or the keys are, so that a conversation reads as text."""

from PySide6.QtCore import QEvent, QObject, QSize
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QToolButton, QWidget

from app.ui.theme import tokens
from app.ui.theme.look import Look


class FaintButton(QToolButton):
    """Takes its room always, and is painted when somebody is near. name: for the screen reader and the tooltip."""

    def __init__(self, look: Look, icon: str, name: str, around: QWidget) -> None:
        super().__init__()
        self._look, self._around, self._always = look, around, False
        self.setIconSize(QSize(look.px(tokens.ICON), look.px(tokens.ICON)))
        self.show_icon(icon)
        self.setAccessibleName(name)
        self.setToolTip(name)
        around.installEventFilter(self)

    def show_icon(self, icon: str, color: str = "muted") -> None:
        self.setIcon(self._look.icon(icon, color))

    def set_always(self, always: bool) -> None:
        """Whether it is painted also when nobody is near."""
        self._always = always
        self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Enter, QEvent.Type.Leave):
            self.update()
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._always or self.hasFocus() or self._around.underMouse():
            super().paintEvent(event)
