"""A share of a whole, drawn and said."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.theme import tokens
from app.ui.theme.look import Look


class ShareBar(QWidget):
    """Full is the whole; what lies beyond stands in the words."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.share, self._tone = 0.0, "accent"
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_share(self, share: float, words: str, tone: str = "accent") -> None:
        """share: 1 is the whole. tone: a colour of the palette."""
        self.share, self._tone = share, tone
        self.setAccessibleName(words)
        self.setToolTip(words)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(0, self._look.px(tokens.S3))

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, px = self._look, self._look.px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        high = px(tokens.PROGRESS)
        whole = QRect(0, (self.height() - high) // 2, self.width(), high)
        painter.setBrush(look.color("line"))
        painter.drawRoundedRect(whole, high / 2, high / 2)
        if self.share > 0:
            painter.setBrush(look.color(self._tone))
            part = QRect(whole)
            part.setWidth(max(high, round(whole.width() * min(self.share, 1))))
            painter.drawRoundedRect(part, high / 2, high / 2)
