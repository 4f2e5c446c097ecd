"""Below an answer: copy it, have it written anew, a thumb, and one line of words."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLineEdit, QWidget

from app.ui.chat.faint import FaintButton
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.basic import Elided, column, row

UP, DOWN = 5, 1
LONGEST = 500
ASKED = {UP: "What was good about it?", DOWN: "What was wrong or missing?"}


class Feedback(QWidget):
    """A thumb a second time takes it back. The line of words is there once a thumb is given."""

    copied, again_wanted = Signal(), Signal()
    rated = Signal(object, str)
    """UP, DOWN or None, and the words"""

    def __init__(self, look: Look, around: QWidget) -> None:
        super().__init__()
        self._rating: int | None = None
        self._kept, self._newest = "", False
        self.copy = FaintButton(look, "copy", "Copy this answer", around)
        self.again = FaintButton(look, "arrow-clockwise", "Answer again", around)
        self.up = FaintButton(look, "thumbs-up", "This helped", around)
        self.down = FaintButton(look, "thumbs-down", "This did not help", around)
        self.ended = Elided("", "meta")
        self.words = QLineEdit()
        self.words.setMaxLength(LONGEST)
        self._lay_out(look)
        self.copy.clicked.connect(self.copied)
        self.again.clicked.connect(self.again_wanted)
        self.up.clicked.connect(self._up)
        self.down.clicked.connect(self._down)
        self.words.editingFinished.connect(self._keep_words)

    def show_rating(self, rating: int | None, words: str) -> None:
        self._rating, self._kept = rating, words
        for part, value, name in ((self.up, UP, "thumbs-up"), (self.down, DOWN, "thumbs-down")):
            given = rating == value
            part.show_icon(f"{name}-fill" if given else name, "coach" if given else "muted")
            part.setAccessibleDescription("chosen" if given else "")
        self.words.setVisible(rating is not None)
        if rating is not None:
            self.words.setPlaceholderText(ASKED.get(rating, ASKED[UP]))
            self.words.setAccessibleName(self.words.placeholderText())
            if not (self.words.hasFocus() and self.words.isModified()):
                self.words.setText(words)
        self._show_given()

    def show_ended(self, words: str) -> None:
        self.ended.setText(words)
        self.ended.setVisible(bool(words))

    def set_newest(self, newest: bool) -> None:
        """Under the newest answer the buttons are always seen."""
        self._newest = newest
        for part in (self.copy, self.again):
            part.set_always(newest)
        self._show_given()

    def _show_given(self) -> None:
        """A thumb that was given is seen under older answers, too."""
        self.up.set_always(self._newest or self._rating == UP)
        self.down.set_always(self._newest or self._rating == DOWN)

    def _lay_out(self, look: Look) -> None:
        stack = column(look, tokens.S1, parent=self)
        line = row(look, 0)
        for part in (self.copy, self.up, self.down, self.again):
            line.addWidget(part)
        line.addStretch(1)
        stack.addWidget(self.ended)
        stack.addLayout(line)
        stack.addWidget(self.words)
        self.words.hide()

    @Slot()
    def _up(self) -> None:
        self._rate(UP)

    @Slot()
    def _down(self) -> None:
        self._rate(DOWN)

    def _rate(self, rating: int) -> None:
        given = None if self._rating == rating else rating
        self.rated.emit(given, self.words.text().strip() if given else "")
        if given and not self.words.isHidden():
            self.words.setFocus()

    @Slot()
    def _keep_words(self) -> None:
        typed = self.words.text().strip()
        if self._rating is not None and typed != self._kept:
            self.words.setModified(False)
            self.rated.emit(self._rating, typed)
