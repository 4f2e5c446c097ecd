"""What the search finds, below its field."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.core.errors import CrmError
from app.ui.desk import Desk
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.title_line import SearchField
from app.ui.widgets.basic import column, label, lift

Index = QModelIndex | QPersistentModelIndex
DISPLAY, ACCESSIBLE = int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.AccessibleTextRole)
HIT = int(Qt.ItemDataRole.UserRole)
ROOT = QModelIndex()
ICONS = {
    "contact": "user", "business": "buildings", "deal": "columns", "task": "check-square", "project": "folder",
    "interaction": "chat", "note": "note", "event": "calendar-blank", "time_entry": "clock", "attachment": "file",
}  # fmt: skip
LIMIT = 30


class HitModel(QAbstractListModel):
    """The hits of one search."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hits: Sequence[Any] = ()

    def show(self, hits: Sequence[Any]) -> None:
        self.beginResetModel()
        self._hits = hits
        self.endResetModel()

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._hits)

    def data(self, index: Index, role: int = DISPLAY) -> Any:
        if not index.isValid():
            return None
        hit = self._hits[index.row()]
        if role == DISPLAY:
            return hit.title
        if role == ACCESSIBLE:
            return f"{hit.kind.replace('_', ' ')}: {hit.title}"
        return hit if role == HIT else None


class HitDelegate(QStyledItemDelegate):
    """Icon of the kind, title, and where it was found."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(0, self._look.px(tokens.SEARCH_ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look, px, hit = self._look, self._look.px, index.data(HIT)
        area: QRect = option.rect
        state = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("accent_soft"))
            painter.drawRoundedRect(area, px(tokens.RADIUS), px(tokens.RADIUS))
        side = px(tokens.ICON)
        icon = look.pixmap(ICONS.get(hit.kind, "circle"))
        painter.drawPixmap(QRect(area.x() + px(tokens.S2), area.center().y() - side // 2, side, side), icon)
        room = area.adjusted(side + px(tokens.S2 + tokens.S3), px(tokens.S1), -px(tokens.S2), -px(tokens.S1))
        snippet = (hit.snippet or "").replace("\n", " ")
        snippet = "" if snippet == hit.title else snippet
        upper = QRect(room.x(), room.y(), room.width(), room.height() // 2 if snippet else room.height())
        self._line(painter, upper, hit.title, "text", tokens.BODY)
        if snippet:
            lower = QRect(room.x(), room.center().y() + 1, room.width(), room.height() // 2)
            self._line(painter, lower, snippet, "muted", tokens.META)
        painter.restore()

    def _line(self, painter: QPainter, area: QRect, text: str, color: str, size: int) -> None:
        painter.setFont(self._look.font(size))
        painter.setPen(self._look.color(color))
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter), shown)


class SearchPopup(QFrame):
    """Hangs below the search field inside the window; never takes the focus."""

    chosen = Signal(str, object)

    def __init__(self, desk: Desk, field: SearchField, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk, self._field, self._over = desk, field, parent
        self.setProperty("part", "popup")
        self._nothing = label("", "muted")
        self.hits, self.view = HitModel(self), QListView()
        self.view.setModel(self.hits)
        self.view.setItemDelegate(HitDelegate(desk.look, self.view))
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setUniformItemSizes(True)
        self.view.setAccessibleName("Found")
        stack = column(desk.look, 0, (tokens.S1, tokens.S1, tokens.S1, tokens.S1), self)
        stack.addWidget(self.view)
        stack.addWidget(self._nothing)
        lift(self, desk.look)
        field.typed.connect(self.search)
        field.keyed.connect(self._key)
        self.view.clicked.connect(self._choose)
        self.hide()

    @Slot(str)
    def search(self, text: str) -> None:
        if not text.strip():
            self.hide()
            return
        self.hits.show(self._find(text))
        found = self.hits.rowCount()
        self.view.setVisible(found > 0)
        self._nothing.setVisible(found == 0)
        self._nothing.setText(f"Nothing holds “{text.strip()[:40]}”.")
        self._nothing.setMargin(self._desk.look.px(tokens.S2))
        if found:
            self.view.setCurrentIndex(self.hits.index(0))
        self._place(found)

    def _find(self, text: str) -> Sequence[Any]:
        from app.crm import search  # noqa: PLC0415 - needed at the first key, not at the start

        try:
            with self._desk.read() as session:
                return list(search.find(session, text, limit=LIMIT))
        except CrmError as error:
            self._desk.say(error.message, error=True)
            return ()

    def _place(self, found: int) -> None:
        px = self._desk.look.px
        high = px(tokens.SEARCH_ROW) * max(1, min(found, tokens.SEARCH_ROWS)) + 2 * px(tokens.S1) + 2
        self.resize(min(px(tokens.SEARCH_POPUP), self._over.width()), high)
        corner = self._field.mapTo(self._over, QPoint(self._field.width() - self.width(), self._field.height()))
        self.move(max(0, corner.x()), corner.y() + px(tokens.S1))
        self.show()
        self.raise_()

    @Slot(object)
    def _key(self, key: Qt.Key) -> None:
        if key == Qt.Key.Key_Escape:
            self.leave()
        elif key == Qt.Key.Key_Return:
            self._choose(self.view.currentIndex())
        elif self.isVisible():
            step = 1 if key == Qt.Key.Key_Down else -1
            place = max(0, min(self.hits.rowCount() - 1, self.view.currentIndex().row() + step))
            self.view.setCurrentIndex(self.hits.index(place))

    @Slot(QModelIndex)
    def _choose(self, index: QModelIndex) -> None:
        hit = index.data(HIT) if index.isValid() else None
        if hit is not None and self.isVisible():
            self.leave()
            self.chosen.emit(hit.kind, hit.id)

    def leave(self) -> None:
        self.hide()
        self._field.field.clear()
        self._field.field.clearFocus()
