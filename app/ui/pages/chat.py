"""The conversation with the coach over the whole page, earlier ones beside it."""

from PySide6.QtCore import Slot
from PySide6.QtGui import QResizeEvent

from app.ui.chat.conversation import Conversation
from app.ui.chat.head import Head
from app.ui.chat.history import History
from app.ui.desk import Desk
from app.ui.pages.page import Command, Page, PageDeclaration, Touched
from app.ui.theme import tokens
from app.ui.widgets.basic import column, ground, row, rule


class ChatPage(Page):
    primary_label, primary_hint = "New conversation", "Ctrl+N"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "chat")
        look = desk.look
        self.conversation = Conversation(desk, tuple)
        self.head = Head(desk)
        self.history = History(desk)
        self.history.setFixedWidth(look.px(tokens.CHAT_HISTORY))
        self.head.new.hide()
        self._beside, side = ground("detail", key="part"), ground("detail", key="part")
        stack = column(look, 0, (0, tokens.HAIRLINE, 0, 0), side)
        for part in (self.head, rule(), self.conversation):
            stack.addWidget(part)
        stack.setStretch(2, 1)
        column(look, 0, (0, tokens.HAIRLINE, 0, 0), self._beside).addWidget(self.history)
        whole = row(look, tokens.HAIRLINE, parent=self.content)
        whole.addWidget(self._beside)
        whole.addWidget(side, 1)
        self._connect()

    def primary(self) -> None:
        self.conversation.begin()

    def refresh(self, touched: Touched) -> None:  # noqa: ARG002 - few rows, read again
        self.history.refresh()
        self._mark()

    def seek(self) -> None:
        """To the field that finds conversations by their words."""
        if self._beside.isHidden():
            self.conversation.show_history(True)
        else:
            self.history.around.line.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < self.desk.look.px(tokens.CHAT_BESIDE)
        self._beside.setVisible(not narrow)
        self.head.earlier.setVisible(narrow)

    def _connect(self) -> None:
        talk, shown = self.desk.talk, self.conversation
        self.history.view.chosen.connect(self._open)
        self.history.view.deleted.connect(talk.delete)
        self.head.history_wanted.connect(self._toggle_history)
        self.head.new_wanted.connect(shown.begin)
        self.head.preview_wanted.connect(shown.preview)
        talk.moved.connect(self._mark)
        talk.turned.connect(self._mark)

    @Slot(object, object)
    def _open(self, conversation: int, hit: int | None) -> None:
        self.conversation.open(conversation, hit)

    @Slot()
    def _toggle_history(self) -> None:
        self.conversation.show_history(not self.conversation.browsing)

    @Slot()
    def _mark(self) -> None:
        self.history.view.show_chosen(self.desk.talk.conversation)


PAGE = PageDeclaration(
    "chat", "Chat", "chat-teardrop-dots", "coach", ChatPage, frozenset(("messages", "conversations")), (), None,
    (Command("Chat: find a conversation", "magnifying-glass", lambda page: page.seek(), words="history earlier"),),
    words="coach ask talk conversation assistant",
)  # fmt: skip
