"""Time written down afterwards: on what, how long, when."""

from datetime import date, datetime, time
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit

from app.core.errors import CrmError
from app.crm import days, fields, time_entries
from app.ui.desk import Desk
from app.ui.reading import read_date, read_minutes
from app.ui.theme import tokens
from app.ui.widgets.basic import button, row
from app.ui.widgets.check import Check
from app.ui.widgets.suggest import suggest

BEGIN_OF_WORK = time(9)
"""When time on another day is said to have begun."""


class LogTime(QFrame):
    """Enter logs and stays for the next one, Esc leaves."""

    added = Signal(object)
    left = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.setProperty("part", "inline-form")
        self.project, self.long, self.note, self.day = QLineEdit(), QLineEdit(), QLineEdit(), QLineEdit()
        self.billable = Check(desk.look, "Billable")
        self.billable.setChecked(True)
        self.add, self.cancel = button("Log time", "primary", hint="Enter"), button("Done", "plain", hint="Esc")
        line = row(desk.look, tokens.S2, (tokens.S2, tokens.S2, tokens.S2, tokens.S2), self)
        fields_of_it = (
            (self.project, "Project", 2), (self.long, "1:30 or 45 min", 1), (self.note, "What was done", 3),
            (self.day, "today", 1),
        )  # fmt: skip
        for field, hint, share in fields_of_it:
            field.setPlaceholderText(hint)
            field.returnPressed.connect(self._add)
            line.addWidget(field, share)
        for field, name in ((self.project, "Project"), (self.long, "How long"), (self.note, "Note"), (self.day, "Day")):
            field.setAccessibleName(f"{name} of the time to log")
        self.billable.setAccessibleName("Billable")
        for part in (self.billable, self.add, self.cancel):
            line.addWidget(part)
        self._names = suggest(self.project)
        self.add.clicked.connect(self._add)
        self.cancel.clicked.connect(self._leave)
        self.hide()

    def start(self) -> None:
        from app.crm import listing  # noqa: PLC0415 - not needed at the start

        with self._desk.read() as session:
            active = (listing.Condition("status", "is_not", "closed"),)
            ids = listing.find_ids(session, "project", conditions=active)
            rows = listing.fetch(session, "project", ids[:500])
            self._names.setStringList([rows[one]["name"] for one in ids if one in rows])
        for field in (self.long, self.note, self.day):
            field.clear()
        self.show()
        (self.long if self.project.text() else self.project).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._leave()
        else:
            super().keyPressEvent(event)

    @Slot()
    def _add(self) -> None:
        project, long = self.project.text().strip(), self.long.text()
        note, billable, at = self.note.text().strip() or None, self.billable.isChecked(), self._desk.now
        day = self.day.text()

        def work(session: Any) -> int:
            minutes = read_minutes(long)
            if not minutes:
                raise CrmError("How long did it take? Type 1:30 or 45 min.", where="duration")
            values = fields.parse(session, "time_entry", {"project_name": project}, at) if project else {}
            values |= _times(read_date(day, at.date()), at) | {"duration_minutes": minutes}
            return time_entries.create(session, at=at, note=note, billable=billable, **values).id

        entry_id = self._desk.write(work)
        if entry_id is None:
            self.long.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.added.emit(entry_id)
        self.start()

    @Slot()
    def _leave(self) -> None:
        self.hide()
        self.left.emit()


def _times(day: date | None, at: datetime) -> dict[str, datetime]:
    """Today's time ends now; that of another day began in the morning."""
    if day in (None, at.date()):
        return {"ended_at": at}
    return {"started_at": days.from_wall(datetime.combine(day or at.date(), BEGIN_OF_WORK), at)}
