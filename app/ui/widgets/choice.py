"""A choice among a few values, with the caret of our icon set."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QComboBox, QStyledItemDelegate

from app.ui.theme import tokens
from app.ui.theme.look import Look


class Choice(QComboBox):
    """The wheel scrolls what is around it; it must not change a value in passing."""

    def __init__(self, look: Look, name: str, choices: Sequence[tuple[str, object]] = ()) -> None:
        super().__init__()
        self._look = look
        self.setAccessibleName(name)
        self.setItemDelegate(QStyledItemDelegate(self))  # its own one does not follow the style sheet
        self.show_choices(choices)
        self.installEventFilter(self)

    def show_choices(self, choices: Sequence[tuple[str, object]]) -> None:
        """[(text, value)]"""
        self.clear()
        for text, value in choices:
            self.addItem(text, value)

    def show_value(self, value: object) -> None:
        self.setCurrentIndex(self.findData(value))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Wheel and not self.view().isVisible():
            event.ignore()
            return True
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        self.paint_caret(painter, self.width() - self._look.px(tokens.S2) - self._look.px(tokens.META))

    def paint_caret(self, painter: QPainter, left: int) -> None:
        side = self._look.px(tokens.META)
        picture = self._look.pixmap("caret-down", tokens.META)
        painter.drawPixmap(QRect(QPoint(left, (self.height() - side) // 2), QSize(side, side)), picture)


class InlineChoice(Choice):
    """Looks like text at the right of its row until it is hovered or focused."""

    def __init__(self, look: Look, name: str, choices: Sequence[tuple[str, object]] = ()) -> None:
        super().__init__(look, name, choices)
        self.setProperty("kind", "inline")
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, px = self._look, self._look.px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = self.rect().adjusted(0, 0, -1, -1)
        if self.underMouse() or self.hasFocus():
            painter.setPen(QPen(look.color("accent"), tokens.FOCUS_LINE) if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(look.color("hover"))
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), px(tokens.RADIUS), px(tokens.RADIUS))
        left = self.width() - px(tokens.S1) - px(tokens.META) - px(tokens.S0)
        self.paint_caret(painter, left)
        painter.setFont(look.font())
        painter.setPen(look.color("text" if self.isEnabled() else "muted"))
        room = area.adjusted(px(tokens.S1), 0, left - self.width() - px(tokens.S1), 0)
        shown = painter.fontMetrics().elidedText(self.currentText(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight), shown)
