"""The round button in the corner that opens the conversation with the coach."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from app.ui.theme import tokens
from app.ui.theme.look import Look


class Bubble(QAbstractButton):
    """Stands over the page, above the bottom line."""

    def __init__(self, look: Look, over: QWidget) -> None:
        super().__init__(over)
        self._look, self._over = look, over
        side = look.px(tokens.BUBBLE)
        self.setFixedSize(QSize(side, side))
        self.unseen = False
        self.show_unseen(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        over.installEventFilter(self)
        self._place()

    def show_unseen(self, unseen: bool) -> None:
        """Whether an answer has come that nobody saw."""
        self.unseen = unseen
        name = "Talk to the coach: an answer is there" if unseen else "Talk to the coach"
        self.setAccessibleName(name)
        self.setToolTip(f"{name}  Ctrl+J")
        self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._over and event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, px = self._look, self._look.px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(look.color("background"), tokens.FOCUS_LINE))
        painter.setBrush(look.color("coach_strong" if self.underMouse() or self.isDown() else "coach"))
        painter.drawEllipse(self.rect().adjusted(1, 1, -1, -1))
        side = px(tokens.ICON_LARGE)
        left = (self.width() - side) // 2
        painter.drawPixmap(left, left, look.pixmap("chat-teardrop-dots", tokens.ICON_LARGE, "background"))
        if self.hasFocus():
            inner = px(tokens.S1) + tokens.HAIRLINE
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(self.rect().adjusted(inner, inner, -inner, -inner))
        if self.unseen:
            self._paint_mark(painter)

    def _paint_mark(self, painter: QPainter) -> None:
        """A dot at the upper right, set off by a ring."""
        side = self._look.px(tokens.S3)
        painter.setBrush(self._look.color("accent"))
        painter.drawEllipse(self.width() - side - 1, 1, side, side)

    def _place(self) -> None:
        px, area = self._look.px, self._over.rect()
        edge = px(tokens.S4)
        under = area.height() - px(tokens.BOTTOM_LINE) - tokens.HAIRLINE - edge
        self.move(area.width() - self.width() - edge, under - self.height())
