"""The quick log line of a detail pane."""

from datetime import datetime
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLineEdit, QWidget

from app.crm import interactions, notes, tasks
from app.ui import words
from app.ui.desk import Desk
from app.ui.phrases import KINDS
from app.ui.quick_words import Logged, understand
from app.ui.theme import tokens
from app.ui.widgets.basic import column, label


class QuickLog(QWidget):
    """Enter logs what was typed on the record shown; below stands how it was understood."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.contact_id: int | None = None
        self.deal_id: int | None = None
        self.field, self.meaning = QLineEdit(), label("", "meta")
        self.field.setPlaceholderText("Log a call, a note, a task …")
        self.field.setAccessibleName("Log a call, a note or a task")
        self.field.setToolTip("called 5 min wants a quote  ·  she wrote, thinks about it  ·  task send quote fri")
        stack = column(desk.look, tokens.S1, parent=self)
        stack.addWidget(self.field)
        stack.addWidget(self.meaning)
        self.meaning.hide()
        self.field.textChanged.connect(self._explain)
        self.field.returnPressed.connect(self._log)

    def show_record(self, contact_id: int | None, deal_id: int | None) -> None:
        if (contact_id, deal_id) != (self.contact_id, self.deal_id):
            self.field.clear()
        self.contact_id, self.deal_id = contact_id, deal_id

    @Slot(str)
    def _explain(self, text: str) -> None:
        self.meaning.setVisible(bool(text.strip()))
        self.meaning.setText(self._words(self._understood(text)))

    def _understood(self, text: str) -> Logged:
        found = understand(text, self._desk.now.date())
        if found.kind not in ("note", "task") and self.contact_id is None:
            return Logged("note", text.strip())
        return found

    def _words(self, found: Logged) -> str:
        if found.kind == "task":
            due = f", due {words.day(found.due_on, self._desk.now.date())}" if found.due_on else ""
            return f"Enter adds a task{due}"
        if found.kind == "note":
            return "Enter adds a note"
        parts = [KINDS[found.kind] + ("" if found.direction == "outbound" else " from them")]
        if found.minutes:
            parts.append(f"{found.minutes} min")
        return f"Enter logs: {', '.join(parts)}"

    @Slot()
    def _log(self) -> None:
        text = self.field.text().strip()
        if not text:
            return
        found, at = self._understood(text), self._desk.now

        def work(session: Any) -> bool:
            self._store(session, found, at)
            return True

        if self._desk.write(work):
            self.field.clear()

    def _store(self, session: Any, found: Logged, at: datetime) -> None:
        if found.kind == "task":
            tasks.create(
                session, at=at, title=found.text, contact_id=self.contact_id, deal_id=self.deal_id, due_on=found.due_on
            )
        elif found.kind == "note" or self.contact_id is None:
            kind, record_id = ("contact", self.contact_id) if self.deal_id is None else ("deal", self.deal_id)
            notes.create(session, at=at, body=found.text, entity_type=kind, entity_id=record_id or 0)
        else:
            interactions.create(
                session, at=at, contact_id=self.contact_id, kind=found.kind, direction=found.direction,
                summary=found.text or None, duration_minutes=found.minutes, deal_id=self.deal_id,
            )  # fmt: skip
