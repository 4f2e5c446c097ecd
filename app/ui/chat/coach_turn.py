"""What the coach answered: the words, what they rest on, what was noted, what it offers to do, and how it ended."""

from PySide6.QtCore import QUrl, Signal, Slot

from app.chat.shapes import Details, Door, Turn
from app.ui.chat import wording
from app.ui.chat.faint import Near
from app.ui.chat.feedback import Feedback
from app.ui.chat.prose import Prose
from app.ui.chat.tool_card import NotedLine, ToolCard
from app.ui.chat.used_line import UsedLine
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.basic import button, column, ground, label, row

THINKING = "Thinking …"


class CoachTurn(Near):
    """First while it is being written, then as it is kept."""

    link_wanted = Signal(QUrl)
    opened = Signal(str, object)
    """kind and id of a record"""
    page_wanted = Signal(str)
    copied = Signal(str)
    again_wanted, rated = Signal(object), Signal(object, object, str)
    """the Turn; the Turn, a thumb or None, words"""
    card_wanted, card_declined, card_undone, noted_undone = (Signal(object, int) for _n in range(4))
    """the Turn, the place of the card or of the noted value"""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.turn: Turn | None = None
        self._door: Door | None = None
        self.troubles: dict[int, str] = {}
        self.prose, self.used = Prose(look, "Coach"), UsedLine(look)
        self.waiting = label(THINKING, "muted")
        self.cards: list[ToolCard] = []
        self.notes: list[NotedLine] = []
        self._error, self.error = ground("wrong", key="part"), label("", "error")
        self.try_again, self.besides = button("Try again"), label("", "muted")
        self.door, self.mend = button(""), button("", "plain")
        self.feedback = Feedback(look, self)
        self._lay_out()
        self._connect()

    def show_growing(self, text: str, *, stopped: bool) -> None:
        self.prose.show_text(text)
        self.prose.setVisible(bool(text))
        self.waiting.setText("Stopping …" if stopped else THINKING)
        self.waiting.setVisible(stopped or not text)

    def show_turn(self, turn: Turn) -> None:
        if turn == self.turn:
            return
        self.turn = turn
        self.waiting.hide()
        self.prose.show_text(turn.content)
        self.prose.setVisible(bool(turn.content))
        self.used.show_used(turn.details.used)
        self._show_notes(turn.details)
        self._show_cards(turn.details)
        self._show_end(turn.details)
        self.feedback.show_rating(turn.rating, turn.feedback)

    def set_newest(self, newest: bool) -> None:
        self.feedback.set_newest(newest)

    def show_trouble(self, n: int, sentence: str) -> None:
        """Why a card could not be carried out."""
        if self.turn is not None and n < len(self.cards):
            self.cards[n].show_card(self.turn.details.cards[n], sentence)

    def _show_notes(self, details: Details) -> None:
        while len(self.notes) < len(details.noted):
            line = NotedLine(self._look, len(self.notes))
            line.undo_wanted.connect(self._undo_noted)
            self.notes.append(line)
            self._extras.addWidget(line)
        for place, line in enumerate(self.notes):
            line.setVisible(place < len(details.noted))
            if place < len(details.noted):
                one = details.noted[place]
                line.show_noted(wording.noted(one), can_undo=one.step is not None)

    def _show_cards(self, details: Details) -> None:
        while len(self.cards) < len(details.cards):
            card = ToolCard(self._look, len(self.cards))
            card.wanted.connect(self._do_card)
            card.declined.connect(self._decline_card)
            card.undo_wanted.connect(self._undo_card)
            self.cards.append(card)
            self._extras.addWidget(card)
        for place, card in enumerate(self.cards):
            card.setVisible(place < len(details.cards))
            if place < len(details.cards):
                card.show_card(details.cards[place])

    def _show_end(self, details: Details) -> None:
        failed = details.finish == "failed"
        self._error.setVisible(failed)
        self.error.setText(details.error or "The answer could not be written.")
        self.besides.setVisible(bool(details.error) and not failed)
        self.besides.setText(details.error)
        self._door = details.door
        for part, here in ((self.door, not failed), (self.mend, failed)):
            part.setVisible(details.door is not None and here)
            part.setText(details.door.label.replace("&", "&&") if details.door else "")
            part.setAccessibleName(details.door.label if details.door else "")
        self.feedback.show_ended(wording.ended(details))
        self.feedback.setVisible(not failed or bool(details.cards))

    def _lay_out(self) -> None:
        look = self._look
        whole = column(look, tokens.S2, parent=self)
        line = row(look, tokens.S2, (tokens.S3, tokens.S2, tokens.S3, tokens.S3), self._error)
        mark = label()
        mark.setPixmap(look.pixmap("warning-circle", color="red"))
        words = column(look, tokens.S2)
        self.error.setWordWrap(True)
        words.addWidget(self.error)
        buttons = row(look, tokens.S2)
        buttons.addWidget(self.try_again)
        buttons.addWidget(self.mend)
        buttons.addStretch(1)
        words.addLayout(buttons)
        top = column(look, 0)
        top.addWidget(mark)
        top.addStretch(1)
        line.addLayout(top)
        line.addLayout(words, 1)
        door = row(look, 0)
        door.addWidget(self.door)
        door.addStretch(1)
        self._extras = column(look, tokens.S2)
        self.besides.setWordWrap(True)
        for part in (self.waiting, self.prose, self.besides, self._error):
            whole.addWidget(part)
        whole.addLayout(door)
        whole.addWidget(self.used)
        whole.addLayout(self._extras)
        whole.addWidget(self.feedback)
        for part in (self.besides, self._error, self.door, self.used, self.feedback):
            part.hide()

    def _connect(self) -> None:
        self.prose.link_wanted.connect(self.link_wanted)
        self.used.opened.connect(self.opened)
        self.try_again.clicked.connect(self._again)
        self.door.clicked.connect(self._open_door)
        self.mend.clicked.connect(self._open_door)
        self.feedback.again_wanted.connect(self._again)
        self.feedback.copied.connect(self._copy)
        self.feedback.rated.connect(self._rate)

    @Slot()
    def _again(self) -> None:
        self.again_wanted.emit(self.turn)

    @Slot()
    def _copy(self) -> None:
        self.copied.emit(self.prose.text)

    @Slot()
    def _open_door(self) -> None:
        if self._door is not None:
            self.page_wanted.emit(self._door.page)

    @Slot(object, str)
    def _rate(self, rating: int | None, text: str) -> None:
        self.rated.emit(self.turn, rating, text)

    @Slot(int)
    def _do_card(self, n: int) -> None:
        self.card_wanted.emit(self.turn, n)

    @Slot(int)
    def _decline_card(self, n: int) -> None:
        self.card_declined.emit(self.turn, n)

    @Slot(int)
    def _undo_card(self, n: int) -> None:
        self.card_undone.emit(self.turn, n)

    @Slot(int)
    def _undo_noted(self, n: int) -> None:
        self.noted_undone.emit(self.turn, n)
