"""On or off, as a small switch."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox

from app.ui.theme import tokens
from app.ui.theme.look import Look


class Switch(QCheckBox):
    """A check box in other clothes: Space and Enter turn it, and the knob's side says what it is."""

    def __init__(self, look: Look, name: str) -> None:
        super().__init__()
        self._look = look
        self.setAccessibleName(name)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFixedSize(self.sizeHint())

    def sizeHint(self) -> QSize:
        wide, high = (self._look.px(side + 2 * tokens.FOCUS_LINE) for side in tokens.SWITCH)
        return QSize(wide, high)

    def hitButton(self, pos: object) -> bool:
        return self.rect().contains(pos)  # type: ignore[call-overload,no-any-return]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, edge = self._look, self._look.px(tokens.FOCUS_LINE)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        track = QRectF(self.rect()).adjusted(edge, edge, -edge, -edge)
        round_by = track.height() / 2
        if self.hasFocus():
            painter.setPen(QPen(look.color("accent"), tokens.FOCUS_LINE))
            around = QRectF(self.rect()).adjusted(1, 1, -1, -1)
            painter.drawRoundedRect(around, around.height() / 2, around.height() / 2)
            track = track.adjusted(edge, edge, -edge, -edge)
        on = self.isChecked()
        strong = "accent" if self.isEnabled() else "muted"
        painter.setPen(QPen(look.color(strong if on else "muted"), tokens.HAIRLINE))
        painter.setBrush(look.color(strong if on else "surface"))
        painter.drawRoundedRect(track, round_by, round_by)
        gap = look.px(tokens.S1) - tokens.HAIRLINE
        side = track.height() - 2 * gap
        left = track.right() - gap - side if on else track.left() + gap
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color("background" if on else "muted"))
        painter.drawEllipse(QRectF(left, track.top() + gap, side, side))
