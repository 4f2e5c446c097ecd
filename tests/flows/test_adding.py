"""Where the keys are once a record is added: on its row, not somewhere else in the window."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.window import Window


@pytest.mark.parametrize("key", ["contacts", "businesses", "projects"])
def test_the_rows_have_the_keys_after_each_addition(window: Window, qtbot: QtBot, key: str) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    assert window.frame is not None
    page = window.frame.show_page(key)
    lists = {"contacts": "list", "businesses": "list", "projects": "projects"}
    table = getattr(page, lists[key]).table
    for name in ("Zora Able", "Bo Lind"):
        page.primary()
        QTest.keyClicks(QApplication.focusWidget(), name)
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
        qtbot.waitUntil(lambda name=name: table.currentIndex().data() == name)
        qtbot.waitUntil(table.hasFocus)
