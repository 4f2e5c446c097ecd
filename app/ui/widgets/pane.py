"""The frame of a detail pane: a scrolling column with a head, a close and a delete button."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout

from app.ui.desk import Desk
from app.ui.theme import tokens
from app.ui.widgets.basic import Elided, Plain, column, icon_button, row
from app.ui.widgets.quick_log import QuickLog
from app.ui.widgets.timeline import Timeline


class Pane(QScrollArea):
    """Subclasses fill `body`; Esc closes."""

    closed = Signal()
    removed = Signal(object)

    def __init__(self, desk: Desk, kind: str) -> None:
        super().__init__()
        self._desk = desk
        look = desk.look
        inner = Plain(self)
        self.setWidget(inner)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.body: QVBoxLayout = column(look, tokens.S1, (tokens.S4, tokens.S2, tokens.S4, tokens.S4), inner)
        self.over = Elided("", "muted")
        self.delete = icon_button(look, "trash", f"Delete this {kind}", "Delete (Ctrl+Z brings it back)")
        self.leave = icon_button(look, "x", "Close this pane", "Close (Esc)")
        self.log, self.timeline = QuickLog(desk), Timeline(desk)
        self.feed = self.timeline.feed
        head = row(look, tokens.S0)
        head.addWidget(self.over, 1)
        head.addWidget(self.delete)
        head.addWidget(self.leave)
        self.body.addLayout(head)
        self.leave.clicked.connect(self.closed)

    def end_with_feed(self) -> None:
        """The quick log line, where the subclass has not put it in yet, and the timeline at the end."""
        if self.body.indexOf(self.log) < 0:
            self.body.addSpacing(self._desk.look.px(tokens.S3))
            self.body.addWidget(self.log)
        self.body.addSpacing(self._desk.look.px(tokens.S3))
        self.body.addWidget(self.timeline)
        self.body.addStretch(1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)
