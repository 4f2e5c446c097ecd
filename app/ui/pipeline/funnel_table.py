"""The funnel as drawn: a row for each stage, a bar as long as the number of deals that reached it."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPen, QPolygon, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)  # fmt: skip

from app.crm.funnel import Step
from app.ui import words
from app.ui.pipeline.lane import other_currencies
from app.ui.pipeline.table_parts import name_parts
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.id_table import ACROSS, LEFT, VALUE
from app.ui.widgets.roles import ACCESSIBLE, ALIGNMENT, DISPLAY, HINT, ROOT, Index

STAGE, REACHED, WENT_ON, DAYS, WORTH = range(5)
TITLES = ("Stage", "Deals that reached it", "Went on", "Days in it", "Value")
NOT_YET = "not enough yet"


class FunnelModel(QAbstractTableModel):
    """VALUE of a cell: what a click opens, as `funnel.reached` takes it; None where there is nothing to open."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.steps: Sequence[Step] = ()
        self._period, self._currency = "all", ""

    def show(self, steps: Sequence[Step], period: str, currency: str) -> None:
        self.beginResetModel()
        self.steps, self._period, self._currency = steps, period, currency
        self.endResetModel()

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.steps)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(TITLES)

    def data(self, index: Index, role: int = DISPLAY) -> Any:
        if not index.isValid() or role not in (DISPLAY, ACCESSIBLE, HINT, VALUE):
            return None
        step, column = self.steps[index.row()], index.column()
        if role == VALUE:
            return self._behind(index.row(), column)
        text, note = self.words(index.row(), column)
        if role == DISPLAY:
            return text
        said = f"{step.name}, {TITLES[column].lower()}: {text}{f', {note}' if note else ''}"
        if role == ACCESSIBLE or self._behind(index.row(), column) is None:
            return said
        return f"{said}. Enter or a click lists them."

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = DISPLAY) -> Any:
        if orientation != ACROSS or role not in (DISPLAY, ALIGNMENT):
            return None
        return TITLES[section] if role == DISPLAY else LEFT

    def words(self, place: int, column: int) -> tuple[str, str]:
        """The number, and the small words below it."""
        step = self.steps[place]
        if column == WENT_ON:
            return self._share(place)
        if column == DAYS:
            if step.kind != "open" or not step.left:
                return "", ""
            days = NOT_YET if step.usual_days is None else words.many(step.usual_days, "day")
            return days, f"median of {words.many(step.left, 'deal')}"
        if column == WORTH:
            worth = words.short_money(step.sum.cents, self._currency) if step.sum.cents else ""
            return worth, other_currencies(step.sum.others)
        return (words.number(step.reached), "") if column == REACHED else (step.name, "")

    def _share(self, place: int) -> tuple[str, str]:
        step = self.steps[place]
        if place + 1 >= len(self.steps) or not step.reached:
            return "", ""
        share = NOT_YET if step.share is None else f"{round(100 * step.share)} %"
        return share, f"{words.number(step.went_on)} of {words.number(step.reached)}"

    def _behind(self, place: int, column: int) -> Mapping[str, Any] | None:
        step = self.steps[place]
        if column == WENT_ON:
            following = self.steps[place + 1] if place + 1 < len(self.steps) else None
            return {"period": self._period, "stage": following.stage_id} if following and step.went_on else None
        if column == DAYS:
            return {"period": self._period, "left": step.stage_id} if step.left and step.kind == "open" else None
        return {"period": self._period, "stage": step.stage_id} if step.reached else None


class FunnelDelegate(QStyledItemDelegate):
    def __init__(self, look: Look, view: QTableView, model: FunnelModel) -> None:
        super().__init__(view)
        self._look, self._view, self._model = look, view, model

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        area, place = option.rect.adjusted(0, self._look.px(tokens.S3), 0, self._look.px(tokens.S3)), index.row()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if index.column() == REACHED:
            self._bar(painter, area, place)
        else:
            self._words(painter, area, place, index.column())
        if self._view.hasFocus() and index == self._view.currentIndex():
            self._mark(painter, area)
        painter.restore()

    def _mark(self, painter: QPainter, area: QRect) -> None:
        """Where the keys are."""
        px = self._look.px
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._look.color("accent"), tokens.FOCUS_LINE))
        frame = QRect(area.x(), area.y(), area.width(), px(tokens.FUNNEL_BAR)).adjusted(1, 1, -1, -1)
        painter.drawRoundedRect(frame, px(tokens.RADIUS), px(tokens.RADIUS))

    def _bar(self, painter: QPainter, area: QRect, place: int) -> None:
        look, px = self._look, self._look.px
        room = area.adjusted(px(tokens.S1), 0, -px(tokens.S1), 0)
        long, high = self._length(room.width(), place), px(tokens.FUNNEL_BAR)
        won = self._model.steps[place].kind == "won"
        painter.setPen(Qt.PenStyle.NoPen)
        if place + 1 < len(self._model.steps) and long:
            following = self._length(room.width(), place + 1)
            painter.setBrush(look.color("hover"))
            left, top, end = room.x(), room.y() + high, room.bottom() + 1
            corners = ((left, top), (left + long, top), (left + following, end), (left, end))
            painter.drawPolygon(QPolygon([QPoint(*corner) for corner in corners]))
        painter.setBrush(look.color("green_soft" if won else "accent_soft"))
        painter.drawRoundedRect(QRect(room.x(), room.y(), long, high), px(tokens.CHIP_RADIUS), px(tokens.CHIP_RADIUS))
        painter.setBrush(look.color("green" if won else "accent"))
        painter.drawRoundedRect(QRect(room.x(), room.y(), min(long, px(tokens.S1)), high), px(tokens.S0), px(tokens.S0))
        text, _note = self._model.words(place, REACHED)
        self._text(painter, QRect(room.x() + px(tokens.S3), room.y(), room.width(), high), text, strong=True)

    def _length(self, room: int, place: int) -> int:
        most = max((step.reached for step in self._model.steps), default=0)
        reached = self._model.steps[place].reached
        return max(self._look.px(tokens.S1), round(room * reached / most)) if reached and most else 0

    def _words(self, painter: QPainter, area: QRect, place: int, column: int) -> None:
        text, note = self._model.words(place, column)
        px, high = self._look.px, self._look.px(tokens.FUNNEL_BAR)
        room = QRect(area.x() + px(tokens.S2), area.y(), area.width() - 2 * px(tokens.S2), high)
        if column == STAGE:
            self._text(painter, room, text, strong=True)
            return
        half = high // 2 if note else high
        color = "muted" if text == NOT_YET else "text"
        self._text(painter, QRect(room.x(), room.y(), room.width(), half), text, color=color)
        if note:
            below = QRect(room.x(), room.y() + half, room.width(), half)
            self._text(painter, below, note, color="muted", size=tokens.META)

    def _text(
        self, painter: QPainter, area: QRect, text: str, *, strong: bool = False, color: str = "text",
        size: int = tokens.BODY,
    ) -> None:  # fmt: skip
        painter.setFont(self._look.font(size, strong=strong, figures=True))
        painter.setPen(self._look.color(color))
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, max(0, area.width()))
        painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), shown)


class FunnelTable(QTableView):
    """The arrow keys go from number to number; Enter or a click opens the deals behind it."""

    opened = Signal(object)
    left = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.funnel = FunnelModel(self)
        self.setModel(self.funnel)
        self.setItemDelegate(FunnelDelegate(look, self, self.funnel))
        self.setProperty("kind", "cards")
        self.setAccessibleName("Funnel")
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        name_parts(self, "Numbers of the funnel", "Stages")
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(look.px(tokens.FUNNEL_ROW))
        head = self.horizontalHeader()
        head.setSectionsClickable(False)
        head.setHighlightSections(False)
        head.setFixedHeight(look.px(tokens.CONTROL))
        head.setMinimumSectionSize(look.px(tokens.S6))
        for column, wide in ((STAGE, tokens.FUNNEL_STAGE), (WENT_ON, tokens.WORD_WIDE), (DAYS, tokens.FUNNEL_WORDS),
                             (WORTH, tokens.FUNNEL_WORDS)):  # fmt: skip
            head.resizeSection(column, look.px(wide))
        self._least = look.px(tokens.NAME_WIDE)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The bars take what the words leave; where that is too little, the table scrolls sideways."""
        super().resizeEvent(event)
        taken = sum(self.columnWidth(column) for column in range(len(TITLES)) if column != REACHED)
        self.setColumnWidth(REACHED, max(self._least, event.size().width() - taken))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex())
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        behind = self.indexAt(event.position().toPoint()).data(VALUE)
        self.viewport().setCursor(Qt.CursorShape.ArrowCursor if behind is None else Qt.CursorShape.PointingHandCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            self._open(self.indexAt(event.position().toPoint()))

    def _open(self, index: Index) -> None:
        behind = index.data(VALUE) if index.isValid() else None
        if behind is not None:
            self.opened.emit(behind)
