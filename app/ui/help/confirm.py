"""The question before something is replaced."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.ui.dialog import Dialog
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.basic import button, column, label, row


class Confirm(Dialog):
    """`accepted` when the owner goes on. The safe answer has the focus, and Esc gives it."""

    def __init__(self, look: Look, question: str, sentence: str, act: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(question)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.sentence = label(sentence, "muted")
        self.sentence.setWordWrap(True)
        self.cancel, self.go = button("Cancel", parent=self), button(act, "danger", parent=self)
        heading = label(question, "title")
        heading.setWordWrap(True)
        stack = column(look, tokens.S3, (tokens.S5, tokens.S5, tokens.S5, tokens.S4), self)
        stack.addWidget(heading)
        stack.addWidget(self.sentence)
        stack.addSpacing(look.px(tokens.S2))
        line = row(look, tokens.S2)
        line.addStretch(1)
        line.addWidget(self.cancel)
        line.addWidget(self.go)
        stack.addLayout(line)
        self.setFixedWidth(look.px(tokens.FORM))
        self.cancel.clicked.connect(self.reject)
        self.go.clicked.connect(self.accept)
        self.cancel.setFocus()
