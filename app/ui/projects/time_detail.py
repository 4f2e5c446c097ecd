"""A time entry beside the table: when, how long, on what."""

from typing import Any

from PySide6.QtCore import Slot

from app.crm import days, fields, projects, tasks, time_entries
from app.ui import words
from app.ui.desk import Desk
from app.ui.reading import read_minutes
from app.ui.records.pane import Pane
from app.ui.widgets.fields import Fields

TEXTS = (
    ("project_name", "Project", "Which project?"), ("duration", "How long", "1:30 or 45 min"),
    ("started_at", "Began", "2026-03-02 09:00"), ("note", "Note", "What was done"),
)  # fmt: skip
YES_NO = [("Yes", True), ("No", False)]
CLOCK = "%Y-%m-%d %H:%M"


class TimeDetail(Pane):
    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "time_entry")
        self.fields = Fields(desk.look)
        for key, title, hint in TEXTS:
            self.fields.text(key, title, hint)
        self.fields.choice("billable", "Billable", YES_NO)
        self.fields.choice("billed", "Billed", YES_NO)
        self.body.addWidget(self.fields)
        self.body.addStretch(1)
        self.log.hide()
        self.timeline.hide()
        self.fields.saved.connect(self._save)

    def _show(self, session: Any, entry: Any) -> None:
        now = self._desk.now
        project = projects.get(session, entry.project_id).name if entry.project_id else ""
        task = tasks.get(session, entry.task_id).title if entry.task_id else ""
        billed = f"billed {words.when(entry.billed_at, now)}" if entry.billed_at else ""
        self.over.setText("  ·  ".join(part for part in ("Time", task, billed) if part))
        self.fields.show_texts(
            {
                "project_name": project, "duration": words.hours(entry.duration_minutes) or "running",
                "started_at": days.local(entry.started_at, now).strftime(CLOCK), "note": entry.note or "",
            }
        )  # fmt: skip
        self.fields.show_choice("billable", entry.billable)
        self.fields.show_choice("billed", entry.billed_at is not None)

    @Slot(str, object)
    def _save(self, key: str, value: Any) -> None:
        if self.record_id is None:
            return
        entry_id, at = self.record_id, self._desk.now

        def work(session: Any) -> Any:
            if key == "billed":
                values: dict[str, Any] = {"billed_at": at if value else None}
            elif key == "billable":
                values = {key: value}
            elif key == "duration":
                values = {"duration_minutes": read_minutes(value)}
            else:
                values = fields.parse(session, "time_entry", {key: value}, at, entry_id)
                if key == "started_at":  # begun at another hour, it took as long
                    values["duration_minutes"] = time_entries.get(session, entry_id).duration_minutes
            return time_entries.edit(session, entry_id, at=at, **values)

        if self._desk.write(work) is None:
            self.refresh()
