"""A short list of the day: as high as its rows, walked with the arrow keys."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.crm.today import Line
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.today import phrases
from app.ui.widgets.roles import ACCESSIBLE, DISPLAY, HINT, OWN, ROOT, Index

LINE = OWN
WHY, ASIDE = LINE + 1, LINE + 2
ICONS = {"deal": "columns", "contact": "user", "event": "calendar-blank", "task": "circle"}


class LineModel(QAbstractListModel):
    """Lines of the day with their reasons in words."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: Sequence[Line] = ()
        self._now = datetime.now().astimezone()

    def show(self, lines: Sequence[Line], now: datetime) -> None:
        self.beginResetModel()
        self._lines, self._now = lines, now
        self.endResetModel()

    def line_at(self, place: int) -> Line | None:
        return self._lines[place] if 0 <= place < len(self._lines) else None

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._lines)

    def data(self, index: Index, role: int = DISPLAY) -> Any:
        if not index.isValid():
            return None
        line = self._lines[index.row()]
        if role in (DISPLAY, HINT):
            return line.title
        if role == WHY:
            words = phrases.why(line, self._now)
            return words[:1].upper() + words[1:]
        if role == ASIDE:
            return phrases.aside(line)
        if role == ACCESSIBLE:
            parts = (line.title, line.who, phrases.why(line, self._now), phrases.aside(line))
            return ", ".join(part for part in parts if part)
        return line if role == LINE else None


class LineDelegate(QStyledItemDelegate):
    """A box or an icon, the title with the reason below it, the money at the right."""

    def __init__(self, look: Look, view: "LineList") -> None:
        super().__init__(view)
        self._look, self._view = look, view

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(0, self._look.px(tokens.TODAY_ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look, px, area = self._look, self._look.px, option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, area, index, option.state)
        line: Line = index.data(LINE)
        side = px(tokens.ICON_LARGE)
        picture = look.pixmap(ICONS.get(line.kind, "circle"), tokens.ICON_LARGE)
        painter.drawPixmap(QRect(area.x() + px(tokens.S2), area.center().y() - side // 2 + 1, side, side), picture)
        room = area.adjusted(px(tokens.S2) + side + px(tokens.S3), px(tokens.S1), -px(tokens.S3), -px(tokens.S1))
        self._paint_words(painter, self._paint_aside(painter, room, index.data(ASIDE)), index, line)
        painter.restore()

    def _paint_ground(self, painter: QPainter, area: QRect, index: Index, state: Any) -> None:
        """The line the keys are on: not the selected one, which there is none of when Tab comes here."""
        look = self._look
        chosen = index.row() == self._view.currentIndex().row() and self._view.hasFocus()
        if not chosen and not state & QStyle.StateFlag.State_MouseOver:
            return
        painter.setPen(QPen(look.color("accent"), tokens.FOCUS_LINE) if chosen else Qt.PenStyle.NoPen)
        painter.setBrush(look.color("accent_soft" if chosen else "hover"))
        painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), look.px(tokens.RADIUS), look.px(tokens.RADIUS))

    def _paint_aside(self, painter: QPainter, room: QRect, text: str) -> QRect:
        painter.setFont(self._look.font(figures=True))
        painter.setPen(self._look.color("text"))
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight), text)
        wide = painter.fontMetrics().horizontalAdvance(text) + self._look.px(tokens.S3) if text else 0
        return room.adjusted(0, 0, -wide, 0)

    def _paint_words(self, painter: QPainter, room: QRect, index: Index, line: Line) -> None:
        upper = QRect(room.x(), room.y(), room.width(), room.height() // 2)
        lower = QRect(room.x(), room.center().y(), room.width(), room.height() // 2)
        self._line(painter, upper, index.data(DISPLAY), "text", tokens.BODY)
        taken = self._line(painter, lower, index.data(WHY), "red" if phrases.is_late(line) else "muted", tokens.META)
        if line.who:
            self._line(painter, lower.adjusted(taken, 0, 0, 0), f"  ·  {line.who}", "muted", tokens.META)

    def _line(self, painter: QPainter, area: QRect, text: str, color: str, size: int) -> int:
        """Returns how wide the words are."""
        painter.setFont(self._look.font(size))
        painter.setPen(self._look.color(color))
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, max(0, area.width()))
        painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter), shown)
        return painter.fontMetrics().horizontalAdvance(shown)


class LineList(QListView):
    """opened: kind and id, by Enter or a click. ticked: the id of a task, by Space or a click on its box."""

    opened = Signal(str, object)
    ticked = Signal(object)

    def __init__(self, look: Look, name: str) -> None:
        super().__init__()
        self._look = look
        self.lines = LineModel(self)
        self.setModel(self.lines)
        self.setItemDelegate(LineDelegate(look, self))
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.clicked.connect(self._click)

    def show_lines(self, lines: Sequence[Line], now: datetime) -> None:
        """Take over these; the selected place stays, so that one task after another can be ticked."""
        place = self.currentIndex().row()
        self.lines.show(lines, now)
        self.setFixedHeight(len(lines) * self._look.px(tokens.TODAY_ROW))
        self.setVisible(bool(lines))
        if lines and place >= 0:
            self.setCurrentIndex(self.lines.index(min(place, len(lines) - 1)))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.lines.rowCount():
            self.setCurrentIndex(self.lines.index(0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        line = self.lines.line_at(self.currentIndex().row())
        if line is None:
            super().keyPressEvent(event)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(line.kind, line.id)
        elif event.key() == Qt.Key.Key_Space and line.kind == "task":
            self.ticked.emit(line.id)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = event.position().toPoint()
        super().mousePressEvent(event)

    @Slot(QModelIndex)
    def _click(self, index: QModelIndex) -> None:
        line = self.lines.line_at(index.row())
        if line is None:
            return
        if line.kind == "task" and self._on_box(self._pressed):
            self.ticked.emit(line.id)
        else:
            self.opened.emit(line.kind, line.id)

    def _on_box(self, place: QPoint) -> bool:
        return place.x() < self._look.px(tokens.S2 + tokens.ICON_LARGE + tokens.S2)
