"""An empty page: an icon, one sentence of what will be here, one button."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.basic import button, column, label


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
        for part in (picture, self.sentence, self.button):
            stack.addWidget(part, 0, Qt.AlignmentFlag.AlignHCenter)
        stack.addStretch(2)
