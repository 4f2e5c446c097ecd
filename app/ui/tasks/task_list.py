"""The list of tasks: a view of them under headings, with keys that tick and move them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, cast

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent

from app.crm import listing
from app.crm.listing import Condition
from app.ui import words
from app.ui.desk import Desk
from app.ui.reading import read_date
from app.ui.records import asks
from app.ui.records.asks import Ask, Change, Option
from app.ui.records.record_list import Listed, RecordList
from app.ui.tasks import phrases, repeat_words, views
from app.ui.tasks.task_delegate import TaskDelegate
from app.ui.tasks.views import VIEWS
from app.ui.theme import tokens
from app.ui.widgets.empty import Empty
from app.ui.widgets.id_table import Column
from app.ui.widgets.table import RowDelegate

DUE_KEYS: Mapping[int, str] = {
    Qt.Key.Key_T: "today", Qt.Key.Key_M: "tomorrow", Qt.Key.Key_W: "week", Qt.Key.Key_A: "none",
}  # fmt: skip
SHIFT_KEYS: Mapping[int, str] = {Qt.Key.Key_Right: "later", Qt.Key.Key_Left: "earlier"}
"""With Alt."""
PRESSES = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease, QEvent.Type.MouseButtonDblClick)
WEEK = 7
ORDERING = ("day", "due_at", "priority", "title")
"""Cells that the orders of the views depend on, beside the one sorted by."""
ORIGINS = {"owner": "you", "coach": "the coach", "content": "content", "import": "an import"}


class TaskList(RecordList):
    """due_wanted: a word of DUE_KEYS or SHIFT_KEYS for the tasks that are selected. several_ticked: their ids."""

    due_wanted, several_ticked = Signal(str), Signal(object)

    def __init__(self, desk: Desk, empty: Empty) -> None:
        self.view, self._patching = VIEWS[0], False
        super().__init__(desk, self._describe(desk), empty)
        self.painter = TaskDelegate(desk.look, self.table, cast("RowDelegate", self.table.itemDelegate()))
        self.table.setItemDelegate(self.painter)
        self.table.installEventFilter(self)
        self.table.viewport().installEventFilter(self)
        self.rows.modelReset.connect(self._group)
        self.rows.dataChanged.connect(self._group)

    def show_view(self, key: str) -> None:
        """Another view, in its own order."""
        self.view = views.BY_KEY[key]
        self.rows.query |= {"sort": self.view.sort, "descending": self.view.descending}
        self.rows.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.rows.columns) - 1)
        place = next(place for place, column in enumerate(self.rows.columns) if column.key == "completed_at")
        self.table.setColumnHidden(place, key != "done")
        self.empty.say(self.view.empty)
        self.show_day()
        self.table.scrollToTop()

    def show_day(self) -> None:
        """The same view again, of the day it is now."""
        self.set_base(views.conditions(self.view.key, self._desk.now.date()))

    def patch(self, ids: Collection[int]) -> bool:
        """Follow the change of a few tasks without asking for all; False where the order may be another."""
        if self.rows.query["text"].strip():
            return False
        only = (*self.rows.query["conditions"], Condition("id", "is", list(ids)))
        fitting = set(self._find_ids(conditions=only, sort="id"))
        here = {task_id for task_id in ids if self.rows.place_of(task_id) is not None}
        staying = self._fetch(sorted(here & fitting))
        if fitting - here or any(
            self._orders(row) != self._orders(self.rows.known_row(i)) for i, row in staying.items()
        ):
            return False
        self._patching = True
        for task_id in here - fitting:
            self._drop(task_id)
        for task_id, row in staying.items():
            self.rows.put(task_id, row)
        self._patching = False
        self._show()
        return True

    def stay(self, place: int) -> None:
        """After the row at this place has left: on to the one that stands there now."""
        if not self.table.currentIndex().isValid() and self.rows.rowCount():
            self.table.setCurrentIndex(self.rows.index(min(place, self.rows.rowCount() - 1), 0))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.table and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._press(event) or super().eventFilter(watched, event)
        if event.type() in PRESSES and isinstance(event, QMouseEvent) and watched is self.table.viewport():
            return self._on_heading(event) or super().eventFilter(watched, event)
        return super().eventFilter(watched, event)

    def _orders(self, row: Mapping[str, Any] | None) -> tuple[Any, ...] | None:
        """What decides the place of a row."""
        sort = self.rows.query["sort"]
        return None if row is None else tuple(row[key] for key in ("day" if sort == "due_on" else sort, *ORDERING))

    def _drop(self, task_id: int) -> None:
        """The row leaves its group, which leaves with its last one."""
        place = self.rows.place_of(task_id) or 0
        before = self.painter.groups
        start = max((first for first in before if first <= place), default=-1)
        self._resize({})
        self.rows.drop(task_id)
        left = {first - (first > place): replace(group, count=group.count - (first == start))
                for first, group in before.items() if first != start or group.count > 1}  # fmt: skip
        self._resize(left)
        self.total -= 1

    def _press(self, event: QKeyEvent) -> bool:
        keys = {Qt.KeyboardModifier.NoModifier: DUE_KEYS, Qt.KeyboardModifier.AltModifier: SHIFT_KEYS}
        wanted = keys.get(event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier, {}).get(event.key())
        if wanted and self.table.count_chosen():
            self.due_wanted.emit(wanted)
            return True
        if event.key() == Qt.Key.Key_Space and self.table.count_chosen() > 1:
            self.several_ticked.emit(self.table.chosen_ids())
            return True
        return False

    def _on_heading(self, event: QMouseEvent) -> bool:
        """A click on a heading is none on the row below it."""
        place = event.position().toPoint()
        index = self.table.indexAt(place)
        if index.row() not in self.painter.groups:
            return False
        return place.y() < self.table.visualRect(index).top() + self.painter.head

    @Slot()
    def _group(self) -> None:
        """Headings hold in the view's own order alone."""
        if not self._patching:
            self._resize(self._groups())

    def _resize(self, groups: Mapping[int, views.Group]) -> None:
        """Give the first row of each group the height of its heading, and those of before their usual one."""
        head, usual = self.table.verticalHeader(), self._desk.look.px(tokens.ROW)
        for place in self.painter.groups.keys() - groups.keys():
            if place < head.count():
                head.resizeSection(place, usual)
        self.painter.groups = groups
        for place in groups:
            head.resizeSection(place, usual + self.painter.head)

    def _groups(self) -> Mapping[int, views.Group]:
        query, now = self.rows.query, self._desk.now
        if self.view.key not in ("today", "upcoming") or query["sort"] != "due_on" or query["descending"]:
            return {}
        wanted = {"text": query["text"], "conditions": (*self._base, *query["conditions"]), "now": now}
        with self._desk.read() as session:
            by_day = listing.count_by(session, "task", "due", **wanted)
            passed = 0
            if self.view.key == "today":
                over = (Condition("due", "is", now.date()), Condition("due_at", "before", now))
                wanted["conditions"] += over
                passed = listing.count(session, "task", **wanted)
        return views.groups(self.view.key, by_day, passed, now.date())

    def _find_ids(self, **query: Any) -> Sequence[int]:
        if query["sort"] == "due_on" and self.view.key in views.DAY_LISTS:
            query["sort"] = "due"
        return super()._find_ids(**query)

    def _fetch(self, ids: Sequence[int]) -> Mapping[int, Any]:
        now = self._desk.now
        return {task_id: self._told(row.cells, now) for task_id, row in super()._fetch(ids).items()}

    def _told(self, cells: Mapping[str, Any], now: datetime) -> Mapping[str, Any]:
        due, aim = phrases.due_of(cells, now), phrases.aim_words(cells)
        return {**cells, "day": cells["due_on"], "due_on": due, "contact": aim}

    def _describe(self, desk: Desk) -> Listed:
        status, priority = asks.among(phrases.STATUS), asks.among(phrases.PRIORITY)
        aims = (Ask(key, name, asks.among_emptiness) for key, name in phrases.TARGETS.items())
        return Listed(
            "task", "Tasks", "task", self._columns(desk), VIEWS[0].sort, "Task, person, tag …",
            asks=(
                Ask("priority", "Priority", priority), Ask("status", "Status", status), asks.tagged(),
                Ask("overdue", "Task", lambda _session: (Option("is overdue", "is", True),)),
                asks.ahead("due_on", "Due"), *aims, Ask("origin", "Added by", asks.among(ORIGINS)),
                asks.past("created_at", "Added"), asks.past("completed_at", "Done"),
            ),
            changes=(
                Change("status", "Status", status), Change("priority", "Priority", priority),
                Change("due_on", "Due", self._offer_days, read_date), Change("project", "Project"),
            ),
        )  # fmt: skip

    def _columns(self, desk: Desk) -> Sequence[Column]:
        return (
            Column("status", "", tokens.BOX_WIDE, lambda status: phrases.STATUS.get(status, ""), check=True),
            Column("title", "Task", tokens.TASK_WIDE),
            Column("due_on", "Due", tokens.WORD_WIDE, phrases.due_words, tone=phrases.due_tone),
            Column("completed_at", "Done", tokens.WORD_WIDE, lambda at: words.when(at, desk.now) if at else "",
                   hidden=True),
            Column("priority", "Priority", tokens.SHORT_WIDE, lambda value: phrases.MARKED.get(value, ""),
                   tone=phrases.priority_tone),
            Column("contact", "For", tokens.LONG_WIDE),
            Column("estimate_minutes", "Takes", tokens.SHORT_WIDE, words.hours),
            Column("repeat", "Repeats", tokens.WORD_WIDE, repeat_words.shown),
            Column("tags", "Tags", tokens.WORD_WIDE, ", ".join),
        )  # fmt: skip

    def _offer_days(self, _session: Any) -> Sequence[Option]:
        today = self._desk.now.date()
        near = (("today", 0), ("tomorrow", 1), ("in a week", WEEK))
        offered = tuple(Option(text, "is", today + timedelta(days=ahead)) for text, ahead in near)
        return (*offered, Option("another day …"))
