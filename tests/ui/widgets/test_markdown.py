"""Markdown from a model is shown as text: nothing in it runs, loads or leads where it does not say."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.ui.theme.look import Look
from app.ui.widgets.links import leads_outside, record_of
from app.ui.widgets.markdown import to_html
from app.ui.widgets.markdown_pieces import HARD, split
from app.ui.widgets.markdown_view import MarkdownView

GIANTS = (
    "[" * 6000, "![" * 3000, "**a " * 1500, "- " * 3000, ">" * 3000 + "a", "`" * 5999 + "a", "<" * 6000,
    "\n".join("  " * depth + "- a" for depth in range(100)), "|a" * 2000 + "\n" + "|-" * 2000, "&#0;" * 1000,
)  # fmt: skip


@pytest.fixture
def view(qtbot: QtBot, look: Look) -> Iterator[MarkdownView]:
    around = QWidget()
    made = MarkdownView(look)
    made.setParent(around)
    qtbot.addWidget(around)
    made.resize(360, 100)
    around.show()
    yield made
    around.close()


def links(view: MarkdownView) -> list[str]:
    """Where the links of what is shown lead."""
    found, block = [], view.document().begin()
    while block.isValid():
        found += [part.format.anchorHref() for part in block.textFormats() if part.format.isAnchor()]
        block = block.next()
    return found


def shown(view: MarkdownView, text: str) -> str:
    view.show_markdown(text)
    return view.toPlainText()


def test_form_becomes_form(view: MarkdownView) -> None:
    text = shown(
        view, "# Over\n\n**Ana** waits.\n\n1. one\n2. two\n\n| a | b |\n|---|--:|\n| c | d |\n\n```\nx = 1\n```"
    )
    assert "#" not in text
    assert "**" not in text
    assert "|" not in text
    assert all(word in text for word in ("Over", "Ana waits.", "one", "two", "a", "d", "x = 1"))


def test_html_stays_text(view: MarkdownView) -> None:
    written = (
        '<b>bold</b> <script>alert(1)</script> <img src="http://spy.example/a.png"> <a href="http://x.example">x</a>'
    )
    assert shown(view, written) == written
    assert links(view) == []
    assert shown(view, "<div style='display:none'>\nhidden\n</div>").startswith("<div style=")


def test_pictures_are_told_and_never_loaded(view: MarkdownView) -> None:
    text = shown(view, "![a cat](https://spy.example/pixel.png) ![](file:///etc/passwd) ![x](data:image/png;base64,AA)")
    assert "a cat (picture: spy.example)" in text
    assert "￼" not in text
    assert "<img" not in to_html("![a](https://spy.example/a.png)", view._look)
    for source in ("https://spy.example/a.png", "file:///etc/passwd", "qrc:/x.png", "data:image/png;base64,AA"):
        kind = QTextDocument.ResourceType.ImageResource.value
        assert view.loadResource(kind, QUrl(source)) is None


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "file:///etc/passwd", "data:text/html,x", "vbscript:x",
     "//x.example", "ms-settings:", "java\tscript:alert(1)", "&#106;avascript:alert(1)", "smb://x/y", "record:deal/1x",
     "#here", "/etc",     f"https://{'a' * 80}.example", "https://", "mailto:"],
)  # fmt: skip
def test_only_the_web_mail_and_records_are_linked(view: MarkdownView, address: str) -> None:
    shown(view, f"[Open]({address}) and <{address}>")
    assert links(view) == []


def test_a_link_tells_where_it_leads(view: MarkdownView) -> None:
    text = shown(view, "[My bank](https://bank.example@evil.example/x) [https://bank.example](http://evil.example)")
    assert text == "My bank (evil.example) https://bank.example (evil.example)"
    assert shown(view, "[Write](mailto:a@b.example)") == "Write (a@b.example)"
    assert shown(view, "<https://bank.example/>") == "https://bank.example/"
    assert shown(view, "[bank](https://b\u0430nk.example)") == "bank (xn--bnk-6cd.example)", (
        "a letter of another script"
    )
    assert shown(view, "[the deal](record:deal/12)") == "the deal"
    assert links(view) == ["record:deal/12"]
    assert shown(view, f"[x](https://{'bank.' * 30}evil.example)").endswith(".evil.example)")


def test_nothing_turns_the_reading_direction_around(view: MarkdownView) -> None:
    assert shown(view, "a\u202egnp.exe") == "agnp.exe"


def test_a_link_is_told_by_a_click_and_opens_nothing_itself(view: MarkdownView, qtbot: QtBot) -> None:
    view.show_markdown("[plan](https://example.org/plan)")
    with qtbot.waitSignal(view.link_wanted) as clicked:
        place = view.cursorRect().center()
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert clicked.args == [QUrl("https://example.org/plan")]


def test_a_link_is_reached_by_tab_and_opened_by_enter(view: MarkdownView, qtbot: QtBot) -> None:
    view.show_markdown("[plan](https://example.org/plan)")
    view.window().activateWindow()
    qtbot.waitUntil(view.isActiveWindow)
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Tab)
    with qtbot.waitSignal(view.link_wanted):
        QTest.keyClick(view, Qt.Key.Key_Return)
    assert view.toPlainText() == "plan (example.org)"


def test_where_a_link_may_lead() -> None:
    assert leads_outside(QUrl("HTTPS://example.org"))
    assert leads_outside(QUrl("mailto:a@b.example"))
    assert not any(leads_outside(QUrl(bad)) for bad in ("file:///etc/passwd", "javascript:x", "record:deal/1", "", "x"))
    assert record_of(QUrl("record:deal/12")) == ("deal", 12)
    assert [record_of(QUrl(bad)) for bad in ("record:deal/", "record:deal/-1", "record:Deal x/1", "https://a/1")] == [
        None
    ] * 4


@pytest.mark.parametrize("text", GIANTS, ids=range(len(GIANTS)))
def test_giant_nesting_is_shown(view: MarkdownView, text: str) -> None:
    for piece in split(text):
        view.show_markdown(piece.text)
    QApplication.processEvents()
    assert view.height() > 0


def test_from_right_to_left(view: MarkdownView) -> None:
    view.show_markdown("لديك ثلاث صفقات مفتوحة")
    assert view.document().firstBlock().textDirection() == Qt.LayoutDirection.RightToLeft
    view.show_markdown("Three deals, نجمة has one")
    assert view.document().firstBlock().textDirection() == Qt.LayoutDirection.LeftToRight


def test_it_is_as_high_as_its_text_at_any_width(view: MarkdownView) -> None:
    view.show_markdown("words " * 200)
    heights = []
    for wide in (200, 400, 800):
        view.resize(QSize(wide, view.height()))
        QApplication.processEvents()
        heights.append(view.height())
        assert view.verticalScrollBar().maximum() == 0
    assert heights == sorted(heights, reverse=True)


def test_what_was_typed_keeps_its_lines(view: MarkdownView) -> None:
    view.show_plain("a  *b*\n\n  <b>c</b>")
    assert view.toPlainText().replace("\u2028", "\n") == "a  *b*\n\n  <b>c</b>"


@pytest.mark.parametrize("text", ["", "a", "word " * 5000, "x" * 30_000, "a\n\n" * 9000, "é👩‍👩‍👧\n" * 3000])
def test_pieces_are_the_whole(text: str) -> None:
    pieces = split(text)
    assert "".join(piece.text for piece in pieces) == text
    assert all(len(piece.text) <= 2 * HARD for piece in pieces)


def test_a_box_of_code_and_a_table_go_on_in_the_next_piece() -> None:
    code = split("before\n\n```py\n" + "line = 1\n" * 2000 + "```\n\nafter " + "word " * 2000)
    assert code[0].text.count("```") == 2
    assert code[1].text.startswith("```py\n")
    assert "```" not in code[-1].text
    table = split("|a|b|\n|-|-|\n" + "|1|2|\n" * 3000)
    assert all(piece.text.startswith("|a|b|\n|-|-|\n") for piece in table)


def test_a_text_that_grows_is_split_as_if_it_had_come_at_once() -> None:
    whole = ("para " * 90 + "\n\n") * 20 + "```\n" + "code\n" * 3000 + "```\n\n|a|b|\n|-|-|\n" + "|1|2|\n" * 900
    grown = split(whole[:100])
    for end in range(100, len(whole) + 997, 997):
        last = grown.pop()
        grown += split(whole[:end], last.start, last.begun)
    assert [piece.text for piece in grown] == [piece.text for piece in split(whole)]
