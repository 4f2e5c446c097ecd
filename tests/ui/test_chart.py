"""Charts: scales, keys, the mouse, and that nothing is written on top of something else."""

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from app.ui.theme.look import Look
from app.ui.theme.tokens import LIGHT
from app.ui.widgets import plot
from app.ui.widgets.chart import Chart
from app.ui.widgets.chart_marks import Drawing, Guide, Mark
from app.ui.widgets.plot import nice_top, scale_ticks

NONE = Qt.KeyboardModifier.NoModifier
THREE = tuple(Mark(name, f"€{n}", f"{name}: {n} euros", n, key=name) for n, name in enumerate(("Jan", "Feb", "Mar"), 1))


@pytest.fixture
def chart(qtbot: QtBot, look: Look) -> Chart:
    made = Chart(look, "Won by month")
    qtbot.addWidget(made)
    made.resize(600, 200)
    made.show()
    qtbot.waitExposed(made)
    return made


@pytest.mark.parametrize(("largest", "top"), [(0, 1), (1, 1), (13, 15), (99, 100), (1_234_567, 1_500_000), (0.4, 0.4)])
def test_scales_end_on_round_numbers(largest: float, top: float) -> None:
    assert nice_top(largest) == pytest.approx(top)
    ticks = scale_ticks(top)
    assert ticks[0] == 0
    assert 2 < len(ticks) < 6
    assert ticks[-1] <= top * 1.001


def test_arrow_keys_walk_and_enter_opens(chart: Chart, qtbot: QtBot) -> None:
    chart.draw(Drawing(THREE))
    opened: list[object] = []
    chart.opened.connect(opened.append)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Return):
        qtbot.keyClick(chart, key)
    assert chart.accessibleName() == "Won by month. Feb: 2 euros"
    for key in (Qt.Key.Key_End, Qt.Key.Key_Right, Qt.Key.Key_Space, Qt.Key.Key_Home, Qt.Key.Key_Left):
        qtbot.keyClick(chart, key)
    assert opened == ["Feb", "Mar"]
    assert chart.current == THREE[0]


@pytest.mark.parametrize("lying", [False, True])
def test_a_click_opens_the_bar_under_it(chart: Chart, qtbot: QtBot, lying: bool) -> None:
    chart.draw(Drawing(THREE, lying=lying))
    opened: list[object] = []
    chart.opened.connect(opened.append)
    for place in range(3):
        spot = chart.picture.room_of(place).center().toPoint()
        spot.setX(max(spot.x(), round(chart.picture.area.left()) + 2))
        qtbot.mouseClick(chart, Qt.MouseButton.LeftButton, NONE, spot)
    qtbot.mouseClick(chart, Qt.MouseButton.LeftButton, NONE, QPoint(1, 1))
    qtbot.mouseClick(chart, Qt.MouseButton.RightButton, NONE, spot)
    assert opened == ["Jan", "Feb", "Mar"]


def test_the_stripe_of_a_mark_holds_its_bar(chart: Chart) -> None:
    """The middle of each stripe is painted in the colour of the bars at its foot."""
    chart.draw(Drawing(THREE))
    picture, image = chart.picture, chart.picture.pixels.toImage()
    for place in range(3):
        room = picture.room_of(place)
        found = image.pixelColor(round(room.center().x()), round(room.bottom()) - 3)
        assert found == QColor(LIGHT.accent), place
        assert image.pixelColor(round(room.left()) + 1, round(room.bottom()) - 3).alpha() == 0


def ticks(side: str) -> list[str]:
    return [text for _at, text in plot._plot().getPlotItem().getAxis(side)._tickLevels[0]]


def labels(look: Look, drawing: Drawing, wide: int) -> set[str]:
    on_its_way = plot._Print(plot._plot(), look, look.palette, drawing, wide=wide, ratio=1)
    on_its_way.draw()
    return {label.text for label in on_its_way.labels}


def test_where_there_is_no_room_labels_are_short_or_left_out(look: Look) -> None:
    marks = tuple(Mark(f"Month {n}", "€1,000,000", "", 1, short=f"M{n}", brief="€1M") for n in range(12))
    for wide, names, texts in (
        (600, [f"M{n}" for n in range(12)], {"€1M"}),
        (2000, [f"Month {n}" for n in range(12)], {"€1,000,000"}),
        (200, ["M0", "M3", "M6", "M9"], set()),
    ):
        assert labels(look, Drawing(marks), wide) == texts
        assert ticks("bottom") == names


def test_nothing_of_the_last_drawing_is_left_on_the_next(look: Look) -> None:
    size = QSize(600, 200)
    alone = plot.printed(look, Drawing(THREE, lying=True), size, 1).pixels.toImage()
    plot.printed(look, Drawing(THREE, edges=("0", "1", "2", "3"), unit="days", guide=Guide(1, "half", 0, 2)), size, 1)
    assert plot.printed(look, Drawing(THREE, lying=True), size, 1).pixels.toImage() == alone


def test_a_picture_on_paper_takes_its_own_palette(look: Look) -> None:
    look.set("dark", 100, True)
    paper = plot.printed(look, Drawing(THREE), QSize(600, 200), 2, LIGHT)
    image = paper.pixels.toImage()
    assert (image.width(), image.height()) == (1200, 400)
    room = paper.room_of(2)
    assert image.pixelColor(round(room.center().x() * 2), round(room.bottom() * 2) - 6) == QColor(LIGHT.accent)


def test_a_new_drawing_takes_the_place_of_the_old(chart: Chart) -> None:
    chart.draw(Drawing(THREE, guide=Guide(1, "half", 0, 2)))
    chart.go_to(2)
    chart.draw(Drawing(THREE[:1], lying=True, top=1.0))
    assert chart.current == THREE[0]
    chart.draw(Drawing(()))
    assert chart.current is None
    chart.grab()


def test_hard_marks_are_drawn(chart: Chart) -> None:
    """Nothing but zeros, 10^14, 300 letters and right-to-left words."""
    hard = (
        Mark("א" * 300, "€1,000,000,000,000", "", 1e14, low=0, high=2e14),
        Mark("🦊 fox", "", "", 0),
        Mark("?", "not enough yet", "", dot=True, known=False),
        Mark("dot", "50%", "", 0.5, low=0.2, high=0.8, dot=True),
    )
    for lying in (False, True):
        chart.draw(Drawing(hard, lying=lying))
        chart.grab()
    chart.draw(Drawing((Mark("none", "", ""),)))
    assert not chart.grab().isNull()
