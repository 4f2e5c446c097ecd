"""The lower right corner of the window: the bubble, and the conversation it opens over the page."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.ui.chat.bubble import Bubble
from app.ui.desk import Desk
from app.ui.pages.chat import ChatPage
from app.ui.records.pane import Pane

if TYPE_CHECKING:
    from app.chat.asked import View
    from app.ui.chat.panel import Panel
    from app.ui.frame import Frame

PAGE = "chat"


class ChatCorner(QObject):
    """The panel is built when it is first opened. On the Chat page there is neither panel nor bubble."""

    moved = Signal()
    """What stands in the corner is another"""

    def __init__(self, desk: Desk, frame: "Frame") -> None:
        super().__init__(frame)
        self._desk, self._frame = desk, frame
        self.bubble = Bubble(desk.look, frame.middle)
        self.panel: Panel | None = None
        self.bubble.clicked.connect(self.open)
        desk.talk.wanted.connect(self.open)
        desk.talk.answered.connect(self._settle)
        desk.page_shown.connect(self._settle)
        desk.settings_changed.connect(self._settle)
        reopened = desk.talk.in_corner
        self._settle()
        if reopened:
            QTimer.singleShot(0, self.open)

    @property
    def parts(self) -> tuple[QWidget, ...]:
        """What nothing else should lie over."""
        page = self._frame.pages.get(PAGE)
        on_page = (page.conversation.composer,) if isinstance(page, ChatPage) else ()
        return (self.bubble, *((self.panel,) if self.panel is not None else ()), *on_page)

    @property
    def is_open(self) -> bool:
        return self.panel is not None and not self.panel.isHidden()

    @Slot()
    def toggle(self) -> None:
        """Open it; where it has the keys already, close it."""
        panel, now = self.panel, self._frame.window().focusWidget()
        if panel is not None and self.is_open and now is not None and panel.isAncestorOf(now):
            panel.close_it()
        else:
            self.open()

    @Slot()
    def open(self) -> None:
        if self._frame.current == PAGE:
            self._focus_page()
            return
        self._desk.talk.open_unseen()
        if self.panel is None:
            self.panel = self._build()
        self.panel.open()
        self._settle()

    def in_view(self) -> "View":
        """The records that are open on the page in front."""
        page = self._frame.pages.get(self._frame.current)
        panes = page.detail.findChildren(Pane) if page is not None and page.detail.isVisible() else []
        return tuple((pane.kind, pane.record_id) for pane in panes if pane.isVisible() and pane.record_id is not None)

    def _build(self) -> "Panel":
        from app.ui.chat.panel import Panel  # noqa: PLC0415 - not needed at the start

        made = Panel(self._desk, self._frame.middle, self.in_view)
        made.closed.connect(self._settle)
        made.grown.connect(self._grow)
        return made

    def _focus_page(self) -> None:
        page = self._frame.pages[PAGE]
        if isinstance(page, ChatPage):
            page.conversation.focus()

    @Slot()
    def _grow(self) -> None:
        """From the panel to the page."""
        if self.panel is not None:
            self.panel.close_it()
        self._frame.show_page(PAGE)
        self._focus_page()

    @Slot()
    def _settle(self) -> None:
        on_page = self._frame.current == PAGE
        if on_page and self.panel is not None and self.is_open:
            self.panel.close_it()
        self._desk.talk.in_corner = self.is_open
        self.bubble.show_unseen(self._desk.talk.look_for_unseen(looking=on_page or self.is_open))
        self.bubble.setVisible(bool(self._desk.settings["chat_bubble"]) and not on_page and not self.is_open)
        self.bubble.raise_()
        if self.panel is not None:
            self.panel.raise_()
        self.moved.emit()
