"""The conversation with the coach, the same in the panel over a page and on the Chat page."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.chat.shapes import Turn
from app.core.errors import CrmError
from app.ui.background import Handle
from app.ui.chat.acts import Acts
from app.ui.chat.beginning import Beginning
from app.ui.chat.composer import Composer
from app.ui.chat.history import History
from app.ui.chat.talk import BEAT, NEW
from app.ui.chat.transcript import Transcript
from app.ui.desk import Desk
from app.ui.theme import tokens
from app.ui.widgets.basic import Plain, column, row

if TYPE_CHECKING:
    from app.chat.asked import View
    from app.clients.llm.talk import Preview

AT_ONCE = 6
"""Turns laid out before the first paint; the others follow a moment later."""
InView = Callable[[], "View"]
"""Kind and id of the records the owner looks at."""


class Conversation(QWidget):
    """Follows `desk.talk`, of which there is one; what is typed is kept there when this view goes."""

    left = Signal()
    """Esc, when there is nothing else to leave"""
    page_opened = Signal()
    """A record or a page was asked for"""

    def __init__(self, desk: Desk, in_view: InView) -> None:
        super().__init__()
        self._desk, self._talk, self._in_view = desk, desk.talk, in_view
        look = desk.look
        self.transcript, self.beginning, self.composer = Transcript(look), Beginning(look), Composer(look)
        self.acts = Acts(desk, self.transcript)
        self.history = History(desk)
        self._edited: Turn | None = None
        self._shown, self._stale, self._most = NEW, True, AT_ONCE
        self._laying = QTimer(self)
        self._laying.setSingleShot(True)
        self._laying.setInterval(BEAT)
        self._laying.timeout.connect(self._lay_on)
        self._talking = Plain()
        self._either = QStackedWidget()
        self.pages = QStackedWidget()
        self._lay_out()
        self._connect()
        self._talk.begin_where_left()

    @property
    def browsing(self) -> bool:
        """Whether the history is shown in the place of the conversation."""
        return self.pages.currentWidget() is self.history

    def refresh(self) -> None:
        """Show the conversation as it stands, whatever was shown."""
        self._stale = False
        self.transcript.empty()
        self._most = AT_ONCE
        self._show_draft()
        self._show()
        self.transcript.to_end()
        self._laying.start()

    @Slot()
    def focus(self) -> None:
        self.composer.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def begin(self) -> None:
        """A new conversation."""
        self.show_history(False)
        self._talk.open(NEW)
        self.focus()

    def show_history(self, on: bool) -> None:
        if on:
            self.history.refresh()
            self.history.view.show_chosen(self._talk.conversation)
            self.pages.setCurrentWidget(self.history)
            self.history.around.line.setFocus()
        elif self.browsing:
            self.pages.setCurrentWidget(self._talking)
            self.focus()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        """What is typed is kept, and there is nothing to be painted until it is shown again."""
        super().hideEvent(event)
        self.composer.keep()
        self._stale = True

    @Slot()
    def preview(self) -> None:
        """What would be sent, to the letter, if what is typed were sent now."""
        chat, talk = self._talk.chat, self._talk
        text, known, view = self.composer.text, talk.conversation or None, self._in_view()
        until = self._edited.id if self._edited is not None else None

        def work(_handle: Handle) -> "Preview":
            return chat.preview(text, conversation=known, view=view, until=until)

        task = self._desk.quietly(work)
        task.done.connect(self._show_preview)
        task.failed.connect(self._tell_no_preview)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc stops the answer first, then leaves what was begun, then the conversation."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self._talk.answering is not None and not self._talk.answering.stopped:
            self._talk.stop()
        elif self.composer.editing:
            self._leave_edit()
        elif self.browsing:
            self.show_history(False)
        else:
            self.left.emit()

    def _lay_out(self) -> None:
        look, edge = self._desk.look, tokens.S3
        stack = column(look, 0, parent=self._talking)
        self._either.addWidget(self.beginning)
        self._either.addWidget(self.transcript)
        stack.addWidget(self._either, 1)
        self.composer.setMaximumWidth(look.px(tokens.CHAT_COLUMN))
        below = row(look, 0, (edge, 0, edge, edge))
        below.addStretch(1)
        below.addWidget(self.composer, 1000)
        below.addStretch(1)
        stack.addLayout(below)
        self.pages.addWidget(self._talking)
        self.pages.addWidget(self.history)
        column(look, 0, parent=self).addWidget(self.pages)

    def _connect(self) -> None:
        talk, shown, composer = self._talk, self.transcript, self.composer
        talk.turned.connect(self._show)
        talk.moved.connect(self._move)
        talk.grew.connect(self._grow)
        talk.listed_anew.connect(self._list_anew)
        talk.refused.connect(self._put_back)
        composer.sent.connect(self._send)
        composer.typed.connect(self._keep_draft)
        composer.stop_wanted.connect(talk.stop)
        composer.edit_left.connect(self._leave_edit)
        self.beginning.asked.connect(self._ask)
        self.beginning.model_wanted.connect(self.acts.open_settings)
        self.history.view.chosen.connect(self.open)
        self.history.view.deleted.connect(talk.delete)
        for told, heard in (
            (shown.older_wanted, talk.older),
            (shown.edit_wanted, self._edit),
            (shown.again_wanted, self._again),
            (self.acts.left, self.page_opened),
            (self.acts.done, self.focus),
        ):
            told.connect(heard)

    def _ask_ready(self) -> None:
        """Whether a model is there. On a thread: what answers, and what shows it, is imported for that."""
        talk = self._talk

        def work(_handle: Handle) -> bool:
            import app.ui.widgets.markdown  # noqa: F401, PLC0415 - while the owner still types

            return talk.chat.ready()

        self._desk.quietly(work).done.connect(self.beginning.show_ready)

    @Slot(object)
    def _show_preview(self, preview: "Preview") -> None:
        from app.ui.settings.preview import show_preview  # noqa: PLC0415 - now and then

        show_preview(self._desk, preview, self.window())

    @Slot(object)
    def _tell_no_preview(self, error: Exception) -> None:
        """Without a model nothing is sent at all."""
        if not isinstance(error, CrmError):
            raise error
        self._desk.say(error.message, error=True, action=("Set up a model", self.acts.open_settings))

    @Slot()
    def _show(self) -> None:
        """What has changed; what has not stays untouched."""
        if self._stale:
            return
        talk, run = self._talk, self._talk.answering
        if talk.conversation != self._shown and self._shown == NEW:
            self._shown = talk.conversation  # it has just begun: the same conversation, now with a number
        turns, pending = talk.seen(), talk.pending()
        empty = not turns and not pending and run is None
        if empty:
            self._ask_ready()
        self._either.setCurrentWidget(self.beginning if empty else self.transcript)
        self.transcript.show_pending(pending)
        near = turns[-self._most :]
        self.transcript.show_turns(near, self._desk.now, more=talk.more and len(near) == len(turns))
        self.transcript.show_unanswered(run is None)
        self._grow()
        self.composer.show_answering(run is not None)

    @Slot()
    def _lay_on(self) -> None:
        """The turns above those that are seen first, a few at a time; then to the one that is looked for."""
        if self._stale:
            return
        if self._most < len(self._talk.seen()):
            self._most += AT_ONCE
            self._laying.start()
        else:
            self._most = tokens.HIGHEST
        self._show()
        if self._talk.sought is not None and self._most == tokens.HIGHEST:
            self.transcript.to_turn(self._talk.sought)
            self._talk.sought = None

    @Slot()
    def _grow(self) -> None:
        if self._stale:
            return
        run = self._talk.answering
        self.transcript.show_growing(None if run is None else run.text, stopped=run is not None and run.stopped)

    @Slot()
    def _move(self) -> None:
        """Another conversation: what was typed in the one before is kept there."""
        if not self._stale:
            self.composer.keep()
            self.refresh()

    @Slot()
    def _list_anew(self) -> None:
        if self.browsing or self.history.parentWidget() is not self.pages:
            self.history.refresh()

    def _draft_place(self) -> str:
        return f"edit {self._edited.id}" if self._edited is not None else str(self._shown)

    def _show_draft(self) -> None:
        self._edited, self._shown = None, self._talk.conversation
        self.composer.show_text(self._talk.drafts.get(self._draft_place()))

    @Slot(str)
    def _keep_draft(self, text: str) -> None:
        self._talk.drafts.keep(self._draft_place(), text)

    @Slot(str)
    def _send(self, text: str) -> None:
        place, edited = self._draft_place(), self._edited
        view = self._in_view()
        said = self._talk.resend(edited.id, text, view) if edited is not None else self._talk.say(text, view)
        if not said:
            return
        if edited is not None:
            self._talk.drafts.keep(place, "")
            self._show_draft()
        else:
            self.composer.show_text("")
            self.composer.keep()
        self.transcript.to_end()

    @Slot(str)
    def _ask(self, question: str) -> None:
        if self._talk.say(question, self._in_view()):
            self.focus()

    @Slot(str)
    def _put_back(self, words: str) -> None:
        """Above what has been typed since."""
        if self._stale:
            return
        typed = self.composer.text
        self.composer.show_text(f"{words}\n{typed}" if typed else words)
        self.composer.keep()

    @Slot(object)
    def _edit(self, turn: Turn) -> None:
        self.composer.keep()
        self._edited = turn
        self.composer.show_text(self._talk.drafts.get(self._draft_place()) or turn.content, editing=True)
        self.focus()

    @Slot()
    def _leave_edit(self) -> None:
        self._talk.drafts.keep(self._draft_place(), "")
        self._show_draft()
        self.focus()

    @Slot(object)
    def _again(self, turn: Turn) -> None:
        if self._talk.retry(turn, self._in_view()):
            self.focus()

    @Slot(object, object)
    def open(self, conversation: int, hit: int | None = None) -> None:
        """hit: the message it was found by."""
        self.show_history(False)
        if hit is not None or conversation != self._talk.conversation:
            self._talk.open(conversation, hit)
        self.focus()
