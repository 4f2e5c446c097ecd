"""What the owner said, as it was typed."""

from PySide6.QtCore import Qt, QUrl, Signal, Slot

from app.chat.shapes import Turn
from app.ui.chat.faint import FaintButton, Near
from app.ui.chat.prose import Prose
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.basic import button, column, ground, row

MEASURED = 1_000
"""Characters looked at to find how wide it is."""


class OwnerTurn(Near):
    """At the right, in a box as wide as its words need."""

    copied = Signal(str)
    edit_wanted, again_wanted = Signal(object), Signal(object)
    """the Turn"""
    link_wanted = Signal(QUrl)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.turn: Turn | None = None
        self.prose = Prose(look, "You", plain=True)
        self.prose.link_wanted.connect(self.link_wanted)
        self.copy = FaintButton(look, "copy", "Copy what you said", self)
        self.edit = FaintButton(look, "pencil-simple", "Edit and send again", self)
        self.try_again = button("Try again", hint="This was not answered")
        self._box = ground("said", key="part")
        self._lay_out()
        self.copy.clicked.connect(self._copy)
        self.edit.clicked.connect(self._edit)
        self.try_again.clicked.connect(self._again)

    def show_words(self, text: str, turn: Turn | None) -> None:
        """turn: None while the words are not kept yet."""
        self.turn = turn
        self.prose.show_text(text)
        for part in (self.copy, self.edit):
            part.setVisible(turn is not None)
        self._fit()

    def set_newest(self, newest: bool) -> None:
        self.copy.set_always(newest)
        self.edit.set_always(newest)

    def show_unanswered(self, unanswered: bool) -> None:
        """The program ended, or nothing more could be kept, before an answer was there."""
        self.try_again.setVisible(unanswered and self.turn is not None)

    def _fit(self) -> None:
        """No wider than its longest line, and never the whole width."""
        lines = self.prose.text[:MEASURED].splitlines() or [""]
        longest = max(self.fontMetrics().horizontalAdvance(line) for line in lines)
        self._box.setMaximumWidth(longest + self._look.px(tokens.S5) + self._look.px(tokens.S3))

    def _lay_out(self) -> None:
        look = self._look
        column(look, 0, (tokens.S3, tokens.S2, tokens.S3, tokens.S2), self._box).addWidget(self.prose)
        whole = column(look, tokens.S2, parent=self)
        line, below = row(look, 0), row(look, 0)
        whole.addLayout(line)
        whole.addLayout(below)
        below.addStretch(1)
        below.addWidget(self.try_again)
        self.try_again.hide()
        line.addStretch(1)
        for part in (self.copy, self.edit):
            line.addWidget(part, 0, Qt.AlignmentFlag.AlignBottom)
        line.addSpacing(look.px(tokens.S1))
        line.addWidget(self._box, 1000)

    @Slot()
    def _copy(self) -> None:
        self.copied.emit(self.prose.text)

    @Slot()
    def _edit(self) -> None:
        if self.turn is not None:
            self.edit_wanted.emit(self.turn)

    @Slot()
    def _again(self) -> None:
        if self.turn is not None:
            self.again_wanted.emit(self.turn)
