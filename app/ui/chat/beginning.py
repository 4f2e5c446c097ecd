"""An empty conversation: what can be asked, and whether a model is there to answer freely."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QPushButton, QScrollArea, QWidget

from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.basic import Plain, button, column, label, row, scroll_down

QUESTIONS = (
    "What should I do today?", "Who should I call?", "How is my pipeline?", "Why did I lose deals?",
)  # fmt: skip
WITHOUT = "These I answer from your own figures. To talk freely, I need a language model."


class Beginning(QScrollArea):
    """Scrolls where the window is small and the type large."""

    asked = Signal(str)
    model_wanted = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._without = Plain()
        self._without.hide()
        self.questions = [button(text) for text in QUESTIONS]
        self.set_up = button("Set up a model", "plain")
        self.set_up.clicked.connect(self.model_wanted)
        ground = Plain(self)
        scroll_down(self, ground)
        whole = column(look, 0, (tokens.S5, tokens.S4, tokens.S5, tokens.S4), ground)
        line = row(look, 0)
        whole.addStretch(1)
        whole.addLayout(line)
        whole.addStretch(2)
        line.addStretch(1)
        line.addWidget(self._inner(look), 1000)
        line.addStretch(1)

    @Slot(object)
    def show_ready(self, ready: bool) -> None:
        """Whether a model is set up; until it is known, nothing is said about it."""
        self._without.setVisible(not ready)

    def _inner(self, look: Look) -> QWidget:
        inner = Plain()
        inner.setMaximumWidth(look.px(tokens.FORM))
        stack = column(look, tokens.S2, parent=inner)
        mark = label()
        mark.setPixmap(look.pixmap("star-four", tokens.ICON_EMPTY, "coach"))
        words = _centred("Ask about your business, or tell me what happened.", "muted")
        stack.addWidget(mark, 0, Qt.AlignmentFlag.AlignHCenter)
        stack.addSpacing(look.px(tokens.S1))
        stack.addWidget(words)
        stack.addSpacing(look.px(tokens.S2))
        for part in self.questions:
            part.clicked.connect(self._ask)
            stack.addWidget(part)
        stack.addSpacing(look.px(tokens.S2))
        stack.addWidget(self._without)
        below = column(look, tokens.S1, parent=self._without)
        below.addWidget(_centred(WITHOUT, "meta"))
        below.addWidget(self.set_up, 0, Qt.AlignmentFlag.AlignHCenter)
        return inner

    @Slot()
    def _ask(self) -> None:
        pushed = self.sender()
        if isinstance(pushed, QPushButton):
            self.asked.emit(pushed.text())


def _centred(text: str, tone: str) -> QWidget:
    made = label(text, tone)
    made.setWordWrap(True)
    made.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return made
