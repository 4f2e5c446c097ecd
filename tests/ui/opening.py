"""A furnished window on the test's own data file."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.compose import App
from app.crm import preferences
from app.ui.desk import Desk
from app.ui.pages.all import PAGES
from app.ui.theme.look import Look
from app.ui.window import Window


@pytest.fixture
def look(qapp: QApplication) -> Iterator[Look]:
    made = Look(qapp)
    made.set("light", 100, True)
    yield made
    made.setParent(None)
    made.deleteLater()


@pytest.fixture
def desk(app: App, look: Look) -> Iterator[Desk]:
    with app.db.write() as session:
        preferences.change(session, "theme", "light", at=app.clock())
        preferences.change(session, "reduced_motion", True, at=app.clock())
    made = Desk(app, look)
    yield made
    made.close()
    made.deleteLater()


@pytest.fixture
def window(qtbot: QtBot, desk: Desk) -> Iterator[Window]:
    """1280 x 800, shown, the pipeline in front."""
    made = Window()
    made.furnish(desk, PAGES)
    made.resize(1280, 800)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.take_down()
