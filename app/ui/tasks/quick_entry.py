"""A task typed in one line, and below how it is understood."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame

from app.core.errors import CrmError
from app.crm import search, tags, tasks
from app.crm.names import fold
from app.ui import words
from app.ui.desk import Desk
from app.ui.tasks import phrases
from app.ui.tasks.entry_line import EntryLine
from app.ui.tasks.task_words import Draft, Found, understand
from app.ui.theme import tokens
from app.ui.widgets.basic import button, column, label, row

EXAMPLE = "send quote to Ana fri 14:00 !high #website every week"
HOW = "A day and an hour, !high, #tag, 1.5 h, every week, @ and a name: all in one line."
KINDS = tuple(phrases.TARGETS)
LOOKED_AT = 30
"""Hits of a name that are looked at."""


class QuickEntry(QFrame):
    """Enter adds and stays for the next one, Esc leaves. usual_day: of a task that is given none."""

    added = Signal(object)
    left = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.usual_day: date | None = None
        self._known: dict[str, list[Found]] = {}
        self.setProperty("part", "inline-form")
        self.line = EntryLine(self.look_up)
        self.line.setPlaceholderText(EXAMPLE)
        self.line.setAccessibleName("New task")
        self.line.setToolTip(
            "A day and an hour: fri 14:00, tomorrow, in 3 days, 12 dec\n!high or !low, #tag, 30 min or 1.5 h\n"
            "every week, every 2 weeks on mon, every last friday\n@ and a name: a contact, business, deal or project"
        )
        self.meaning, self.unclear = label("", "meta"), label("", "meta")
        self.add, self.cancel = button("Add task", "primary", hint="Enter"), button("Close", "plain", hint="Esc")
        self._lay_out()
        self.line.textChanged.connect(self._explain)
        self.line.returnPressed.connect(self._add)
        self.add.clicked.connect(self._add)
        self.cancel.clicked.connect(self._leave)
        self.hide()

    def start(self) -> None:
        self._known.clear()
        if self.isHidden():
            self.line.clear()
            self._say(HOW)
        self.show()
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def look_up(self, name: str) -> list[Found]:
        """Records with a word in their name that begins with each word given; those with the whole name first."""
        wanted = fold(name)
        if wanted not in self._known:
            with self._desk.read() as session:
                hits = search.find(session, name, limit=LOOKED_AT, kinds=KINDS) if wanted else []
            found = [Found(hit.kind, hit.id, hit.title) for hit in hits if _begins(fold(hit.title), wanted)]
            self._known[wanted] = sorted(found, key=lambda one: fold(one.title) != wanted)
        return self._known[wanted]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._leave()
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        look = self._desk.look
        stack = column(look, tokens.S1, (tokens.S2, tokens.S2, tokens.S2, tokens.S2), self)
        line = row(look, tokens.S2)
        line.addWidget(self.line, 1)
        line.addWidget(self.add)
        line.addWidget(self.cancel)
        stack.addLayout(line)
        for told in (self.meaning, self.unclear):
            told.setWordWrap(True)
            told.setIndent(look.px(tokens.S2))
            stack.addWidget(told)
        self.unclear.hide()

    def _draft(self) -> Draft:
        draft = understand(self.line.text(), self._desk.now, self.look_up)
        if draft.due_on is None and self.usual_day is not None:
            return replace(draft, due_on=self.usual_day)
        return draft

    @Slot(str)
    def _explain(self, text: str) -> None:
        if not text.strip():
            self._say(HOW)
            return
        draft = self._draft()
        self._say(phrases.draft_words(draft, self._desk.now.date()), phrases.unclear_words(draft.unclear))

    def _say(self, meaning: str, unclear: str = "") -> None:
        self.meaning.setText(meaning)
        self.unclear.setText(unclear)
        self.unclear.setVisible(bool(unclear))

    @Slot()
    def _add(self) -> None:
        draft, at = self._draft(), self._desk.now

        def work(session: Any) -> int:
            return _store(session, draft, at)

        task_id = self._desk.write(work)
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)
        if task_id is None:
            return
        self.line.clear()
        day = f", due {words.day(draft.due_on, at.date())}" if draft.due_on else ""
        self._say(f"Added: {phrases.short(draft.title)}{day}. Type the next one, or Esc.")
        self.added.emit(task_id)

    @Slot()
    def _leave(self) -> None:
        self.hide()
        self.left.emit()


def _begins(title: str, wanted: str) -> bool:
    return all(any(word.startswith(part) for word in title.split()) for part in wanted.split())


def _store(session: Any, draft: Draft, at: datetime) -> int:
    if not draft.title:
        raise CrmError("Type what is to be done.", where="title")
    hour = draft.due_time
    due_at = tasks.moment_on(draft.due_on, hour, at) if draft.due_on and hour else None
    aims: dict[str, Any] = {f"{one.kind}_id": one.id for one in draft.links}
    task = tasks.create(
        session, at=at, title=draft.title, due_on=draft.due_on, due_at=due_at, priority=draft.priority or "medium",
        repeat=draft.repeat, estimate_minutes=draft.estimate_minutes, **aims,
    )  # fmt: skip
    for name in draft.tags:
        tags.add(session, "task", task.id, name, at=at)
    return task.id
