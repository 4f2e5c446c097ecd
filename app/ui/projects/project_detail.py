"""A project beside the table: where it stands, its fields, its hours and tasks, what happened."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal, Slot

from app.crm import businesses, deals, fields, listing, projects, surroundings, time_entries
from app.crm.listing import Condition
from app.ui import words
from app.ui.desk import Desk
from app.ui.projects.budget_bar import BudgetBar
from app.ui.projects.new_project import HOUR
from app.ui.projects.phrases import STATUS, standing_words, used_words
from app.ui.reading import read_date, read_minutes
from app.ui.records import adding
from app.ui.records.lines import task_line
from app.ui.records.pane import Pane
from app.ui.records.related import Line, Related
from app.ui.records.tag_row import TagRow
from app.ui.theme import tokens
from app.ui.widgets.basic import button, label, row
from app.ui.widgets.fields import Fields, InlineText

TEXTS = (
    ("business", "Business", "For whom?"), ("budget_time", "Hours budget", "Such as 40"),
    ("budget", "Money budget", "Not set"), ("hourly_rate", "Rate an hour", "Not set"),
    ("hourly_cost", "Cost an hour", "Not set"), ("due_on", "Due", "fri, in 3 weeks, 12 dec"),
)  # fmt: skip
SEEN = 30
"""Time entries listed in the pane; all are in the time view."""


class ProjectDetail(Pane):
    timer_wanted = Signal(object)
    """project id: start the timer on it, or stop it where it runs on it"""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "project")
        look = desk.look
        self.name, self.bar = InlineText("name", "Name of the project", heading=True), BudgetBar(look)
        self.used, self.figures = label("", "meta"), label("", "muted")
        self.timer, self.bill = button("Start timer", hint="Ctrl+T"), button("Mark as billed")
        self.fields, self.tags = Fields(look), TagRow(desk)
        self.hours = Related(desk, "Time", "entry", {"duration": "1:30", "note": "What was done"})
        self.tasks = Related(desk, "Open tasks", "task", {"title": "What is to do?", "due": "fri"})
        self._fill()
        self._connect()

    def _fill(self) -> None:
        look = self._desk.look
        self.figures.setWordWrap(True)
        for part in (self.name, self.figures, self.bar, self.used):
            self.body.addWidget(part)
        line = row(look, tokens.S2, (0, tokens.S2, 0, tokens.S2))
        line.addWidget(self.timer)
        line.addWidget(self.bill)
        line.addStretch(1)
        self.body.addLayout(line)
        self.body.addWidget(self.tags)
        self.fields.choice("status", "Status", [(text, value) for value, text in STATUS.items()])
        for key, title, hint in TEXTS:
            self.fields.text(key, title, hint)
        self.body.addWidget(self.fields)
        self.body.addWidget(self.hours)
        self.body.addWidget(self.tasks)
        self.end_with_feed()

    def _connect(self) -> None:
        self.name.saved.connect(self._save)
        self.fields.saved.connect(self._save)
        self.timer.clicked.connect(self._want_timer)
        self.bill.clicked.connect(self._bill)
        self.hours.added.connect(self._add_hours)
        self.tasks.added.connect(self._add_task)

    def _show(self, session: Any, project: Any) -> None:
        project_id, standing = project.id, projects.standing(session, project.id)
        running = time_entries.running(session)
        measuring = running is not None and running.project_id == project_id
        deal = deals.get(session, project.deal_id).title if project.deal_id else ""
        self.over.setText("  ·  ".join(part for part in ("Project", STATUS[project.status], deal) if part))
        self.name.show_text(project.name)
        self.figures.setText(standing_words(standing, project.currency))
        self.bar.setVisible(standing.used is not None)
        self.bar.show_used(standing.used)
        self.used.setText(used_words(standing.used))
        self.used.setVisible(standing.used is not None)
        self.timer.setText("Stop timer" if measuring else "Start timer")
        self.timer.setAccessibleName(self.timer.text())
        self.timer.setEnabled(measuring or project.status != "closed")
        self.bill.setVisible(standing.unbilled > 0)
        self.tags.show_record(session, "project", project_id)
        self.fields.show_choice("status", project.status)
        self.fields.show_texts(self._texts(session, project))
        self._show_hours(session, project_id)
        open_tasks = surroundings.open_tasks(session, "project", project_id)
        today = self._desk.now.date()
        self.tasks.show_lines([task_line(task, today) for task in open_tasks])
        self.log.show_target("project", project_id, None)

    def _texts(self, session: Any, project: Any) -> dict[str, str]:
        def money(cents: int | None) -> str:
            return words.money(cents, project.currency) if cents is not None else ""

        business = businesses.get(session, project.business_id).name if project.business_id else ""
        due = words.day(project.due_on, self._desk.now.date()) if project.due_on else ""
        return {
            "business": business, "budget_time": words.hours(project.budget_minutes), "due_on": due,
            "budget": money(project.budget_cents), "hourly_rate": money(project.hourly_rate_cents),
            "hourly_cost": money(project.hourly_cost_cents),
        }  # fmt: skip

    def _show_hours(self, session: Any, project_id: int) -> None:
        of_it = (Condition("project_id", "is", project_id),)
        ids = listing.find_ids(session, "time_entry", sort="started_at", descending=True, conditions=of_it)
        rows = listing.fetch(session, "time_entry", ids[:SEEN])
        now, lines = self._desk.now, []
        for entry_id in ids[:SEEN]:
            entry = rows[entry_id]
            when = words.when(entry["started_at"], now)
            long = words.hours(entry["duration_minutes"]) or "running"
            lines.append(Line("time_entry", entry_id, entry["note"] or entry["task"] or when, f"{when}  ·  {long}"))
        self.hours.show_lines(lines, len(ids))

    @Slot(str, object)
    def _save(self, key: str, value: Any) -> None:
        if self.record_id is None:
            return
        project_id, at = self.record_id, self._desk.now

        def work(session: Any) -> Any:
            return projects.edit(session, project_id, at=at, **self._read(session, project_id, key, value))

        if self._desk.write(work) is None:
            self.refresh()

    def _read(self, session: Any, project_id: int, key: str, value: Any) -> Mapping[str, Any]:
        """A typed field as the service takes it."""
        at = self._desk.now
        if key == "status":
            return {"status": value}
        if key == "due_on":
            return {"due_on": read_date(value, at.date())}
        if key == "business":
            return {"business_id": businesses.find_or_create(session, value, at=at) if value else None}
        if key == "budget_time":
            return {"budget_minutes": read_minutes(value, bare=HOUR)}
        return fields.parse(session, "project", {key: value}, at, project_id)

    @Slot()
    def _want_timer(self) -> None:
        if self.record_id is not None:
            self.timer_wanted.emit(self.record_id)

    @Slot()
    def _bill(self) -> None:
        if self.record_id is None:
            return
        project_id, at = self.record_id, self._desk.now
        count = self._desk.write(lambda session: projects.bill(session, project_id, at=at))
        if count:
            self._desk.say(f"{words.many(count, 'entry', 'entries')} marked as billed. Ctrl+Z takes it back.")

    @Slot(object)
    def _add_hours(self, typed: dict[str, str]) -> None:
        project_id, at = self.record_id, self._desk.now

        def work(session: Any) -> int:
            minutes, note = read_minutes(typed["duration"]), typed["note"] or None
            return time_entries.create(
                session, at=at, project_id=project_id, note=note, ended_at=at, duration_minutes=minutes
            ).id

        if self._desk.write(work) is not None:
            self.hours.stop()

    @Slot(object)
    def _add_task(self, typed: dict[str, str]) -> None:
        project_id, at = self.record_id, self._desk.now
        if self._desk.write(lambda session: adding.task(session, typed, at, project_id=project_id)) is not None:
            self.tasks.stop()
