"""The quick log line of a detail pane."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QLineEdit, QWidget

from app.crm import interactions, names, notes, tasks
from app.ui import words
from app.ui.desk import Desk
from app.ui.phrases import KINDS
from app.ui.quick_words import Logged, understand
from app.ui.theme import tokens
from app.ui.widgets.basic import column, label

LONGEST = 10_000_000
"""Characters of a pasted note; Qt would cut it at 32,767 without a word."""
LINKS = ("contact_id", "business_id", "deal_id", "project_id")
"""What a task may belong to."""


class QuickLog(QWidget):
    """Enter logs what was typed on the record shown; below stands how it was understood."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.contact_id: int | None = None
        self.deal_id: int | None = None
        self._kind, self._id = "", 0
        self._people: Sequence[tuple[int, str]] = ()
        self.field, self.meaning = QLineEdit(), label("", "meta")
        self.field.setMaxLength(LONGEST)
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
        """A deal, and the person it is with."""
        kind, record_id = ("contact", contact_id) if deal_id is None else ("deal", deal_id)
        self.show_target(kind, record_id or 0, contact_id)

    def show_target(
        self, kind: str, record_id: int, contact_id: int | None, people: Sequence[tuple[int, str]] = ()
    ) -> None:
        """Any record. people: (id, name) of those a call may have been with, the likeliest first."""
        if (kind, record_id) != (self._kind, self._id):
            self.field.clear()
        self._kind, self._id, self._people = kind, record_id, people
        self.contact_id, self.deal_id = contact_id, record_id if kind == "deal" else None

    def start(self) -> None:
        """To the keys, from anywhere in the pane."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @Slot(str)
    def _explain(self, text: str) -> None:
        self.meaning.setVisible(bool(text.strip()))
        self.meaning.setText(self._words(self._understood(text)))

    def _understood(self, text: str) -> Logged:
        found = understand(text, self._desk.now.date())
        if found.kind not in ("note", "task") and self._person(text) is None:
            return Logged("note", text.strip())
        return found

    def _person(self, text: str) -> int | None:
        """Whom a call was with: the one of the record, the one whose name is typed, else the likeliest."""
        if self.contact_id is not None or not self._people:
            return self.contact_id
        typed = f" {names.fold(text)} "
        for contact_id, name in self._people:
            if any(f" {part} " in typed for part in names.fold(name).split()):
                return contact_id
        return self._people[0][0]

    def _words(self, found: Logged) -> str:
        if found.kind == "task":
            due = f", due {words.day(found.due_on, self._desk.now.date())}" if found.due_on else ""
            return f"Enter adds a task{due}"
        if found.kind == "note":
            return "Enter adds a note"
        parts = [KINDS[found.kind] + ("" if found.direction == "outbound" else " from them")]
        if found.minutes:
            parts.append(words.many(found.minutes, "min", "min"))
        name = dict(self._people).get(self._person(self.field.text()) or 0)
        if name:
            parts.append(f"with {name}")
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
            self.field.setText("")  # not clear(): Ctrl+Z would bring back the words, not undo the step

    def _store(self, session: Any, found: Logged, at: datetime) -> None:
        contact_id = self._person(self.field.text())
        if found.kind == "task":
            links: dict[str, Any] = {"contact_id": self.contact_id, "deal_id": self.deal_id}
            if f"{self._kind}_id" in LINKS:
                links[f"{self._kind}_id"] = self._id
            tasks.create(session, at=at, title=found.text, due_on=found.due_on, **links)
        elif found.kind == "note" or contact_id is None:
            notes.create(session, at=at, body=found.text, entity_type=self._kind, entity_id=self._id)
        else:
            interactions.create(
                session, at=at, contact_id=contact_id, kind=found.kind, direction=found.direction,
                summary=found.text or None, duration_minutes=found.minutes, deal_id=self.deal_id,
            )  # fmt: skip
