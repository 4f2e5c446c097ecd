"""How much of a budget is used, drawn and said."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.projects.phrases import ALL, used_tone, used_words
from app.ui.theme import tokens
from app.ui.theme.look import Look


class BudgetBar(QWidget):
    """Full is the whole budget; beyond it stands in the words."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._used: float | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_used(self, used: float | None) -> None:
        self._used = used
        self.setAccessibleName(used_words(used))
        self.setToolTip(used_words(used))
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
        if self._used:
            tone = used_tone(self._used)
            painter.setBrush(look.color("accent" if tone == "muted" else tone))
            part = QRect(whole)
            part.setWidth(max(high, round(whole.width() * min(self._used, ALL))))
            painter.drawRoundedRect(part, high / 2, high / 2)
