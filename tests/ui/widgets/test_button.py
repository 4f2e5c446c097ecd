"""A button with the focus is pressed by any key that means it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.ui.widgets.basic import button


@pytest.mark.parametrize("kind", ["", "plain", "primary", "danger"])
@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_enter_presses_like_space(qtbot: QtBot, kind: str, key: Qt.Key) -> None:
    made = button("Choose a file", kind)
    qtbot.addWidget(made)
    with qtbot.waitSignal(made.clicked, timeout=1000):
        QTest.keyClick(made, key)
