"""A box with a tick, for yes or no: a widget, and the same painted in a row of a table."""

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QCheckBox

from app.ui.theme import tokens
from app.ui.theme.look import Look

TICK = ((0.24, 0.52), (0.43, 0.7), (0.76, 0.32))
"""Of the side of the box."""


def paint_check(painter: QPainter, look: Look, area: QRect, *, checked: bool, enabled: bool = True) -> None:
    """A box in the middle of area, filled and ticked when checked."""
    side = look.px(tokens.ICON)
    corner = area.center() - QRect(0, 0, side, side).center()
    box = QRectF(corner.x(), corner.y(), side, side).adjusted(0.5, 0.5, -0.5, -0.5)
    strong = look.color("accent" if enabled else "muted")
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(strong if checked else look.color("muted"), tokens.HAIRLINE))
    painter.setBrush(strong if checked else look.color("surface"))
    painter.drawRoundedRect(box, look.px(tokens.CHIP_RADIUS), look.px(tokens.CHIP_RADIUS))
    if checked:
        pen = QPen(look.color("background"), look.px(tokens.S0))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawPolyline(QPolygonF([box.topLeft() + QPointF(x, y) * box.width() for x, y in TICK]))


class Check(QCheckBox):
    """A box and its words; Space and Enter turn it."""

    def __init__(self, look: Look, text: str) -> None:
        super().__init__(text.replace("&", "&&"))
        self._look, self._words = look, text
        self.setAccessibleName(text)

    def sizeHint(self) -> QSize:
        px = self._look.px
        words = self.fontMetrics().horizontalAdvance(self._words)
        return QSize(px(tokens.ICON) + px(tokens.S2) + words + 2 * px(tokens.S1), px(tokens.FIELD_ROW))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, px = self._look, self._look.px
        painter = QPainter(self)
        area = self.rect().adjusted(px(tokens.S1), 0, -px(tokens.S1), 0)
        box = QRect(area.x(), area.y(), px(tokens.ICON), area.height())
        paint_check(painter, look, box, checked=self.isChecked(), enabled=self.isEnabled())
        area.setLeft(box.right() + px(tokens.S2))
        painter.setPen(look.color("text" if self.isEnabled() else "muted"))
        shown = self.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), shown)
        if self.hasFocus():
            painter.setPen(QPen(look.color("accent"), tokens.FOCUS_LINE))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), px(tokens.RADIUS), px(tokens.RADIUS))
