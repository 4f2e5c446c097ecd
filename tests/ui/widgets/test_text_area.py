"""Several lines edited in place."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.text_area import TextArea


@pytest.fixture
def holder(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


def shown(qtbot: QtBot, look: Look, holder: QWidget) -> tuple[TextArea, QLineEdit, list[tuple[str, object]]]:
    stack, area, after = QVBoxLayout(holder), TextArea(look, "notes", "Notes"), QLineEdit()
    stack.addWidget(area)
    stack.addWidget(after)
    saved: list[tuple[str, object]] = []
    area.saved.connect(lambda key, text: saved.append((key, text)))
    with qtbot.waitActive(holder):
        holder.show()
        holder.activateWindow()
    area.setFocus()
    return area, after, saved


def test_enter_saves_and_shift_enter_begins_a_line(qtbot: QtBot, look: Look, holder: QWidget) -> None:
    area, _after, saved = shown(qtbot, look, holder)
    QTest.keyClicks(area, "one")
    QTest.keyClick(area, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClicks(area, "two")
    QTest.keyClick(area, Qt.Key.Key_Return)
    assert saved == [("notes", "one\ntwo")]
    QTest.keyClick(area, Qt.Key.Key_Return)
    assert len(saved) == 1, "nothing new was typed"


def test_leaving_saves_and_tab_leaves(qtbot: QtBot, look: Look, holder: QWidget) -> None:
    area, after, saved = shown(qtbot, look, holder)
    QTest.keyClicks(area, "one")
    QTest.keyClick(area, Qt.Key.Key_Tab)
    qtbot.waitUntil(after.hasFocus)
    assert saved == [("notes", "one")]


def test_escape_takes_the_old_text_back(qtbot: QtBot, look: Look, holder: QWidget) -> None:
    area, _after, saved = shown(qtbot, look, holder)
    area.show_text("kept")
    QTest.keyClicks(area, "typed ")
    area.show_text("kept, and changed elsewhere")
    assert area.toPlainText() == "typed kept", "nobody loses what he is typing"
    QTest.keyClick(area, Qt.Key.Key_Escape)
    assert area.toPlainText() == "kept, and changed elsewhere"
    QTest.keyClick(area, Qt.Key.Key_Return)
    assert saved == []


def test_it_grows_with_its_lines_up_to_a_limit(qtbot: QtBot, look: Look, holder: QWidget) -> None:
    area, _after, _saved = shown(qtbot, look, holder)
    one = area.height()
    assert one == look.px(tokens.FIELD_ROW)
    area.show_text("a\nb\nc")
    three = area.height()
    line = (three - one) // 2
    assert line >= tokens.BODY
    area.show_text("a\n" * 500)
    assert area.height() == one + (tokens.AREA_LINES - 1) * line
    area.show_text("")
    assert area.height() == one
