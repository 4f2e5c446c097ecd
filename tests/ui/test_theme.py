"""Colours can be read, and the look can change while the window is open."""

import re

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.theme.sheet import sheet
from app.ui.theme.tokens import DARK, LIGHT, Palette
from app.ui.window import Window


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


RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
NO_TEXT = ("QScrollBar", "QProgressBar", "QSplitter", "::indicator", "::separator", 'part="rule"', "::handle", "corner")
"""What holds no words."""
READ, SEEN = 4.5, 3.0
"""Contrast for what is read; for lines that mean something and for what cannot be used now."""


def rules(palette: Palette) -> dict[str, dict[str, str]]:
    """Selector -> its declarations, later ones over earlier ones."""
    found: dict[str, dict[str, str]] = {}
    for selectors, body in RULE.findall(sheet(palette, round)):
        lines = (line.split(":", 1) for line in body.split(";") if ":" in line)
        declared = {name.strip(): value.strip() for name, value in lines}
        for selector in selectors.split(","):
            found.setdefault(" ".join(selector.split()), {}).update(declared)
    return found


def in_force(found: dict[str, dict[str, str]], selector: str, name: str) -> str | None:
    """What holds for a state when it says nothing itself: its selector without states, kind and place, one by one."""
    while selector:
        if name in found.get(selector, {}):
            return found[selector][name]
        last = max(selector.rfind(mark) for mark in (":", "["))
        _head, _, tail = selector.partition(" ")
        selector = selector[:last].rstrip(":") if last > selector.rfind(" ") else tail
    return None


def grounds(found: dict[str, dict[str, str]], selector: str, palette: Palette) -> list[str]:
    ground = in_force(found, selector, "background") or "transparent"
    return [palette.background, palette.surface] if ground == "transparent" else [ground]


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_what_the_sheet_combines_can_be_read(palette: Palette) -> None:
    found, weak, seen = rules(palette), [], 0
    for selector, declared in found.items():
        if any(part in selector for part in NO_TEXT) or not {"color", "background"} & declared.keys():
            continue
        text = in_force(found, selector, "color") or palette.text
        for ground in grounds(found, selector, palette):
            seen += 1
            if contrast(text, ground) < (SEEN if ":disabled" in selector else READ):
                weak.append(f"{selector}: {text} on {ground} is {contrast(text, ground):.2f}:1")
    assert seen > 40
    assert not weak, "\n".join(weak)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_hints_and_what_is_selected_can_be_read(palette: Palette) -> None:
    found, weak = rules(palette), []
    for selector, declared in found.items():
        pairs = [(declared.get("selection-color"), declared.get("selection-background-color"))]
        pairs += [(declared.get("placeholder-text-color"), ground) for ground in grounds(found, selector, palette)]
        weak += [
            f"{selector}: {text} on {ground}"
            for text, ground in pairs
            if text and ground and "transparent" not in (text, ground) and contrast(text, ground) < READ
        ]
    assert not weak, "\n".join(weak)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_the_line_of_the_focus_stands_out_from_the_window(palette: Palette) -> None:
    found, seen = rules(palette), 0
    for selector, declared in found.items():
        line = declared.get("border-color") or declared.get("border", "").rpartition(" ")[2]
        if ":focus" in selector and line.startswith("#"):
            seen += 1
            assert contrast(line, palette.background) >= SEEN, selector
            assert contrast(line, palette.surface) >= SEEN, selector
    assert seen > 8


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
