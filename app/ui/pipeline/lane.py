"""A column of the board: its head with count and sums, and the cards below."""

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.crm.figures import Lane, Rate
from app.ui import words
from app.ui.pipeline.card_list import CardList
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.basic import Elided, Plain, column, label, outline, row


class LaneView(QWidget):
    """Shows one stage. A lost column starts as a strip and opens by a click."""

    opened = Signal()
    """The strip was clicked."""

    def __init__(self, look: Look, lane: Lane, cards: CardList) -> None:
        super().__init__()
        self._look, self.lane, self.cards = look, lane, cards
        self.is_target, self.folded = False, lane.kind == "lost"
        self.strip = Strip(look)
        self.name, self.count, self.sum = Elided("", "strong"), label("", "muted"), label("", "muted")
        self.more, self.weighted = Elided("", "meta"), label("", "meta")
        self.second = Plain(self)
        self._open = Plain(self)
        self._lay_out()
        self.strip.clicked.connect(self.opened)
        self.fold(self.folded)

    def show_lane(self, lane: Lane, rate: Rate | None, currency: str) -> None:
        """Texts of the head; the ids are the list's business."""
        self.lane = lane
        closed = lane.kind != "open"
        self.name.setText(lane.name)
        self.count.setText(words.number(lane.sum.count))
        self.sum.setText(words.about(lane.sum.cents, currency) if lane.sum.cents else "")
        self.sum.setToolTip(words.money(lane.sum.cents, currency))
        parts = ("this month" if closed else "", other_currencies(lane.sum.others))
        self.more.setText("  ".join(part for part in parts if part))
        enough = rate is not None and rate.enough and lane.sum.cents
        worth = words.about(rate.of(lane.sum.cents), currency) if rate and enough else ""
        self.weighted.setText(f"weighted {worth}" if worth else "")
        self.setToolTip("")
        if not closed:
            self.weighted.setToolTip(rate_words(rate, lane.name))
            self.sum.setToolTip(f"{self.sum.toolTip()}\n{rate_words(rate, lane.name)}")
        self.strip.show_text(f"{lane.name} {words.number(lane.sum.count) if lane.sum.count else ''}".strip())
        self.cards.setAccessibleName(f"{lane.name}, {words.many(lane.sum.count, 'deal')}")

    @property
    def has_second_line(self) -> bool:
        return bool(self.more.text() or self.weighted.text())

    def fold(self, folded: bool) -> None:
        """To a strip, or open again."""
        px = self._look.px
        self.folded = folded
        self.strip.setVisible(folded)
        self._open.setVisible(not folded)
        self.setMinimumWidth(px(tokens.COLUMN_CLOSED if folded else tokens.COLUMN_MIN))
        self.setMaximumWidth(px(tokens.COLUMN_CLOSED if folded else tokens.COLUMN_MAX))

    def set_target(self, is_target: bool) -> None:
        """Whether a dragged card would land here."""
        if self.is_target != is_target:
            self.is_target = is_target
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self.is_target:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._look.color("accent"), tokens.HAIRLINE))
        painter.setBrush(self._look.color("accent_soft"))
        radius = self._look.px(tokens.CARD_RADIUS)
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), radius, radius)

    def _lay_out(self) -> None:
        look = self._look
        whole = column(look, 0, parent=self)
        whole.addWidget(self.strip, 1)
        whole.addWidget(self._open, 1)
        stack = column(look, 0, parent=self._open)
        stack.addLayout(self._head(look))
        stack.addWidget(self.cards, 1)

    def _head(self, look: Look) -> QVBoxLayout:
        head = column(look, 0, (0, tokens.S2, tokens.SCROLLBAR, tokens.S2))
        self.name.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        head.addLayout(_line(look, self.name, self.count, self.sum))
        lower = row(look, tokens.S1, parent=self.second)
        lower.addWidget(self.more, 1)
        lower.addWidget(self.weighted)
        head.addWidget(self.second)
        return head


class Strip(QAbstractButton):
    """A folded column: its name, standing."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def show_text(self, text: str) -> None:
        self.setText(text)
        self.setAccessibleName(f"{text}: open this column")
        self.setToolTip("Drop a deal here, or click to open")

    def sizeHint(self) -> QSize:
        return QSize(self._look.px(tokens.COLUMN_CLOSED), 0)

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, px = self._look, self._look.px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        active = self.underMouse() or self.hasFocus()
        painter.setBrush(look.color("hover") if active else Qt.BrushStyle.NoBrush)
        area = self.rect().adjusted(px(tokens.S1), 0, -px(tokens.S1), -px(tokens.S2))
        outline(painter, look, area, focused=self.hasFocus(), radius=tokens.CARD_RADIUS)
        painter.setPen(look.color("muted"))
        painter.setFont(look.font(figures=True))
        painter.translate(self.width(), 0)
        painter.rotate(90)
        room = QRect(px(tokens.S3), 0, self.height() - px(tokens.S5), self.width())
        shown = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), shown)


def other_currencies(others: tuple[tuple[str, int], ...]) -> str:
    """ "+ 2 deals in USD, 1 in CHF"; empty for none."""
    parts = [f"{words.many(n, 'deal') if place == 0 else words.number(n)} in {code}"
             for place, (code, n) in enumerate(others)]  # fmt: skip
    return f"+ {', '.join(parts)}" if parts else ""


def rate_words(rate: Rate | None, stage: str) -> str:
    """What the owner's own win rate from a stage is, with n; or that there is none yet."""
    if rate is None or not rate.enough:
        seen = f"{words.many(rate.n, 'closed deal')} so far" if rate and rate.n else "no closed deals yet"
        return f"Win rate from {stage}: not enough yet ({seen})."
    return f"Win rate from {stage}: {round(100 * rate.won / rate.n)} % of {words.many(rate.n, 'closed deal')}."


def _line(look: Look, name: QLabel, count: QLabel, total: QLabel) -> QHBoxLayout:
    line = row(look, tokens.S1)
    name.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
    line.addWidget(name)
    line.addWidget(count)
    line.addStretch(1)
    line.addWidget(total)
    return line
