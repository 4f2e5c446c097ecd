"""The timeline: one row for each moment, as high as its words."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QResizeEvent
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.crm.timeline import Moment
from app.ui import phrases, words
from app.ui.theme import tokens
from app.ui.theme.look import Look

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
DISPLAY, ACCESSIBLE, HINT = (
    int(role) for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole)
)
WHEN, ICON = int(Qt.ItemDataRole.UserRole), int(Qt.ItemDataRole.UserRole) + 1
LONGEST = 600
WRAPPED = int(Qt.TextFlag.TextWordWrap) | int(Qt.AlignmentFlag.AlignTop)


class FeedModel(QAbstractListModel):
    """Moments, newest first."""

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

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._moments)

    def data(self, index: Index, role: int = DISPLAY) -> Any:
        if not index.isValid():
            return None
        moment, text = self._moments[index.row()], self._texts[index.row()]
        if role == DISPLAY:
            return text
        if role == WHEN:
            return words.when(moment.at, self._now)
        if role == HINT:
            return words.full(moment.at, self._now)
        if role == ACCESSIBLE:
            return f"{words.when(moment.at, self._now)}: {text}"
        return phrases.icon(moment) if role == ICON else None


class FeedDelegate(QStyledItemDelegate):
    """The day in small type, then the words, wrapped."""

    def __init__(self, look: Look, view: QListView) -> None:
        super().__init__(view)
        self._look, self._view = look, view

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        wide = max(1, self._view.viewport().width())
        return QSize(
            wide, self._text_rect(QRect(0, 0, wide, 0), index.data(DISPLAY)).height() + self._look.px(tokens.S2)
        )

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look, area = self._look, option.rect
        painter.save()
        painter.setFont(look.font(tokens.META))
        painter.setPen(look.color("muted"))
        nudge = (QFontMetrics(look.font()).height() - painter.fontMetrics().height()) // 2
        when = QRect(area.x(), area.y() + nudge, look.px(tokens.WHEN), area.height())
        painter.drawText(when, int(Qt.AlignmentFlag.AlignTop), index.data(WHEN))
        painter.setFont(look.font())
        painter.setPen(look.color("text"))
        painter.drawText(self._text_rect(area, index.data(DISPLAY)), WRAPPED, index.data(DISPLAY))
        painter.restore()

    def _text_rect(self, area: QRect, text: str) -> QRect:
        left = self._look.px(tokens.WHEN) + self._look.px(tokens.S2)
        room = QRect(area.x() + left, area.y(), max(1, area.width() - left), tokens.HIGHEST)
        high = QFontMetrics(self._look.font()).boundingRect(room, WRAPPED, text).height()
        return QRect(room.x(), room.y(), room.width(), high)


class Feed(QListView):
    """As high as all its rows; the pane around it scrolls."""

    def __init__(self, look: Look, currency: str) -> None:
        super().__init__()
        self._currency = currency
        self.moments = FeedModel(self)
        self.setModel(self.moments)
        self.setItemDelegate(FeedDelegate(look, self))
        self.setAccessibleName("What happened")
        self.setSelectionMode(QListView.SelectionMode.NoSelection)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)

    def show_moments(self, moments: Sequence[Moment], now: datetime) -> None:
        self.moments.show(moments, self._currency, now)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def _fit(self) -> None:
        option, delegate = QStyleOptionViewItem(), self.itemDelegate()
        rows = range(self.moments.rowCount())
        self.setFixedHeight(sum(delegate.sizeHint(option, self.moments.index(n)).height() for n in rows) + tokens.S1)
        self.scheduleDelayedItemsLayout()


def _shortened(text: str) -> str:
    flat = text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
    return flat.strip()
