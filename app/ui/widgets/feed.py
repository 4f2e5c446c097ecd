"""The rows of a timeline: an icon, the words as high as they need, the day; notes and calls are edited in place."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QListView,
    QMenu,
    QPlainTextEdit,
    QScrollArea,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.crm.timeline import Moment
from app.ui import phrases, words
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.roles import ACCESSIBLE, DISPLAY, EDIT, HINT, OWN, ROOT, Index

WHEN, ICON, MOMENT = (OWN + place for place in range(3))
LONGEST = 600
LINES = 3
"""An editor is at least so high."""
WRAPPED = int(Qt.TextFlag.TextWordWrap) | int(Qt.AlignmentFlag.AlignTop)
WRITTEN = ("note", "interaction")
"""What the owner wrote, and may write anew."""
OPENED = ("deal", "task", "project", "contact")


SHOWN: Mapping[int, Callable[[Moment, str, datetime], Any]] = MappingProxyType(
    {
        WHEN: lambda moment, _text, now: words.when(moment.at, now),
        HINT: lambda moment, _text, now: words.full(moment.at, now),
        ACCESSIBLE: lambda moment, text, now: f"{words.when(moment.at, now)}: {text}",
        ICON: lambda moment, _text, _now: phrases.icon(moment),
        MOMENT: lambda moment, _text, _now: moment,
        EDIT: lambda moment, _text, _now: moment.text,
    }
)
"""What a role is, asked for one at a time: words for a day take longer than all else."""


class FeedModel(QAbstractListModel):
    """Moments, newest first."""

    edited = Signal(object, str)
    """a Moment and its new words"""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._moments: Sequence[Moment] = ()
        self._texts: list[str] = []
        self._now = datetime.now().astimezone()

    def show(self, moments: Sequence[Moment], currency: str, now: datetime) -> None:
        self.beginResetModel()
        self._moments, self._now = moments, now
        self._texts = [_shortened(phrases.phrase(moment, currency)) for moment in moments]
        self.endResetModel()

    def shows(self, moments: Sequence[Moment], now: datetime) -> bool:
        """Whether just these are shown already, told from the same day."""
        return list(moments) == list(self._moments) and now.date() == self._now.date() and bool(moments)

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._moments)

    def data(self, index: Index, role: int = DISPLAY) -> Any:
        if not index.isValid():
            return None
        moment, text = self._moments[index.row()], self._texts[index.row()]
        if int(role) == DISPLAY:
            return text
        found = SHOWN.get(int(role))
        return found(moment, text, self._now) if found else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        found = super().flags(index)
        written = index.isValid() and self._moments[index.row()].source in WRITTEN
        return found | Qt.ItemFlag.ItemIsEditable if written else found

    def setData(self, index: Index, value: Any, role: int = EDIT) -> bool:
        moment = self._moments[index.row()]
        if int(role) != EDIT or str(value).strip() == moment.text:
            return False
        self.edited.emit(moment, str(value).strip())
        return True


class FeedDelegate(QStyledItemDelegate):
    """An icon, the words wrapped, the day at the right in small type; three dots there where the mouse or the keys are.

    Enter in an editor gives the words, Shift and Enter begin a line, Esc takes them back.
    """

    def __init__(self, look: Look, view: "Feed") -> None:
        super().__init__(view)
        self._look, self._view = look, view

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        wide = max(1, self._view.viewport().width())
        high = self.text_rect(QRect(0, 0, wide, 0), index.data(DISPLAY)).height()
        return QSize(wide, high + self._look.px(tokens.S2))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look, area = self._look, option.rect
        active = self._view.is_active(index)
        painter.save()
        if self._view.hasFocus() and index == self._view.currentIndex():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(look.color("accent"), tokens.FOCUS_LINE))
            painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), look.px(tokens.RADIUS), look.px(tokens.RADIUS))
        line = QFontMetrics(look.font()).height()
        top, side = area.y() + look.px(tokens.S1), look.px(tokens.ICON)
        picture = QRect(area.x() + look.px(tokens.S1), top + (line - side) // 2, side, side)
        painter.drawPixmap(picture, look.pixmap(index.data(ICON)))
        quiet = index.data(MOMENT).source in ("edit", "activity")
        painter.setFont(look.font())
        painter.setPen(look.color("muted" if quiet else "text"))
        painter.drawText(self.text_rect(area, index.data(DISPLAY)), WRAPPED, index.data(DISPLAY))
        if active and self._view.has_menu(index):
            painter.drawPixmap(self.dots_rect(area), look.pixmap("dots-three", color="text"))
        else:
            self._paint_when(painter, area, index.data(WHEN))
        painter.restore()

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, _index: Index) -> QWidget:
        made = QPlainTextEdit(parent)
        made.setAccessibleName("Words of this entry")
        made.setTabChangesFocus(True)
        return made

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, QPlainTextEdit) and not editor.document().isModified():
            editor.setPlainText(index.data(EDIT))
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        if isinstance(editor, QPlainTextEdit):
            model.setData(index, editor.toPlainText(), EDIT)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        look, area = self._look, option.rect
        least = LINES * QFontMetrics(look.font()).height() + 2 * look.px(tokens.S3)
        text = self.text_rect(area, index.data(DISPLAY))
        high = max(least, text.height() + 2 * look.px(tokens.S3))
        top = max(0, min(area.y(), self._view.viewport().height() - high))
        editor.setGeometry(text.x() - look.px(tokens.S2), top, area.right() - text.x() + look.px(tokens.S2), high)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and isinstance(watched, QWidget):
            entered = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if entered and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                self.commitData.emit(watched)
                self.closeEditor.emit(watched, QStyledItemDelegate.EndEditHint.NoHint)
                return True
        return super().eventFilter(watched, event)

    def text_rect(self, area: QRect, text: str) -> QRect:
        px = self._look.px
        left = px(tokens.S1) + px(tokens.ICON) + px(tokens.S2)
        room = QRect(area.x() + left, area.y() + px(tokens.S1), 1, tokens.HIGHEST)
        room.setWidth(max(1, area.width() - left - px(tokens.WHEN) - px(tokens.S2)))
        room.setHeight(QFontMetrics(self._look.font()).boundingRect(room, WRAPPED, text).height())
        return room

    def dots_rect(self, area: QRect) -> QRect:
        side, px = self._look.px(tokens.ICON), self._look.px
        return QRect(area.right() - px(tokens.S1) - side, area.y() + px(tokens.S1), side, side)

    def _paint_when(self, painter: QPainter, area: QRect, when: str) -> None:
        look = self._look
        painter.setFont(look.font(tokens.META, figures=True))
        painter.setPen(look.color("muted"))
        nudge = (QFontMetrics(look.font()).height() - painter.fontMetrics().height()) // 2
        wide = look.px(tokens.WHEN)
        place = QRect(area.right() - look.px(tokens.S1) - wide, area.y() + look.px(tokens.S1) + nudge, wide, HIGH)
        shown = painter.fontMetrics().elidedText(when, Qt.TextElideMode.ElideRight, wide)
        painter.drawText(place, int(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight), shown)


HIGH = tokens.ROW


class Feed(QListView):
    """As high as all its rows; the pane around it scrolls. Enter edits or opens, Delete deletes what was written."""

    edited = Signal(object, str)
    deleted, opened = Signal(object), Signal(object)
    """a Moment"""

    def __init__(self, look: Look, currency: str) -> None:
        super().__init__()
        self._currency, self._home = currency, ""
        self._hovered = -1
        self._waiting: tuple[Sequence[Moment], datetime] | None = None
        self.moments, self.menu = FeedModel(self), QMenu(self)
        self._delegate = FeedDelegate(look, self)
        self.setModel(self.moments)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName("What happened")
        self.setMouseTracking(True)
        self.setSelectionMode(QListView.SelectionMode.NoSelection)
        self.setEditTriggers(QListView.EditTrigger.DoubleClicked | QListView.EditTrigger.EditKeyPressed)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.moments.edited.connect(self.edited)
        self.menu.triggered.connect(self._take)

    @property
    def editing(self) -> bool:
        return self.state() == QListView.State.EditingState

    def show_moments(self, moments: Sequence[Moment], now: datetime, home: str = "") -> None:
        """home: the kind of record they are of, which is not opened from here. Waits while one is being written."""
        self._home = home
        if self.moments.shows(moments, now):
            return
        if self.editing:
            self._waiting = (moments, now)
            return
        place = self.currentIndex().row()
        self.moments.show(moments, self._currency, now)
        self._fit()
        if 0 <= place < self.moments.rowCount():
            self.setCurrentIndex(self.moments.index(place))

    def is_active(self, index: Index) -> bool:
        return index.row() == self._hovered or (self.hasFocus() and index == self.currentIndex())

    def has_menu(self, index: Index) -> bool:
        moment = index.data(MOMENT)
        return moment.source in WRITTEN or self._can_open(moment)

    def edit_or_open(self, index: QModelIndex) -> None:
        moment = index.data(MOMENT)
        if moment.source in WRITTEN:
            self.edit(index)
        elif self._can_open(moment):
            self.opened.emit(moment)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        if self.editing or not index.isValid() or event.key() == Qt.Key.Key_Escape:
            event.ignore()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.edit_or_open(index)
        elif event.key() == Qt.Key.Key_Delete and index.data(MOMENT).source in WRITTEN:
            self.deleted.emit(index.data(MOMENT))
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        index = self.indexAt(event.pos()) if by_mouse else self.currentIndex()
        self._offer(index, event.globalPos() if by_mouse else None)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._hover(self.indexAt(event.position().toPoint()).row())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        on_dots = index.isValid() and self._delegate.dots_rect(self.visualRect(index)).contains(
            event.position().toPoint()
        )
        if on_dots and event.button() == Qt.MouseButton.LeftButton:
            self._offer(index, event.globalPosition().toPoint())
        else:
            super().mouseReleaseEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(-1)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.moments.rowCount():
            self.setCurrentIndex(self.moments.index(0))

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        around: QWidget | None = self.parentWidget()
        while around is not None and not isinstance(around, QScrollArea):
            around = around.parentWidget()
        inner = around.widget() if isinstance(around, QScrollArea) else None
        if isinstance(around, QScrollArea) and inner is not None and self.hasFocus():
            middle = self.mapTo(inner, self.visualRect(current).center())
            around.ensureVisible(middle.x(), middle.y(), 0, self.visualRect(current).height())

    def closeEditor(self, editor: QWidget, hint: QStyledItemDelegate.EndEditHint) -> None:
        super().closeEditor(editor, hint)
        waiting, self._waiting = self._waiting, None
        if waiting:
            self.show_moments(*waiting, home=self._home)
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def _can_open(self, moment: Moment) -> bool:
        return moment.source == "activity" and moment.kind in OPENED and moment.kind != self._home

    def _hover(self, place: int) -> None:
        if place != self._hovered:
            self._hovered = place
            self.viewport().update()

    def _offer(self, index: QModelIndex, at: QPoint | None) -> None:
        if not index.isValid() or not self.has_menu(index):
            return
        self.setCurrentIndex(index)
        self.menu.clear()
        written = index.data(MOMENT).source in WRITTEN
        for what in ("Edit", "Delete") if written else ("Open",):
            self.menu.addAction(what).setData(what)
        self.menu.popup(at or self.viewport().mapToGlobal(self.visualRect(index).bottomRight()))

    @Slot(QAction)
    def _take(self, action: QAction) -> None:
        index = self.currentIndex()
        if index.isValid() and action.data() == "Delete":
            self.deleted.emit(index.data(MOMENT))
        elif index.isValid():
            self.edit_or_open(index)

    def _fit(self) -> None:
        option, delegate = QStyleOptionViewItem(), self._delegate
        rows = range(self.moments.rowCount())
        self.setFixedHeight(sum(delegate.sizeHint(option, self.moments.index(n)).height() for n in rows) + tokens.S1)
        self.scheduleDelayedItemsLayout()


def _shortened(text: str) -> str:
    flat = text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
    return flat.strip()
