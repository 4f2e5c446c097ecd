"""The records behind a number, beside the reports."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.crm.reports import behind
from app.crm.reports.behind import Behind
from app.ui import words
from app.ui.desk import Desk
from app.ui.reports import numbers
from app.ui.reports.shown import Opened
from app.ui.theme import tokens
from app.ui.widgets.basic import Elided, column, icon_button, row
from app.ui.widgets.id_table import Column, IdTableModel
from app.ui.widgets.table import Table


class Rows(QWidget):
    """Enter or a click opens a record on its own page; Esc closes."""

    closed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.asked: Opened | None = None
        look = desk.look
        self.title, self.count = Elided("", "title"), Elided("", "muted")
        self.leave = icon_button(look, "x", "Close this pane", "Close (Esc)")
        columns = (
            Column("title", "What", tokens.WHAT_WIDE),
            Column("day", "When", tokens.WHEN, self._show_day),
            Column("value", "Value", tokens.WHEN, _show_value, right=True),
        )
        self.model = IdTableModel(columns, self._find, self._fetch, self)
        self.table = Table(desk, self.model, "Records behind a report")
        whole = column(look, tokens.S1, (0, tokens.S2, 0, 0), self)
        head = row(look, tokens.S0, (tokens.S4 + tokens.S1, 0, tokens.S4, 0))
        texts = column(look, 0)
        texts.addWidget(self.title)
        texts.addWidget(self.count)
        head.addLayout(texts, 1)
        head.addWidget(self.leave, 0, Qt.AlignmentFlag.AlignTop)
        whole.addLayout(head)
        whole.addSpacing(look.px(tokens.S1))
        whole.addWidget(self.table, 1)
        self.leave.clicked.connect(self.closed)
        self.table.closed.connect(self.closed)
        self.table.opened.connect(self._open)

    def show_rows(self, asked: Opened) -> None:
        """List them, the newest first; the keyboard goes there."""
        self.asked = asked
        self.title.setText(asked.title)
        self.model.refresh(sort="day", descending=True)
        self._count()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        first = self.model.id_at(0)
        if first is not None:
            self.table.select(first)

    def refresh(self) -> None:
        if self.asked is not None:
            self.model.refresh()
            self._count()

    def _count(self) -> None:
        n = self.model.rowCount()
        entries = self.asked is not None and behind.kind(self.asked.behind) == "time_entry"
        self.count.setText(words.many(n, "time entry", "time entries") if entries else words.many(n, "deal"))

    def _find(self, *, text: str, sort: str, descending: bool) -> Sequence[int]:  # noqa: ARG002 - as every table asks
        behind_it = self._behind()
        if behind_it is None:
            return ()
        with self._desk.read() as session:
            return behind.find_ids(session, behind_it, sort, self._desk.now, descending=descending)

    def _fetch(self, ids: Sequence[int]) -> dict[int, Any]:
        behind_it = self._behind()
        if behind_it is None:
            return {}
        with self._desk.read() as session:
            return behind.fetch(session, behind_it, ids)

    def _behind(self) -> Behind | None:
        return self.asked.behind if self.asked else None

    def _show_day(self, day: date | datetime | None) -> str:
        if isinstance(day, datetime):
            return words.when(day, self._desk.now)
        return words.day(day, self._desk.now.date()) if day else ""

    @Slot(object)
    def _open(self, record_id: int) -> None:
        if self.asked is not None:
            self._desk.open_wanted.emit(behind.kind(self.asked.behind), record_id)


def _show_value(value: Any) -> str:
    return words.about(*value) if isinstance(value, tuple) else numbers.hours(value)
