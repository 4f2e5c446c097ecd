"""A deal beside the board: its fields, what is left of its value, tasks, projects, files, what happened."""

from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot

from app.crm import days, deal_work, deals, pipelines, projects, surroundings
from app.ui import words
from app.ui.desk import Desk
from app.ui.pipeline.deal_fields import DealFields
from app.ui.records import adding
from app.ui.records.filed_pane import FiledPane
from app.ui.records.lines import project_line, task_line
from app.ui.records.related import Related
from app.ui.records.tag_row import TagRow
from app.ui.theme import tokens
from app.ui.widgets.basic import button, row
from app.ui.widgets.fields import InlineText


class DealDetail(FiledPane):
    moved = Signal(object, object)
    """deal id, stage id"""
    won = Signal(bool)
    """It is won, or lost."""
    reopened = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "deal")
        self.title = InlineText("title", "Title of the deal", heading=True)
        self.win, self.lose = button("Won", hint="Ctrl+Shift+W"), button("Lost", hint="Ctrl+Shift+L")
        self.reopen = button("Reopen", hint="Ctrl+Shift+O")
        self.fields, self.tags = DealFields(desk), TagRow(desk)
        self.tasks = Related(desk, "Open tasks", "task", {"title": "What is to be done?", "due": "When?"})
        self.projects = Related(desk, "Projects", "project")
        self.start_project = button("Start a project", "plain")
        self._fill()
        self._connect()

    def _fill(self) -> None:
        look = self._desk.look
        self.body.addWidget(self.title)
        line = row(look, tokens.S2, (0, tokens.S1, 0, tokens.S1))
        for way in (self.win, self.lose, self.reopen):
            line.addWidget(way)
        line.addStretch(1)
        self.body.addLayout(line)
        self.body.addWidget(self.tags)
        self.body.addWidget(self.log)
        self.body.addSpacing(look.px(tokens.S2))
        for part in (self.fields, self.tasks, self.projects):
            self.body.addWidget(part)
        self.body.addWidget(self.start_project, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(self.files)
        self.end_with_feed()

    def _connect(self) -> None:
        self.title.saved.connect(self._save)
        self.fields.saved.connect(self._save)
        self.win.clicked.connect(self._win)
        self.lose.clicked.connect(self._lose)
        self.reopen.clicked.connect(self.reopened)
        self.tasks.added.connect(self._add_task)
        self.start_project.clicked.connect(self._start_project)

    def _show(self, session: Any, deal: Any) -> None:
        stage = next(stage.name for stage in pipelines.stages(session) if stage.id == deal.stage_id)
        self.over.setText(f"Deal  ·  {stage} {self._since(deal)}")
        self.title.show_text(deal.title)
        self.win.setVisible(not deal.won)
        self.lose.setVisible(deal.won is not False)
        self.reopen.setVisible(deal.closed_at is not None)
        self.fields.show_deal(session, deal, deal_work.margin(session, deal.id))
        self.tags.show_record(session, "deal", deal.id)
        self.files.show_record(session, "deal", deal.id)
        today = self._desk.now.date()
        self.tasks.show_lines([task_line(task, today) for task in surroundings.open_tasks(session, "deal", deal.id)])
        self.projects.show_lines(
            [project_line(found, today) for found in surroundings.projects(session, "deal", deal.id)]
        )
        self.log.show_record(deal.contact_id, deal.id)

    def _since(self, deal: Any) -> str:
        """ "for 3 days" in its stage, or when it was closed."""
        if deal.closed_at is not None:
            return words.when(deal.closed_at, self._desk.now)
        stood = days.whole_days(deal.stage_entered_at, self._desk.now)
        return f"for {words.many(stood, 'day')}" if stood else "since today"

    @Slot(str, object)
    def _save(self, key: str, value: Any) -> None:
        if self.record_id is None:
            return
        if key == "stage_id":
            self.moved.emit(self.record_id, value)
            return
        refuse = self.title.refuse if key == "title" else partial(self.fields.refuse, key)
        deal_id, at, change = self.record_id, self._desk.now, self.fields.change
        self.write(lambda session: change(session, deal_id, key, value, at), refuse)

    @Slot(object)
    def _add_task(self, typed: dict[str, str]) -> None:
        deal_id, at = self.record_id, self._desk.now

        def work(session: Any) -> int:
            deal = deals.get(session, deal_id or 0)
            links = {"deal_id": deal_id, "contact_id": deal.contact_id, "business_id": deal.business_id}
            return adding.task(session, typed, at, **links)

        if self._desk.write(work) is not None:
            self.tasks.stop()

    @Slot()
    def _start_project(self) -> None:
        """Named after the deal, with its business, and its value as the budget."""
        deal_id, at = self.record_id, self._desk.now

        def work(session: Any) -> int:
            deal = deals.get(session, deal_id or 0)
            return projects.create(
                session, at=at, name=deal.title, deal_id=deal.id, business_id=deal.business_id,
                budget_cents=deal.value_cents, currency=deal.currency,
            ).id  # fmt: skip

        project_id = self._desk.write(work)
        if project_id is not None:
            self._desk.say("The project is started.", action=("Open", partial(self._open_project, project_id)))

    def _open_project(self, project_id: int) -> None:
        self._desk.open_wanted.emit("project", project_id)

    @Slot()
    def _win(self) -> None:
        self.won.emit(True)

    @Slot()
    def _lose(self) -> None:
        self.won.emit(False)
