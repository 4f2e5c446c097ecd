"""The conversation that is shown, wherever it is shown: what was said, what is being answered, what is typed."""

import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.chat.drafts import Drafts
from app.chat.shapes import Turn
from app.core.errors import CrmError
from app.ui.background import Handle, Task, Workers

if TYPE_CHECKING:
    from app.chat.asked import View
    from app.chat.talking import Chat
    from app.ui.desk import Desk

PAGE = 16
"""Turns read at once; older ones when they are asked for."""
BEAT = 33
"""Milliseconds at least between two paints of an answer that is being written."""
SHARE = 2
"""On a slow machine it waits so many times as long as laying the answer out took: the window stays quick."""
TABLES = frozenset(("messages", "conversations", "coach_messages"))
NEW = 0
"""Stands for the conversation that is not begun yet."""


class Run:
    """An answer being written. cut: turns from this id on are being replaced; words: of the owner, until they are kept.

    heard: pieces that came on the thread that asks and are not shown yet; None takes back what came before.
    """

    def __init__(self, conversation: int, words: str, cut: int | None, after: int) -> None:
        from app.clients.llm.talk import Stop  # noqa: PLC0415 - not needed at the start

        self.conversation, self.words, self.cut, self.after = conversation, words, cut, after
        self.stop = Stop()
        self.heard: deque[str | None] = deque()
        self.text, self.stopped, self.left = "", False, False

    def drain(self) -> bool:
        """Take over what was heard; whether there was anything."""
        changed = bool(self.heard)
        while self.heard:
            piece = self.heard.popleft()
            self.text = "" if piece is None else self.text + piece
        return changed


class Talk(QObject):
    """Belongs to the desk and outlives the views, which are made anew with the look. Lives on the UI thread."""

    turned = Signal()
    """Other turns, or the same ones changed."""
    moved = Signal()
    """Another conversation is shown."""
    grew = Signal()
    """More of the answer that is being written."""
    listed_anew = Signal()
    """The history may have changed."""
    wanted = Signal()
    """Show the conversation, wherever that is."""
    refused = Signal(str)
    """These words could not even be kept: they go back to where they were typed."""

    def __init__(self, desk: "Desk") -> None:
        super().__init__(desk)
        self._desk = desk
        self._threads = Workers(self)
        self._drafts: Drafts | None = None
        self._making, self._looked_back = threading.Lock(), False
        self.conversation, self.title = NEW, ""
        self.turns: list[Turn] = []
        self.more = False
        self.run: Run | None = None
        self.in_corner = False
        """Whether it is open over the page: it is again when the window is made anew."""
        self._cost = 0
        self._beat = QTimer(self)
        self._beat.setSingleShot(True)
        self._beat.timeout.connect(self._show_heard)
        desk.bridge.changed.connect(self._follow)

    @property
    def chat(self) -> "Chat":
        """One, whichever thread asks first."""
        with self._making:
            return self._desk.app.chat

    @property
    def drafts(self) -> Drafts:
        if self._drafts is None:
            self._drafts = Drafts(self._desk.app.folder.root)
        return self._drafts

    @property
    def answering(self) -> Run | None:
        """What is being written in the conversation that is shown."""
        run = self.run
        return run if run is not None and run.conversation == self.conversation and not run.left else None

    def seen(self) -> list[Turn]:
        """The turns to be shown, without those that are being replaced."""
        run = self.answering
        if run is None or run.cut is None:
            return self.turns
        return [turn for turn in self.turns if turn.id < run.cut or turn.id > run.after]

    def pending(self) -> str:
        """The owner's words that are not among the turns yet."""
        run = self.answering
        kept = run is None or any(turn.role == "owner" and turn.id > run.after for turn in self.turns)
        return "" if run is None or kept else run.words

    def open(self, conversation: int) -> None:
        """Another conversation, or NEW: also where one has just begun that has no number yet."""
        if self.run is not None and self.run.conversation == NEW:
            self.run.left = True
        self.conversation = conversation
        self._read(PAGE)
        self.moved.emit()

    def begin_where_left(self) -> None:
        """The first time: at the conversation in which something was typed last and not sent."""
        if self._looked_back or self.conversation != NEW or self.run is not None:
            return
        self._looked_back = True
        place = self.drafts.latest()
        if place.isdigit() and int(place) != NEW:
            self.open(int(place))

    def older(self) -> None:
        self._read(len(self.turns) + PAGE)
        self.turned.emit()

    def say(self, words: str, view: "View" = ()) -> bool:
        """False where another answer is still being written: nothing is said, and nothing lost."""
        known = self.conversation or None

        def ask(run: Run, hear: Any) -> Turn:
            return self.chat.say(words, conversation=known, view=view, hear=hear, stop=run.stop)

        return self._start(ask, words, None)

    def retry(self, turn: Turn, view: "View" = ()) -> bool:
        def ask(run: Run, hear: Any) -> Turn:
            return self.chat.retry(turn.id, view=view, hear=hear, stop=run.stop)

        return self._start(ask, "", turn.id if turn.role == "coach" else turn.id + 1)

    def resend(self, message_id: int, words: str, view: "View" = ()) -> bool:
        def ask(run: Run, hear: Any) -> Turn:
            return self.chat.resend(message_id, words, view=view, hear=hear, stop=run.stop)

        return self._start(ask, words, message_id)

    @Slot()
    def stop(self) -> None:
        """What was written so far stays."""
        if self.run is not None and not self.run.stopped:
            self.run.stopped = True
            self.run.stop.now()
            self.grew.emit()

    def change(self, work: Callable[["Chat"], Turn]) -> str:
        """Something small about one turn, which is shown as it then is. Returns what went wrong, in a sentence."""
        try:
            fresh = work(self.chat)
        except CrmError as error:
            return error.message
        self.turns = [fresh if turn.id == fresh.id else turn for turn in self.turns]
        self._desk.bridge.flush()
        self.turned.emit()
        return ""

    def rename(self, title: str) -> bool:
        from app.chat import conversations  # noqa: PLC0415 - not needed at the start

        at, known = self._desk.now, self.conversation

        def work(session: Any) -> bool:
            conversations.rename(session, known, title, at=at)
            return True

        return bool(self._desk.write(work))

    def delete(self, conversation: int) -> None:
        """With a way back."""
        from app.chat import conversations  # noqa: PLC0415 - not needed at the start

        at = self._desk.now

        def work(session: Any) -> bool:
            conversations.delete(session, conversation, at=at)
            return True

        if self.run is not None and self.run.conversation == conversation:
            self._desk.say("The coach is still answering there. Stop it first.", error=True)
        elif self._desk.write(work):
            self._desk.say("The conversation is deleted.", action=("Undo", self._desk.undo))

    def close(self) -> None:
        """End the answer that is being written; what there is of it is kept before this returns."""
        self._beat.stop()
        if self.run is not None:
            self.run.stop.now()
        self._threads.stop()

    def _start(self, ask: Callable[[Run, Any], Turn], words: str, cut: int | None) -> bool:
        if self.run is not None:
            self._desk.say("The coach is still answering. Stop it, or wait a moment.")
            return False
        after = max((turn.id for turn in self.turns), default=0)
        self.run = run = Run(self.conversation, words, cut, after)

        def work(handle: Handle) -> Turn:
            def hear(piece: str | None) -> None:
                run.heard.append(piece)
                handle.report(1, 1)

            return ask(run, hear)

        task = Task("Answer", work, self)
        task.progressed.connect(self._hear)
        task.done.connect(self._take)
        task.failed.connect(self._fail)
        self._threads.start(task)
        self.turned.emit()
        return True

    @Slot(object, object)
    def _hear(self, _done: int, _total: int) -> None:
        if not self._beat.isActive():
            self._beat.start(max(BEAT, SHARE * self._cost))

    @Slot()
    def _show_heard(self) -> None:
        begun = time.monotonic()
        if self.run is not None and self.run.drain():
            self.grew.emit()
        self._cost = round(1_000 * (time.monotonic() - begun))

    @Slot(object)
    def _take(self, turn: Turn) -> None:
        run, self.run = self.run, None
        if run is not None and run.conversation == self.conversation and not run.left:
            self.conversation = turn.conversation_id
        self._desk.bridge.flush()
        if turn.conversation_id == self.conversation:
            self._read(max(PAGE, len(self.turns) + 2))
        self.turned.emit()

    @Slot(object)
    def _fail(self, error: Exception) -> None:
        """Not by the model, which a turn tells, but because nothing could be kept: the words go back."""
        run, self.run = self.run, None
        self._desk.bridge.flush()
        self._read(max(PAGE, len(self.turns)))
        words = run.words if run is not None else ""
        if words and not any(turn.role == "owner" and turn.id > (run.after if run else 0) for turn in self.turns):
            typed = self.drafts.get(str(self.conversation))
            self.drafts.keep(str(self.conversation), f"{words}\n{typed}" if typed else words)
            self.refused.emit(words)
        self.turned.emit()
        self._desk.tell_failure(error)

    @Slot(object)
    def _follow(self, touched: Mapping[str, frozenset[int] | None]) -> None:
        if touched and not self._shows_steps() and not TABLES & touched.keys():
            return
        self._adopt(touched.get("conversations"))
        shown = self.conversation
        self._read(max(PAGE, len(self.turns) + 1))
        self.listed_anew.emit()
        (self.turned if self.conversation == shown else self.moved).emit()

    def _shows_steps(self) -> bool:
        """Whether something was done or noted that may have been taken back meanwhile, from anywhere."""
        details = [turn.details for turn in self.turns]
        return any(card.step for one in details for card in one.cards) or any(
            value.step for one in details for value in one.noted
        )

    def _adopt(self, written: frozenset[int] | None) -> None:
        """The conversation that the first words of a new one have begun."""
        run = self.run
        if run is None or run.conversation != NEW or not written:
            return
        was_shown = self.answering is run
        run.conversation, run.left = max(written), False
        if was_shown:
            self._move_draft(run.conversation)
            self.conversation = run.conversation

    def _move_draft(self, conversation: int) -> None:
        """What is typed under the answer belongs to the conversation that has just begun."""
        text = self.drafts.get(str(NEW))
        self.drafts.keep(str(NEW), "")
        self.drafts.keep(str(conversation), text)

    def _read(self, limit: int) -> None:
        """The newest turns; a conversation that is gone leaves a new one."""
        self.turns, self.more, self.title = [], False, ""
        if self.conversation == NEW:
            return
        from app.chat import conversations  # noqa: PLC0415 - not needed at the start

        try:
            with self._desk.read() as session:
                found = conversations.turns(session, self.conversation, None, limit + 1)
                self.title = str(conversations.find(session, self.conversation).title)
        except CrmError:
            self.conversation = NEW
            return
        self.more = len(found) > limit
        self.turns = found[-limit:]
