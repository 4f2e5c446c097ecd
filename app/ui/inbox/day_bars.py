"""Toasts of each day as bars, under a line at what a day allows."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.coach.quiet import Day, Quiet
from app.ui import words
from app.ui.theme import tokens
from app.ui.theme.look import Look

RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
TOP = 1.15
"""How much higher than the highest bar or the line the picture is."""


class DayBars(QWidget):
    """Today at the right. The number of the line stands beside it."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._quiet = Quiet((), 0, ())
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(self._look.px(tokens.CHART), self._look.px(tokens.FIGURE_HIGH))

    def show_quiet(self, quiet: Quiet) -> None:
        self._quiet = quiet
        told = [f"{words.day(day.on, quiet.days[-1].on)}: {day.shown}" for day in quiet.days if day.shown]
        self.setAccessibleName("Toasts of each day: " + (", ".join(told) or "none"))
        self.setToolTip("\n".join(told) or "No toast on any of these days")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._quiet.days:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = self.rect().adjusted(0, 0, -self._look.px(tokens.S5), -1)
        most = max(self._quiet.cap, self._quiet.most, 1) * TOP
        self._paint_cap(painter, room, most)
        wide = room.width() / len(self._quiet.days)
        for place, day in enumerate(self._quiet.days):
            self._paint_day(painter, QRectF(room.x() + place * wide, room.y(), wide, room.height()), day, most)
        painter.setPen(QPen(self._look.color("muted"), tokens.HAIRLINE))
        painter.drawLine(room.x(), room.bottom(), room.right(), room.bottom())

    def _paint_cap(self, painter: QPainter, room: QRect, most: float) -> None:
        look, cap = self._look, self._quiet.cap
        if not cap:
            return
        top = round(room.bottom() - room.height() * cap / most)
        painter.setPen(QPen(look.color("muted"), tokens.HAIRLINE, Qt.PenStyle.DashLine))
        painter.drawLine(room.x(), top, room.right(), top)
        painter.setFont(look.font(tokens.META, figures=True))
        beside = QRect(room.right(), top - look.px(tokens.S2), look.px(tokens.S5), look.px(tokens.S4))
        painter.drawText(beside, RIGHT, words.number(cap))

    def _paint_day(self, painter: QPainter, room: QRectF, day: Day, most: float) -> None:
        gap = min(self._look.px(tokens.S1), room.width() / 4)
        high = room.height() * day.shown / most
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._look.color("coach"))
        bar = QRectF(room.x() + gap, room.bottom() - high, room.width() - 2 * gap, high)
        painter.drawRoundedRect(bar, tokens.S0, tokens.S0)
