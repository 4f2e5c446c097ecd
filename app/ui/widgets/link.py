"""A line of text that opens something."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from app.ui.theme import tokens
from app.ui.theme.look import Look


class Link(QAbstractButton):
    """Elided where it does not fit; underlined when hovered, outlined when focused."""

    def __init__(self, look: Look, *, right: bool = False) -> None:
        super().__init__()
        self._look = look
        self._side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        self.note = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def show_text(self, text: str, note: str = "") -> None:
        """note: stands muted at the other end."""
        self.note = note
        self.setText(text)
        self.setAccessibleName(", ".join(part for part in (text, note) if part))
        self.setToolTip(text)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(0, self._look.px(tokens.FIELD_ROW))

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, px = self._look, self._look.px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = self.rect().adjusted(px(tokens.S1), 0, -px(tokens.S1) - px(tokens.S0), 0)
        painter.setFont(look.font(figures=True))
        middle = Qt.AlignmentFlag.AlignVCenter
        if self.note:
            painter.setPen(look.color("muted"))
            painter.drawText(area, int(middle | Qt.AlignmentFlag.AlignRight), self.note)
            area.adjust(0, 0, -painter.fontMetrics().horizontalAdvance(self.note) - px(tokens.S2), 0)
        font = look.font()
        font.setUnderline(self.isEnabled() and self.underMouse())
        painter.setFont(font)
        painter.setPen(look.color("text" if self.isEnabled() else "muted"))
        shown = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, max(0, area.width()))
        painter.drawText(area, int(middle | self._side), shown)
        if self.hasFocus():
            painter.setPen(QPen(look.color("accent"), tokens.FOCUS_LINE))
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), px(tokens.RADIUS), px(tokens.RADIUS))
