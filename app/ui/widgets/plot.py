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
    _Print(plot, look, palette or look.palette, drawing, size).draw()
    plot.getPlotItem().layout.activate()
    pixels = QPixmap(size * ratio)
    pixels.setDevicePixelRatio(ratio)
    pixels.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixels)
    plot.render(painter, QRectF(QRect(0, 0, size.width(), size.height())), QRect(0, 0, size.width(), size.height()))
    painter.end()
    view = plot.getPlotItem().getViewBox()
    area, ((left, right), (bottom, top)) = view.sceneBoundingRect(), view.viewRange()
    if drawing.lying:
        each = area.height() / (top - bottom)
        return Printed(pixels, area, area.top() + (top - 0.5) * each, each, True)
    each = area.width() / (right - left)
    return Printed(pixels, area, area.left() + (-0.5 - left) * each, each, False)


@cache
def _plot() -> Any:
    """No panning, zooming or menus of its own; never shown."""
    made = pg.PlotWidget(background=None)
    item = made.getPlotItem()
    item.setMenuEnabled(False)
    item.hideButtons()
    item.setMouseEnabled(False, False)
    item.getViewBox().setDefaultPadding(0)
    for side in ("left", "bottom"):
        item.getAxis(side).setPen(pg.mkPen(None))
        item.getAxis(side).setStyle(tickLength=0, tickAlpha=0, autoExpandTextSpace=False)
    return made


class _Print:
    """One drawing on its way to the plot."""

    def __init__(self, plot: Any, look: Look, palette: Palette, drawing: Drawing, size: QSize) -> None:
        self.plot, self._look, self._palette, self._drawing = plot.getPlotItem(), look, palette, drawing
        self._wide = size.width()
        self._metrics = QFontMetrics(look.font(tokens.META, figures=True))
        self._top = drawing.top or nice_top(max((_end(mark) for mark in drawing.marks), default=0))
        self._texts: list[tuple[Any, Mark]] = []

    def draw(self) -> None:
        self.plot.clear()
        if not self._drawing.marks:
            return
        for side in ("left", "bottom"):
            axis = self.plot.getAxis(side)
            axis.setTextPen(self._color("muted"))
            axis.setStyle(tickFont=self._look.font(tokens.META, figures=True))
        self.plot.getAxis("bottom").setLabel(self._drawing.unit or None)
        self.plot.getAxis("bottom").label.setDefaultTextColor(self._color("muted"))
        self.plot.getAxis("bottom").label.setFont(self._look.font(tokens.META))
        self._add_guide()
        self._add_bars()
        self._add_intervals()
        self._add_texts()
        (self._fit_lying if self._drawing.lying else self._fit_standing)()

    def _add_texts(self) -> None:
        for mark in self._drawing.marks:
            fill = None if mark.known else self._color("surface")
            item = pg.TextItem(mark.text, self._color("text" if mark.known else "muted"), anchor=(0.5, 1), fill=fill)
            item.setFont(self._look.font(tokens.META, figures=True))
            self._texts.append((item, mark))
            self.plot.addItem(item, ignoreBounds=True)

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
        self.plot.addItem(pg.BarGraphItem(**where, brush=fill, pen=self._line(edge)))

    def _add_intervals(self) -> None:
        marks = [(place, mark) for place, mark in enumerate(self._drawing.marks) if mark.low is not None and mark.known]
        for place, mark in marks:
            low, high = mark.low or 0, mark.high or 0
            pen = self._line("text" if not mark.dot else "accent", tokens.FOCUS_LINE)
            ends = ([low, high], [-place, -place]) if self._drawing.lying else ([place, place], [low, high])
            self.plot.addItem(pg.PlotCurveItem(*ends, pen=pen))
            if mark.dot:
                dot = pg.ScatterPlotItem(
                    [mark.value], [-place], size=self._look.px(tokens.DOT), brush=self._color("accent"),
                    pen=self._line("surface", tokens.FOCUS_LINE),
                )  # fmt: skip
                self.plot.addItem(dot)
            else:
                self._caps(place, (low, high))

    def _caps(self, place: int, ends: tuple[float, float]) -> None:
        for end in ends:
            line = pg.PlotCurveItem([place - 0.08, place + 0.08], [end, end], pen=self._line("text", tokens.FOCUS_LINE))
            self.plot.addItem(line)

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
        self.plot.addItem(band, ignoreBounds=True)
        self.plot.addItem(line, ignoreBounds=True)
        text = pg.TextItem(guide.text, self._color("text"), anchor=(0, 0))
        text.setFont(self._look.font(tokens.META, strong=True, figures=True))
        text.setPos(guide.at, self._top * HEADROOM)
        self.plot.addItem(text, ignoreBounds=True)

    # -- what depends on the room ----------------------------------------------------------------------------

    def _fit_standing(self) -> None:
        plot, look, marks, metrics = self.plot, self._look, self._drawing.marks, self._metrics
        ticks = [(value, self._drawing.scale(value)) for value in scale_ticks(self._top)]
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
        self._show_grid(ticks)
        room = each + look.px(tokens.S0)
        fits = all(metrics.horizontalAdvance(mark.text) <= room for mark in marks)
        for place, (item, mark) in enumerate(self._texts):
            text = mark.text if fits else mark.brief or mark.text
            item.setText(text)
            item.setPos(place, max(_end(mark), 0))
            item.setVisible(metrics.horizontalAdvance(text) <= room)

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

    def _fit_lying(self) -> None:
        plot, look, marks, metrics = self.plot, self._look, self._drawing.marks, self._metrics
        most = int(self._wide * LABELS_SHARE)
        names = [metrics.elidedText(mark.label, Qt.TextElideMode.ElideRight, most) for mark in marks]
        left = max(metrics.horizontalAdvance(name) for name in names) + look.px(tokens.S3)
        drawn = [mark for mark in marks if mark.known] or marks  # the words of the others may stand on the lines
        right = max(metrics.horizontalAdvance(mark.text) for mark in drawn) + look.px(tokens.S3)
        plot.getAxis("left").setWidth(left)
        plot.getAxis("left").setTicks([[(-place, name) for place, name in enumerate(names)]])
        plot.getAxis("bottom").setHeight(metrics.height() + look.px(tokens.S2))
        ticks = [(value, self._drawing.scale(value)) for value in scale_ticks(self._top)]
        plot.getAxis("bottom").setTicks([ticks])
        room = max(1, self._wide - left)
        end = self._top * room / max(1, room - right - look.px(tokens.S2))
        plot.setRange(xRange=(-end * look.px(tokens.S4) / room, end), yRange=(-len(marks) + 0.5, 0.5), padding=0)
        self._show_grid(ticks)
        for place, (item, mark) in enumerate(self._texts):
            item.setAnchor((1, 0.5))
            item.setPos(end, -place)
            item.setVisible(bool(mark.text))

    def _show_grid(self, ticks: list[tuple[float, str]]) -> None:
        for value, _text in ticks:
            line = pg.InfiniteLine(value, angle=90 if self._drawing.lying else 0, pen=self._line("line"))
            line.setZValue(-60)
            self.plot.addItem(line, ignoreBounds=True)


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
