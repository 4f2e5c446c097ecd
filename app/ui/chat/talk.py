"""The conversation that is shown, wherever it is shown: what was said, what is being answered, what is typed."""

import threading
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.chat.drafts import Drafts
from app.chat.shapes import Turn
from app.core.errors import CrmError
from app.ui.background import Handle, Task, Workers
from app.ui.chat.run import Run

if TYPE_CHECKING:
    from app.chat.asked import View
    from app.chat.talking import Chat
    from app.ui.desk import Desk

PAGE = 16
"""Turns read at once; older ones when they are asked for."""
FARTHEST = 400
"""Turns back that a message which was searched for is still gone to."""
BEAT = 33
"""Milliseconds at least between two paints of an answer that is being written."""
SHARE = 2
"""On a slow machine it waits so many times as long as laying the answer out took: the window stays quick."""
TABLES = frozenset(("messages", "conversations", "coach_messages"))
NEW = 0
"""Stands for the conversation that is not begun yet."""


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
    answered = Signal()
    """An answer is there, whether anybody looks or not."""

    def __init__(self, desk: "Desk") -> None:
        super().__init__(desk)
        self._desk = desk
        self._threads = Workers(self)
        self._drafts: Drafts | None = None
        self._making, self._looked_back = threading.Lock(), False
        self.conversation, self.title = NEW, ""
        self.turns: list[Turn] = []
        self.more = False
        self.sought: int | None = None
        """The message at which the conversation was opened."""
        self.run: Run | None = None
        self.in_corner = False
        """Whether it is open over the page: it is again when the window is made anew."""
        self.unseen = NEW
        """The conversation in which an answer came that nobody was there to see."""
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
        """At the first time what was on its way when the program ended is among them again."""
        if self._drafts is None:
            self._drafts = Drafts(self._desk.app.folder.root)
            self._settle()
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

    def open(self, conversation: int, at: int | None = None) -> None:
        """Another conversation, or NEW: also where one has just begun that has no number yet. at: a message in it that
        is looked for.
        """
        if self.run is not None and self.run.conversation == NEW:
            self.run.left = True
        self.conversation, self.sought = conversation, at
        self._read(max(PAGE, self._turns_to(at)))
        self.moved.emit()

    def _turns_to(self, message_id: int | None) -> int:
        """How many to read so that a message is among them, with what it answers; 0 where it lies too far back."""
        from app.chat import conversations  # noqa: PLC0415 - not needed at the start

        if message_id is None:
            return 0
        with self._desk.read() as session:
            count = conversations.turns_from(session, self.conversation, message_id)
        return count + 1 if count < FARTHEST else 0

    def begin_where_left(self) -> None:
        """The first time: at the conversation in which something was typed last and not sent."""
        if self._looked_back or self.conversation != NEW or self.run is not None:
            return
        self._looked_back = True
        place = self.drafts.latest()
        if place.isdigit() and int(place) != NEW:
            self.open(int(place))

    def look_for_unseen(self, *, looking: bool) -> bool:
        """Whether an answer waits to be seen. looking: the owner has the conversation in front of them."""
        if looking:
            self.unseen = NEW
        return self.unseen != NEW

    def open_unseen(self) -> None:
        """The conversation in which an answer waits to be seen, if there is one."""
        if self.unseen not in (NEW, self.conversation):
            self.open(self.unseen)

    def take_up(self, item_id: int) -> None:
        """Go on with something the coach wants to know: a conversation that begins with its question."""
        task = Task("Question", lambda _handle: self.chat.take_up(item_id), self)
        task.done.connect(self._open_begun)
        task.failed.connect(self._desk.tell_failure)
        self._threads.start(task)

    @Slot(object)
    def _open_begun(self, conversation: int) -> None:
        self._desk.bridge.flush()
        self.open(conversation)
        self.wanted.emit()

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
        """End the answer that is being written; what there is of it is kept before this returns, and so are the words
        of the owner that it could not begin with any more.
        """
        self._beat.stop()
        if self.run is not None:
            self.run.stop.now()
        self._threads.stop()
        if self.run is not None:
            self._settle()

    def _start(self, ask: Callable[[Run, Any], Turn], words: str, cut: int | None) -> bool:
        if self.run is not None:
            self._desk.say("The coach is still answering. Stop it, or wait a moment.")
            return False
        self.run = run = self._begun(words, cut)

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

    def _begun(self, words: str, cut: int | None) -> Run:
        """What the owner said is among the drafts until it is kept as a turn."""
        from app.chat import unsent  # noqa: PLC0415 - not needed at the start

        with self._desk.read() as session:
            begun, after = unsent.newest(session)
        run = Run(self.conversation, words, cut, after, begun)
        if words:
            run.place = unsent.hold(self.drafts, self.conversation, after, words)
        return run

    def _settle(self) -> str:
        """Words that did not arrive are drafts again; returns them."""
        from app.chat import unsent  # noqa: PLC0415 - not needed at the start

        with self._desk.read() as session:
            return unsent.settle(self.drafts, session)

    def _let_go(self, run: Run) -> None:
        """The words are kept as a turn."""
        if run.place:
            self.drafts.keep(run.place, "")
            run.place = ""

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
        if run is not None:
            self._let_go(run)
            if run.conversation == self.conversation and not run.left:
                self.conversation = turn.conversation_id
        self._desk.bridge.flush()
        if turn.conversation_id == self.conversation:
            self._read(max(PAGE, len(self.turns) + 2))
        self.unseen = turn.conversation_id
        self.turned.emit()
        self.answered.emit()

    @Slot(object)
    def _fail(self, error: Exception) -> None:
        """Not by the model, which a turn tells, but because something could not be kept: words that were not go back
        to the conversation they were meant for.
        """
        run, self.run = self.run, None
        self._desk.bridge.flush()
        self._read(max(PAGE, len(self.turns)))
        back = self._settle()
        if back and run is not None and run.conversation == self.conversation:
            self.refused.emit(back)
        self.turned.emit()
        self._desk.tell_failure(error)

    @Slot(object)
    def _follow(self, touched: Mapping[str, frozenset[int] | None]) -> None:
        if touched and not self._shows_steps() and not TABLES & touched.keys():
            return
        self._adopt(touched.get("conversations"))
        shown = self.conversation
        self._read(max(PAGE, len(self.turns) + 1))
        if self.answering is not None and not self.pending():
            self._let_go(self.answering)
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
        fresh = [known for known in written or () if run is not None and known > run.begun]
        if run is None or run.conversation != NEW or not fresh:
            return
        was_shown = self.answering is run
        run.conversation, run.left = min(fresh), False
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
