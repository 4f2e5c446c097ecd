"""The progress strip: what was done this week and won this month, each figure a way to its page."""

from PySide6.QtCore import QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QSizePolicy, QWidget

from app.crm.today import Progress
from app.ui import words
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.basic import outline

HOUR = 60


class Figure(QAbstractButton):
    """A figure over what it counts."""

    wanted = Signal(str)

    def __init__(self, look: Look, page: str) -> None:
        super().__init__()
        self._look, self._page = look, page
        self._value, self._label = "", ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(self._want)

    def show_figure(self, value: str, label: str, hint: str = "") -> None:
        self._value, self._label = value, label
        self.setAccessibleName(f"{value} {label}")
        self.setToolTip(hint)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._look.px(tokens.WORD_WIDE), self._look.px(tokens.FIGURE_HIGH))

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, px = self._look, self._look.px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(look.color("hover" if self.underMouse() else "surface"))
        outline(painter, look, self.rect(), focused=self.hasFocus(), radius=tokens.CARD_RADIUS)
        room = self.rect().adjusted(px(tokens.S4), px(tokens.S2), -px(tokens.S4), -px(tokens.S2))
        upper = QRect(room.x(), room.y(), room.width(), room.height() * 3 // 5)
        lower = QRect(room.x(), upper.bottom(), room.width(), room.bottom() - upper.bottom())
        self._line(painter, upper, self._value, "text", tokens.PAGE_TITLE)
        self._line(painter, lower, self._label, "muted", tokens.META)

    def _line(self, painter: QPainter, area: QRect, text: str, color: str, size: int) -> None:
        painter.setFont(self._look.font(size, strong=size == tokens.PAGE_TITLE, figures=True))
        painter.setPen(self._look.color(color))
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, max(0, area.width()))
        painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter), shown)

    @Slot()
    def _want(self) -> None:
        self.wanted.emit(self._page)


class Strip(QWidget):
    """Four figures side by side."""

    wanted = Signal(str)
    """the key of a page"""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(look.px(tokens.S3))
        pages = {"done": "tasks", "met": "contacts", "hours": "projects", "won": "pipeline"}
        self.figures = {name: Figure(look, page) for name, page in pages.items()}
        for figure in self.figures.values():
            figure.wanted.connect(self.wanted)
        self.set_narrow(False)

    def set_narrow(self, narrow: bool) -> None:
        """Two beside each other instead of four."""
        across = 2 if narrow else 4
        for place, figure in enumerate(self.figures.values()):
            self._grid.addWidget(figure, place // across, place % across)

    def show_progress(self, progress: Progress, currency: str) -> None:
        hours = words.decimal(progress.minutes / HOUR)
        others = f"+ {words.many(progress.won_others, 'deal')} in other currencies" if progress.won_others else ""
        won = words.many(progress.won, "deal") + " won this month"
        done = "task" if progress.tasks_done == 1 else "tasks"
        self.figures["done"].show_figure(words.number(progress.tasks_done), f"{done} done this week")
        self.figures["met"].show_figure(words.number(progress.contacted), "contacted this week")
        self.figures["hours"].show_figure(hours, "hours this week")
        self.figures["won"].show_figure(words.about(progress.won_cents, currency), won, others)
