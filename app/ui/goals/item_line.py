"""One thing the coach has in mind for a goal: its wording, the sentence it would say, what became of it."""

from datetime import datetime

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QLineEdit, QWidget

from app.goals.shapes import ItemShown
from app.ui.goals import phrases
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.basic import Plain, button, column, label, row
from app.ui.widgets.text_area import TextArea

OPEN = ("pending", "in_progress")
CLOSED = ("completed", "skipped")


class ItemLine(Plain):
    """`act` names what the owner wants: skip, reopen, do, answer, reword, open."""

    act = Signal(str, object, str)
    """what, the item, the words that go with it"""

    def __init__(self, look: Look, item: ItemShown, now: datetime) -> None:
        super().__init__()
        self._look, self.item = look, item
        self.mark, self.text, self.meta = label(), label(), label("", "meta")
        self.ask = TextArea(look, "ask", "What the coach would say", "The coach would say nothing of its own")
        self.answer = QLineEdit()
        self.answer.setPlaceholderText("Your answer, then Enter")
        self.answer.hide()
        self.now, self.close_it = button("Ask me now"), button("Skip", "plain")
        self.open = button("Open the task", "plain")
        for words in (self.text, self.meta):
            words.setWordWrap(True)
            words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._lay_out()
        self._connect()
        self.show_item(item, now)

    def show_item(self, item: ItemShown, now: datetime) -> None:
        self.item = item
        icon, color = phrases.ICONS[item.status]
        self.mark.setPixmap(self._look.pixmap(icon, color=color))
        self.mark.setAccessibleName(phrases.STATES[item.status])
        self.text.setText(item.text)
        self.text.setProperty("tone", "" if item.status in OPEN else "muted")
        self.meta.setText(phrases.item_line(item, now))
        self.ask.show_text(item.ask)
        self.ask.setAccessibleName(f"What the coach would say: {item.text}")
        self.ask.setEnabled(item.status in OPEN)
        self._show_buttons()

    def _show_buttons(self) -> None:
        """One button closes and opens again, so that the focus stays on it."""
        item = self.item
        doable = item.item_type in phrases.DOABLE
        self.now.setText(phrases.DOABLE.get(item.item_type, "Ask me now"))
        self.now.setVisible(item.status in OPEN and bool(doable or item.ask))
        self.close_it.setText("Skip" if item.status in OPEN else "Reopen")
        self.open.setVisible(item.task_id is not None)
        for part, name in ((self.now, "now"), (self.close_it, "close"), (self.open, "open"), (self.answer, "answer")):
            part.setObjectName(f"item {item.id} {name}")
        for made in (self.now, self.close_it, self.open):
            made.setAccessibleName(f"{made.text()}: {item.text}")
        self.answer.setAccessibleName(f"Your answer to: {item.ask}")
        if item.status not in OPEN:
            self.answer.hide()

    def _lay_out(self) -> None:
        look = self._look
        line = row(look, tokens.S2, (0, tokens.S2, 0, tokens.S2), self)
        texts, acts = column(look, tokens.S0), row(look, tokens.S1)
        for part in (self.text, self.ask, self.answer, self.meta):
            texts.addWidget(part)
        for made in (self.open, self.now, self.close_it):
            acts.addWidget(made)
        line.addWidget(self.mark, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(texts, 1)
        line.addLayout(acts)
        line.setAlignment(acts, Qt.AlignmentFlag.AlignTop)

    def _connect(self) -> None:
        self.now.clicked.connect(self._now)
        self.close_it.clicked.connect(self._close)
        self.open.clicked.connect(self._open)
        self.answer.returnPressed.connect(self._answer)
        self.ask.saved.connect(self._reword)

    @Slot()
    def _now(self) -> None:
        if self.item.item_type in phrases.DOABLE:
            self.act.emit("do", self.item, "")
            return
        self.answer.setVisible(self.answer.isHidden())
        focused: QWidget = self.now if self.answer.isHidden() else self.answer
        focused.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _close(self) -> None:
        self.act.emit("skip" if self.item.status in OPEN else "reopen", self.item, "")

    @Slot()
    def _open(self) -> None:
        self.act.emit("open", self.item, "")

    @Slot()
    def _answer(self) -> None:
        if self.answer.text().strip():
            self.act.emit("answer", self.item, self.answer.text())

    @Slot(str, object)
    def _reword(self, _key: str, text: str) -> None:
        self.act.emit("reword", self.item, text)
