"""Paints the rows of the task list: the box of each, and headings above the first row of a group."""

from collections.abc import Mapping

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.ui import words
from app.ui.tasks.views import Group
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.id_table import VALUE
from app.ui.widgets.roles import Index
from app.ui.widgets.table import RowDelegate, Table

BOXES = {
    "pending": ("circle", "muted"),
    "in_progress": ("circle-half", "accent"),
    "completed": ("check-circle", "green"),
}
LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


class TaskDelegate(QStyledItemDelegate):
    """Wraps the delegate of the table. groups: place of a row -> the heading above it, which makes the row higher."""

    def __init__(self, look: Look, table: Table, rows: RowDelegate) -> None:
        super().__init__(table)
        self._look, self._table, self._rows = look, table, rows
        self.groups: Mapping[int, Group] = {}

    @property
    def head(self) -> int:
        """Pixels a heading is high."""
        return self._look.px(tokens.GROUP_HEAD)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        group = self.groups.get(index.row())
        inner = QStyleOptionViewItem(option)
        if group is not None:
            area = option.rect
            self._heading(painter, QRect(area.x(), area.y(), area.width(), self.head), group)
            inner.rect = area.adjusted(0, self.head, 0, 0)
        if index.column():
            self._rows.paint(painter, inner, index)
        else:
            self._box(painter, inner, index)

    def _heading(self, painter: QPainter, area: QRect, group: Group) -> None:
        """Across all columns: each cell paints its part, as any of them may be painted alone."""
        look, px = self._look, self._look.px
        painter.save()
        painter.setClipRect(area)
        painter.fillRect(area, look.color("surface"))
        line = QRect(px(tokens.S4 + tokens.S1), area.y(), self._table.viewport().width(), area.height() - px(tokens.S1))
        line.translate(-self._table.horizontalHeader().offset(), 0)
        line.setTop(line.top() + px(tokens.S2))
        painter.setFont(look.font(strong=True))
        painter.setPen(look.color(group.tone))
        painter.drawText(line, LEFT, group.title)
        line.setLeft(line.left() + painter.fontMetrics().horizontalAdvance(group.title) + px(tokens.S2))
        painter.setFont(look.font(figures=True))
        painter.setPen(look.color("muted"))
        painter.drawText(line, LEFT, words.number(group.count))
        painter.restore()

    def _box(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look, px = self._look, self._look.px
        area, side = option.rect, px(tokens.ICON_LARGE)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, look.color("accent_soft"))
        elif index.row() == self._rows.hovered:
            painter.fillRect(area, look.color("hover"))
        picture, tone = BOXES.get(index.data(VALUE), BOXES["pending"])
        place = QRect(area.x() + px(tokens.S4 + tokens.S1), area.center().y() - side // 2 + 1, side, side)
        painter.drawPixmap(place, look.pixmap(picture, tokens.ICON_LARGE, tone))
