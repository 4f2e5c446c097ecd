"""The gallery shows every component there is, in both themes and at every scale."""

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.compose import App
from app.ui import widgets
from app.ui.gallery import data
from app.ui.gallery.registry import GROUPS
from app.ui.gallery.stage import Posed
from app.ui.gallery.window import SCALES, Gallery, save_pictures
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.theme.tokens import DARK, LIGHT


@pytest.fixture
def gallery(qtbot: QtBot, qapp: QApplication, app: App, look: Look) -> Iterator[Gallery]:
    made = Gallery(look, qapp, app, data.furnish(app))
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    yield made
    made.close_desks()
    made.deleteLater()


def components() -> set[type[QWidget]]:
    """Every public widget class of app/ui/widgets."""
    found: set[type[QWidget]] = set()
    for module in pkgutil.iter_modules(widgets.__path__):
        home = importlib.import_module(f"app.ui.widgets.{module.name}")
        for name, kind in inspect.getmembers(home, inspect.isclass):
            if issubclass(kind, QWidget) and kind.__module__ == home.__name__ and not name.startswith("_"):
                found.add(kind)
    return found


def test_every_component_is_shown(gallery: Gallery) -> None:
    seen: set[type] = set()
    for group in GROUPS:
        gallery.show_group(group)
        for part in gallery.findChildren(QWidget):
            seen.update(type(part).__mro__)
    missing = sorted(kind.__name__ for kind in components() - seen)
    assert not missing, f"no specimen in app/ui/gallery for {', '.join(missing)}"


def test_light_stands_beside_dark(gallery: Gallery) -> None:
    picture = gallery.picture(GROUPS[0], 100).toImage()
    middle = picture.height() - 1
    ratio = picture.devicePixelRatio()
    left, right = (picture.pixelColor(round(x * ratio), middle) for x in (2, gallery.halves[0].width() + 2))
    assert (left, right) == (QColor(LIGHT.background), QColor(DARK.background))


def test_what_is_posed_with_the_focus_stays_a_picture(gallery: Gallery) -> None:
    gallery.picture(GROUPS[1], 100)
    posed = gallery.findChildren(Posed)
    assert len(posed) > 10
    assert all(one.live is None for one in posed)


def test_scale_and_group_are_chosen(gallery: Gallery) -> None:
    gallery.scales.buttons[-1].click()
    gallery.groups.buttons[-1].click()
    assert gallery.halves[0].width() == SCALES[-1] // 100 * tokens.HALF


def test_pictures_are_saved_for_every_group(gallery: Gallery, tmp_path: Path) -> None:
    files = save_pictures(gallery, tmp_path / "new")
    assert len(files) == 2 * len(GROUPS)
    for path in files:
        assert not QImage(str(path)).isNull()
