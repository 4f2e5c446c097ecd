"""Chips: put on and taken off with the keys, in the order in which they are seen."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.ui.theme.look import Look
from app.ui.widgets.chips import Chip, Chips


def shown(qtbot: QtBot, look: Look, words: list[str]) -> tuple[QWidget, QLineEdit, Chips, QLineEdit]:
    """A window: a field, chips, a field."""
    holder = QWidget()
    stack, before, chips, after = QVBoxLayout(holder), QLineEdit(), Chips(look, "tag"), QLineEdit()
    for part in (before, chips, after):
        stack.addWidget(part)
    qtbot.addWidget(holder)
    holder.resize(400, 300)
    with qtbot.waitActive(holder):
        holder.show()
        holder.activateWindow()
    chips.show_words(words)
    return holder, before, chips, after


def focus() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def press(key: Qt.Key) -> None:
    QTest.keyClick(focus(), key)


def test_tab_goes_through_the_chips_in_the_order_they_are_seen(qtbot: QtBot, look: Look) -> None:
    _holder, before, chips, after = shown(qtbot, look, ["a", "b"])
    chips.show_words(["a", "b", "c"])
    before.setFocus()
    names = []
    while focus() is not after:
        press(Qt.Key.Key_Tab)
        names.append(focus().accessibleName())
    tags = [f"Take off the tag {word}" for word in "abc"]
    assert names == [*tags, "Add a tag", ""]


def test_enter_asks_for_a_word_and_leaves_it_to_the_listener_to_take_it(qtbot: QtBot, look: Look) -> None:
    _holder, _before, chips, _after = shown(qtbot, look, ["a"])
    asked: list[str] = []
    chips.added.connect(asked.append)
    chips.field.setFocus()
    QTest.keyClicks(chips.field, "  new one ")
    press(Qt.Key.Key_Return)
    assert asked == ["new one"]
    assert chips.field.text() == "  new one ", "a refused word can be mended"
    press(Qt.Key.Key_Escape)
    press(Qt.Key.Key_Return)
    assert (chips.field.text(), asked) == ("", ["new one"])


def test_backspace_goes_to_the_last_chip_and_delete_takes_it_off(qtbot: QtBot, look: Look) -> None:
    _holder, _before, chips, _after = shown(qtbot, look, ["a", "b & c"])
    asked: list[str] = []
    chips.removed.connect(asked.append)
    chips.field.setFocus()
    press(Qt.Key.Key_Backspace)
    assert isinstance(focus(), Chip)
    press(Qt.Key.Key_Delete)
    assert asked == ["b & c"]
    assert focus() is chips.field


def test_known_words_are_offered_but_none_twice(qtbot: QtBot, look: Look) -> None:
    _holder, _before, chips, _after = shown(qtbot, look, ["VIP"])
    chips.offer(["vip", "press", "supplier"])
    completer = chips.field.completer()
    assert completer is not None
    completer.setCompletionPrefix("P")
    found = [completer.completionModel().index(row, 0).data() for row in range(completer.completionCount())]
    assert found == ["press", "supplier"]


def test_a_very_long_word_stays_within_the_row(qtbot: QtBot, look: Look) -> None:
    holder, _before, chips, _after = shown(qtbot, look, ["نجمة" * 80, "👩‍👩‍👧" * 100, "x" * 300])
    chips.grab()
    for chip in chips.findChildren(Chip):
        assert chip.geometry().right() <= holder.width()
        assert chip.word in chip.toolTip()
