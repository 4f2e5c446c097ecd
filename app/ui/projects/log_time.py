"""Time written down afterwards: on what, how long, when."""

from datetime import date, datetime, time
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLineEdit

from app.core.errors import CrmError
from app.crm import days, fields, listing, time_entries
from app.crm.listing import Condition
from app.ui.desk import Desk
from app.ui.reading import read_date, read_minutes
from app.ui.records.asks import MOST
from app.ui.widgets.check import Check
from app.ui.widgets.inline_form import InlineForm
from app.ui.widgets.suggest import suggest

BEGIN_OF_WORK = time(9)
"""When time on another day is said to have begun."""


class LogTime(InlineForm):
    """Stays open for the next entry, on the same project."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.look, "time entry", "Log time")
        self._desk = desk
        self.project, self.long, self.note, self.day = QLineEdit(), QLineEdit(), QLineEdit(), QLineEdit()
        self.billable = Check(desk.look, "Billable")
        self.billable.setChecked(True)
        self.billable.setAccessibleName("Billable")
        self.place(
            [
                (self.project, "Project", "Project", 2), (self.long, "Length", "1:30 or 45 min", 2),
                (self.note, "Note", "What was done", 3), (self.day, "Day", "today", 1),
            ]
        )  # fmt: skip
        self.line.insertWidget(self.line.indexOf(self.add), self.billable)
        self._names = suggest(self.project)

    def start(self) -> None:
        with self._desk.read() as session:
            ids = listing.find_ids(session, "project", conditions=(Condition("status", "is_not", "closed"),))[:MOST]
            rows = listing.fetch(session, "project", ids)
        self._names.setStringList([rows[one]["name"] for one in ids if one in rows])
        for field in (self.long, self.note, self.day):
            field.clear()
        self.open_on(self.long if self.project.text() else self.project)

    @Slot()
    def store(self) -> None:
        project, long, day = self.project.text().strip(), self.long.text(), self.day.text()
        note, billable, at = self.note.text().strip() or None, self.billable.isChecked(), self._desk.now

        def work(session: Any) -> int:
            minutes = read_minutes(long)
            if not minutes:
                raise CrmError("How long did it take? Type 1:30 or 45 min.", where="duration")
            values = fields.parse(session, "time_entry", {"project_name": project}, at) if project else {}
            values |= _times(read_date(day, at.date()), at) | {"duration_minutes": minutes}
            return time_entries.create(session, at=at, note=note, billable=billable, **values).id

        entry_id = self._desk.write(work)
        if entry_id is None:
            self.open_on(self.long)
            return
        self.added.emit(entry_id)
        self.start()


def _times(day: date | None, at: datetime) -> dict[str, datetime]:
    """Today's time ends now; that of another day began in the morning."""
    if day in (None, at.date()):
        return {"ended_at": at}
    return {"started_at": days.from_wall(datetime.combine(day or at.date(), BEGIN_OF_WORK), at)}
