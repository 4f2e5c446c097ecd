"""Colours can be read, sizes and colours stand in one file, and the look can change while the window is open."""

import re
from pathlib import Path

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.theme.tokens import DARK, LIGHT, Palette
from app.ui.window import Window

UI = Path(__file__).parents[2] / "app" / "ui"
WRITTEN = (
    (re.compile(r"""["']#[0-9a-fA-F]{3,8}\b"""), "a colour"),
    (re.compile(r"\bQColor\(\s*\d"), "a colour"),
    (re.compile(r"GlobalColor\.(?!transparent)"), "a colour"),
    (re.compile(r"set(Fixed|Minimum|Maximum)(Width|Height|Size)\((?!1, 1\))[^)]*\b(?:[2-9]|\d{2,})\b"), "a size"),
    (re.compile(r"set(Spacing|ContentsMargins|PixelSize|PointSize)\([^)]*\b(?:[2-9]|\d{2,})\b"), "a size"),
    (re.compile(r"addSpacing\(\s*\d"), "a size"),
    (re.compile(r"px\(\s*\d"), "a size"),
)


def luminance(color: str) -> float:
    parts = (QColor(color).redF(), QColor(color).greenF(), QColor(color).blueF())
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_every_text_can_be_read_on_its_ground(palette: Palette) -> None:
    for text, ground in tokens.TEXT_PAIRS:
        found = contrast(getattr(palette, text), getattr(palette, ground))
        assert found >= 4.5, f"{text} on {ground} is {found:.2f}:1"
    for color in tokens.AVATARS:
        assert contrast(tokens.AVATAR_TEXT, color) >= 4.5, color


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_every_line_that_means_something_can_be_seen(palette: Palette) -> None:
    for line, ground in tokens.LINE_PAIRS:
        found = contrast(getattr(palette, line), getattr(palette, ground))
        assert found >= 3, f"{line} on {ground} is {found:.2f}:1"


def test_colours_and_sizes_stand_in_the_tokens_alone() -> None:
    found = []
    for path in sorted(UI.rglob("*.py")):
        if path.parent.name == "theme":
            continue
        for number, line in enumerate(path.read_text().splitlines(), start=1):
            found += [f"{path.name}:{number}: {what}: {line.strip()}" for shape, what in WRITTEN if shape.search(line)]
    assert not found, "\n".join(found)


def test_no_qt_style_or_colour_of_a_widget_is_set_by_hand() -> None:
    by_hand = [p.name for p in UI.rglob("*.py") if p.parent.name != "theme" and "setStyleSheet" in p.read_text()]
    assert by_hand == []


def test_theme_and_scale_change_while_the_window_is_open(window: Window, look: Look, qapp: QApplication) -> None:
    assert window.frame is not None
    window.frame.show_page("contacts")
    look.set("dark", 200, False)
    assert window.frame.current == "contacts"
    assert qapp.palette().window().color() == QColor(DARK.background)
    assert window.frame.sidebar.width() == 2 * tokens.SIDEBAR_NARROW, "at 200 % 1280 pixels are narrow"
    assert look.duration() > 0
    look.set("light", 100, True)
    assert window.frame.sidebar.width() == tokens.SIDEBAR
    assert look.duration() == 0
