"""Projects & Time: the work that was agreed on, and the hours it takes."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QStackedWidget

from app.crm import figures, listing
from app.crm.listing import Condition
from app.ui import words
from app.ui.desk import Desk
from app.ui.pages.page import Command, Page, PageDeclaration, Touched
from app.ui.projects.log_time import LogTime
from app.ui.projects.new_project import NewProject
from app.ui.projects.phrases import STATUS, yes
from app.ui.projects.project_detail import ProjectDetail
from app.ui.projects.time_detail import TimeDetail
from app.ui.reading import read_date
from app.ui.records import asks
from app.ui.records.asks import Ask, Change, Option
from app.ui.records.record_list import Listed, RecordList
from app.ui.theme import tokens
from app.ui.widgets.basic import column
from app.ui.widgets.empty import Empty
from app.ui.widgets.id_table import Column
from app.ui.widgets.segments import Segments

LISTED = frozenset(("projects", "time_entries", "businesses", "taggings", "tags"))
TABLES = LISTED | {"tasks", "notes", "deals", "activity_logs"}
ACTIVE, ALL, TIME = "active", "all", "time"
NOT_CLOSED = Condition("status", "is_not", "closed")


class ProjectsPage(Page):
    primary_label, primary_hint = "New project", "Ctrl+N"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "projects")
        look = desk.look
        self.view = ACTIVE
        self.switch = Segments(look, "View", [("Active", ACTIVE), ("All projects", ALL), ("Time", TIME)])
        self.new, self.log = NewProject(desk), LogTime(desk)
        sentence = "The work you agreed on will stand here, with its hours and its budget."
        self.projects = RecordList(desk, self._projects(), Empty(look, "folder", sentence, "New project", self.primary))
        sentence = "The hours you work will stand here. Start the timer, or log time afterwards."
        self.hours = RecordList(desk, self._hours(), Empty(look, "clock", sentence, "Log time", self.log_time))
        self._lists = {ACTIVE: self.projects, ALL: self.projects, TIME: self.hours}
        self._views, self._panes = QStackedWidget(), QStackedWidget()
        self._lay_out()
        self._connect()

    @cached_property
    def project(self) -> ProjectDetail:
        """The pane of a project, built once the page has been painted or when one is opened before that."""
        made = ProjectDetail(self.desk)
        made.timer_wanted.connect(self.desk.timer_wanted)
        self._take_pane(made)
        return made

    @cached_property
    def entry(self) -> TimeDetail:
        """The pane of a time entry."""
        made = TimeDetail(self.desk)
        self._take_pane(made)
        return made

    def furnish(self) -> None:
        self._pane().updateGeometry()

    def heading(self) -> str:
        shown = self._lists[self.view].heading()
        if self.view != TIME or not shown:
            return shown
        query = self.hours.rows.query
        wanted: dict[str, Any] = {"text": query["text"], "now": self.desk.now}
        with self.desk.read() as session:
            every = listing.add_up(session, "time_entry", "duration_minutes", conditions=query["conditions"], **wanted)
            billable = listing.add_up(
                session, "time_entry", "duration_minutes",
                conditions=(*query["conditions"], Condition("billable", "is", True)), **wanted,
            )  # fmt: skip
        return "  ·  ".join((shown, words.hours(every), f"{words.hours(billable)} billable"))

    @Slot()
    def primary(self) -> None:
        self.show_view(ALL if self.view == ALL else ACTIVE)
        self.new.start()

    @Slot()
    def log_time(self) -> None:
        """Write down time spent."""
        self.show_view(TIME)
        self.log.start()

    def refresh(self, touched: Touched) -> None:
        if not touched:
            self.show_view(self.view)
        elif LISTED & touched.keys():
            own = "time_entries" if self.view == TIME else "projects"
            self._lists[self.view].follow({table: touched[table] for table in LISTED & touched.keys()}, own)
        if not self.detail.isHidden() and not self._pane().refresh():
            self.hide_detail()

    def open_record(self, kind: str, record_id: int) -> None:
        view = TIME if kind == "time_entry" else self._view_of(record_id)
        self.show_view(view)
        self._lists[view].select(record_id)
        self._open(record_id)

    def leave(self) -> None:
        super().leave()
        for shown in (self.projects, self.hours):
            shown.leave()

    def _view_of(self, project_id: int) -> str:
        """Where a project is listed: a closed one only among all."""
        with self.desk.read() as session:
            found = listing.fetch(session, "project", [project_id]).get(project_id)
        return ALL if self.view == ALL or (found and found["status"] == "closed") else ACTIVE

    @Slot(object)
    def show_view(self, view: str) -> None:
        if TIME in (view, self.view) and view != self.view:
            self.hide_detail()
        self.view = view
        self.switch.show_value(view)
        self._views.setCurrentWidget(self._lists[view])
        self._lists[view].set_base((NOT_CLOSED,) if view == ACTIVE else ())
        self.headed.emit()

    def _projects(self) -> Listed:
        columns = (
            Column("name", "Name", tokens.NAME_WIDE),
            Column("business", "Business", tokens.LONG_WIDE),
            Column("status", "Status", tokens.WORD_WIDE, lambda value: STATUS.get(value, value)),
            Column("minutes", "Time", tokens.WORD_WIDE, words.hours, right=True),
            Column("budget_minutes", "Budget", tokens.WORD_WIDE, words.hours, right=True),
            Column("due_on", "Due", tokens.WORD_WIDE, self._day, tone=self._due_tone),
            Column("deal", "Deal", tokens.LONG_WIDE),
        )
        return Listed(
            "project", "Projects", "project", columns, "name", "Name of a project",
            asks=(
                Ask("status", "Status", asks.among(STATUS)), asks.ahead("due_on", "Due"), asks.tagged(),
                asks.amount_of("budget_cents", "Budget"),
            ),
            changes=(Change("status", "Status", asks.among(STATUS)), Change("due_on", "Due", read=read_date)),
        )  # fmt: skip

    def _hours(self) -> Listed:
        columns = (
            Column("started_at", "Began", tokens.LONG_WIDE, self._when, tone=lambda _value: "text"),
            Column("project", "Project", tokens.NAME_WIDE),
            Column("note", "Note", tokens.NAME_WIDE),
            Column("duration_minutes", "Time", tokens.WORD_WIDE, self._length, right=True),
            Column("billable", "Billable", tokens.WORD_WIDE, yes),
            Column("billed_at", "Billed", tokens.WORD_WIDE, self._when),
            Column("task", "Task", tokens.LONG_WIDE),
        )
        yes_no = (Option("yes", "is", True), Option("no", "is", False))
        return Listed(
            "time_entry", "Time", "entry", columns, "started_at", "Words in a note",
            asks=(
                Ask("project", "Project", self._active_projects), asks.past("started_at", "Began"),
                Ask("billable", "Billable", lambda _session: yes_no), asks.past("billed_at", "Billed", never="not yet"),
            ),
            changes=(
                Change("billable", "Billable", lambda _session: yes_no), Change("billed_at", "Billed on"),
                Change("project_name", "Project"),
            ),
            descending=True,
        )  # fmt: skip

    def _active_projects(self, session: Any) -> Sequence[Option]:
        ids = listing.find_ids(session, "project", conditions=(NOT_CLOSED,), limit=asks.MOST)
        rows = listing.fetch(session, "project", ids)
        return [Option(rows[one]["name"], "is", one) for one in ids if one in rows]

    def _day(self, on: Any) -> str:
        return words.day(on, self.desk.now.date()) if on else ""

    def _due_tone(self, on: Any) -> str:
        return "red" if on and on < self.desk.now.date() else "muted"

    def _when(self, moment: Any) -> str:
        return words.stamp(moment, self.desk.now) if moment else ""

    def _length(self, minutes: int | None) -> str:
        return words.hours(minutes) or "running"

    def _pane(self) -> ProjectDetail | TimeDetail:
        return self.entry if self.view == TIME else self.project

    def _lay_out(self) -> None:
        look = self.desk.look
        stack = column(look, tokens.S3, parent=self.content)
        top = column(look, 0, (tokens.S4 + tokens.S1, 0, tokens.S4 + tokens.S1, 0))
        top.addWidget(self.switch, 0, Qt.AlignmentFlag.AlignLeft)
        stack.addLayout(top)
        self.projects.place_above(self.new)
        self.hours.place_above(self.log)
        for shown in (self.projects, self.hours):
            self._views.addWidget(shown)
        stack.addWidget(self._views, 1)
        column(look, 0, parent=self.detail).addWidget(self._panes)
        self.switch.show_value(self.view)

    def _connect(self) -> None:
        self.switch.chosen.connect(self.show_view)
        for shown in (self.projects, self.hours):
            shown.counted.connect(self.headed)
            shown.opened.connect(self._open)
            shown.moved_to.connect(self._follow)
            shown.removed.connect(self._remove)
            shown.closed.connect(self._close)
        self.new.added.connect(self._show_added)

    def _take_pane(self, pane: ProjectDetail | TimeDetail) -> None:
        self._panes.addWidget(pane)
        pane.closed.connect(self._close)
        pane.removed.connect(self._remove)

    @Slot(object)
    def _open(self, record_id: int) -> None:
        found = self.entry.show_record(record_id) if self.view == TIME else self.project.show_record(record_id)
        if found:
            self._panes.setCurrentWidget(self._pane())
            self.show_detail()

    @Slot(object)
    def _follow(self, record_id: int) -> None:
        if not self.detail.isHidden():
            self._open(record_id)

    @Slot()
    def _close(self) -> None:
        self.hide_detail()
        self._lists[self.view].focus()

    @Slot(object)
    def _remove(self, record_id: int) -> None:
        if self.delete("time_entry" if self.view == TIME else "project", record_id):
            what = "Time deleted." if self.view == TIME else "The project is deleted; its tasks and hours stay."
            self.desk.say(f"{what} Ctrl+Z brings it back.")

    @Slot(object)
    def _show_added(self, project_id: int) -> None:
        self.projects.focus()
        self.open_record("project", project_id)


PAGE = PageDeclaration(
    "projects", "Projects & Time", "folder", "work", ProjectsPage, TABLES, ("project", "time_entry"),
    figures.count_projects,
    (
        Command("Log time", "clock", ProjectsPage.log_time),
        Command("New project", "folder", ProjectsPage.primary),
        Command("Show all hours", "clock", lambda page: page.show_view(TIME)),
    ),
    words="hours timesheet jobs",
)  # fmt: skip
