"""A short list in the pane: words at the left, a note at the right; what can be opened is a link."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.basic import Plain, button, column
from app.ui.widgets.roles import ACCESSIBLE, DISPLAY, HINT, OWN, ROOT, Index

ENTRY = OWN
LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


@dataclass(frozen=True)
class Entry:
    """opens: the kind and id of a record, or None where there is nothing to open. icon: a name of the set, or none."""

    text: str
    note: str = ""
    opens: tuple[str, int] | None = None
    icon: str = ""


class EntryModel(QAbstractListModel):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries: Sequence[Entry] = ()

    def show(self, entries: Sequence[Entry]) -> None:
        self.beginResetModel()
        self._entries = entries
        self.endResetModel()

    def entry_at(self, place: int) -> Entry | None:
        return self._entries[place] if 0 <= place < len(self._entries) else None

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._entries)

    def data(self, index: Index, role: int = DISPLAY) -> Any:
        if not index.isValid():
            return None
        entry = self._entries[index.row()]
        if role in (DISPLAY, HINT):
            return entry.text
        if role == ACCESSIBLE:
            return ", ".join(part for part in (entry.text, entry.note) if part)
        return entry if role == ENTRY else None


class EntryDelegate(QStyledItemDelegate):
    def __init__(self, look: Look, view: QListView) -> None:
        super().__init__(view)
        self._look, self._view = look, view

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(0, self._look.px(tokens.FIELD_ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look, px, entry, state = self._look, self._look.px, index.data(ENTRY), option.state
        area: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if index.row() == self._view.currentIndex().row() and self._view.hasFocus():
            painter.setPen(QPen(look.color("accent"), tokens.FOCUS_LINE))
            painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), px(tokens.RADIUS), px(tokens.RADIUS))
        room = area.adjusted(px(tokens.S1), 0, -px(tokens.S1), 0)
        if entry.icon:
            side = px(tokens.ICON)
            place = QRect(room.x(), room.center().y() - side // 2 + 1, side, side)
            painter.drawPixmap(place, look.pixmap(entry.icon))
            room.adjust(side + px(tokens.S2), 0, 0, 0)
        room.adjust(0, 0, -self._note(painter, room, entry.note), 0)
        font = look.font()
        font.setUnderline(bool(entry.opens and state & QStyle.StateFlag.State_MouseOver))
        painter.setFont(font)
        painter.setPen(look.color("text" if entry.opens or not entry.icon else "muted"))
        text = painter.fontMetrics().elidedText(entry.text, Qt.TextElideMode.ElideRight, max(0, room.width()))
        painter.drawText(room, LEFT, text)
        painter.restore()

    def _note(self, painter: QPainter, room: QRect, note: str) -> int:
        """Takes at most half. Returns how wide it is, with its gap."""
        painter.setFont(self._look.font(tokens.META, figures=True))
        painter.setPen(self._look.color("muted"))
        shown = painter.fontMetrics().elidedText(note, Qt.TextElideMode.ElideRight, room.width() // 2)
        painter.drawText(room, RIGHT, shown)
        return painter.fontMetrics().horizontalAdvance(shown) + self._look.px(tokens.S3) if note else 0


class EntryView(QListView):
    """As high as its rows."""

    opened = Signal(str, object)

    def __init__(self, look: Look, name: str) -> None:
        super().__init__()
        self._look = look
        self.entries = EntryModel(self)
        self.setModel(self.entries)
        self.setItemDelegate(EntryDelegate(look, self))
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        for set_policy in (self.setVerticalScrollBarPolicy, self.setHorizontalScrollBarPolicy):
            set_policy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.clicked.connect(self._click)

    def show_entries(self, entries: Sequence[Entry]) -> None:
        self.entries.show(entries)
        self.setFixedHeight(len(entries) * self._look.px(tokens.FIELD_ROW))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.entries.rowCount():
            self.setCurrentIndex(self.entries.index(0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex().row())
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, _text: str) -> None:
        """None: letters are keys of the pane."""

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        entry = self.entries.entry_at(self.indexAt(event.position().toPoint()).row())
        link = entry is not None and entry.opens is not None
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if link else Qt.CursorShape.ArrowCursor)

    @Slot(QModelIndex)
    def _click(self, index: QModelIndex) -> None:
        self._open(index.row())

    def _open(self, place: int) -> None:
        entry = self.entries.entry_at(place)
        if entry is not None and entry.opens is not None:
            self.opened.emit(*entry.opens)


class EntryList(Plain):
    """The first rows, and a button for all."""

    def __init__(self, look: Look, name: str, first: int) -> None:
        super().__init__()
        self._first, self._name = first, name
        self._entries: Sequence[Entry] = ()
        self._whole = False
        self.view, self.all = EntryView(look, name), button("", "plain")
        stack = column(look, tokens.S1, parent=self)
        stack.addWidget(self.view)
        stack.addWidget(self.all, 0, Qt.AlignmentFlag.AlignLeft)
        self.all.clicked.connect(self._toggle)

    def show_entries(self, entries: Sequence[Entry], *, anew: bool) -> None:
        """anew: of another record, so that only the first are shown again."""
        self._entries, self._whole = entries, self._whole and not anew
        self._show()

    def _show(self) -> None:
        self.view.show_entries(self._entries if self._whole else self._entries[: self._first])
        self.setVisible(bool(self._entries))
        self.all.setVisible(len(self._entries) > self._first)
        self.all.setText("Show less" if self._whole else f"Show all {len(self._entries)}")
        self.all.setAccessibleName(f"{self.all.text()}: {self._name.lower()}")

    @Slot()
    def _toggle(self) -> None:
        self._whole = not self._whole
        self._show()
