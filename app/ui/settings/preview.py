"""What is sent to the model, to the letter: message by message to be read, and as the text that leaves."""

import json
from typing import Any

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QFontDatabase, QGuiApplication, QTextBlockFormat, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QStackedWidget, QTextEdit, QWidget

from app.clients.llm.talk import Preview
from app.crm import names
from app.ui import words
from app.ui.background import Handle
from app.ui.desk import Desk
from app.ui.dialog import Dialog
from app.ui.settings.part import Part
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.basic import button, column, label, row
from app.ui.widgets.segments import Segments

EXAMPLE = "How is my pipeline?"
READ, EXACT = "read", "exact"
ROLES = {
    "system": "What the coach is told first", "user": "You", "assistant": "The coach", "tool": "What a look-up found",
}  # fmt: skip
"""Who says what, as the owner reads it."""
Piece = tuple[str, str]
"""heading, text"""


def show_preview(desk: Desk, preview: Preview, over: QWidget | None = None) -> "PreviewDialog":
    """Open it over a window, the active one unless given; Esc closes it."""
    made = PreviewDialog(desk.look, preview, over or QApplication.activeWindow())
    made.open()
    made.seen.setFocus(Qt.FocusReason.OtherFocusReason)
    return made


def pieces(body: str) -> list[Piece]:
    """A request's messages under their speaker, then what goes with them. body: JSON text of an object."""
    sent = json.loads(body)
    told = [(ROLES.get(message["role"], str(message["role"])), _content(message)) for message in sent["messages"]]
    tools = [f"{tool['function']['name']}: {tool['function']['description']}" for tool in sent.get("tools", ())]
    told += [("What the coach may ask to see or propose to do", "\n".join(tools))] if tools else []
    rest = [_option(key, value) for key, value in sent.items() if key not in ("messages", "tools")]
    return [*told, ("Besides", "\n".join(rest))]


def _content(message: dict[str, Any]) -> str:
    calls = (call["function"] for call in message.get("tool_calls", ()))
    lines = [str(message.get("content") or ""), *(f"Wants {call['name']} {call['arguments']}" for call in calls)]
    return "\n".join(line for line in lines if line)


def _option(key: str, value: object) -> str:
    return f"{key}: {'its form stands under Exact text' if isinstance(value, dict) else json.dumps(value)}"


class PreviewDialog(Dialog):
    """Nothing is sent by looking. Copied is the exact text, whichever is seen."""

    def __init__(self, look: Look, preview: Preview, parent: QWidget | None) -> None:
        super().__init__(parent)
        self._look, self._preview = look, preview
        self.setWindowTitle("What is sent")
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(self._room(parent))
        self.views = Segments(look, "View", [("Readable", READ), ("Exact text", EXACT)])
        self.where, self.stays = label(_where(preview), "muted"), label(_stays(preview), "muted")
        for line in (self.where, self.stays):
            line.setWordWrap(True)
        self.readable, self.exact = QTextEdit(), QPlainTextEdit(preview.body)
        self.seen = QStackedWidget()
        self.copy, self.close_it = button("Copy exact text"), button("Close", "primary", hint="Esc")
        self._fill()
        self._lay_out()
        self.views.show_value(READ)
        self.views.chosen.connect(self._show)
        self.copy.clicked.connect(self._copy)
        self.close_it.clicked.connect(self.reject)

    def _room(self, parent: QWidget | None) -> QSize:
        """As large as it likes, within the window it stands over."""
        wanted = QSize(*(self._look.px(side) for side in tokens.DIALOG))
        edge = self._look.px(tokens.S6)
        return wanted.boundedTo(parent.size() - QSize(edge, edge)) if parent is not None else wanted

    def _fill(self) -> None:
        for view, name in ((self.readable, "What is sent, to be read"), (self.exact, "What is sent, to the letter")):
            view.setReadOnly(True)
            view.setTabChangesFocus(True)
            view.setAccessibleName(name)
            view.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
            self.seen.addWidget(view)
        self.seen.setFocusProxy(self.readable)
        fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        self.exact.setFont(fixed)
        cursor = QTextCursor(self.readable.document())
        for place, piece in enumerate(pieces(self._preview.body)):
            self._write(cursor, piece, first=place == 0)
        self.readable.moveCursor(QTextCursor.MoveOperation.Start)

    def _write(self, cursor: QTextCursor, piece: Piece, *, first: bool) -> None:
        heading, plain, above = QTextCharFormat(), QTextCharFormat(), QTextBlockFormat()
        heading.setFont(self._look.font(strong=True))
        heading.setForeground(self._look.color("accent"))
        plain.setFont(self._look.font())
        plain.setForeground(self._look.color("text"))
        if not first:
            above.setTopMargin(self._look.px(tokens.S4))
            cursor.insertBlock(above)
        cursor.insertText(piece[0], heading)
        cursor.insertBlock(QTextBlockFormat())
        cursor.insertText(piece[1], plain)

    def _lay_out(self) -> None:
        look = self._look
        stack = column(look, tokens.S3, (tokens.S5, tokens.S4, tokens.S5, tokens.S4), self)
        head, foot = row(look, tokens.S2), row(look, tokens.S2)
        head.addWidget(label("What is sent", "title"))
        head.addStretch(1)
        head.addWidget(self.views)
        foot.addWidget(self.copy)
        foot.addStretch(1)
        foot.addWidget(self.close_it)
        stack.addLayout(head)
        texts = column(look, tokens.S0)
        texts.addWidget(self.where)
        texts.addWidget(self.stays)
        stack.addLayout(texts)
        stack.addWidget(self.seen, 1)
        stack.addLayout(foot)

    @Slot(object)
    def _show(self, view: str) -> None:
        shown = self.exact if view == EXACT else self.readable
        self.seen.setCurrentWidget(shown)
        self.seen.setFocusProxy(shown)

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._preview.body)
        self.copy.setText("Copied")


class PreviewRow(Part):
    """Shows what an example question would send."""

    words = names.fold("preview what is sent model privacy exact text")

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "See for yourself", f"All that the question “{EXAMPLE}” would send, to the letter.")
        self.button = button("Preview what is sent")
        self.button.setObjectName("model preview")
        self.place(self.button)
        self.dialog: PreviewDialog | None = None
        self.button.clicked.connect(self._ask)

    def refresh(self) -> None:
        """It says the same always."""

    @Slot()
    def _ask(self) -> None:
        app = self.desk.app

        def work(_handle: Handle) -> Preview:
            return app.chat.preview(EXAMPLE)

        task = self.desk.quietly(work)
        task.done.connect(self._show)
        task.failed.connect(self.desk.tell_failure)

    @Slot(object)
    def _show(self, preview: Preview) -> None:
        self.dialog = show_preview(self.desk, preview, self.window())


def _where(preview: Preview) -> str:
    return f"Goes to {preview.address}, about {words.many(preview.tokens, 'token')}. Looking at it sends nothing."


def _stays(preview: Preview) -> str:
    return f"Stays on this computer: {', '.join(preview.left_out) or 'nothing of what the question needs'}."
