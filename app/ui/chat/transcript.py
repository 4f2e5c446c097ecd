"""The turns of a conversation, the newest below, and the answer that is being written."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from PySide6.QtCore import Qt, QUrl, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QScrollArea, QWidget

from app.chat.shapes import Turn
from app.ui import words
from app.ui.chat.coach_turn import CoachTurn
from app.ui.chat.owner_turn import OwnerTurn
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.basic import Plain, button, column, label, scroll_down

PAUSE = timedelta(hours=1)
"""After so long a silence the time stands above a turn."""
WALKED = {
    Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -8, Qt.Key.Key_PageDown: 8,
}  # fmt: skip
"""Steps of the scroll bar."""
Shown = OwnerTurn | CoachTurn


class Transcript(QScrollArea):
    """Stays at the end while an answer grows, unless the owner has scrolled up to read."""

    older_wanted = Signal()
    copied = Signal(str)
    link_wanted = Signal(QUrl)
    opened = Signal(str, object)
    page_wanted = Signal(str)
    edit_wanted, again_wanted, rated = Signal(object), Signal(object), Signal(object, object, str)
    card_wanted, card_declined, card_undone, noted_undone = (Signal(object, int) for _n in range(4))

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._turns: dict[int, Shown] = {}
        self._times: dict[int, QLabel] = {}
        self._pending: OwnerTurn | None = None
        self._live: CoachTurn | None = None
        self._follows, self._held, self._sought = True, 0, 0
        self._inner = Plain(self)
        scroll_down(self, self._inner)
        self.older = button("Show earlier", "plain")
        self.older.clicked.connect(self.older_wanted)
        self._stack = column(look, tokens.S3, (tokens.S4, tokens.S3, tokens.S4, tokens.S3), self._inner)
        self._stack.addWidget(self.older, 0, Qt.AlignmentFlag.AlignHCenter)
        self._stack.addStretch(1)
        bar = self.verticalScrollBar()
        bar.rangeChanged.connect(self._settle)
        bar.actionTriggered.connect(self._note_scrolled)
        bar.valueChanged.connect(self._note_value)

    def show_turns(self, turns: Sequence[Turn], now: datetime, *, more: bool) -> None:
        """What is there already stays as it is; what is no more is destroyed."""
        wanted = {turn.id for turn in turns}
        first = next(iter(self._turns), None)
        if first is not None and turns and turns[0].id < first:
            self._held = self.verticalScrollBar().maximum() - self.verticalScrollBar().value()
        for turn_id in [known for known in self._turns if known not in wanted]:
            self._drop(turn_id)
        before: Turn | None = None
        for turn in turns:
            self._show_turn(turn)
            self._show_time(turn, before, now)
            before = turn
        self._turns = {turn.id: self._turns[turn.id] for turn in turns}
        self.older.setVisible(more)
        self._mark_newest()
        self._stack.activate()

    def show_unanswered(self, idle: bool) -> None:
        """idle: nothing is being written, so that a question at the end waits for nobody and can be asked again."""
        views = list(self._turns.values())
        for view in views:
            if isinstance(view, OwnerTurn):
                view.show_unanswered(idle and view is views[-1])

    def show_pending(self, text: str) -> None:
        """Words on their way; empty: none."""
        if not text:
            if self._pending is not None:
                _destroy(self._pending)
                self._pending = None
            return
        if self._pending is None:
            self._pending = OwnerTurn(self._look)
            self._stack.insertWidget(self._stack.count() - (2 if self._live else 1), self._pending)
        self._pending.show_words(text, None)

    def show_growing(self, text: str | None, *, stopped: bool = False) -> None:
        """text: None where nothing is being written."""
        if text is None:
            if self._live is not None:
                _destroy(self._live)
                self._live = None
            return
        if self._live is None:
            self._live = CoachTurn(self._look)
            self._listen(self._live)
            self._stack.insertWidget(self._stack.count() - 1, self._live)
        self._live.show_growing(text, stopped=stopped)

    def empty(self) -> None:
        """For another conversation."""
        for turn_id in list(self._turns):
            self._drop(turn_id)
        self.show_pending("")
        self.show_growing(None)
        self._follows, self._held, self._sought = True, 0, 0

    def turn_view(self, turn_id: int) -> Shown | None:
        return self._turns.get(turn_id)

    def to_end(self) -> None:
        self._follows, self._sought = True, 0
        self._settle()

    def to_turn(self, turn_id: int) -> None:
        """It stays at the top until the owner scrolls."""
        self._sought = turn_id
        self._settle()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar, key = self.verticalScrollBar(), Qt.Key(event.key())
        if key in WALKED:
            bar.setValue(bar.value() + WALKED[key] * bar.singleStep())
            self._note_scrolled()
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            bar.setValue(bar.minimum() if key == Qt.Key.Key_Home else bar.maximum())
            self._note_scrolled()
        else:
            event.ignore()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        side = max(0, (self.viewport().width() - self._look.px(tokens.CHAT_COLUMN)) // 2)
        margin, gap = self._look.px(tokens.S4) + side, self._look.px(tokens.S3)
        self._stack.setContentsMargins(margin, gap, margin, gap)

    def _show_turn(self, turn: Turn) -> None:
        shown = self._turns.get(turn.id)
        if shown is None:
            shown = self._take_over(turn) or self._build(turn)
            self._turns[turn.id] = shown
        if isinstance(shown, CoachTurn):
            shown.show_turn(turn)
        elif shown.turn != turn:
            shown.show_words(turn.content, turn)

    def _take_over(self, turn: Turn) -> Shown | None:
        """What was on its way or being written has become this turn: the same view goes on, and nothing jumps."""
        if turn.role == "owner" and self._pending is not None:
            taken: Shown = self._pending
            self._pending = None
            return taken
        if turn.role == "coach" and self._live is not None:
            taken, self._live = self._live, None
            return taken
        return None

    def _build(self, turn: Turn) -> Shown:
        made: Shown = OwnerTurn(self._look) if turn.role == "owner" else CoachTurn(self._look)
        self._listen(made)
        self._stack.insertWidget(self._place(turn.id), made)
        made.show()  # now: a layout would do it a moment later, and leave no room for it until then
        return made

    def _place(self, turn_id: int) -> int:
        """Above the next later turn and its time, or above what is on its way, or at the end."""
        later = min((known for known in self._turns if known > turn_id), default=None)
        below: QWidget | None = self._pending or self._live
        if later is not None:
            below = self._times.get(later) or self._turns[later]
        return self._stack.indexOf(below) if below is not None else self._stack.count() - 1

    def _show_time(self, turn: Turn, before: Turn | None, now: datetime) -> None:
        due = before is None or turn.at - before.at > PAUSE
        shown = self._times.get(turn.id)
        if due and shown is None:
            shown = self._times[turn.id] = label("", "meta")
            shown.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            self._stack.insertWidget(self._stack.indexOf(self._turns[turn.id]), shown)
        if shown is not None:
            shown.setText(words.stamp(turn.at, now))
            shown.setVisible(due)

    def _mark_newest(self) -> None:
        views = list(self._turns.values())
        for view in views:
            view.set_newest(view is views[-1])

    def _drop(self, turn_id: int) -> None:
        _destroy(self._turns.pop(turn_id))
        if turn_id in self._times:
            _destroy(self._times.pop(turn_id))

    def _listen(self, made: Shown) -> None:
        made.copied.connect(self.copied)
        made.link_wanted.connect(self.link_wanted)
        made.again_wanted.connect(self.again_wanted)
        if isinstance(made, OwnerTurn):
            made.edit_wanted.connect(self.edit_wanted)
            return
        for told, heard in (
            (made.opened, self.opened), (made.page_wanted, self.page_wanted),
            (made.rated, self.rated), (made.card_wanted, self.card_wanted), (made.card_declined, self.card_declined),
            (made.card_undone, self.card_undone), (made.noted_undone, self.noted_undone),
        ):  # fmt: skip
            told.connect(heard)

    @Slot()
    def _note_scrolled(self) -> None:
        """By the owner: at the end it goes on following, further up it does not."""
        bar = self.verticalScrollBar()
        self._sought = 0
        self._follows = bar.sliderPosition() >= bar.maximum() - bar.singleStep()

    @Slot(int)
    def _note_value(self, value: int) -> None:
        if value < self.verticalScrollBar().maximum() - self.verticalScrollBar().pageStep():
            self._follows = False

    @Slot()
    def _settle(self) -> None:
        """At the end, or where the owner read on when earlier turns came in above."""
        bar, sought = self.verticalScrollBar(), self._turns.get(self._sought)
        if sought is not None:
            bar.setValue(sought.y() - self._look.px(tokens.S3))
        elif self._held:
            bar.setValue(bar.maximum() - self._held)
            self._held = 0
        elif self._follows:
            bar.setValue(bar.maximum())


def _destroy(part: QWidget) -> None:
    part.hide()
    part.deleteLater()
