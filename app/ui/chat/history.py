"""Earlier conversations: found by their words, opened, deleted."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QRect, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QListView, QMenu, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.chat.shapes import Listed
from app.ui import words
from app.ui.background import Handle
from app.ui.desk import Desk
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.basic import column, label
from app.ui.widgets.filter_field import FilterField
from app.ui.widgets.roles import ACCESSIBLE, DISPLAY, HINT, OWN, ROOT, Index

LISTED = OWN
MORE = 50
"""Conversations read at once; as many more at the end of the list."""
REST = 150
"""Milliseconds without a key after which the words are searched for."""
Found = tuple[str, int, Sequence[Listed]]
"""What was searched for, how many at most, and what was found."""


class HistoryModel(QAbstractListModel):
    def __init__(self, now: Callable[[], datetime], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._now = now
        self._rows: Sequence[Listed] = ()

    def show(self, rows: Sequence[Listed]) -> None:
        if list(rows) == list(self._rows):
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def at(self, place: int) -> Listed | None:
        return self._rows[place] if 0 <= place < len(self._rows) else None

    def place_of(self, conversation: int) -> int:
        return next((place for place, row in enumerate(self._rows) if row.id == conversation), -1)

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = DISPLAY) -> Any:
        row = self.at(index.row()) if index.isValid() else None
        if row is None:
            return None
        if int(role) in (DISPLAY, HINT):
            return row.title
        if int(role) == ACCESSIBLE:
            when, count = words.when(row.last_at, self._now()), words.many(row.messages, "message")
            return ", ".join(part for part in (row.title, when, count, row.found) if part)
        return row if int(role) == LISTED else None


class HistoryDelegate(QStyledItemDelegate):
    """The title and the day; below them the words that were searched for, or how long it is."""

    def __init__(self, look: Look, now: Callable[[], datetime], view: "HistoryView") -> None:
        super().__init__(view)
        self._look, self._now, self._view = look, now, view

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(0, self._look.px(tokens.TODAY_ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        px, row = self._look.px, index.data(LISTED)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, option, index)
        area = option.rect.adjusted(px(tokens.S3), px(tokens.S1), -px(tokens.S3), -px(tokens.S1))
        upper = QRect(area.x(), area.y(), area.width(), area.height() // 2)
        when = self._line(painter, upper, words.when(row.last_at, self._now()), "muted", right=True)
        self._line(painter, upper.adjusted(0, 0, -when - px(tokens.S2), 0), row.title, "text", size=tokens.BODY)
        below = QRect(area.x(), area.center().y(), area.width(), area.height() // 2)
        self._line(painter, below, row.found or words.many(row.messages, "message"), "muted")
        painter.restore()

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look = self._look
        keyed = self._view.hasFocus() and index == self._view.currentIndex()
        chosen = index.data(LISTED).id == self._view.shown
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        if not (keyed or chosen or hovered):
            return
        painter.setPen(QPen(look.color("accent"), tokens.FOCUS_LINE) if keyed else Qt.PenStyle.NoPen)
        painter.setBrush(look.color("accent_soft" if chosen else "hover"))
        painter.drawRoundedRect(option.rect.adjusted(1, 1, -1, -1), look.px(tokens.RADIUS), look.px(tokens.RADIUS))

    def _line(
        self, painter: QPainter, area: QRect, text: str, color: str, *, size: int = tokens.META, right: bool = False
    ) -> int:
        """Returns how wide the words are."""
        painter.setFont(self._look.font(size, figures=True))
        painter.setPen(self._look.color(color))
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, max(0, area.width()))
        painter.drawText(area, int(side | Qt.AlignmentFlag.AlignVCenter), shown)
        return painter.fontMetrics().horizontalAdvance(shown)


class HistoryView(QListView):
    """Enter or a click opens, Delete deletes."""

    chosen, deleted = Signal(object, object), Signal(object)
    """the id of a conversation; of the message in which the words stand, or None"""

    def __init__(self, look: Look, now: Callable[[], datetime]) -> None:
        super().__init__()
        self.shown = 0
        self.rows, self.menu = HistoryModel(now, self), QMenu(self)
        self.setModel(self.rows)
        self.setItemDelegate(HistoryDelegate(look, now, self))
        self.setAccessibleName("Conversations")
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.menu.addAction("Open").triggered.connect(self._open)
        self.menu.addAction("Delete").triggered.connect(self._delete)
        self.clicked.connect(self._click)

    def show_chosen(self, conversation: int) -> None:
        """The one that is shown beside the list; 0 for none."""
        self.shown = conversation
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open()
        elif event.key() == Qt.Key.Key_Delete:
            self._delete()
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        index = self.currentIndex()
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            index = self.indexAt(event.pos())
            self.setCurrentIndex(index)
        if index.isValid():
            self.menu.popup(event.globalPos())

    @Slot(QModelIndex)
    def _click(self, index: QModelIndex) -> None:
        row = index.data(LISTED)
        self.chosen.emit(row.id, row.hit)

    @Slot()
    def _open(self) -> None:
        row = self.rows.at(self.currentIndex().row())
        if row is not None:
            self.chosen.emit(row.id, row.hit)

    @Slot()
    def _delete(self) -> None:
        row = self.rows.at(self.currentIndex().row())
        if row is not None:
            self.deleted.emit(row.id)


class History(QWidget):
    """The field that searches, and what was found."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._limit = desk, MORE
        self._searching, self._again = False, False
        look = desk.look
        self.around, self.view = FilterField(look, "Find a conversation"), HistoryView(look, self._now)
        self.around.setMinimumWidth(0)
        self.around.setMaximumWidth(tokens.HIGHEST)
        self.nothing = label("", "muted")
        self.nothing.setWordWrap(True)
        self.nothing.setMargin(look.px(tokens.S2))
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST)
        self._rest.timeout.connect(self.refresh)
        stack = column(look, tokens.S2, (tokens.S3, tokens.S3, tokens.S3, tokens.S2), self)
        for part in (self.around, self.nothing, self.view):
            stack.addWidget(part)
        stack.addStretch(1)
        stack.setStretchFactor(self.view, 1000)
        self.around.line.textChanged.connect(self._search)
        self.view.verticalScrollBar().valueChanged.connect(self._go_on)

    @Slot()
    def refresh(self) -> None:
        """Read again: the newest ones at once, those that hold certain words on a thread, one search at a time."""
        wanted, limit = self._wanted(), self._limit
        if not wanted:
            self._show((wanted, limit, _read(self._desk, wanted, limit)))
        elif self._searching:
            self._again = True
        else:
            self._begin(wanted, limit)

    def _begin(self, wanted: str, limit: int) -> None:
        desk = self._desk

        def work(_handle: Handle) -> Found:
            return wanted, limit, _read(desk, wanted, limit)

        self._searching, self._again = True, False
        task = desk.quietly(work)
        task.done.connect(self._show)
        task.failed.connect(desk.tell_failure)
        task.ended.connect(self._go_on_searching)

    @Slot(object)
    def _show(self, found: Found) -> None:
        """The place the keys are at stays. What was searched for before the last key is not shown any more."""
        wanted, limit, rows = found
        if (wanted, limit) != (self._wanted(), self._limit):
            return
        before = self.view.rows.at(self.view.currentIndex().row())
        place = self.view.currentIndex().row()
        self.view.rows.show(rows)
        self.view.setVisible(bool(rows))
        self.nothing.setVisible(not rows)
        self.nothing.setText(f"No conversation has “{wanted[:40]}”." if wanted else "What you talk about stands here.")
        if before is not None and rows:
            known = self.view.rows.place_of(before.id)
            self.view.setCurrentIndex(self.view.rows.index(known if known >= 0 else min(place, len(rows) - 1)))

    def _now(self) -> datetime:
        return self._desk.now

    def _wanted(self) -> str:
        return self.around.line.text().strip()

    @Slot()
    def _go_on_searching(self) -> None:
        self._searching = False
        if self._again:
            self.refresh()

    @Slot()
    def _search(self) -> None:
        self._limit = MORE
        if self._wanted():
            self._rest.start()
        else:
            self._rest.stop()
            self.refresh()

    @Slot(int)
    def _go_on(self, value: int) -> None:
        """At the end, further ones."""
        at_end = value == self.view.verticalScrollBar().maximum()
        if at_end and value and self.view.rows.rowCount() >= self._limit:
            self._limit += MORE
            self.refresh()


def _read(desk: Desk, wanted: str, limit: int) -> Sequence[Listed]:
    """On whichever thread."""
    from app.chat import conversations  # noqa: PLC0415 - not needed at the start

    with desk.read() as session:
        return conversations.listed(session, wanted, limit)
