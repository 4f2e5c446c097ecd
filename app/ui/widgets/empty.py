"""An empty page: an icon, one sentence of what will be here, one button."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.basic import button, column, label, row


class Empty(QWidget):
    def __init__(self, look: Look, icon: str, sentence: str, action: str, act: Callable[[], object]) -> None:
        """act: a bound method of a QObject."""
        super().__init__()
        stack = column(look, tokens.S4, (tokens.S6, tokens.S6, tokens.S6, tokens.S6), self)
        picture = label()
        picture.setPixmap(look.pixmap(icon, tokens.ICON_EMPTY))
        self.sentence = label(sentence, "muted")
        self.sentence.setWordWrap(True)
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.sentence.setFixedWidth(look.px(tokens.FORM))
        self.button = button(action, "primary")
        self.button.clicked.connect(act)
        stack.addStretch(1)
        # A column asks a wrapped text how high it is at the whole width; only a line asks at the text's own.
        words = row(look)
        words.addStretch(1)
        words.addWidget(self.sentence)
        words.addStretch(1)
        stack.addWidget(picture, 0, Qt.AlignmentFlag.AlignHCenter)
        stack.addLayout(words)
        stack.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        stack.addStretch(2)
        self.say(sentence)

    def say(self, sentence: str) -> None:
        """Another sentence; its lines need their room, which the layout would not give."""
        self.sentence.setText(sentence)
        self.sentence.setFixedHeight(self.sentence.heightForWidth(self.sentence.width()))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.say(self.sentence.text())
