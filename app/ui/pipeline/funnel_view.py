"""The pipeline as a funnel: for the deals of a period, how far they came."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QStackedWidget, QWidget

from app.crm import funnel
from app.crm.funnel import Funnel
from app.crm.listing import Condition
from app.ui import words
from app.ui.background import Handle
from app.ui.desk import Desk
from app.ui.pipeline.funnel_table import FunnelTable
from app.ui.theme import tokens
from app.ui.widgets.basic import button, column, label, row
from app.ui.widgets.empty import Empty
from app.ui.widgets.segments import Segments

PERIODS = (("This year", "this_year"), ("12 months", "last_12_months"), ("All", "all"))
SAID = {"this_year": "added this year", "last_12_months": "added in the last 12 months", "all": "added so far"}
NOTE = (
    "A deal counts in every stage up to the furthest it ever stood in, also where it skipped one or moved back. "
    "Shares and days have a number from 10 deals on."
)


class FunnelView(QWidget):
    """opened: the conditions that give exactly the deals behind a number."""

    opened = Signal(object)
    counted, left = Signal(), Signal()

    def __init__(self, desk: Desk, empty: Empty) -> None:
        super().__init__()
        self._desk, self._pipeline_id, self._period, self._asked = desk, 0, "last_12_months", 0
        self.shown: Funnel | None = None
        look = desk.look
        self.period, self.table, self._empty = Segments(look, "Added", PERIODS), FunnelTable(look), empty
        self.added, self.still_open = button("All deals", "plain"), button("Still open", "plain")
        self.note = label(NOTE, "meta")
        self.note.setWordWrap(True)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(empty)
        self._lay_out()
        self.period.show_value(self._period)
        self.period.chosen.connect(self._choose)
        self.table.opened.connect(self._open)
        self.table.left.connect(self.left)
        self.added.clicked.connect(self._open_added)
        self.still_open.clicked.connect(self._open_still_open)

    def heading(self) -> str:
        if self.shown is None or self.is_bare:
            return ""
        return f"{words.many(self.shown.added, 'deal')} {SAID[self.shown.period]}"

    @property
    def is_bare(self) -> bool:
        return self.shown is None or not self.shown.added

    def show_pipeline(self, pipeline_id: int) -> None:
        """Counted over the whole history, so it comes a moment later; of two questions the last one's answer counts."""
        self._pipeline_id = pipeline_id
        self._asked += 1
        asked, db, period, at = self._asked, self._desk.app.db, self._period, self._desk.now

        def work(_handle: Handle) -> tuple[int, Funnel]:
            with db.read() as session:
                return asked, funnel.funnel(session, pipeline_id, period, at)

        self._desk.quietly(work).done.connect(self._take)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """One above the other where there is little room."""
        super().resizeEvent(event)
        parts = (self.period, self.added, self.still_open)
        wanted = sum(part.sizeHint().width() for part in parts) + self._desk.look.px(tokens.S6 * len(parts))
        ways = QBoxLayout.Direction
        self._line.setDirection(ways.TopToBottom if event.size().width() < wanted else ways.LeftToRight)

    def focus(self) -> None:
        self.table.setFocus()
        if self.table.funnel.rowCount() and not self.table.selectionModel().hasSelection():
            self.table.setCurrentIndex(self.table.funnel.index(0, 1))

    @Slot(object)
    def _take(self, answer: tuple[int, Funnel]) -> None:
        if answer[0] != self._asked:
            return
        shown = self.shown = answer[1]
        current = self.table.currentIndex()
        self.table.funnel.show(shown.steps, shown.period, self._desk.currency)
        if current.isValid():
            self.table.setCurrentIndex(self.table.funnel.index(current.row(), current.column()))
        self._empty.say(f"No deal was {SAID[shown.period].replace(' so far', ' yet')}.")
        self._stack.setCurrentWidget(self.table if shown.added else self._empty)
        self.added.setText(f"All {words.many(shown.added, 'deal')}")
        self.added.setAccessibleName(f"List all {words.many(shown.added, 'deal')} {SAID[shown.period]}")
        self.still_open.setText(f"{words.number(shown.still_open)} still open")
        self.still_open.setAccessibleName(f"List the {words.many(shown.still_open, 'deal')} still open")
        self.added.setVisible(bool(shown.added))
        self.still_open.setVisible(bool(shown.still_open))
        self.note.setVisible(bool(shown.added))
        self.counted.emit()

    @Slot(object)
    def _choose(self, period: str) -> None:
        self._period = period
        self.show_pipeline(self._pipeline_id)

    @Slot(object)
    def _open(self, behind: Mapping[str, Any]) -> None:
        self.opened.emit((Condition("reached", "is", dict(behind)),))

    @Slot()
    def _open_added(self) -> None:
        self._open({"period": self._period})

    @Slot()
    def _open_still_open(self) -> None:
        self.opened.emit((Condition("reached", "is", {"period": self._period}), Condition("won", "empty")))

    def _lay_out(self) -> None:
        look = self._desk.look
        edge = tokens.S4 + tokens.S1
        whole = column(look, tokens.S2, (0, tokens.S1, 0, 0), self)
        line: QBoxLayout = row(look, tokens.S3, (edge, 0, edge, tokens.S1))
        for part in (self.period, self.added, self.still_open):
            line.addWidget(part, 0, Qt.AlignmentFlag.AlignLeft)
        line.addStretch(1)
        self._line = line
        whole.addLayout(line)
        body = row(look, 0, (tokens.S3, 0, edge, 0))
        body.addWidget(self._stack)
        whole.addLayout(body, 1)
        below = row(look, 0, (edge, tokens.S1, edge, tokens.S3))
        below.addWidget(self.note)
        whole.addLayout(below)
