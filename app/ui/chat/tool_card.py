"""What the coach offers to do: nothing happens before the click, and what was done can be taken back."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QLabel, QWidget

from app.chat.shapes import Card
from app.ui.chat import wording
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.basic import Plain, button, column, label, row

SAID = {"done": "Done.", "undone": "Taken back.", "declined": "Left alone."}


class ToolCard(QFrame):
    """n: its place among the cards of its answer."""

    wanted, declined, undo_wanted = Signal(int), Signal(int), Signal(int)

    def __init__(self, look: Look, n: int) -> None:
        super().__init__()
        self._look, self._n = look, n
        self.setProperty("part", "panel")
        self._icon, self.title, self.said = label(), _wrapped("strong"), _wrapped("muted")
        self._lines = _wrapped("")
        self.do_it, self.not_now = button("", "primary"), button("Not now", "plain")
        self.undo = button("Undo", "plain")
        self._buttons = Plain()
        self._lay_out()
        self.do_it.clicked.connect(self._do)
        self.not_now.clicked.connect(self._decline)
        self.undo.clicked.connect(self._undo)

    def show_card(self, card: Card, trouble: str = "") -> None:
        """trouble: why it could not be done, in a sentence."""
        focused = any(part.hasFocus() for part in (self.do_it, self.not_now, self.undo))
        open_now = card.state == "open"
        self._icon.setPixmap(self._look.pixmap("check" if card.state == "done" else wording.tool_icon(card.tool),
                                               color="green" if card.state == "done" else "muted"))  # fmt: skip
        self.title.setText(card.text)
        self._lines.setText("\n".join(card.lines))
        self._lines.setVisible(bool(card.lines) and open_now)
        self.do_it.setText(card.label.replace("&", "&&"))
        self.do_it.setAccessibleName(f"{card.label}: {card.text}")
        self.not_now.setAccessibleName(f"Not now: {card.text}")
        self.undo.setAccessibleName(f"Undo: {card.text}")
        self._show_state(card, trouble)
        self.undo.setVisible(card.state == "done" and card.step is not None)
        self.do_it.setVisible(open_now)
        self.not_now.setVisible(open_now)
        self._buttons.setVisible(open_now or not self.undo.isHidden())
        if focused:
            self._focus_again()

    def _show_state(self, card: Card, trouble: str) -> None:
        said = trouble or (SAID["undone"] if card.state == "undone" else card.said or SAID.get(card.state, ""))
        self.said.setText(said)
        self.said.setVisible(bool(said))
        wrong = bool(trouble) or (card.state == "open" and bool(card.said))
        self.said.setProperty("tone", "error" if wrong else "muted")
        self.said.style().unpolish(self.said)
        self.said.style().polish(self.said)

    def _focus_again(self) -> None:
        """The button that had the focus is gone: the next best one of this card has it."""
        for part in (self.do_it, self.undo):
            if not part.isHidden():
                part.setFocus()
                return

    def _lay_out(self) -> None:
        look, px = self._look, self._look.px
        whole = row(look, tokens.S2, (tokens.S3, tokens.S3, tokens.S3, tokens.S3), self)
        self._icon.setFixedWidth(px(tokens.ICON))
        beside = column(look, tokens.S2)
        top = column(look, 0)
        top.addWidget(self._icon)
        top.addStretch(1)
        whole.addLayout(top)
        whole.addLayout(beside, 1)
        line = row(look, tokens.S2, parent=self._buttons)
        for part in (self.do_it, self.not_now, self.undo):
            line.addWidget(part)
        line.addStretch(1)
        for words in (self.title, self._lines, self.said, self._buttons):
            beside.addWidget(words)

    @Slot()
    def _do(self) -> None:
        self.wanted.emit(self._n)

    @Slot()
    def _decline(self) -> None:
        self.declined.emit(self._n)

    @Slot()
    def _undo(self) -> None:
        self.undo_wanted.emit(self._n)


def _wrapped(tone: str) -> QLabel:
    made = label("", tone)
    made.setWordWrap(True)
    return made


class NotedLine(QWidget):
    """A value the owner told, and that it was noted. n: its place among those of its answer."""

    undo_wanted = Signal(int)

    def __init__(self, look: Look, n: int) -> None:
        super().__init__()
        self._n = n
        self.words, self.undo = _wrapped("meta"), button("Undo", "plain")
        line = row(look, tokens.S2, parent=self)
        mark = label()
        mark.setPixmap(look.pixmap("note"))
        line.addWidget(mark)
        line.addWidget(self.words, 1)
        line.addWidget(self.undo)
        self.undo.clicked.connect(self._undo)

    def show_noted(self, words: str, *, can_undo: bool) -> None:
        self.words.setText(words)
        self.undo.setVisible(can_undo)
        self.undo.setAccessibleName(f"Undo: {words}")

    @Slot()
    def _undo(self) -> None:
        self.undo_wanted.emit(self._n)
