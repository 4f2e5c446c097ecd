"""Whatever can have the focus shows it, plainly enough to be found."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.compose import App
from app.ui.desk import Desk
from app.ui.gallery import data
from app.ui.gallery.registry import GROUPS
from app.ui.gallery.stage import Specimen, Stage
from app.ui.theme.look import Look
from app.ui.widgets.basic import column, ground
from tests.ui.test_theme import SEEN, contrast

SPECIMENS = [specimen for group in GROUPS for specimen in group.specimens if specimen.states]
WIDE = (400, 80)
LISTS = [specimen for group in GROUPS for specimen in group.specimens if specimen.walked]


@pytest.fixture
def stage(app: App, look: Look) -> Iterator[Stage]:
    contact_id = data.furnish(app)
    desk = Desk(app, look)
    yield Stage(desk, contact_id)
    desk.close()
    desk.deleteLater()


def first_stop(part: QWidget) -> QWidget:
    able = [part, *part.findChildren(QWidget)]
    return next(one for one in able if one.focusPolicy() & Qt.FocusPolicy.TabFocus and one.isVisible())


def changed(before: QImage, after: QImage) -> int:
    """How many pixels differ by as much as a line that means something."""
    pairs = (
        (before.pixelColor(x, y).name(), after.pixelColor(x, y).name())
        for x in range(before.width())
        for y in range(before.height())
        if before.pixel(x, y) != after.pixel(x, y)
    )
    return sum(contrast(one, other) >= SEEN for one, other in pairs)


def pictures(qtbot: QtBot, stage: Stage, specimen: Specimen, theme: str) -> tuple[QImage, QImage, QSize]:
    """Without the focus and with it, and the size of what has it."""
    stage.look.set(theme, 100, True)
    holder = ground("surface")
    qtbot.addWidget(holder)
    part = specimen.make(stage)
    column(stage.look, 8, (8, 8, 8, 8), holder).addWidget(part)
    holder.resize(*WIDE)
    with qtbot.waitActive(holder):
        holder.show()
        holder.activateWindow()
    if (now := QApplication.focusWidget()) is not None:
        now.clearFocus()
    qtbot.wait(1)
    before = holder.grab().toImage()
    stop = first_stop(part)
    stop.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.wait(1)
    return before, holder.grab().toImage(), stop.size()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("specimen", SPECIMENS, ids=lambda specimen: specimen.title)
def test_a_control_shows_the_focus_all_around(qtbot: QtBot, stage: Stage, specimen: Specimen, theme: str) -> None:
    before, after, size = pictures(qtbot, stage, specimen, theme)
    assert changed(before, after) >= size.width() + size.height()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("specimen", LISTS, ids=lambda specimen: specimen.title)
def test_a_list_shows_where_the_keys_are(qtbot: QtBot, stage: Stage, specimen: Specimen, theme: str) -> None:
    before, after, size = pictures(qtbot, stage, specimen, theme)
    assert changed(before, after) >= size.width() / 2
