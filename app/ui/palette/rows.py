"""The rows of the palette: records that were found and things that can be asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.ui.palette.entries import Entry
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.roles import ACCESSIBLE, DISPLAY, OWN, ROOT, Index

ROW = OWN
ICONS = {
    "contact": "user", "business": "buildings", "deal": "columns", "task": "check-square", "project": "folder",
    "interaction": "chat", "note": "note", "event": "calendar-blank", "time_entry": "clock", "attachment": "file",
}  # fmt: skip


@dataclass(frozen=True)
class PaletteRow:
    """below: a second line in small type. aside: at the right. what: an Entry, or the kind and id of a record."""

    icon: str
    title: str
    below: str
    aside: str
    what: Entry | tuple[str, int]


def of_record(kind: str, record_id: int, title: str, snippet: str = "") -> PaletteRow:
    flat = snippet.replace("\n", " ")
    below = "" if flat == title else flat
    return PaletteRow(ICONS.get(kind, "circle"), title, below, kind.replace("_", " ").capitalize(), (kind, record_id))


def of_entry(entry: Entry) -> PaletteRow:
    return PaletteRow(entry.icon, entry.title, "", entry.keys.replace("+", " "), entry)


class PaletteModel(QAbstractListModel):
    """What stands in the palette now."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: Sequence[PaletteRow] = ()

    def show(self, rows: Sequence[PaletteRow]) -> None:
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = DISPLAY) -> Any:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == DISPLAY:
            return row.title
        if role == ACCESSIBLE:
            return f"{row.title}, {row.aside}" if row.aside else row.title
        return row if role == ROW else None


class PaletteDelegate(QStyledItemDelegate):
    """Icon, title, where it was found, and at the right what it is or its keys."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(0, self._look.px(tokens.SEARCH_ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look, px, row = self._look, self._look.px, index.data(ROW)
        area: QRect = option.rect
        state = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("accent_soft"))
            painter.drawRoundedRect(area, px(tokens.RADIUS), px(tokens.RADIUS))
        side = px(tokens.ICON)
        place = QRect(area.x() + px(tokens.S2), area.center().y() - side // 2, side, side)
        painter.drawPixmap(place, look.pixmap(row.icon))
        room = area.adjusted(side + px(tokens.S2 + tokens.S3), px(tokens.S1), -px(tokens.S3), -px(tokens.S1))
        self._paint_words(painter, self._paint_aside(painter, room, row.aside), row)
        painter.restore()

    def _paint_aside(self, painter: QPainter, room: QRect, text: str) -> QRect:
        """At the right; returns what is left of the room."""
        painter.setFont(self._look.font(tokens.META))
        painter.setPen(self._look.color("muted"))
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight), text)
        wide = painter.fontMetrics().horizontalAdvance(text)
        return room.adjusted(0, 0, -wide - self._look.px(tokens.S3) if text else 0, 0)

    def _paint_words(self, painter: QPainter, room: QRect, row: PaletteRow) -> None:
        if not row.below:
            self._line(painter, room, row.title, "text", tokens.BODY)
            return
        upper = QRect(room.x(), room.y(), room.width(), room.height() // 2)
        lower = QRect(room.x(), room.center().y() + 1, room.width(), room.height() // 2)
        self._line(painter, upper, row.title, "text", tokens.BODY)
        self._line(painter, lower, row.below, "muted", tokens.META)

    def _line(self, painter: QPainter, area: QRect, text: str, color: str, size: int) -> None:
        painter.setFont(self._look.font(size))
        painter.setPen(self._look.color(color))
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, max(0, area.width()))
        painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter), shown)
