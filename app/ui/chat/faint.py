"""Small buttons below a turn: seen where the mouse or the keys are, so that a conversation reads as text."""

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QEnterEvent, QPaintEvent
from PySide6.QtWidgets import QToolButton, QWidget

from app.ui.theme import tokens
from app.ui.theme.look import Look


class Near(QWidget):
    """A widget whose faint buttons are seen while the mouse is on it."""

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._repaint()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._repaint()

    def _repaint(self) -> None:
        for part in self.findChildren(FaintButton):
            part.update()


class FaintButton(QToolButton):
    """Takes its room always, and is painted when somebody is near. name: for the screen reader and the tooltip."""

    def __init__(self, look: Look, icon: str, name: str, around: QWidget) -> None:
        super().__init__()
        self._look, self._around, self._always = look, around, False
        self.setIconSize(QSize(look.px(tokens.ICON), look.px(tokens.ICON)))
        self.show_icon(icon)
        self.setAccessibleName(name)
        self.setToolTip(name)

    def show_icon(self, icon: str, color: str = "muted") -> None:
        self.setIcon(self._look.icon(icon, color))

    def set_always(self, always: bool) -> None:
        """Whether it is painted also when nobody is near."""
        self._always = always
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._always or self.hasFocus() or self._around.underMouse():
            super().paintEvent(event)
