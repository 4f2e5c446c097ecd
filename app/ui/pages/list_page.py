"""A page of one list, with the record that is open beside it."""

from collections.abc import Callable
from functools import cached_property

from PySide6.QtCore import Slot

from app.ui.desk import Desk
from app.ui.pages.page import Command, Page, Touched
from app.ui.records.detail import Detail
from app.ui.records.record_list import Listed, RecordList
from app.ui.widgets.basic import column
from app.ui.widgets.empty import Empty
from app.ui.widgets.inline_form import InlineForm

PAIR = 2


class ListPage(Page):
    """Subclasses say what is listed, how it reads, and what else stands in the line of the filter."""

    gone = "{} is deleted. Ctrl+Z brings it back."
    """Said of a deleted record, by its name."""

    def __init__(
        self,
        desk: Desk,
        table: str,
        reads: frozenset[str],
        form: Callable[[Desk], InlineForm],
        pane: Callable[[Desk], Detail],
    ) -> None:
        """table: of the records, which also names the page. reads: all tables the list shows something of."""
        super().__init__(desk, table)
        listed = self._listed()
        self._table, self._reads, self._kind, self._make = table, reads, listed.kind, pane
        self.list, self.form = RecordList(desk, listed, self._empty()), form(desk)
        self.list.place_above(self.form)
        self.list.beside(self.detail)
        column(desk.look, 0, parent=self.content).addWidget(self.list)
        self._connect()

    @cached_property
    def pane(self) -> Detail:
        """Built once the page has been painted, or when a record is opened before that."""
        made = self._make(self.desk)
        column(self.desk.look, 0, parent=self.detail).addWidget(made)
        made.closed.connect(self._close)
        made.removed.connect(self._remove)
        made.merged.connect(self._show_added)
        return made

    def furnish(self) -> None:
        self.pane.updateGeometry()

    def heading(self) -> str:
        return self.list.heading()

    @Slot()
    def primary(self) -> None:
        self.form.start()

    def refresh(self, touched: Touched) -> None:
        if not touched:
            self.list.refresh()
        elif self._reads & touched.keys():
            self.list.follow({table: touched[table] for table in self._reads & touched.keys()}, self._table)
        if not self.detail.isHidden() and not self.pane.refresh():
            self.hide_detail()

    def open_record(self, kind: str, record_id: int) -> None:  # noqa: ARG002 - of one kind only
        if self._open(record_id):
            self.list.select(record_id)

    def leave(self) -> None:
        super().leave()
        self.list.leave()

    def _listed(self) -> Listed:
        """Which records, and how."""
        raise NotImplementedError

    def _empty(self) -> Empty:
        """Stands in the place of the list where there are no records at all."""
        raise NotImplementedError

    def _connect(self) -> None:
        self.list.counted.connect(self.headed)
        self.list.opened.connect(self._open)
        self.list.moved_to.connect(self._follow)
        self.list.removed.connect(self._remove)
        self.list.closed.connect(self._close)
        self.form.added.connect(self._show_added)
        self.form.left.connect(self.list.focus)

    def merge(self) -> None:
        """The two that are selected, shown side by side."""
        if self.list.table.count_chosen() == PAIR:
            self._merge(self.list.table.chosen_ids())
        else:
            self.desk.say("Select the two to merge first: one, then the other with Ctrl and a click.")

    def _merge(self, ids: list[int]) -> None:
        self.pane.ask_to_merge((ids[0], ids[1]), "You have chosen these two.")

    @Slot(object)
    def _open(self, record_id: int) -> bool:
        shown = self.pane.show_record(record_id)
        if shown:
            self.show_detail()
        return shown

    @Slot(object)
    def _follow(self, record_id: int) -> None:
        """With the pane open, it shows the row that the keys arrive at."""
        if not self.detail.isHidden():
            self._open(record_id)

    @Slot()
    def _close(self) -> None:
        self.hide_detail()
        self.list.focus()

    @Slot(object)
    def _remove(self, record_id: int) -> None:
        name = self.delete(self._kind, record_id)
        if name:
            self.desk.say(self.gone.format(name[:60]))

    @Slot(object)
    def _show_added(self, record_id: int) -> None:
        self.list.focus()
        self.open_record(self._kind, record_id)


def merging(title: str) -> Command:
    """How a page of one list offers to merge two of its records."""
    return Command(title, "git-merge", lambda page: page.merge(), words="duplicate duplicates double twice same join")
