"""A card as a picture: always on white, twice as fine as the screen, whatever the window looks like."""

from pathlib import Path

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap

from app.core.errors import CrmError
from app.ui.reports.shown import Shown
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.theme.tokens import LIGHT
from app.ui.widgets.plot import printed

FINE = 2
LEFT = int(Qt.AlignmentFlag.AlignLeft) | int(Qt.TextFlag.TextWordWrap)


def save(path: Path, look: Look, title: str, shown: Shown) -> None:
    """Write a PNG. Errors: CrmError when it cannot be written."""
    if not draw(look, title, shown).save(str(path), "PNG"):
        raise CrmError(f"{path.name} cannot be written there. Choose another folder.", kind="storage")


def draw(look: Look, title: str, shown: Shown) -> QPixmap:
    """Title, figure, chart and caption from top to bottom."""
    wide, tall = (look.px(side) for side in tokens.PICTURE)
    pixels = QPixmap(QSize(wide, tall) * FINE)
    pixels.setDevicePixelRatio(FINE)
    pixels.fill(QColor(LIGHT.surface))
    painter = QPainter(pixels)
    edge = look.px(tokens.S5)
    room = QRect(edge, edge, wide - 2 * edge, tall - 2 * edge)
    top = _write(painter, look, room, title, tokens.TITLE, strong=True)
    top = _write(painter, look, room.adjusted(0, top + look.px(tokens.S2), 0, 0), shown.figure, tokens.FIGURE) + top
    top += look.px(tokens.S3)
    top += _write(painter, look, room.adjusted(0, top, 0, 0), shown.words, tokens.BODY, color=LIGHT.muted)
    foot = _height(painter, look, room, shown.caption)
    place = room.adjusted(0, top + look.px(tokens.S3), 0, -foot - look.px(tokens.S3))
    painter.drawPixmap(place.topLeft(), printed(look, shown.drawing, place.size(), FINE, LIGHT).pixels)
    below = room.adjusted(0, room.height() - foot, 0, 0)
    _write(painter, look, below, shown.caption, tokens.META, color=LIGHT.muted)
    painter.end()
    return pixels


def _write(
    painter: QPainter, look: Look, room: QRect, text: str, size: int, *, strong: bool = False, color: str = LIGHT.text
) -> int:
    """Returns the height it took."""
    painter.setFont(look.font(size, strong=strong or size == tokens.FIGURE, figures=True))
    painter.setPen(QColor(color))
    return int(painter.drawText(room, LEFT, text).height())


def _height(painter: QPainter, look: Look, room: QRect, text: str) -> int:
    painter.setFont(look.font(tokens.META, figures=True))
    return painter.boundingRect(room, LEFT, text).height()
