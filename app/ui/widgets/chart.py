"""Bars, stacked bars and intervals, drawn by pyqtgraph in the tokens; walked by the arrow keys.

Import this module late: pyqtgraph and numpy take half a second.
"""

import math
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFontMetrics, QKeyEvent, QMouseEvent, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QGraphicsRectItem, QSizePolicy, QToolTip

from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.theme.tokens import Palette
from app.ui.widgets.chart_marks import Drawing, Mark

# its own clean-up at the end walks over objects that Qt has destroyed by then
pg.setConfigOptions(antialias=True, exitCleanup=False)

STEPS = (1, 2, 2.5, 5, 10)
THICK, GAP_EDGES = 0.62, 0.92
"""Of the room of a mark, how much its bar fills; more where bars stand for stretches that touch."""
LABELS_SHARE = 0.36
"""Of a lying chart, how much its labels may take."""
HEADROOM = 1.14
SHOWN_TICKS = 4


class Chart(pg.PlotWidget):  # type: ignore[misc]
    """Arrow keys walk, Enter or a click opens what a mark stands for."""

    opened = Signal(object)

    def __init__(self, look: Look, name: str, palette: Palette | None = None) -> None:
        """palette: another than the one in force, for paper."""
        super().__init__(background=QColor((palette or look.palette).surface))
        self._look, self._palette, self._name = look, palette or look.palette, name
        self._drawing = Drawing(())
        self._texts: list[tuple[Any, Mark]] = []
        self._current, self._hovered, self._pointed = -1, -1, False
        self._quieten()
        self._band = QGraphicsRectItem()
        self._band.setZValue(-100)

    def draw(self, drawing: Drawing) -> None:
        """Show these marks in place of what was shown."""
        self._drawing, self._texts = drawing, []
        self._current, self._hovered = min(self._current, len(drawing.marks) - 1), -1
        self.clear()
        self.addItem(self._band, ignoreBounds=True)
        self._top = drawing.top or nice_top(max((_end(mark) for mark in drawing.marks), default=0))
        self._add_guide()
        self._add_bars()
        self._add_intervals()
        for mark in drawing.marks:
            fill = None if mark.known else self._color("surface")
            item = pg.TextItem(mark.text, self._color("text" if mark.known else "muted"), anchor=(0.5, 1), fill=fill)
            item.setFont(self._look.font(tokens.META, figures=True))
            self._texts.append((item, mark))
            self.addItem(item, ignoreBounds=True)
        self._fit()
        self._show_current()

    def point_out(self, *, opened: bool) -> None:
        """Keep the current mark tinted while its records are listed."""
        self._pointed = opened
        self._show_current()

    @property
    def current(self) -> Mark | None:
        marks = self._drawing.marks
        return marks[self._current] if 0 <= self._current < len(marks) else None

    def go_to(self, place: int) -> None:
        if self._drawing.marks:
            self._current = max(0, min(place, len(self._drawing.marks) - 1))
            self._show_current()

    def sizeHint(self) -> QSize:
        return QSize(0, self._look.px(tokens.CHART))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        last = len(self._drawing.marks) - 1
        steps: dict[int, int] = {
            Qt.Key.Key_Left: self._current - 1, Qt.Key.Key_Up: self._current - 1, Qt.Key.Key_Home: 0,
            Qt.Key.Key_Right: self._current + 1, Qt.Key.Key_Down: self._current + 1, Qt.Key.Key_End: last,
        }  # fmt: skip
        if event.key() in steps:
            self.go_to(steps[event.key()])
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._open(self.current)
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.MouseFocusReason:
            self.go_to(self._current)
        self._show_current()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._show_current()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        place = self._place_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and place >= 0:
            self.go_to(place)
            self._open(self.current)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = self._place_at(event.position())
        if place != self._hovered:
            self._hovered = place
            self._show_current()
            if place >= 0:
                QToolTip.showText(event.globalPosition().toPoint(), self._drawing.marks[place].said, self)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hovered = -1
        self._show_current()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The page scrolls."""
        event.ignore()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if hasattr(self, "_band"):
            self._fit()

    def _quieten(self) -> None:
        """No panning, zooming or menus of its own."""
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.setAccessibleName(self._name)
        self.setMinimumHeight(self._look.px(tokens.CHART))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        plot = self.getPlotItem()
        plot.setMenuEnabled(False)
        plot.hideButtons()
        plot.setMouseEnabled(False, False)
        plot.getViewBox().setDefaultPadding(0)
        for side in ("left", "bottom"):
            axis = plot.getAxis(side)
            axis.setPen(pg.mkPen(None))
            axis.setTextPen(self._color("muted"))
            axis.setStyle(tickLength=0, tickAlpha=0, autoExpandTextSpace=False)
            axis.setStyle(tickFont=self._look.font(tokens.META, figures=True))

    def _open(self, mark: Mark | None) -> None:
        if mark is not None and mark.key is not None:
            self.opened.emit(mark.key)

    def _color(self, name: str) -> QColor:
        return QColor(getattr(self._palette, name))

    def _line(self, name: str, wide: int = tokens.HAIRLINE, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
        return pg.mkPen(self._color(name), width=self._look.px(wide), style=style)  # type: ignore[no-any-return]

    # -- what is drawn once for a drawing --------------------------------------------------------------------

    def _add_bars(self) -> None:
        for place, mark in enumerate(self._drawing.marks):
            if mark.dot or not mark.known:
                continue
            fill = "accent_soft" if mark.faint else "accent"
            self._bar(place, 0, mark.value, self._color(fill), "accent")
            if mark.rest:
                self._bar(place, mark.value, mark.rest, self._color("surface"), "muted")

    def _bar(self, place: int, start: float, long: float, fill: QColor, edge: str) -> None:
        thick = GAP_EDGES if self._drawing.edges else THICK
        if not long:
            return
        where: dict[str, Any] = {"x": [place], "y0": [start], "height": [long], "width": thick}
        if self._drawing.lying:
            where = {"y": [-place], "x0": [start], "width": [long], "height": thick}
        self.addItem(pg.BarGraphItem(**where, brush=fill, pen=self._line(edge)))

    def _add_intervals(self) -> None:
        marks = [(place, mark) for place, mark in enumerate(self._drawing.marks) if mark.low is not None and mark.known]
        for place, mark in marks:
            low, high = mark.low or 0, mark.high or 0
            pen = self._line("text" if not mark.dot else "accent", tokens.FOCUS_LINE)
            ends = ([low, high], [-place, -place]) if self._drawing.lying else ([place, place], [low, high])
            self.addItem(pg.PlotCurveItem(*ends, pen=pen))
            if mark.dot:
                dot = pg.ScatterPlotItem(
                    [mark.value], [-place], size=self._look.px(tokens.DOT), brush=self._color("accent"),
                    pen=self._line("surface", tokens.FOCUS_LINE),
                )  # fmt: skip
                self.addItem(dot)
            else:
                self._caps(place, (low, high))

    def _caps(self, place: int, ends: tuple[float, float]) -> None:
        for end in ends:
            line = pg.PlotCurveItem([place - 0.08, place + 0.08], [end, end], pen=self._line("text", tokens.FOCUS_LINE))
            self.addItem(line)

    def _add_guide(self) -> None:
        guide = self._drawing.guide
        if guide is None:
            return
        band = pg.LinearRegionItem(
            (guide.start, guide.stop), movable=False, brush=self._color("accent_soft"), pen=pg.mkPen(None)
        )
        band.setZValue(-50)
        under = self._drawing.marks[max(0, min(round(guide.at), len(self._drawing.marks) - 1))]
        foot = under.value + self._top * (HEADROOM - 1)  # above the number on its bar
        ends = ([guide.at, guide.at], [min(foot, self._top), self._top * HEADROOM])
        line = pg.PlotCurveItem(*ends, pen=self._line("text", 1, Qt.PenStyle.DashLine))
        self.addItem(band, ignoreBounds=True)
        self.addItem(line, ignoreBounds=True)
        text = pg.TextItem(guide.text, self._color("text"), anchor=(0, 0))
        text.setFont(self._look.font(tokens.META, strong=True, figures=True))
        text.setPos(guide.at, self._top * HEADROOM)
        self.addItem(text, ignoreBounds=True)

    # -- what depends on the room ----------------------------------------------------------------------------

    def _fit(self) -> None:
        if self._drawing.marks:
            (self._fit_lying if self._drawing.lying else self._fit_standing)()

    def _fit_standing(self) -> None:
        plot, look, marks = self.getPlotItem(), self._look, self._drawing.marks
        metrics = QFontMetrics(look.font(tokens.META, figures=True))
        ticks = [(value, self._drawing.scale(value)) for value in scale_ticks(self._top)]
        left = max(metrics.horizontalAdvance(text) for _value, text in ticks) + look.px(tokens.S2)
        plot.getAxis("left").setWidth(left)
        plot.getAxis("left").setTicks([ticks])
        each = max(1, self.width() - left) / len(marks)
        names = self._names(metrics, each)
        lines = 1 + max(text.count("\n") for _place, text in names)
        unit = metrics.height() if self._drawing.unit else 0
        plot.getAxis("bottom").setHeight(lines * metrics.height() + look.px(tokens.S2) + unit)
        plot.getAxis("bottom").setTicks([names])
        plot.getAxis("bottom").setLabel(self._drawing.unit or None)
        plot.getAxis("bottom").label.setDefaultTextColor(self._color("muted"))
        plot.getAxis("bottom").label.setFont(look.font(tokens.META))
        aside = metrics.height() / each if self._drawing.edges else 0
        plot.setRange(xRange=(-0.5 - aside, len(marks) - 0.5 + aside), yRange=(0, self._top * HEADROOM), padding=0)
        self._show_grid(ticks)
        room = each + look.px(tokens.S0)
        fits = all(metrics.horizontalAdvance(mark.text) <= room for mark in marks)
        for place, (item, mark) in enumerate(self._texts):
            text = mark.text if fits else mark.brief or mark.text
            item.setText(text)
            item.setPos(place, max(_end(mark), 0))
            item.setVisible(metrics.horizontalAdvance(text) <= room)

    def _names(self, metrics: QFontMetrics, each: float) -> list[tuple[float, str]]:
        """Names below the bars; where they are too narrow the short ones, or every second or third."""
        gap = self._look.px(tokens.S1)
        if self._drawing.edges:
            named = [(place - 0.5, text) for place, text in enumerate(self._drawing.edges)]
        else:
            named = [(float(place), mark.label) for place, mark in enumerate(self._drawing.marks)]
            if _widest(metrics, named) + gap > each:
                named = [(float(place), mark.short or mark.label) for place, mark in enumerate(self._drawing.marks)]
        step = math.ceil((_widest(metrics, named) + gap) / each)
        return [pair for place, pair in enumerate(named) if place % step == 0]

    def _fit_lying(self) -> None:
        plot, look, marks = self.getPlotItem(), self._look, self._drawing.marks
        metrics = QFontMetrics(look.font(tokens.META, figures=True))
        most = int(self.width() * LABELS_SHARE)
        names = [metrics.elidedText(mark.label, Qt.TextElideMode.ElideRight, most) for mark in marks]
        left = max(metrics.horizontalAdvance(name) for name in names) + look.px(tokens.S3)
        drawn = [mark for mark in marks if mark.known] or marks  # the words of the others may stand on the lines
        right = max(metrics.horizontalAdvance(mark.text) for mark in drawn) + look.px(tokens.S3)
        plot.getAxis("left").setWidth(left)
        plot.getAxis("left").setTicks([[(-place, name) for place, name in enumerate(names)]])
        plot.getAxis("bottom").setHeight(metrics.height() + look.px(tokens.S2))
        ticks = [(value, self._drawing.scale(value)) for value in scale_ticks(self._top)]
        plot.getAxis("bottom").setTicks([ticks])
        room = max(1, self.width() - left)
        end = self._top * room / max(1, room - right - look.px(tokens.S2))
        plot.setRange(xRange=(-end * look.px(tokens.S4) / room, end), yRange=(-len(marks) + 0.5, 0.5), padding=0)
        self._show_grid(ticks)
        for place, (item, mark) in enumerate(self._texts):
            item.setAnchor((1, 0.5))
            item.setPos(end, -place)
            item.setVisible(bool(mark.text))

    def _show_grid(self, ticks: list[tuple[float, str]]) -> None:
        plot = self.getPlotItem()
        for known in [item for item in plot.items if getattr(item, "is_grid", False)]:
            plot.removeItem(known)
        for value, _text in ticks:
            line = pg.InfiniteLine(value, angle=90 if self._drawing.lying else 0, pen=self._line("line"))
            line.is_grid = True
            line.setZValue(-60)
            plot.addItem(line, ignoreBounds=True)

    # -- where the owner is ----------------------------------------------------------------------------------

    def _show_current(self) -> None:
        kept = self.hasFocus() or (self._pointed and self._hovered < 0)
        place = self._current if kept else self._hovered
        self._band.setVisible(place >= 0)
        if place >= 0:
            long = self._top * HEADROOM * 2
            x, y = (0.0, -place - 0.5) if self._drawing.lying else (place - 0.5, 0.0)
            self._band.setRect(QRectF(x, y, *((long, 1) if self._drawing.lying else (1, long))))
            self._band.setBrush(self._color("accent_soft" if kept and not self.hasFocus() else "hover"))
            self._band.setPen(self._line("accent", tokens.FOCUS_LINE) if self.hasFocus() else QPen(Qt.PenStyle.NoPen))
        if self.current is not None:
            self.setAccessibleName(f"{self._name}. {self.current.said}")

    def _place_at(self, position: QPointF) -> int:
        if not self._drawing.marks:
            return -1
        view = self.getPlotItem().getViewBox()
        at = view.mapSceneToView(self.mapToScene(position.toPoint()))
        place = round(-at.y() if self._drawing.lying else at.x())
        return place if 0 <= place < len(self._drawing.marks) else -1


def nice_top(largest: float) -> float:
    """The end of a scale: the next round number."""
    if largest <= 0:
        return 1.0
    size = 10 ** math.floor(math.log10(largest))
    return float(next(step * size for step in (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10) if step * size >= largest))


def scale_ticks(top: float) -> list[float]:
    """Round numbers from 0 to `top`, five at most."""
    size = 10 ** math.floor(math.log10(top / SHOWN_TICKS))
    step = next(step * size for step in STEPS if step * size * SHOWN_TICKS >= top * 0.999)
    return [step * place for place in range(SHOWN_TICKS + 1) if step * place <= top * 1.001]


def _widest(metrics: QFontMetrics, named: list[tuple[float, str]]) -> int:
    return max(metrics.horizontalAdvance(line) for _at, text in named for line in text.split("\n"))


def _end(mark: Mark) -> float:
    return max(mark.value + mark.rest, mark.high or 0)
