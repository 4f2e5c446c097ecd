"""The pane of a record: a scrolling column with a head, a close and a delete button."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout

from app.core.errors import CrmError
from app.crm import records
from app.ui.desk import Desk
from app.ui.records.related import Related
from app.ui.theme import tokens
from app.ui.widgets.basic import Elided, Plain, column, icon_button, row, scroll_down
from app.ui.widgets.fields import InlineText
from app.ui.widgets.quick_log import QuickLog
from app.ui.widgets.timeline import Timeline


class Pane(QScrollArea):
    """Subclasses fill `body` and show a record in `_show`; Esc closes."""

    closed = Signal()
    removed = Signal(object)

    def __init__(self, desk: Desk, kind: str) -> None:
        super().__init__()
        self._desk, self._kind = desk, kind
        self.record_id: int | None = None
        look, words = desk.look, records.kind_of(kind).words
        inner = Plain(self)
        scroll_down(self, inner)
        self.body: QVBoxLayout = column(look, tokens.S1, (tokens.S4, tokens.S2, tokens.S4, tokens.S4), inner)
        self.over = Elided("", "muted")
        self.delete = icon_button(look, "trash", f"Delete this {words}", "Delete (Ctrl+Z brings it back)")
        self.leave = icon_button(look, "x", "Close this pane", "Close (Esc)")
        self.log, self.timeline = QuickLog(desk), Timeline(desk)
        self.feed = self.timeline.feed
        head = row(look, tokens.S0)
        head.addWidget(self.over, 1)
        head.addWidget(self.delete)
        head.addWidget(self.leave)
        self.body.addLayout(head)
        self.leave.clicked.connect(self.closed)
        self.delete.clicked.connect(self._remove)

    @property
    def kind(self) -> str:
        return self._kind

    def show_record(self, record_id: int) -> bool:
        """Another one from the top; False when there is none."""
        if record_id != self.record_id:
            self.verticalScrollBar().setValue(0)
            self.forget()
        self.record_id = record_id
        return self.refresh()

    def forget(self) -> None:
        """Another record comes: what was typed for the one before is given up."""
        for field in self.findChildren(InlineText):
            field.forget()
        for related in self.findChildren(Related):
            related.forget()

    @Slot()
    def refresh(self) -> bool:
        """Read the record again; False when it is gone."""
        if self.record_id is None:
            return False
        try:
            with self._desk.read() as session:
                self._show(session, records.get(session, self._kind, self.record_id))
        except CrmError:
            self.record_id = None
            return False
        if not self.timeline.isHidden():
            self.timeline.show_record(self._kind, self.record_id)
        return True

    def write(self, work: Callable[[Any], Any], refuse: Callable[[], object]) -> None:
        """As the desk does. refuse: what is done where it is not taken, so that the typed text can be mended."""
        if self._desk.write(work) is None:
            refuse()
            self.refresh()

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

    def _show(self, session: Any, record: Any) -> None:
        """Show what is known of it now."""
        raise NotImplementedError

    @Slot()
    def _remove(self) -> None:
        if self.record_id is not None:
            self.removed.emit(self.record_id)
