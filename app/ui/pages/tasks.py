"""The tasks: what is due, what comes, what waits, what is done; the open one beside the list."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent

from app.crm import bulk, figures, tasks
from app.ui import words
from app.ui.background import Handle
from app.ui.desk import Desk
from app.ui.pages.page import Command, Page, PageDeclaration, Touched
from app.ui.tasks import phrases, views
from app.ui.tasks.quick_entry import QuickEntry
from app.ui.tasks.task_detail import TaskDetail
from app.ui.tasks.task_list import WEEK, TaskList
from app.ui.tasks.views import VIEWS
from app.ui.theme import tokens
from app.ui.widgets.basic import column, row
from app.ui.widgets.empty import Empty
from app.ui.widgets.segments import Segments

LISTED = frozenset(("tasks", "contacts", "businesses", "deals", "projects", "taggings", "tags"))
"""Tables whose rows the list shows; the others concern the open task alone."""
TABLES = LISTED | {"notes", "activity_logs", "followups"}
FEW = 20
"""Tasks whose change the list follows without being read again."""
LOOK_AGAIN = 20_000
"""Milliseconds between two looks at the clock: a new day, or an hour that has passed."""


class TasksPage(Page):
    primary_label, primary_hint = "New task", "Ctrl+N"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "tasks")
        look = desk.look
        self.counts = tasks.Counts(0, 0, 0, 0, 0)
        self._shown_at: tuple[date, int] | None = None
        self.entry = QuickEntry(desk)
        empty = Empty(look, "check-square", VIEWS[0].empty, "New task", self.primary)
        self.list = TaskList(desk, empty)
        self.switch = Segments(look, "Tasks", [(view.title, view.key) for view in VIEWS])
        self.switch.show_value(VIEWS[0].key)
        self._lay_out()
        self._add_keys()
        self._connect()
        self._recount = QTimer(self)
        self._recount.setSingleShot(True)
        self._recount.timeout.connect(self._count)
        self._clock = QTimer(self)
        self._clock.setInterval(LOOK_AGAIN)
        self._clock.timeout.connect(self.look_at_clock)
        self._clock.start()

    @cached_property
    def task(self) -> TaskDetail:
        """The open task; built with the first one, as the list is seen without it."""
        made = TaskDetail(self.desk)
        column(self.desk.look, 0, parent=self.detail).addWidget(made)
        made.closed.connect(self._close)
        made.removed.connect(self._remove)
        return made

    def furnish(self) -> None:
        self.task.updateGeometry()

    def heading(self) -> str:
        found = self.list.heading()
        if self.list.view.key == "today" and self.counts.overdue and not self.list.line.active:
            return f"{found}  ·  {words.number(self.counts.overdue)} overdue"
        return found

    @Slot()
    def primary(self) -> None:
        self.entry.usual_day = self.desk.now.date() if self.list.view.key == "today" else None
        self.entry.start()

    def refresh(self, touched: Touched) -> None:
        ids = touched.get("tasks") if (LISTED & touched.keys()) == {"tasks"} else None
        if ids and len(ids) <= FEW and self._is_same_day() and self.list.patch(ids):
            self._recount.start()
        elif not touched or LISTED & touched.keys():
            self._count()
            self.list.show_day()
        if not self.detail.isHidden() and not self.task.refresh():
            self.hide_detail()

    def open_record(self, kind: str, record_id: int) -> None:  # noqa: ARG002 - tasks only
        """In the view it stands in, where that is not the one shown."""
        if self.list.rows.place_of(record_id) is None:
            self.show_view("all")
        self._open(record_id)
        self.list.select(record_id)

    def place(self) -> object:
        return self.list.view.key, self.list.table.current_id

    def return_to(self, place: object) -> None:
        if isinstance(place, tuple):
            key, task_id = place
            self.show_view(key)
            if task_id is not None:
                self.list.table.select(task_id)

    def leave(self) -> None:
        super().leave()
        self.list.leave()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.look_at_clock()

    @Slot()
    def look_at_clock(self) -> None:
        """Read again where a new day has begun, or an hour passed by which a task was due."""
        if self._shown_at is None or not self.isVisible():
            return
        now = self.desk.now
        with self.desk.read() as session:
            counts = tasks.counts(session, now)
        if self._shown_at != (now.date(), counts.overdue):
            self.refresh({})

    @Slot(object)
    def show_view(self, key: str) -> None:
        self.switch.show_value(key)
        self.list.show_view(key)
        self.entry.usual_day = self.desk.now.date() if key == "today" else None
        self.headed.emit()

    @Slot(str)
    def move_due(self, wanted: str) -> None:
        """The selected tasks, else the open one: to today, tomorrow, in a week, no day, a day later or earlier."""
        ids = self._meant()
        if not ids:
            self.desk.say("Select a task first.")
        elif len(ids) > 1 and wanted in ("later", "earlier"):
            self.desk.say("Each of these has a day of its own: move them to today (T), tomorrow (M) or a week (W).")
        elif len(ids) > 1:
            self._change_many(ids, {"due_on": self._day(wanted, None)}, "Moving")
        else:
            self._move_one(ids[0], wanted)

    @Slot()
    def tick(self) -> None:
        """The selected tasks are done; a single one that is done already is to do again."""
        ids = self._meant()
        if len(ids) > 1:
            self._tick_many(ids)
        elif ids:
            self._tick(ids[0])

    def _is_same_day(self) -> bool:
        return self._shown_at is not None and self._shown_at[0] == self.desk.now.date()

    @Slot()
    def _count(self) -> None:
        """The numbers of the switch; after an edit a moment later than the row that was edited."""
        now = self.desk.now
        with self.desk.read() as session:
            self.counts = tasks.counts(session, now)
        self._shown_at = (now.date(), self.counts.overdue)
        self._label_switch()
        if self.list.view.key == "today":
            self.entry.usual_day = now.date()
        self.headed.emit()

    def _label_switch(self) -> None:
        """With the numbers where there is room for them; without, the screen reader still tells them."""
        counts = [views.count_of(view.key, self.counts) for view in VIEWS]
        labels = [
            f"{view.title}  {words.number(n)}" if n else view.title for view, n in zip(VIEWS, counts, strict=True)
        ]
        look = self.desk.look
        taken = sum(
            self.fontMetrics().horizontalAdvance(text) + look.px(tokens.S3 + tokens.S3 + tokens.S1) for text in labels
        )
        wide = taken <= self.content.width() - look.px(tokens.S4 + tokens.S4 + tokens.S2)
        for view, button, count, label in zip(VIEWS, self.switch.buttons, counts, labels, strict=True):
            button.setText(label if wide else view.title)
            button.setAccessibleName(f"{view.title}, {words.many(count, 'task')}")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.content and event.type() == QEvent.Type.Resize:
            self._label_switch()
        return super().eventFilter(watched, event)

    def _meant(self) -> list[int]:
        chosen = self.list.table.chosen_ids()
        if not chosen and not self.detail.isHidden() and self.task.record_id is not None:
            return [self.task.record_id]
        return chosen

    def _day(self, wanted: str, day: date | None) -> date | None:
        today = self.desk.now.date()
        ahead = {"today": 0, "tomorrow": 1, "week": WEEK}.get(wanted)
        if ahead is not None:
            return today + timedelta(days=ahead)
        if wanted == "none":
            return None
        start = day or today
        step = 1 if wanted == "later" else -1
        return start if start in (date.min, date.max) else start + timedelta(days=step)

    def _move_one(self, task_id: int, wanted: str) -> None:
        at, place = self.desk.now, self.list.table.currentIndex().row()

        def work(session: Any) -> tuple[str, date | None]:
            task = tasks.get(session, task_id)
            task = tasks.edit(session, task_id, at=at, due_on=self._day(wanted, task.due_on))
            return task.title, task.due_on

        done = self.desk.write(work)
        if done:
            self.list.stay(place)
            self._say(phrases.moved_words(*done, at.date()))

    @Slot(object)
    def _tick(self, task_id: int) -> None:
        at, place = self.desk.now, self.list.table.currentIndex().row()

        def work(session: Any) -> str:
            task = tasks.get(session, task_id)
            if task.status == "completed":
                return f"To do again: {phrases.short(tasks.reopen(session, task_id, at=at).title)}."
            task = tasks.complete(session, task_id, at=at)
            following = tasks.following(session, task_id)
            return phrases.done_words(task.title, following.due_on if following else None, task.repeat, at.date())

        sentence = self.desk.write(work)
        if sentence:
            self.list.stay(place)
            self._say(sentence)

    @Slot(object)
    def _tick_many(self, ids: Sequence[int]) -> None:
        self._change_many(ids, {"status": "completed"}, "Completing")

    def _change_many(self, ids: Sequence[int], values: dict[str, Any], title: str) -> None:
        db = self.desk.app.db

        def work(handle: Handle) -> bulk.Done:
            return bulk.edit(db, "task", ids, values, bulk.Watch(handle.report, handle.cancelled))

        task = self.desk.start(f"{title} {words.many(len(ids), 'task')}", work)
        task.done.connect(self._tell_many)
        task.failed.connect(self.desk.tell_failure)

    @Slot(object)
    def _tell_many(self, done: bulk.Done) -> None:
        sentence = f"{words.many(done.changed, 'task')} changed."
        if done.refused:
            sentence += f" {words.number(len(done.refused))} stayed: {next(iter(done.refused.values()))}"
        self._say(sentence)

    def _say(self, sentence: str) -> None:
        self.desk.say(sentence, action=("Undo", self.desk.undo))

    def _lay_out(self) -> None:
        look = self.desk.look
        stack = column(look, tokens.S3, parent=self.content)
        top = row(look, tokens.S2, (tokens.S4 + tokens.S1, 0, tokens.S4 + tokens.S1, 0))
        top.addWidget(self.switch)
        top.addStretch(1)
        stack.addLayout(top)
        self.list.place_above(self.entry)
        stack.addWidget(self.list, 1)

    def _add_keys(self) -> None:
        """Keys of the views hold on this page alone, so that no other page's are in their way."""
        for view, button in zip(VIEWS, self.switch.buttons, strict=True):
            button.setToolTip(f"{view.title} ({view.keys})")
            shortcut = QShortcut(QKeySequence(view.keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.setProperty("view", view.key)
            shortcut.activated.connect(self._show_by_keys)

    def _connect(self) -> None:
        self.content.installEventFilter(self)
        self.switch.chosen.connect(self.show_view)
        self.list.counted.connect(self.headed)
        self.list.opened.connect(self._open)
        self.list.moved_to.connect(self._follow)
        self.list.ticked.connect(self._tick)
        self.list.several_ticked.connect(self._tick_many)
        self.list.due_wanted.connect(self.move_due)
        self.list.removed.connect(self._remove)
        self.list.closed.connect(self._close)
        self.entry.added.connect(self._show_added)
        self.entry.left.connect(self._focus_list)

    @Slot()
    def _show_by_keys(self) -> None:
        shortcut = self.sender()
        if shortcut is not None:
            self.show_view(str(shortcut.property("view")))
            self._focus_list()

    @Slot()
    def _focus_list(self) -> None:
        """To the rows; where there are none, to the switch, so that the keys of the page still hold."""
        if self.list.rows.rowCount():
            self.list.focus()
        else:
            next(button for button in self.switch.buttons if button.isChecked()).setFocus()

    @Slot(object)
    def _open(self, task_id: int) -> None:
        if self.task.show_record(task_id):
            self.show_detail()

    @Slot(object)
    def _follow(self, task_id: int) -> None:
        """With the pane open, it shows the row that the keys arrive at."""
        if not self.detail.isHidden():
            self._open(task_id)

    @Slot()
    def _close(self) -> None:
        self.hide_detail()
        self._focus_list()

    @Slot(object)
    def _remove(self, task_id: int) -> None:
        place, title = self.list.table.currentIndex().row(), self.delete("task", task_id)
        if title:
            self.list.stay(place)
            self._say(f"{phrases.short(title)} is deleted.")

    @Slot(object)
    def _show_added(self, task_id: int) -> None:
        self.list.table.select(task_id)


def _view(key: str) -> Callable[[TasksPage], object]:
    return lambda page: page.show_view(key)


def _move(wanted: str) -> Callable[[TasksPage], object]:
    return lambda page: page.move_due(wanted)


COMMANDS = (
    *(Command(f"Tasks: show {view.title} ({view.keys})", "check-square", _view(view.key)) for view in VIEWS),
    Command("Task: done, or to do again (Space)", "check-circle", lambda page: page.tick()),
    Command("Task: due today (T)", "calendar-blank", _move("today")),
    Command("Task: due tomorrow (M)", "calendar-blank", _move("tomorrow")),
    Command("Task: due in a week (W)", "calendar-blank", _move("week")),
    Command("Task: a day later (Alt+Right)", "calendar-blank", _move("later")),
    Command("Task: a day earlier (Alt+Left)", "calendar-blank", _move("earlier")),
    Command("Task: no day (A)", "calendar-blank", _move("none")),
)
PAGE = PageDeclaration(
    "tasks", "Tasks", "check-square", "work", TasksPage, TABLES, ("task",), figures.count_tasks, COMMANDS,
    words="todo todos reminders follow-ups",
)  # fmt: skip
