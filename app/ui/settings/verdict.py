"""How something went, in a sentence behind a mark."""

from PySide6.QtCore import Qt

from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.basic import Plain, label, restyle, row


class Verdict(Plain):
    """Hidden until there is something to say."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.mark, self.sentence = label(), label()
        self.sentence.setWordWrap(True)
        self.sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        line = row(look, tokens.S1, (0, tokens.S1, 0, 0), self)
        line.addWidget(self.mark, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self.sentence, 1)
        self.hide()

    def say(self, sentence: str, *, good: bool = False) -> None:
        """good: it went as it should. Nothing to say hides it."""
        icon, color = ("check-circle", "green") if good else ("warning-circle", "red")
        self.mark.setPixmap(self._look.pixmap(icon, color=color))
        self.sentence.setText(sentence)
        self.sentence.setAccessibleName(sentence if good else f"Error: {sentence}")
        self.sentence.setProperty("tone", "" if good else "error")
        restyle(self.sentence)
        self.setVisible(bool(sentence))
