"""Drawings made by pyqtgraph, as pictures.

One plot draws them all and is never destroyed: a plot that Qt takes apart together with its window leaves Python
objects behind whose ends it has already freed, which crashes (docs/decisions/0064-charts.md). Import this module late:
pyqtgraph and numpy take half a second.
"""

import math
from dataclasses import dataclass
from functools import cache
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen, QPixmap

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
CAP = 0.08
"""Of the room of a mark, half the width of the ends of an interval."""
LIFT = 1.2
"""Words above a bar: their own height and a little air."""


@dataclass(frozen=True)
class Label:
    """Words at a place of the scales. share, rise: which part of them stands there, from their left and their top."""

    text: str
    x: float
    y: float
    share: float
    rise: float
    color: str = "text"
    strong: bool = False
    fill: bool = False


@dataclass(frozen=True)
class Printed:
    """pixels: the picture, clear where nothing is drawn. area: where the bars stand in it, in its own points.

    start, each: along the bars, where the first mark begins and how much room each has, in the same points.
    """

    pixels: QPixmap
    area: QRectF
    start: float
    each: float
    lying: bool

    def place_at(self, at: QPointF) -> int:
        """The mark at a point; -1 beside the area."""
        if not self.area.contains(at):
            return -1
        return math.floor(((at.y() if self.lying else at.x()) - self.start) / self.each)

    def room_of(self, place: int) -> QRectF:
        """The stripe of the area that belongs to a mark."""
        along = self.start + place * self.each
        if self.lying:
            return QRectF(0, along, self.area.right(), self.each)
        return QRectF(along, self.area.top(), self.each, self.area.height())


def printed(look: Look, drawing: Drawing, size: QSize, ratio: float, palette: Palette | None = None) -> Printed:
    """A drawing of this size; ratio: how many dots a point has. palette: another than the one in force."""
    plot = _plot()
    plot.resize(size)
    plot.resizeEvent(None)
    on_its_way = _Print(plot, look, palette or look.palette, drawing, wide=size.width(), ratio=ratio)
    on_its_way.draw()
    plot.getPlotItem().layout.activate()
    pixels = QPixmap(size * ratio)
    pixels.setDevicePixelRatio(ratio)
    pixels.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixels)
    plot.render(painter, QRectF(QRect(0, 0, size.width(), size.height())), QRect(0, 0, size.width(), size.height()))
    view = plot.getPlotItem().getViewBox()
    area, ((left, right), (bottom, top)) = view.sceneBoundingRect(), view.viewRange()
    on_its_way.paint_labels(painter, area, view.viewRange())
    painter.end()
    if drawing.lying:
        each = area.height() / (top - bottom)
        return Printed(pixels, area, area.top() + (top - 0.5) * each, each, True)
    each = area.width() / (right - left)
    return Printed(pixels, area, area.left() + (-0.5 - left) * each, each, False)


@cache
def _plot() -> Any:
    """No panning, zooming or menus of its own; never shown.

    Without menus from the beginning: taking them away again frees memory that Qt still holds, which crashes.
    """
    made = pg.PlotWidget(background=None, enableMenu=False)
    item = made.getPlotItem()
    item.hideButtons()
    item.setMouseEnabled(False, False)
    item.getViewBox().setDefaultPadding(0)
    for side in ("left", "bottom"):
        item.getAxis(side).setPen(pg.mkPen(None))
        item.getAxis(side).setStyle(tickLength=0, tickAlpha=0, autoExpandTextSpace=False)
    return made


class _Print:
    """One drawing on its way to the plot."""

    def __init__(self, plot: Any, look: Look, palette: Palette, drawing: Drawing, *, wide: int, ratio: float) -> None:
        self._plot, self._look, self._palette, self._drawing = plot.getPlotItem(), look, palette, drawing
        self._wide, self._ratio = wide, ratio
        self._metrics = QFontMetrics(look.font(tokens.META, figures=True))
        self._top = drawing.top or nice_top(max((_end(mark) for mark in drawing.marks), default=0))
        self.labels: list[Label] = []

    def draw(self) -> None:
        self._plot.clear()
        self.labels.clear()
        if not self._drawing.marks:
            return
        for side in ("left", "bottom"):
            axis = self._plot.getAxis(side)
            axis.setTextPen(self._color("muted"))
            axis.setStyle(tickFont=self._look.font(tokens.META, figures=True))
        name = self._plot.getAxis("bottom")
        name.setLabel(self._drawing.unit or None)
        name.label.setDefaultTextColor(self._color("muted"))
        name.label.setFont(self._look.font(tokens.META))
        ticks = [(value, self._drawing.scale(value)) for value in scale_ticks(self._top)]
        (self._fit_lying if self._drawing.lying else self._fit_standing)(ticks)
        self._add_grid([value for value, _text in ticks])
        self._add_guide()
        self._add_bars()
        self._add_intervals()

    def paint_labels(self, painter: QPainter, area: QRectF, view: tuple[tuple[float, float], ...]) -> None:
        """On top of the rendered plot; a text item of pyqtgraph takes a millisecond each."""
        (left, right), (bottom, top) = view
        for label in self.labels:
            x = area.left() + (label.x - left) * area.width() / (right - left)
            y = area.bottom() - (label.y - bottom) * area.height() / (top - bottom)
            painter.setFont(self._look.font(tokens.META, strong=label.strong, figures=True))
            room = QRectF(QFontMetrics(painter.font()).boundingRect(label.text))
            room.moveTo(x - label.share * room.width(), y - label.rise * room.height())
            if label.fill:
                painter.fillRect(room, self._color("surface"))
            painter.setPen(self._color(label.color))
            painter.drawText(room, int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextDontClip), label.text)

    def _color(self, name: str) -> QColor:
        return QColor(getattr(self._palette, name))

    def _line(self, name: str, wide: int = tokens.HAIRLINE, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
        """Its width counts dots, not points."""
        dots = self._look.px(wide) * self._ratio
        return pg.mkPen(self._color(name), width=dots, style=style)  # type: ignore[no-any-return]

    def _add_bars(self) -> None:
        """Both parts of every mark in one item."""
        parts = []
        for place, mark in enumerate(self._drawing.marks):
            if mark.known and not mark.dot:
                parts.append((place, 0.0, mark.value, "accent_soft" if mark.faint else "accent", "accent"))
                parts.append((place, mark.value, mark.rest, "surface", "muted"))
        parts = [part for part in parts if part[2]]
        if not parts:
            return
        places, starts, lengths, fills, edges = (list(column) for column in zip(*parts, strict=True))
        thick = GAP_EDGES if self._drawing.edges else THICK
        where: dict[str, Any] = {"x": places, "y0": starts, "height": lengths, "width": thick}
        if self._drawing.lying:
            where = {"y": [-place for place in places], "x0": starts, "width": lengths, "height": thick}
        pens = {name: self._line(name) for name in edges}
        brushes = [self._color(name) for name in fills]
        self._plot.addItem(pg.BarGraphItem(**where, brushes=brushes, pens=[pens[name] for name in edges]))

    def _add_intervals(self) -> None:
        lying = self._drawing.lying
        lines: list[tuple[float, float]] = []
        for place, mark in enumerate(self._drawing.marks):
            if mark.low is None or mark.high is None or not mark.known:
                continue
            lines += [(mark.low, -place), (mark.high, -place)] if lying else [(place, mark.low), (place, mark.high)]
            if not lying:
                lines += [(place + side, end) for end in (mark.low, mark.high) for side in (-CAP, CAP)]
        self._add_lines(lines, self._line("accent" if lying else "text", tokens.FOCUS_LINE))
        dots = [(mark.value, -place) for place, mark in enumerate(self._drawing.marks) if mark.dot and mark.known]
        if dots:
            ring = self._line("surface", tokens.FOCUS_LINE)
            size = self._look.px(tokens.DOT)
            self._plot.addItem(pg.ScatterPlotItem(pos=dots, size=size, brush=self._color("accent"), pen=ring))

    def _add_grid(self, values: list[float]) -> None:
        far = 2 * self._top + len(self._drawing.marks)
        ends = ((-far, far),)
        lines = [(value, end) if self._drawing.lying else (end, value) for value in values for end in ends[0]]
        self._add_lines(lines, self._line("line"), -60)

    def _add_lines(self, points: list[tuple[float, float]], pen: QPen, layer: int = 0) -> None:
        """Pairs of points, each pair a line."""
        if points:
            xs, ys = (list(column) for column in zip(*points, strict=True))
            item = pg.PlotCurveItem(xs, ys, connect="pairs", pen=pen)
            item.setZValue(layer)
            self._plot.addItem(item, ignoreBounds=True)

    def _add_guide(self) -> None:
        guide, head = self._drawing.guide, self._top * HEADROOM
        if guide is None:
            return
        long = guide.stop - guide.start
        band = pg.BarGraphItem(x0=[guide.start], width=[long], y0=[0], height=[head], brush=self._color("accent_soft"))
        band.setOpts(pen=pg.mkPen(None))
        band.setZValue(-50)
        self._plot.addItem(band)
        under = self._drawing.marks[max(0, min(round(guide.at), len(self._drawing.marks) - 1))]
        foot = min(under.value + self._top * (HEADROOM - 1), self._top)  # above the number on its bar
        self._add_lines([(guide.at, foot), (guide.at, head)], self._line("text", 1, Qt.PenStyle.DashLine))
        self.labels.append(Label(f" {guide.text}", guide.at, head, 0, 0, strong=True))

    def _fit_standing(self, ticks: list[tuple[float, str]]) -> None:
        plot, look, marks, metrics = self._plot, self._look, self._drawing.marks, self._metrics
        left = max(metrics.horizontalAdvance(text) for _value, text in ticks) + look.px(tokens.S2)
        plot.getAxis("left").setWidth(left)
        plot.getAxis("left").setTicks([ticks])
        each = max(1, self._wide - left) / len(marks)
        names = self._names(each)
        lines = 1 + max(text.count("\n") for _place, text in names)
        unit = metrics.height() if self._drawing.unit else 0
        plot.getAxis("bottom").setHeight(lines * metrics.height() + look.px(tokens.S2) + unit)
        plot.getAxis("bottom").setTicks([names])
        aside = metrics.height() / each if self._drawing.edges else 0
        plot.setRange(xRange=(-0.5 - aside, len(marks) - 0.5 + aside), yRange=(0, self._top * HEADROOM), padding=0)
        room = each + look.px(tokens.S0)
        fits = all(metrics.horizontalAdvance(mark.text) <= room for mark in marks)
        for place, mark in enumerate(marks):
            text = mark.text if fits else mark.brief or mark.text
            if text and metrics.horizontalAdvance(text) <= room:
                self.labels.append(Label(text, place, max(_end(mark), 0), 0.5, LIFT))

    def _names(self, each: float) -> list[tuple[float, str]]:
        """Names below the bars; where they are too narrow the short ones, or every second or third."""
        gap = self._look.px(tokens.S1)
        if self._drawing.edges:
            named = [(place - 0.5, text) for place, text in enumerate(self._drawing.edges)]
        else:
            named = [(float(place), mark.label) for place, mark in enumerate(self._drawing.marks)]
            if _widest(self._metrics, named) + gap > each:
                named = [(float(place), mark.short or mark.label) for place, mark in enumerate(self._drawing.marks)]
        step = math.ceil((_widest(self._metrics, named) + gap) / each)
        return [pair for place, pair in enumerate(named) if place % step == 0]

    def _fit_lying(self, ticks: list[tuple[float, str]]) -> None:
        plot, look, marks, metrics = self._plot, self._look, self._drawing.marks, self._metrics
        most = int(self._wide * LABELS_SHARE)
        names = [metrics.elidedText(mark.label, Qt.TextElideMode.ElideRight, most) for mark in marks]
        left = max(metrics.horizontalAdvance(name) for name in names) + look.px(tokens.S3)
        # the words of those of which nothing is drawn may stand on the lines
        known = (metrics.horizontalAdvance(mark.text) for mark in marks if mark.known)
        right = max(known, default=0) + look.px(tokens.S3)
        plot.getAxis("left").setWidth(left)
        plot.getAxis("left").setTicks([[(-place, name) for place, name in enumerate(names)]])
        plot.getAxis("bottom").setHeight(metrics.height() + look.px(tokens.S2))
        room = max(1, self._wide - left)
        each = (room - right) / len(ticks)
        step = 1 if _widest(metrics, ticks) + look.px(tokens.S1) <= each else len(ticks) - 1
        plot.getAxis("bottom").setTicks([ticks[::step]])
        end = self._top * room / max(1, room - right - look.px(tokens.S2))
        plot.setRange(xRange=(-end * look.px(tokens.S4) / room, end), yRange=(-len(marks) + 0.5, 0.5), padding=0)
        for place, mark in enumerate(marks):
            if mark.text:
                color = "text" if mark.known else "muted"
                self.labels.append(Label(mark.text, end, -place, 1, 0.5, color, fill=not mark.known))


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
