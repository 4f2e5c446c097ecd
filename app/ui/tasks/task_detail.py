"""A task beside the list: its fields, what it is for, why the coach suggested it, what happened."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from PySide6.QtCore import Slot

from app.crm import records, tasks
from app.ui import words
from app.ui.desk import Desk
from app.ui.reading import read_date, read_minutes
from app.ui.records.pane import Pane
from app.ui.records.tag_row import TagRow
from app.ui.tasks import phrases, repeat_words
from app.ui.tasks.record_field import RecordField
from app.ui.tasks.task_words import read_hour
from app.ui.theme import tokens
from app.ui.widgets.basic import column, ground, label
from app.ui.widgets.fields import Fields, InlineText
from app.ui.widgets.suggest import suggest
from app.ui.widgets.text_area import TextArea

READ_HERE = ("due_on", "due_at", "repeat", "estimate_minutes")
"""Fields whose text is read before it is kept."""


class TaskDetail(Pane):
    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "task")
        self._due_on: date | None = None
        look = desk.look
        self.title, self.fields = InlineText("title", "What is to be done", heading=True), Fields(look)
        self.coach, self.coach_head, self.why = (
            ground("coach", key="part"),
            label("Suggested by the coach", "coach"),
            label(""),
        )
        self.texts: dict[str, InlineText] = {}
        self.aims = {kind: RecordField(desk, kind, name) for kind, name in phrases.TARGETS.items()}
        self.tags = TagRow(desk)
        self.details = TextArea(look, "details", "Details", "Details")
        self._fill()
        self._connect()

    def forget(self) -> None:
        super().forget()
        self.details.document().setModified(False)

    def _fill(self) -> None:
        fields = self.fields
        self.body.addWidget(self.title)
        self._fill_coach()
        fields.choice("status", "Status", [(name, key) for key, name in phrases.STATUS.items()])
        fields.choice("priority", "Priority", [(name, key) for key, name in phrases.PRIORITY.items()])
        for key, name, hint in (
            ("due_on", "Due", "No day"), ("due_at", "At", "No hour"), ("repeat", "Repeats", "Never"),
            ("estimate_minutes", "Takes", "Not known"),
        ):  # fmt: skip
            self.texts[key] = fields.text(key, name, hint)
        suggest(self.texts["repeat"], repeat_words.OFFERED)
        self.texts["due_on"].setToolTip(
            "thu, in 3 days, 12 dec\nIn the list: T today, M tomorrow, W in a week, A no day, Alt+→ a day later"
        )
        self.texts["due_at"].setToolTip("14:00, 2 pm")
        self.texts["estimate_minutes"].setToolTip("30 min, 1.5 h, 1:30")
        self.texts["repeat"].setToolTip("every day, every weekday, every 2 weeks on mon and thu, every last friday")
        for kind, name in phrases.TARGETS.items():
            fields.place(name, self.aims[kind])
        self.body.addWidget(fields)
        self._space(tokens.S2)
        for part in (self.details, self.tags):
            self.body.addWidget(part)
            self._space(tokens.S2)
        self.body.addWidget(self.log)
        self.log.field.setPlaceholderText("Add a note …")
        self.end_with_feed()

    def _fill_coach(self) -> None:
        stack = column(self._desk.look, tokens.S1, (tokens.S3, tokens.S2, tokens.S3, tokens.S2), self.coach)
        for words_ in (self.coach_head, self.why):
            words_.setWordWrap(True)
            stack.addWidget(words_)
        self.body.addWidget(self.coach)

    def _space(self, size: int) -> None:
        self.body.addSpacing(self._desk.look.px(size))

    def _connect(self) -> None:
        self.title.saved.connect(self._save)
        self.fields.saved.connect(self._save)
        self.details.saved.connect(self._save)
        for aim in self.aims.values():
            aim.chosen.connect(self._save)

    def _show(self, session: Any, task: Any) -> None:
        now, today = self._desk.now, self._desk.now.date()
        self._due_on = task.due_on
        self.over.setText(self._state(task, now))
        self.title.show_text(task.title)
        for key in ("status", "priority"):
            self.fields.show_choice(key, getattr(task, key))
        at = phrases.local_hour(task.due_at, now)
        self.fields.show_texts({
            "due_on": words.day(task.due_on, today) if task.due_on else "", "due_at": phrases.clock(at) if at else "",
            "repeat": repeat_words.shown(task.repeat), "estimate_minutes": words.hours(task.estimate_minutes),
        })  # fmt: skip
        late = tasks.is_overdue(task, now)
        for key, value in (("due_on", task.due_on), ("due_at", at)):
            self.fields.tint(key, "error" if late and value else "")
        self._show_aims(session, task)
        self.tags.show_record(session, "task", task.id)
        self.details.show_text(task.details or "")
        self._show_coach(task)
        self.log.show_target("task", task.id, task.contact_id)

    def _state(self, task: Any, now: datetime) -> str:
        parts = ["Task", phrases.STATUS.get(task.status, "")]
        if task.completed_at is not None:
            parts[1] = f"Done {words.when(task.completed_at, now)}"
        elif tasks.is_overdue(task, now):
            parts.append("overdue")
        return "  ·  ".join(parts)

    def _show_aims(self, session: Any, task: Any) -> None:
        for kind, aim in self.aims.items():
            record_id = getattr(task, f"{kind}_id")
            title = records.title_of(records.get(session, kind, record_id)) if record_id else ""
            aim.show_record(record_id, title)

    def _show_coach(self, task: Any) -> None:
        """Where it came from, and why, when it was not the owner's own idea."""
        by_coach = task.origin == "coach" or bool(task.ai_reasoning)
        self.coach.setVisible(by_coach)
        rank = f"Priority in its eyes: {task.ai_suggested_priority} of 10." if task.ai_suggested_priority else ""
        why = "\n".join(part for part in (task.ai_reasoning, task.conversation_context, rank) if part)
        self.why.setText(why)
        self.why.setVisible(bool(why))

    @Slot(str, object)
    def _save(self, key: str, value: Any) -> None:
        if self.record_id is None:
            return
        if self._desk.write(self._change(self.record_id, key, value, self._desk.now)) is None:
            self._keep_typed(key)

    def _change(self, task_id: int, key: str, value: Any, at: datetime) -> Callable[[Any], Any]:
        """The write of one field; what cannot be read is a CrmError inside it, which the desk shows."""

        def work(session: Any) -> Any:
            read = self._read(key, value, at) if key in READ_HERE else (value or None)
            return tasks.edit(session, task_id, at=at, **{key: read})

        return work

    def _read(self, key: str, text: str, at: datetime) -> Any:
        if key == "due_on":
            return read_date(text, at.date())
        if key == "repeat":
            return repeat_words.read(text, at.date())
        if not text:
            return None
        if key == "estimate_minutes":
            return read_minutes(text)
        return tasks.moment_on(self._due_on or at.date(), read_hour(text), at)

    def _keep_typed(self, key: str) -> None:
        """What was refused stays to be mended; Esc takes it back."""
        field = self.title if key == "title" else self.texts.get(key)
        if field is not None:
            field.setModified(True)
        elif key == "details":
            self.details.document().setModified(True)
        else:
            self.refresh()
        if key in self.texts:
            self.fields.tint(key, "error")
