"""Whatever names and messages hold, the toast keeps its shape and loses nothing."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.ui.theme.look import Look
from app.ui.toast.overlay import Overlay
from app.ui.toast.words import LINES, Words, direction
from tests.ui.toast.conftest import content

NAME = "Maximiliane Theodora Ernestine von und zu Hohenlohe-Schillingsfürst-Waldenburg "
HEBREW = "נעמה כהן לא קיבלה תשובה כבר שלושה ימים. " * 8


@pytest.mark.parametrize("scale", [100, 150, 200])
@pytest.mark.parametrize("size", [(760, 480), (1000, 640), (3840, 2160)])
@pytest.mark.parametrize(
    "message",
    [
        "",
        "Short.",
        (NAME * 4)[:300],
        "x" * 300,
        "👩‍👩‍👧🌟" * 60,
        HEBREW,
        "a\nb\tc\n" * 40,
        "<b>&amp;</b> & <img src=x>",
    ],
)
def test_it_fits_the_window(overlay: Overlay, look: Look, scale: int, size: tuple[int, int], message: str) -> None:
    place = overlay.corner.toast.window()
    look.set("light", scale, True)
    place.resize(*size)
    overlay.offer(content(1, kind=message[:120], message=message, actions=(message[:300], message[:200], "C")), True)
    card = overlay.corner.toast
    assert place.rect().contains(card.geometry())
    step = card.fontMetrics().lineSpacing()
    assert card.words.height() <= LINES * 1.3 * step
    for part in card.findChildren(QWidget):
        if part.isVisible() and not part.isWindow():
            assert card.rect().contains(part.rect().translated(part.mapTo(card, part.rect().topLeft()))), part


@pytest.mark.parametrize("letters", ["i", "il", "x", "m", "lm "])
def test_its_lines_end_before_its_edge(overlay: Overlay, letters: str) -> None:
    overlay.offer(content(1, message=letters * 300), True)
    card = overlay.corner.toast
    other = Words()
    other.setParent(card)
    other.show_text(letters * 300, card.words.width())
    other.resize(card.words.size())
    assert card.words.grab().toImage() == other.grab().toImage(), "laid out for the room there is"


def test_what_does_not_fit_is_told_whole(overlay: Overlay) -> None:
    whole = (NAME * 4)[:300].strip()
    overlay.offer(content(1, message=whole, actions=(whole,)), True)
    card = overlay.corner.toast
    assert card.words.elided
    assert whole in card.words.toolTip()
    assert card.accessibleDescription() == whole
    first = card.buttons.actions_shown[0]
    assert first.text().endswith("…")
    assert first.accessibleName() == whole
    overlay.clear()
    overlay.offer(content(2), True)
    assert not card.words.elided
    assert card.words.toolTip() == ""


def test_names_are_no_markup(overlay: Overlay) -> None:
    overlay.offer(content(1, message="<h1>Bo</h1> & Cy " * 30), True)
    assert "<h1>" not in overlay.corner.toast.words.toolTip()
    assert "&lt;h1&gt;Bo&lt;/h1&gt; &amp; Cy" in overlay.corner.toast.words.toolTip()


def test_no_word_is_lost_between_lines(look: Look) -> None:
    shown = Words()
    text = "3 leads have not been contacted in 7+ days: Ana, Bo, Cy."
    shown.show_text(text, 200)
    assert " ".join(layout.text()[: layout.lineAt(0).textLength()].strip() for layout in shown._layouts) == text


@pytest.mark.parametrize(
    ("text", "right"), [("", False), ("12 %", False), ("Ana נעמה", False), ("נעמה Ana", True), ("3: نجمة", True)]
)
def test_the_first_letter_says_where_lines_begin(text: str, right: bool) -> None:
    assert (direction(text) == Qt.LayoutDirection.RightToLeft) is right
