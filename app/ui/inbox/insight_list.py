"""The list of insights: ids in memory, rows fetched a page at a time, nothing made for a row."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QPoint, QRect, Qt, Signal, Slot
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QHeaderView, QTableView

from app.coach.inbox import Line
from app.ui.inbox import phrases
from app.ui.inbox.insight_delegate import USUAL, InsightDelegate, Shape
from app.ui.theme.look import Look
from app.ui.widgets.id_table import VALUE, Column, IdTableModel
from app.ui.widgets.roles import DISPLAY

ENTERS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
Fetch = Callable[[Sequence[int]], Mapping[int, Line]]


class InsightModel(IdTableModel):
    """One column without a head: a view says how it is sorted."""

    def headerData(self, _section: int, _orientation: Qt.Orientation, _role: int = DISPLAY) -> None:
        return None


class InsightList(QTableView):
    """opened: Enter or a click. acted: Ctrl+Enter or a click on the button. dismissed: Delete or the cross.

    moved_to: the row that the keys arrive at. menu_wanted: the row and where. left: Esc.
    """

    opened, acted, dismissed, moved_to = Signal(object), Signal(object), Signal(object), Signal(object)
    menu_wanted = Signal(object, QPoint)
    left = Signal()
    scrolled = Signal()

    def __init__(
        self, look: Look, now: Callable[[], datetime], find: Callable[..., Sequence[int]], fetch: Fetch, *,
        shape: Shape = USUAL, name: str = "Insights",
    ) -> None:  # fmt: skip
        super().__init__()
        self._clock, self.hovered = now, -1
        self._current: int | None = None
        self._pressed = QPoint()
        column = Column("line", "Insights", 0, self._spoken)

        def rows(ids: Sequence[int]) -> Mapping[int, Mapping[str, Line]]:
            return {insight_id: {"line": line} for insight_id, line in fetch(ids).items()}

        self.rows = InsightModel((column,), find, rows, self)
        self.rows.query = {}
        self.setModel(self.rows)
        self.painter = InsightDelegate(look, self, shape)
        self.setItemDelegate(self.painter)
        self.setAccessibleName(name)
        self._set_up(look.px(shape.high))
        self.clicked.connect(self._click)
        self.selectionModel().currentChanged.connect(self._remember)
        self.verticalScrollBar().valueChanged.connect(self.scrolled)

    def _set_up(self, high: int) -> None:
        """One column and rows of one height: a table asks nothing of a row that is not seen, a list does."""
        self.setMouseTracking(True)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        for corner in self.findChildren(QAbstractButton):
            corner.setAccessibleName("Select all rows")
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        for head in (self.horizontalHeader(), self.verticalHeader()):
            head.setAccessibleName("Insights")
            head.hide()
        self.horizontalHeader().setStretchLastSection(True)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setMinimumSectionSize(1)
        self.verticalHeader().setDefaultSectionSize(high)

    @property
    def now(self) -> datetime:
        return self._clock()

    @property
    def current_id(self) -> int | None:
        return self.rows.id_at(self.currentIndex().row())

    def refresh(self, **changes: Any) -> None:
        """Ask for the order again; the row stays, or the one that has come to its place."""
        place, kept = self.currentIndex().row(), self._current
        self.rows.refresh(**changes)
        if kept is not None and self.rows.rowCount() and self.rows.id_at(self.currentIndex().row()) != kept:
            found = self.rows.place_of(kept)
            where = found if found is not None else min(max(place, 0), self.rows.rowCount() - 1)
            self.setCurrentIndex(self.rows.index(where, 0))

    def select(self, insight_id: int) -> bool:
        """Go to a row, if the list holds it."""
        place = self.rows.place_of(insight_id)
        if place is None:
            return False
        self.setCurrentIndex(self.rows.index(place, 0))
        self.scrollTo(self.rows.index(place, 0))
        return True

    def forget(self) -> None:
        """Another list begins at its top."""
        self._current = None
        self.scrollToTop()

    def line_at(self, place: int) -> Line | None:
        found: Line | None = self.rows.index(place, 0).data(VALUE) if 0 <= place < self.rows.rowCount() else None
        return found

    def seen_lines(self) -> list[Line]:
        """Those whose rows are on the screen."""
        if not self.isVisible() or not self.rows.rowCount():
            return []
        first, high = max(0, self.rowAt(1)), self.verticalHeader().defaultSectionSize()
        last = min(self.rows.rowCount(), first + max(1, self.viewport().height() // high))
        return [line for line in map(self.line_at, range(first, last)) if line is not None]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        insight_id, held = self.current_id, event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() in ENTERS and insight_id is not None:
            (self.acted if held else self.opened).emit(insight_id)
        elif event.key() == Qt.Key.Key_Delete and insight_id is not None:
            self.dismissed.emit(insight_id)
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, _text: str) -> None:
        """None: it would read every row."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.rows.rowCount():
            self.setCurrentIndex(self.rows.index(0, 0))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_keys = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_keys else self.indexAt(event.pos())
        insight_id = self.rows.id_at(index.row())
        if insight_id is not None:
            self.setCurrentIndex(index)
            where = self.visualRect(index).center() if by_keys else event.pos()
            self.menu_wanted.emit(insight_id, self.viewport().mapToGlobal(where))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = event.position().toPoint()
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        place = event.position().toPoint()
        self._hover(self.indexAt(place).row())
        on_part = self._part_at(place) != "row"
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if on_part else Qt.CursorShape.ArrowCursor)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(-1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The row the keys are on stays in sight."""
        row = self.visualRect(self.currentIndex())
        was_seen = row.isValid() and row.bottom() > 0 and row.top() < event.oldSize().height()
        super().resizeEvent(event)
        if was_seen:
            self.scrollTo(self.currentIndex())
        self.scrolled.emit()

    def _spoken(self, line: Line) -> str:
        return phrases.spoken(line, self.now)

    def _hover(self, place: int) -> None:
        if place != self.hovered:
            self.hovered = place
            self.viewport().update()

    def _part_at(self, place: QPoint) -> str:
        """act, dismiss or row."""
        index = self.indexAt(place)
        line = self.line_at(index.row())
        if line is None:
            return "row"
        area: QRect = self.visualRect(index)
        parts = self.painter.places(area, line, at_hand=index.row() in (self.hovered, self.currentIndex().row()))
        if parts.act.contains(place):
            return "act"
        return "dismiss" if parts.dismiss.contains(place) else "row"

    @Slot(QModelIndex)
    def _click(self, index: QModelIndex) -> None:
        insight_id = self.rows.id_at(index.row())
        if insight_id is not None:
            part = self._part_at(self._pressed)
            {"act": self.acted, "dismiss": self.dismissed, "row": self.opened}[part].emit(insight_id)

    @Slot(QModelIndex, QModelIndex)
    def _remember(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if current.isValid():
            self._current = self.rows.id_at(current.row())
            if self.hasFocus() and self._current is not None:
                self.moved_to.emit(self._current)
