"""An empty page says its whole sentence, however long."""

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.ui.theme.look import Look
from app.ui.widgets.empty import Empty


def test_the_sentence_has_the_room_for_all_its_lines(qtbot: QtBot, look: Look) -> None:
    holder = QWidget()
    sentence = "Your day will stand here: what is due, which deals need a step, who should hear from you. " * 2
    empty = Empty(look, "user", sentence, "New contact", holder.close)
    qtbot.addWidget(empty)
    empty.resize(1000, 600)
    empty.show()
    text = empty.sentence
    assert text.height() >= text.heightForWidth(text.width()) > text.fontMetrics().height()
