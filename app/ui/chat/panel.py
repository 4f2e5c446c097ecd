"""The conversation over whatever page is in front, in the corner at the right."""

from PySide6.QtCore import QByteArray, QEvent, QObject, QPoint, QSize, Qt, Signal, Slot
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QFrame, QWidget

from app.ui.chat.conversation import Conversation, InView
from app.ui.chat.head import Head
from app.ui.desk import Desk
from app.ui.theme import tokens
from app.ui.toast.shadow import Shadow
from app.ui.widgets.basic import column, icon_button, rule

SIZE = "chat/size"


class Panel(QFrame):
    """Keeps its size. Esc gives the focus back to where it was."""

    closed, grown = Signal(), Signal()

    def __init__(self, desk: Desk, over: QWidget, in_view: InView) -> None:
        super().__init__(over)
        self._desk, self._over = desk, over
        self._before: QWidget | None = None
        self._wanted = self._kept_size()
        self.setProperty("part", "chat")
        self.setAccessibleName("Conversation with the coach")
        self.head, self.conversation = Head(desk), Conversation(desk, in_view)
        self.page = icon_button(desk.look, "arrows-out-simple", "Open as a page")
        self.leave_it = icon_button(desk.look, "x", "Close the conversation", "Close (Esc)")
        self.head.add(self.page)
        self.head.add(self.leave_it)
        stack = column(desk.look, 0, (tokens.HAIRLINE,) * 4, self)
        for part in (self.head, rule(), self.conversation):
            stack.addWidget(part)
        stack.setStretch(2, 1)
        self._grips = [_Grip(self, edge) for edge in (Qt.Edge.LeftEdge, Qt.Edge.TopEdge)]
        self._shadow = Shadow(desk.look, self)
        self._connect()
        over.installEventFilter(self)
        self.hide()

    def open(self) -> None:
        self._before = self._over.window().focusWidget()
        self.place()
        self.show()
        self.raise_()
        self.conversation.focus()

    @Slot()
    def close_it(self) -> None:
        """The focus goes back to where it was, unless it is elsewhere already."""
        now = self._over.window().focusWidget()
        inside = now is not None and self.isAncestorOf(now)
        self.hide()
        if inside and self._before is not None and self._before.isVisible():
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)
        self.closed.emit()

    def place(self) -> None:
        """In the corner, as large as it was made, as far as there is room."""
        px, area = self._desk.look.px, self._over.rect()
        edge = px(tokens.S4)
        under = area.height() - px(tokens.BOTTOM_LINE) - tokens.HAIRLINE - edge
        wide = min(max(self._wanted.width(), px(tokens.CHAT_MIN[0])), area.width() - 2 * edge)
        high = min(max(self._wanted.height(), px(tokens.CHAT_MIN[1])), under - edge)
        self.setGeometry(area.width() - edge - wide, under - high, wide, high)
        thick = px(tokens.CHAT_GRIP)
        self._grips[0].setGeometry(0, thick, thick, high - thick)
        self._grips[1].setGeometry(0, 0, wide, thick)
        for grip in self._grips:
            grip.raise_()

    def drag(self, edge: Qt.Edge, to: QPoint) -> None:
        """to: where the mouse is on the screen."""
        corner, to = self.geometry().bottomRight(), self._over.mapFromGlobal(to)
        if edge == Qt.Edge.LeftEdge:
            self._wanted.setWidth(corner.x() - to.x() + 1)
        else:
            self._wanted.setHeight(corner.y() - to.y() + 1)
        self.place()

    def keep_size(self) -> None:
        scale = self._desk.look.scale
        plain = f"{round(self._wanted.width() / scale)}x{round(self._wanted.height() / scale)}"
        self._desk.remember(SIZE, QByteArray(plain.encode()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._over and event.type() == QEvent.Type.Resize and not self.isHidden():
            self.place()
        return super().eventFilter(watched, event)

    def _kept_size(self) -> QSize:
        kept = self._desk.remembered(SIZE)
        wide, high = tokens.CHAT
        parts = bytes(kept.data()).decode("ascii", "replace").split("x") if kept is not None else []
        if len(parts) == len(tokens.CHAT) and all(part.isdigit() for part in parts):
            wide, high = (min(int(part), tokens.HIGHEST) for part in parts)
        return QSize(self._desk.look.px(wide), self._desk.look.px(high))

    def _connect(self) -> None:
        head, shown = self.head, self.conversation
        head.history_wanted.connect(self._toggle_history)
        head.new_wanted.connect(shown.begin)
        head.preview_wanted.connect(shown.preview)
        self.page.clicked.connect(self.grown)
        self.leave_it.clicked.connect(self.close_it)
        shown.left.connect(self.close_it)
        shown.page_opened.connect(self._make_room)

    @Slot()
    def _toggle_history(self) -> None:
        self.conversation.show_history(not self.conversation.browsing)

    @Slot()
    def _make_room(self) -> None:
        """A record was opened: where the panel would cover it, it closes."""
        if self._over.width() < self._desk.look.px(tokens.CHAT_BESIDE) + self.width():
            self.close_it()


class _Grip(QWidget):
    """An edge by which the panel is made larger and smaller."""

    def __init__(self, panel: Panel, edge: Qt.Edge) -> None:
        super().__init__(panel)
        self._panel, self._edge = panel, edge
        sideways = edge == Qt.Edge.LeftEdge
        self.setCursor(Qt.CursorShape.SizeHorCursor if sideways else Qt.CursorShape.SizeVerCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._panel.drag(self._edge, event.globalPosition().toPoint())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        self._panel.keep_size()
