"""Paints a row of the inbox: what it is about, the message, what became of it, and the button it suggests."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen, QTextLayout
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from app.coach.inbox import Line
from app.ui.inbox import phrases
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.id_table import VALUE
from app.ui.widgets.roles import Index

if TYPE_CHECKING:
    from app.ui.inbox.insight_list import InsightList

LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
MIDDLE = int(Qt.AlignmentFlag.AlignCenter)


@dataclass(frozen=True)
class Places:
    """Where the parts of a row lie; `act` and `dismiss` are empty where there are none."""

    icon: QRect
    words: QRect
    act: QRect
    dismiss: QRect


@dataclass(frozen=True)
class Shape:
    """Tokens: how high a row is, how far from the sides it begins, and from which width on it has its button.

    lines: of the message. states: whether it is told what became of it.
    """

    high: int = tokens.TODAY_ROW
    edge: int = tokens.S4 + tokens.S1
    roomy: int = tokens.NARROW_SHEET
    lines: int = 1
    states: bool = True


USUAL = Shape()


class InsightDelegate(QStyledItemDelegate):
    def __init__(self, look: Look, view: "InsightList", shape: Shape) -> None:
        super().__init__(view)
        self._look, self._view, self._shape = look, view, shape

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(0, self._look.px(self._shape.high))

    def places(self, area: QRect, line: Line, *, at_hand: bool) -> Places:
        """at_hand: the mouse or the keys are on the row, so that it can be dismissed."""
        px, side = self._look.px, self._look.px(tokens.ICON_LARGE)
        icon = QRect(area.x() + px(self._shape.edge), area.center().y() - side // 2 + 1, side, side)
        right, dismiss, act = area.right() + 1 - px(self._shape.edge), QRect(), QRect()
        if line.answerable and at_hand:
            dismiss = QRect(right - px(tokens.S5), area.center().y() - px(tokens.S3) + 1, px(tokens.S5), px(tokens.S5))
            right = dismiss.x() - px(tokens.S1)
        if line.suggested and area.width() >= px(self._shape.roomy):
            wide = min(self._metrics().horizontalAdvance(line.suggested) + px(tokens.S5), px(tokens.CHIP_WORD))
            high = px(tokens.FIELD_ROW)
            act = QRect(right - wide, area.center().y() - high // 2 + 1, wide, high)
            right = act.x() - px(tokens.S3)
        left = icon.right() + px(tokens.S3)
        words = QRect(left, area.y() + px(tokens.S1), max(0, right - left), area.height() - 2 * px(tokens.S1))
        return Places(icon, words, act, dismiss)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line: Line | None = index.data(VALUE)
        if line is None:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area: QRect = option.rect
        current = index.row() == self._view.currentIndex().row()
        at_hand = current or index.row() == self._view.hovered
        self._paint_ground(painter, area, current=current, hovered=index.row() == self._view.hovered)
        places = self.places(area, line, at_hand=at_hand)
        tone = "coach" if line.state == "waiting" else "muted"
        painter.drawPixmap(places.icon, self._look.pixmap(phrases.ICONS[line.type], tokens.ICON_LARGE, tone))
        self._paint_words(painter, places.words, line)
        if not places.act.isEmpty():
            self._paint_button(painter, places.act, line.suggested)
        if not places.dismiss.isEmpty():
            self._paint_cross(painter, places.dismiss)
        painter.restore()

    def _paint_ground(self, painter: QPainter, area: QRect, *, current: bool, hovered: bool) -> None:
        look = self._look
        if current or hovered:
            painter.fillRect(area, look.color("accent_soft" if current else "hover"))
        if current and self._view.hasFocus():
            for top in (area.top(), area.bottom() - tokens.FOCUS_LINE + 1):
                painter.fillRect(area.x(), top, area.width(), tokens.FOCUS_LINE, look.color("accent"))

    def _paint_words(self, painter: QPainter, room: QRect, line: Line) -> None:
        fresh = line.state == "waiting" and not line.seen
        high = room.height() // (self._shape.lines + 1)
        upper = QRect(room.x(), room.y(), room.width(), high)
        lower = QRect(room.x(), room.bottom() + 1 - high, room.width(), high)
        if fresh:
            upper.adjust(self._look.px(tokens.S4), 0, 0, 0)
        tone = "text" if line.answerable else "muted"
        told = self._wrapped(" ".join(line.message.split()), upper.width(), strong=fresh)
        spare = (self._shape.lines - len(told)) * high // 2
        upper.translate(0, spare)
        lower.translate(0, -spare)
        for text in told:
            if fresh and text is told[0]:
                self._paint_dot(painter, upper)
            self._line(painter, upper, text.rstrip(), tone, tokens.BODY, strong=fresh)
            upper.translate(0, high)
        if line.critical:
            lower = lower.adjusted(self._line(painter, lower, "Critical  ·  ", "amber", tokens.META), 0, 0, 0)
        aside = phrases.aside(line, self._view.now, whole=self._shape.states)
        self._line(painter, lower, aside, "muted", tokens.META)

    def _paint_dot(self, painter: QPainter, words: QRect) -> None:
        """Before the words: not read yet."""
        side = self._look.px(tokens.S2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._look.color("coach"))
        left = words.x() - self._look.px(tokens.S4)
        painter.drawEllipse(QRect(left, words.center().y() - side // 2 + 1, side, side))

    def _paint_button(self, painter: QPainter, area: QRect, text: str) -> None:
        look = self._look
        painter.setPen(QPen(look.color("line"), tokens.HAIRLINE))
        painter.setBrush(look.color("surface"))
        painter.drawRoundedRect(area.adjusted(0, 0, -1, -1), look.px(tokens.RADIUS), look.px(tokens.RADIUS))
        painter.setFont(look.font())
        painter.setPen(look.color("text"))
        room = area.width() - look.px(tokens.S4)
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room)
        painter.drawText(area, MIDDLE, shown)

    def _paint_cross(self, painter: QPainter, area: QRect) -> None:
        side = self._look.px(tokens.ICON)
        place = QRect(area.center().x() - side // 2 + 1, area.center().y() - side // 2 + 1, side, side)
        painter.drawPixmap(place, self._look.pixmap("x"))

    def _line(self, painter: QPainter, area: QRect, text: str, color: str, size: int, *, strong: bool = False) -> int:
        """Returns how wide the words are."""
        painter.setFont(self._look.font(size, strong=strong, figures=True))
        painter.setPen(self._look.color(color))
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, max(0, area.width()))
        painter.drawText(area, LEFT, shown)
        return painter.fontMetrics().horizontalAdvance(shown)

    def _wrapped(self, text: str, wide: int, *, strong: bool) -> list[str]:
        """The message in as many lines as there are; what is left over stands in the last one."""
        found: list[str] = []
        layout = QTextLayout(text, self._look.font(strong=strong, figures=True))
        layout.beginLayout()
        while len(found) < self._shape.lines - 1 and (line := layout.createLine()).isValid():
            line.setLineWidth(wide)
            found.append(text[line.textStart() : line.textStart() + line.textLength()])
        layout.endLayout()
        rest = text[sum(map(len, found)) :]
        return [*found, rest] if rest else found

    def _metrics(self) -> QFontMetrics:
        return QFontMetrics(self._look.font())
