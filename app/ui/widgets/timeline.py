"""Everything that happened with a record: newest first, by kind if wished, older ones on request."""

from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.crm import interactions, notes, timeline
from app.crm.timeline import Moment
from app.ui.desk import Desk
from app.ui.theme import tokens
from app.ui.widgets.basic import button, column, label, row
from app.ui.widgets.choice import InlineChoice
from app.ui.widgets.feed import Feed

PARTS = (
    ("Everything", ""), ("Calls & meetings", "talk"), ("Notes", "note"), ("Deals & tasks", "work"), ("Edits", "edit"),
)  # fmt: skip
FIRST, MORE = 30, 100
"""Moments shown at once, and how many older ones a click brings."""


class Timeline(QWidget):
    """Reads its moments itself. Notes and what was logged are edited and deleted in place."""

    filled = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._kind, self._id, self._limit = "", 0, FIRST
        look = desk.look
        self.feed = Feed(look, desk.currency)
        self.part = InlineChoice(look, "Which part of what happened", PARTS)
        self.older = button("Show older", "plain")
        self.nothing = label("Nothing yet. What you log above stands here.", "muted")
        self.nothing.setWordWrap(True)
        self._head = row(look, tokens.S2)
        self._title = label("What happened", "strong")
        self._head.addWidget(self._title)
        self._head.addStretch(1)
        self._head.addWidget(self.part)
        stack = column(look, tokens.S1, parent=self)
        stack.addLayout(self._head)
        stack.addWidget(self.feed)
        stack.addWidget(self.nothing)
        stack.addWidget(self.older, 0, Qt.AlignmentFlag.AlignLeft)
        self._show_head(shown=False)
        self.part.activated.connect(self._filter)
        self.older.clicked.connect(self._show_older)
        self.feed.edited.connect(self._edit)
        self.feed.deleted.connect(self._delete)
        self.feed.opened.connect(self._open)

    def show_record(self, kind: str, record_id: int) -> None:
        """Another record begins with everything, from the newest on."""
        if (kind, record_id) != (self._kind, self._id):
            self._kind, self._id, self._limit = kind, record_id, FIRST
            self.part.show_value("")
        self._show_head(shown=True)
        self.refresh()

    def refresh(self) -> None:
        part, limit = str(self.part.currentData()), self._limit
        with self._desk.read() as session:
            found = timeline.feed(session, self._kind, self._id, limit=limit + 1, part=part)
        self.older.setVisible(len(found) > limit)
        self.nothing.setVisible(not found)
        self.feed.setVisible(bool(found))
        self.feed.show_moments(found[:limit], self._desk.now, self._kind)
        self.filled.emit()

    def _show_head(self, *, shown: bool) -> None:
        """Without a record of its own the feed stands alone."""
        for part in (self._title, self.part):
            part.setVisible(shown)
        if not shown:
            self.older.hide()
            self.nothing.hide()

    @Slot()
    def _filter(self) -> None:
        self._limit = FIRST
        self.refresh()

    @Slot()
    def _show_older(self) -> None:
        at = self.feed.moments.rowCount()
        self._limit += MORE
        self.refresh()
        self.feed.setFocus(Qt.FocusReason.OtherFocusReason)
        self.feed.setCurrentIndex(self.feed.moments.index(at))

    @Slot(object, str)
    def _edit(self, moment: Moment, text: str) -> None:
        at = self._desk.now

        def work(session: Any) -> bool:
            if moment.source == "note":
                notes.edit(session, moment.id, at=at, body=text)
            else:
                interactions.edit(session, moment.id, at=at, summary=text or None)
            return True

        if not self._desk.write(work):
            self.refresh()

    @Slot(object)
    def _delete(self, moment: Moment) -> None:
        at = self._desk.now
        service = notes if moment.source == "note" else interactions

        def work(session: Any) -> bool:
            service.delete(session, moment.id, at=at)
            return True

        if self._desk.write(work):
            self._desk.say("The entry is deleted. Ctrl+Z brings it back.")

    @Slot(object)
    def _open(self, moment: Moment) -> None:
        self._desk.open_wanted.emit(moment.kind, moment.id)
