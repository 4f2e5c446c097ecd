"""How a card is painted: title, person, value, and one thing to know about it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.crm.figures import Card
from app.ui import words
from app.ui.pipeline.card_model import CARD
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.avatar import paint_avatar
from app.ui.widgets.roles import Index

LEFT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
RIGHT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)


@dataclass(frozen=True)
class Mark:
    """What stands at the lower right of a card: words that may be cut and their colour, then its age."""

    text: str
    color: str
    age: str = ""


def mark(card: Card, now: datetime) -> Mark:
    """When the deal closed, that it is stuck, when its next step is due; and how long it has stood there."""
    age = words.age(card.days_in_stage)
    if card.closed_at is not None:
        return Mark(words.when(card.closed_at, now), "green" if card.won else "muted")
    if card.stuck:
        return Mark(f"stuck {age}", "amber")
    if card.next_step_on is not None:
        late = (now.date() - card.next_step_on).days
        if late > 0:
            return Mark(f"{words.age(late)} late", "red", age)
        return Mark(words.day(card.next_step_on, now.date()), "accent", age)
    return Mark("", "muted", age)


def describe(card: Card, now: datetime) -> str:
    """The card in one line, for a screen reader."""
    shown = mark(card, now)
    days = f"{words.many(card.days_in_stage, 'day')} in this stage" if shown.age else ""
    parts = (card.title, card.person or "no contact", words.money(card.value_cents, card.currency), shown.text, days)
    return ", ".join(part for part in parts if part)


def explain(card: Card, now: datetime) -> str:
    """The tooltip: what the card has no room for, and the keys."""
    step = card.next_step or ("Next step" if card.next_step_on else "")
    on = f", {words.day(card.next_step_on, now.date())}" if card.next_step_on else ""
    stood = f"{words.many(card.days_in_stage, 'day')} in this stage" if card.closed_at is None else ""
    stuck = "Stuck: it has waited longer than usual here, with nothing planned." if card.stuck else ""
    lines = (
        card.title, ", ".join(part for part in (card.person, words.money(card.value_cents, card.currency)) if part),
        f"{step}{on}", stood, stuck, "Enter opens it. Ctrl and ← or → move it, or drag it.",
    )  # fmt: skip
    return "\n".join(line for line in lines if line)


class CardDelegate(QStyledItemDelegate):
    def __init__(self, look: Look, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._look, self._view, self.now = look, view, datetime.now().astimezone()
        self._types: dict[tuple[int, bool], tuple[QFont, QFontMetrics]] = {}

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        card: Card | None = index.data(CARD)
        if card is None:
            return
        state: Any = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = option.rect.adjusted(0, 0, -self._gutter(), -self._look.px(tokens.CARD_GAP))
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        self.paint_card(painter, area, card, chosen=chosen, hovered=hovered)
        painter.restore()

    def _gutter(self) -> int:
        """Room the scroll bar would take: cards are as wide with it as without."""
        bar = self._view.verticalScrollBar()
        return max(0, self._look.px(tokens.SCROLLBAR) - (bar.width() if bar.isVisible() else 0))

    def paint_card(
        self, painter: QPainter, area: QRect, card: Card, *, chosen: bool = False, hovered: bool = False
    ) -> None:
        """Also for the picture that follows the mouse in a drag."""
        px = self._look.px
        self._ground(painter, area, card, chosen=chosen, hovered=hovered)
        inner = area.adjusted(px(tokens.S3), px(tokens.S2) + px(tokens.S0), -px(tokens.S3), -px(tokens.S2))
        high = inner.height() // 3
        rows = [QRect(inner.x(), inner.y() + high * n, inner.width(), high) for n in range(3)]
        self._text(painter, rows[0], card.title, "text", strong=True)
        self._person(painter, rows[1], card)
        self._value(painter, rows[2].adjusted(0, px(tokens.S1), 0, px(tokens.S0)), card)

    def _ground(self, painter: QPainter, area: QRect, card: Card, *, chosen: bool, hovered: bool) -> None:
        look = self._look
        fill = "green_soft" if card.won else "hover" if hovered and not chosen else "surface"
        width = tokens.FOCUS_LINE if chosen and self._view.hasFocus() else tokens.HAIRLINE
        edge = "accent" if chosen else "green_soft" if card.won else "line"
        painter.setPen(QPen(look.color(edge), width))
        painter.setBrush(look.color(fill))
        radius, half = look.px(tokens.CARD_RADIUS), width / 2
        painter.drawRoundedRect(QRectF(area).adjusted(half, half, -half, -half), radius, radius)

    def _person(self, painter: QPainter, area: QRect, card: Card) -> None:
        look, side = self._look, self._look.px(tokens.AVATAR)
        if not card.person:
            self._text(painter, area, "No contact yet", "muted")
            return
        paint_avatar(painter, look, QRect(area.x(), area.center().y() - side // 2 + 1, side, side), card.person)
        left = side + look.px(tokens.S1) + look.px(tokens.S0)
        self._text(painter, area.adjusted(left, 0, 0, 0), card.person, "muted")

    def _value(self, painter: QPainter, area: QRect, card: Card) -> None:
        px = self._look.px
        value = words.about(card.value_cents, card.currency)
        self._text(painter, area, value, "text", strong=True)
        taken = painter.fontMetrics().horizontalAdvance(value) + px(tokens.S2)
        shown = mark(card, self.now)
        room = area.adjusted(taken, 0, 0, 0)
        if shown.color == "amber":
            chip = self._chip(painter, room, shown.text)
            self._text(painter, chip, shown.text, "amber", size=tokens.META, align=RIGHT)
            return
        metrics = self._type(tokens.META)[1]
        used = metrics.horizontalAdvance(shown.age) + px(tokens.S2) if shown.age else 0
        if shown.text and used + metrics.horizontalAdvance(shown.text) > room.width():
            used = 0  # when it is due matters more than how long it has stood there
        else:
            self._text(painter, room, shown.age, "muted", size=tokens.META, align=RIGHT)
        self._text(painter, room.adjusted(0, 0, -used, 0), shown.text, shown.color, size=tokens.META, align=RIGHT)

    def _chip(self, painter: QPainter, room: QRect, text: str) -> QRect:
        """The soft ground of the stuck mark. Returns where its text goes."""
        look, px = self._look, self._look.px
        painter.setFont(look.font(tokens.META, figures=True))
        wide = min(room.width(), painter.fontMetrics().horizontalAdvance(text) + 2 * px(tokens.S1) + px(tokens.S0))
        high = painter.fontMetrics().height() + px(tokens.S0)
        chip = QRect(room.right() - wide + 1, room.center().y() - high // 2 + 1, wide, high)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color("amber_soft"))
        painter.drawRoundedRect(chip, px(tokens.CHIP_RADIUS), px(tokens.CHIP_RADIUS))
        return chip.adjusted(px(tokens.S1), 0, -px(tokens.S1), 0)

    def _text(
        self, painter: QPainter, area: QRect, text: str, color: str, *, strong: bool = False,
        size: int = tokens.BODY, align: int = LEFT,
    ) -> None:  # fmt: skip
        font, metrics = self._type(size, strong=strong)
        painter.setFont(font)
        painter.setPen(self._look.color(color))
        painter.drawText(area, align, metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(0, area.width())))

    def _type(self, size: int, *, strong: bool = False) -> tuple[QFont, QFontMetrics]:
        """Made once: it takes longer than to draw with it."""
        key = (self._look.px(size), strong)
        if key not in self._types:
            font = self._look.font(size, strong=strong, figures=True)
            self._types[key] = (font, QFontMetrics(font))
        return self._types[key]
