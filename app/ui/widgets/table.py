"""The table of a page: no grid, a head that sorts, rows of one height, cells painted in one go."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    QPoint,
    QRect,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
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
from app.ui.widgets.id_table import VALUE, Column, IdTableModel
from app.ui.widgets.roles import DISPLAY, Index

MIDDLE = int(Qt.AlignmentFlag.AlignVCenter)
KEPT_CHOSEN = 5_000
"""Selected rows that are found again after the order changed."""
CHOOSING = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


class RowDelegate(QStyledItemDelegate):
    """Paints a cell; the leading column may carry initials. The hovered row is tinted as a whole."""

    def __init__(self, look: Look, view: View, *, avatars: bool) -> None:
        super().__init__(view)
        self._look, self._view, self._avatars, self.hovered = look, view, avatars, -1

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look, area = self._look, option.rect
        state: Any = option.state
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, look.color("accent_soft"))
        elif index.row() == self.hovered:
            painter.fillRect(area, look.color("hover"))
        if index.row() == self._view.currentIndex().row() and self._view.hasFocus():
            self._paint_focus(painter, area)
        column: Column = self._view.model().columns[index.column()]  # type: ignore[attr-defined]
        if column.check:
            self._check(painter, area, ticked=bool(index.data(VALUE)))
            return
        text = index.data(DISPLAY) or ""
        room = self._room(painter, area, index.column(), text)
        painter.setFont(look.font(figures=True))
        painter.setPen(look.color(self._tone(column, index)))
        side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, max(0, room.width()))
        painter.drawText(room, MIDDLE | int(side), shown)

    def _paint_focus(self, painter: QPainter, area: QRect) -> None:
        """Two lines along the row the keys are on."""
        for top in (area.top(), area.bottom() - tokens.FOCUS_LINE + 1):
            painter.fillRect(area.x(), top, area.width(), tokens.FOCUS_LINE, self._look.color("accent"))

    def _tone(self, column: Column, index: Index) -> str:
        if column.tone is not None:
            return column.tone(index.data(VALUE))
        return "text" if column is self._leading() else "muted"

    def _leading(self) -> Column:
        """The column that names the record: the first one with words."""
        columns: Sequence[Column] = self._view.model().columns  # type: ignore[attr-defined]
        return next(column for column in columns if not column.check)

    def _room(self, painter: QPainter, area: QRect, place: int, text: str) -> QRect:
        """Where the words stand: the left edge of the page is further in than that of a cell."""
        look = self._look
        room = area.adjusted(look.px(tokens.S2), 0, -look.px(tokens.S2), 0)
        if place:
            return room
        return self._avatar(painter, area, text) if self._avatars else room.adjusted(look.px(tokens.S3), 0, 0, 0)

    def _check(self, painter: QPainter, area: QRect, *, ticked: bool) -> None:
        look, side = self._look, self._look.px(tokens.ICON_LARGE)
        picture = look.pixmap("check-circle" if ticked else "circle", tokens.ICON_LARGE, "green" if ticked else "muted")
        left = area.right() - look.px(tokens.S1) - side
        painter.drawPixmap(QRect(left, area.center().y() - side // 2 + 1, side, side), picture)

    def _avatar(self, painter: QPainter, area: QRect, name: str) -> QRect:
        look, side = self._look, self._look.px(tokens.S5)
        left = area.x() + look.px(tokens.S4) + look.px(tokens.S1)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_avatar(painter, look, QRect(left, area.center().y() - side // 2 + 1, side, side), name)
        return area.adjusted(left - area.x() + side + look.px(tokens.S2), 0, -look.px(tokens.S2), 0)


class Table(View):
    """opened: Enter or a click on a row. moved_to: the row arrived at by keys. ticked: Space or a click on a box."""

    opened, moved_to, ticked = Signal(object), Signal(object), Signal(object)
    removed, closed = Signal(object), Signal()
    """removed: Delete, with the ids that are selected"""
    chosen_changed = Signal()

    def __init__(self, desk: Desk, model: IdTableModel, name: str, *, avatars: bool = False) -> None:
        super().__init__()
        self._desk, self._name, self.rows = desk, name, model
        self._current: int | None = None
        self._kept: frozenset[int] = frozenset()
        self.setModel(model)
        self._delegate = RowDelegate(desk.look, self, avatars=avatars)
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
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(desk.look.px(tokens.ROW))
        self._set_up_head()
        model.modelAboutToBeReset.connect(self._note_selection)
        model.modelReset.connect(self._keep_selection)
        self.selectionModel().currentRowChanged.connect(self._remember)
        self.selectionModel().selectionChanged.connect(self.chosen_changed)
        self.clicked.connect(self._open)

    @property
    def current_id(self) -> int | None:
        return self.rows.id_at(self.currentIndex().row())

    def count_chosen(self) -> int:
        return sum(part.bottom() - part.top() + 1 for part in self._chosen_parts())

    def chosen_ids(self) -> list[int]:
        """The selected records, in the order of the table."""
        parts = sorted(self._chosen_parts(), key=QItemSelectionRange.top)
        found = (self.rows.id_at(place) for part in parts for place in range(part.top(), part.bottom() + 1))
        return [record_id for record_id in found if record_id is not None]

    def select(self, record_id: int) -> bool:
        """Select and scroll to a row, if the table holds it."""
        place = self.rows.place_of(record_id)
        if place is None:
            return False
        self._current = record_id
        self.setCurrentIndex(self.rows.index(place, 0))
        self.scrollTo(self.rows.index(place, 0))
        return True

    def expect(self, record_id: int) -> None:
        """Select a row that is not here yet, once it comes."""
        self._current = record_id

    def leave(self) -> None:
        self._desk.remember(f"columns/{self._name}/{len(self.rows.columns)}", self.horizontalHeader().saveState())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, record_id = event.key(), self.current_id
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and record_id is not None:
            self.opened.emit(record_id)
        elif key == Qt.Key.Key_Delete and self.count_chosen():
            self.removed.emit(self.chosen_ids())
        elif key == Qt.Key.Key_Space and record_id is not None and self._has_boxes():
            self.ticked.emit(record_id)
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
            self.setColumnHidden(place, column.hidden)
        known = self._desk.remembered(f"columns/{self._name}/{len(self.rows.columns)}")
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

    def _chosen_parts(self) -> list[QItemSelectionRange]:
        chosen = self.selectionModel().selection()
        return [chosen.at(place) for place in range(chosen.count())]

    def _has_boxes(self) -> bool:
        return any(column.check for column in self.rows.columns)

    @Slot(QModelIndex, QModelIndex)
    def _remember(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if current.isValid():
            self._current = self.rows.id_at(current.row())
            if self.hasFocus() and self._current is not None and self.count_chosen() <= 1:
                self.moved_to.emit(self._current)

    @Slot()
    def _note_selection(self) -> None:
        few = 1 < self.count_chosen() <= KEPT_CHOSEN
        self._kept = frozenset(self.chosen_ids()) if few else frozenset()

    @Slot()
    def _keep_selection(self) -> None:
        place = self.rows.place_of(self._current) if self._current is not None else None
        if place is None:
            return
        how = QItemSelectionModel.SelectionFlag
        if not self._kept:
            self.setCurrentIndex(self.rows.index(place, 0))
            return
        self.selectionModel().setCurrentIndex(self.rows.index(place, 0), how.NoUpdate)
        self.selectionModel().select(self._places_of(self._kept), how.ClearAndSelect | how.Rows)

    def _places_of(self, ids: frozenset[int]) -> QItemSelection:
        found = QItemSelection()
        for place in range(self.rows.rowCount()):
            if self.rows.id_at(place) in ids:
                found.select(self.rows.index(place, 0), self.rows.index(place, 0))
        return found

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        record_id = self.rows.id_at(index.row())
        if record_id is None or QApplication.keyboardModifiers() & CHOOSING:
            return
        if self.rows.columns[index.column()].check:
            self.ticked.emit(record_id)
        else:
            self.opened.emit(record_id)
