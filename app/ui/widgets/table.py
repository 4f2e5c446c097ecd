"""The table of a page: no grid, a head that sorts, rows of one height, cells painted in one go."""

from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, QRect, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QHeaderView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)
from PySide6.QtWidgets import QTableView as View

from app.ui.desk import Desk
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.avatar import paint_avatar
from app.ui.widgets.id_table import DISPLAY, IdTableModel

Index = QModelIndex | QPersistentModelIndex
MIDDLE = int(Qt.AlignmentFlag.AlignVCenter)


class RowDelegate(QStyledItemDelegate):
    """Paints a cell; the first column carries initials. The hovered row is tinted as a whole."""

    def __init__(self, look: Look, view: View) -> None:
        super().__init__(view)
        self._look, self._view, self.hovered = look, view, -1

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look, area = self._look, option.rect
        state: Any = option.state
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, look.color("accent_soft"))
        elif index.row() == self.hovered:
            painter.fillRect(area, look.color("hover"))
        first = index.column() == 0
        text = index.data(DISPLAY) or ""
        room = area.adjusted(look.px(tokens.S2), 0, -look.px(tokens.S2), 0)
        if first:
            room = self._avatar(painter, area, text)
        painter.setFont(look.font(figures=True))
        painter.setPen(look.color("text" if first else "muted"))
        column = self._view.model().columns[index.column()]  # type: ignore[attr-defined]
        side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, max(0, room.width()))
        painter.drawText(room, MIDDLE | int(side), shown)

    def _avatar(self, painter: QPainter, area: QRect, name: str) -> QRect:
        look, side = self._look, self._look.px(tokens.S5)
        left = area.x() + look.px(tokens.S4) + look.px(tokens.S1)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_avatar(painter, look, QRect(left, area.center().y() - side // 2 + 1, side, side), name)
        return area.adjusted(left - area.x() + side + look.px(tokens.S2), 0, -look.px(tokens.S2), 0)


class Table(View):
    """opened: Enter or a click on a row."""

    opened, removed, closed = Signal(object), Signal(object), Signal()

    def __init__(self, desk: Desk, model: IdTableModel, name: str) -> None:
        super().__init__()
        self._desk, self._name, self.rows = desk, name, model
        self._chosen: int | None = None
        self.setModel(model)
        self._delegate = RowDelegate(desk.look, self)
        self.setItemDelegate(self._delegate)
        self.setProperty("kind", "page")
        self.setAccessibleName(name)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setCornerButtonEnabled(False)
        for corner in self.findChildren(QAbstractButton):
            corner.setAccessibleName("Select all rows")
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(desk.look.px(tokens.ROW))
        self._set_up_head()
        model.modelReset.connect(self._keep_selection)
        self.selectionModel().currentRowChanged.connect(self._remember)
        self.clicked.connect(self._open)

    @property
    def current_id(self) -> int | None:
        return self.rows.id_at(self.currentIndex().row())

    def select(self, record_id: int) -> bool:
        """Select and scroll to a row, if the table holds it."""
        place = self.rows.place_of(record_id)
        if place is None:
            return False
        self._chosen = record_id
        self.setCurrentIndex(self.rows.index(place, 0))
        self.scrollTo(self.rows.index(place, 0))
        return True

    def leave(self) -> None:
        self._desk.remember(f"columns/{self._name}", self.horizontalHeader().saveState())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, record_id = event.key(), self.current_id
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and record_id is not None:
            self.opened.emit(record_id)
        elif key == Qt.Key.Key_Delete and record_id is not None:
            self.removed.emit(record_id)
        elif key == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._hover(self.indexAt(event.position().toPoint()).row())

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(-1)

    def _hover(self, place: int) -> None:
        if place != self._delegate.hovered:
            self._delegate.hovered = place
            self.viewport().update()

    def _set_up_head(self) -> None:
        head, look = self.horizontalHeader(), self._desk.look
        head.setHighlightSections(False)
        head.setAccessibleName(f"Columns of {self._name}")
        self.verticalHeader().setAccessibleName("Rows")
        head.setSectionsMovable(True)
        head.setSectionsClickable(True)
        head.setStretchLastSection(True)
        head.setMinimumSectionSize(look.px(tokens.S6))
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setFixedHeight(look.px(tokens.CONTROL))
        for place, column in enumerate(self.rows.columns):
            head.resizeSection(place, look.px(column.wide))
        known = self._desk.remembered(f"columns/{self._name}")
        if known is not None:
            head.restoreState(known)
        head.setSortIndicatorShown(False)
        head.sectionClicked.connect(self._sort)
        head.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        head.customContextMenuRequested.connect(self._offer_columns)

    @Slot(int)
    def _sort(self, place: int) -> None:
        same = self.rows.query["sort"] == self.rows.columns[place].key
        falling = same and not self.rows.query["descending"]
        self.rows.sort(place, Qt.SortOrder.DescendingOrder if falling else Qt.SortOrder.AscendingOrder)

    @Slot(QPoint)
    def _offer_columns(self, place: QPoint) -> None:
        menu = QMenu(self)
        for number, column in enumerate(self.rows.columns[1:], start=1):
            action = menu.addAction(column.title)
            action.setCheckable(True)
            action.setChecked(not self.isColumnHidden(number))
            action.setData(number)
        menu.triggered.connect(self._toggle_column)
        menu.popup(self.horizontalHeader().mapToGlobal(place))

    @Slot(object)
    def _toggle_column(self, action: Any) -> None:
        self.setColumnHidden(int(action.data()), not action.isChecked())

    @Slot(QModelIndex, QModelIndex)
    def _remember(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if current.isValid():
            self._chosen = self.rows.id_at(current.row())

    @Slot()
    def _keep_selection(self) -> None:
        place = self.rows.place_of(self._chosen) if self._chosen is not None else None
        if place is not None:
            self.setCurrentIndex(self.rows.index(place, 0))

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        record_id = self.rows.id_at(index.row())
        if record_id is not None:
            self.opened.emit(record_id)
