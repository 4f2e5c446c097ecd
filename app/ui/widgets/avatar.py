"""Initials on a colour that follows from the name."""

import zlib

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.ui import words
from app.ui.theme import tokens
from app.ui.theme.look import Look

ROOM = 0.75
"""Of the disc, for the letters."""
APART, LATIN = "\u200c", "\u0590"
"""Put between letters of scripts that would join them; where those scripts begin."""


def paint_avatar(painter: QPainter, look: Look, area: QRect, name: str) -> None:
    """A disc with initials; the same name has the same colour everywhere."""
    color = tokens.AVATARS[zlib.crc32(name.encode()) % len(tokens.AVATARS)]
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(color))
    painter.drawEllipse(QRectF(area))
    font = look.font(tokens.INITIALS, strong=True)
    font.setPixelSize(max(1, round(area.height() * tokens.INITIALS / tokens.AVATAR)))
    letters = words.initials(name)
    wide = QFontMetrics(font).horizontalAdvance(letters)
    if wide > ROOM * area.width():
        font.setPixelSize(max(1, round(font.pixelSize() * ROOM * area.width() / wide)))
    painter.setFont(font)
    painter.setPen(QColor(tokens.AVATAR_TEXT))
    painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter), APART.join(letters) if letters > LATIN else letters)


class Avatar(QWidget):
    """The large one of a detail pane."""

    def __init__(self, look: Look, name: str = "") -> None:
        super().__init__()
        self._look, self._name = look, name
        side = look.px(tokens.AVATAR_LARGE)
        self.setFixedSize(side, side)

    def show_name(self, name: str) -> None:
        self._name = name
        self.setAccessibleName(name)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_avatar(painter, self._look, self.rect(), self._name or "?")
