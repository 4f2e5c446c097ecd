"""The list of a page: filter line, a table of any length, and what can be done with several records."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QItemSelectionModel, QObject, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QAction, QContextMenuEvent, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QWidget

from app.core.errors import CrmError
from app.crm import listing
from app.crm.bulk import Watch
from app.crm.exporting import chosen
from app.crm.listing import Condition
from app.ui import words
from app.ui.background import Handle
from app.ui.desk import Desk
from app.ui.records.asks import Ask, Change
from app.ui.records.bulk_bar import TAG, UNTAG, BulkBar
from app.ui.records.filter_line import FilterLine
from app.ui.records.row_menu import COPIED, COPIES, RowAction, RowMenu
from app.ui.theme import tokens
from app.ui.widgets.basic import column
from app.ui.widgets.empty import Empty
from app.ui.widgets.id_table import Column, IdTableModel
from app.ui.widgets.table import Table

Answer = tuple[dict[str, Any], tuple[Condition, ...], int, list[int]]
"""The query and the base that were asked, how many there are in all, the ids found."""
LONG = 5_000
"""Rows from which a list is asked for again on a thread."""
FEW = 20
"""Records whose change the list follows without being read again."""


@dataclass(frozen=True)
class Listed:
    """Which records, and how. kind: of the listing; name, one: as the owner calls many of them, and one.

    sort, descending: the order at first. asks: fields to filter by; changes: fields to set in many at once.
    more: the plural of `one` where an s does not make it. actions: of the page's own, in the menu of the rows.
    base: what holds for all rows at first, whatever the owner filters by.
    """

    kind: str
    name: str
    one: str
    columns: Sequence[Column]
    sort: str
    hint: str
    asks: Sequence[Ask] = ()
    changes: Sequence[Change] = ()
    descending: bool = False
    avatars: bool = False
    more: str = ""
    actions: Sequence[RowAction] = ()
    base: Sequence[Condition] = ()


class RecordList(QWidget):
    """opened, moved_to, ticked: a record's id. removed: ids to delete, fewer than two. counted: heading is new."""

    opened, moved_to, ticked = Signal(object), Signal(object), Signal(object)
    removed, closed, counted = Signal(object), Signal(), Signal()

    def __init__(self, desk: Desk, listed: Listed, empty: Empty) -> None:
        super().__init__()
        self._desk, self._listed = desk, listed
        self._base: tuple[Condition, ...] = tuple(listed.base)
        self.total = 0
        self._asking = self._asked_again = False
        self.line = FilterLine(desk, listed.kind, listed.hint, listed.asks)
        self.rows = IdTableModel(listed.columns, self._find_ids, self._fetch, self)
        self.rows.query |= {"sort": listed.sort, "descending": listed.descending, "conditions": ()}
        self.table = Table(desk, self.rows, listed.name, avatars=listed.avatars)
        self.bulk = BulkBar(desk, listed.kind, listed.one, listed.changes, listed.more)
        self.menu = RowMenu(self.bulk, self)
        self._pane: QWidget | None = None
        self.empty = empty
        self.nothing = Empty(
            desk.look, "magnifying-glass", f"No {listed.one} fits this filter.", "Show everything", self.line.clear
        )
        self._stack, self._top = QStackedWidget(), column(desk.look, tokens.S2)
        self._lay_out()
        self._connect()

    def place_above(self, form: QWidget) -> None:
        """A form between the filter and the rows."""
        self._top.addWidget(form)

    def beside(self, pane: QWidget) -> None:
        """The pane that Esc closes before it gives up the filter."""
        self._pane = pane

    def heading(self) -> str:
        """ "42 of 950" or "950"."""
        found = self.rows.rowCount()
        if self.line.active:
            return f"{words.number(found)} of {words.number(self.total)}"
        return words.number(self.total) if self.total else ""

    def set_base(self, conditions: Sequence[Condition]) -> None:
        """What holds for all rows of this view, whatever the owner filters by."""
        self._base = tuple(conditions)
        self.refresh()

    def refresh(self) -> None:
        """Ask SQL again."""
        self._count()
        self.rows.refresh()
        self._show()

    def follow(self, touched: Mapping[str, frozenset[int] | None], own: str) -> None:
        """What was written, by table; own: the table of these records. Only if it must, all is asked again."""
        ids, others = touched.get(own, frozenset()), touched.keys() - {own}
        if ids is None or len(ids) > FEW or (others and self._depends_on_others()):
            self.rows.renew()
            self._refresh_soon()
        elif not self.patch(ids):
            self._refresh_soon()
        elif others:
            self.rows.renew()

    def _refresh_soon(self) -> None:
        """A long list is asked for on a thread; what was written shows at once in its old place."""
        if self.rows.rowCount() < LONG:
            self.refresh()
            return
        if self._asking:
            self._asked_again = True
            return
        self._asking = True
        db, kind, base, now, query = (
            self._desk.app.db,
            self._listed.kind,
            self._base,
            self._desk.now,
            {**self.rows.query},
        )

        def work(_handle: Handle) -> Answer:
            wanted = {**query, "conditions": (*base, *query["conditions"])}
            with db.read() as session:
                total = listing.count(session, kind, conditions=base, now=now)
                return query, base, total, listing.find_ids(session, kind, now=now, **wanted)

        task = self._desk.quietly(work)
        task.done.connect(self._take_answer)
        task.failed.connect(self._desk.tell_failure)
        task.ended.connect(self._answered)

    @Slot(object)
    def _take_answer(self, answer: Answer) -> None:
        query, base, total, ids = answer
        if (query, base) == (self.rows.query, self._base):
            self.total = total
            self.rows.take(ids)
            self._show()

    @Slot()
    def _answered(self) -> None:
        """Ask once more if something was written meanwhile."""
        self._asking, again, self._asked_again = False, self._asked_again, False
        if again:
            self._refresh_soon()

    def patch(self, ids: Collection[int]) -> bool:
        """Follow the change of a few records without asking for all; False where the order may be another."""
        query, known = self.rows.query, {record_id: self.rows.known_row(record_id) for record_id in ids}
        if query["text"].strip() or None in known.values():
            return not ids
        only = (*query["conditions"], Condition("id", "is", list(ids)))
        fitting = set(self._find_ids(conditions=only)) if ids else set()
        rows, sort = self._fetch(sorted(fitting)), query["sort"]
        for record_id, row in rows.items():
            self.rows.put(record_id, row)
        if any(row[sort] != known[record_id][sort] for record_id, row in rows.items()):
            return False
        for record_id in set(ids) - fitting:
            self.rows.drop(record_id)
        if set(ids) - fitting:
            self._count()
        self._show()
        return True

    def select(self, record_id: int) -> None:
        """Bring a record into view; a filter that hides it is given up."""
        if self.table.select(record_id):
            return
        if self.line.active:
            self.line.clear()
        if not self.table.select(record_id):
            self.table.expect(record_id)

    def select_none(self) -> None:
        """What is shown beside the table is none of its rows."""
        self.table.clearSelection()

    def focus(self) -> None:
        """To the rows, on the first one where none is current."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        if self.rows.rowCount() and not self.table.currentIndex().isValid():
            self.table.setCurrentIndex(self.rows.index(0, 0))

    def leave(self) -> None:
        self.table.leave()

    def export_to(self, path: Path) -> None:
        """Write the chosen rows to a CSV file, in the background."""
        db, kind, ids = self._desk.app.db, self._listed.kind, self.table.chosen_ids()

        def work(handle: Handle) -> str:
            written = chosen.write(db, kind, ids, path, Watch(handle.report, handle.cancelled))
            return f"{words.many(written, self._listed.one, self._listed.more or None)} written to {path.name}."

        task = self._desk.start(f"Writing {path.name}", work)
        task.done.connect(self._say)
        task.failed.connect(self._desk.tell_failure)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The menu key, on the row it is about."""
        if watched is self.table and isinstance(event, QContextMenuEvent):
            self._offer(self.table.visualRect(self.table.currentIndex()).bottomLeft())
            return True
        return super().eventFilter(watched, event)

    def _lay_out(self) -> None:
        look = self._desk.look
        stack = column(look, 0, parent=self)
        self._top.setContentsMargins(
            *(look.px(side) for side in (tokens.S4 + tokens.S1, 0, tokens.S4 + tokens.S1, tokens.S3))
        )
        self._top.addWidget(self.line)
        stack.addLayout(self._top)
        for shown in (self.table, self.nothing, self.empty):
            self._stack.addWidget(shown)
        stack.addWidget(self._stack, 1)
        stack.addWidget(self.bulk)

    def _connect(self) -> None:
        self.line.changed.connect(self._filter)
        self.line.entered.connect(self.focus)
        self.table.opened.connect(self.opened)
        self.table.moved_to.connect(self.moved_to)
        self.table.ticked.connect(self.ticked)
        self.table.closed.connect(self._escape)
        self.table.removed.connect(self._remove)
        self.table.chosen_changed.connect(self._choose)
        self.bulk.left.connect(self._choose_one)
        self.bulk.export_wanted.connect(self._export)
        self.menu.triggered.connect(self._act)
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.table.customContextMenuRequested.connect(self._offer)
        self.table.installEventFilter(self)
        head = self.table.horizontalHeader()
        # a head that shares the selection walks over all its rows whenever it is painted
        head.setSelectionModel(QItemSelectionModel(self.rows, head))
        self._find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        self._find.activated.connect(self.line.start)
        self.rows.modelReset.connect(self._choose)
        self.rows.headerDataChanged.connect(self._note_order)

    def _count(self) -> None:
        with self._desk.read() as session:
            self.total = listing.count(session, self._listed.kind, conditions=self._base, now=self._desk.now)

    def _depends_on_others(self) -> bool:
        """Whether the rows or their order follow from other tables."""
        query, own = self.rows.query, listing.own_columns(self._listed.kind)
        fields = {query["sort"], *(condition.field for condition in query["conditions"])}
        return bool(query["text"].strip()) or not fields <= own

    def _show(self) -> None:
        shown: QWidget = self.table
        if not self.rows.rowCount():
            shown = self.nothing if self.line.active else self.empty
        self._stack.setCurrentWidget(shown)
        self.line.setVisible(self.total > 0 or self.line.active)
        self.counted.emit()

    def _find_ids(self, *, conditions: Sequence[Condition], **query: Any) -> Sequence[int]:
        with self._desk.read() as session:
            kind, now = self._listed.kind, self._desk.now
            return listing.find_ids(session, kind, conditions=(*self._base, *conditions), now=now, **query)

    def _fetch(self, ids: Sequence[int]) -> Mapping[int, Any]:
        with self._desk.read() as session:
            return listing.fetch(session, self._listed.kind, ids)

    @Slot(object)
    def _filter(self, query: dict[str, Any]) -> None:
        try:
            self.rows.refresh(**query)
        except CrmError as error:  # a kept filter may ask for what is no longer there
            self._desk.say(error.message, error=True)
            self.rows.take(())
        self.rows.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.rows.columns) - 1)
        self._show()

    @Slot()
    def _note_order(self) -> None:
        """A filter that is kept keeps the order too."""
        self.line.order = {key: self.rows.query[key] for key in ("sort", "descending")}

    @Slot()
    def _choose(self) -> None:
        self.bulk.show_ids(self.table.chosen_ids())

    @Slot()
    def _choose_one(self) -> None:
        """Back to the current row alone."""
        how = QItemSelectionModel.SelectionFlag
        self.table.selectionModel().select(self.table.currentIndex(), how.ClearAndSelect | how.Rows)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _escape(self) -> None:
        """Several rows, then the pane, then the filter: one thing less each time."""
        if self.table.count_chosen() > 1:
            self._choose_one()
        elif self._pane is not None and self._pane.isHidden() and self.line.active:
            self.line.clear()
        else:
            self.closed.emit()

    @Slot(QPoint)
    def _offer(self, at: QPoint) -> None:
        ids = self.table.chosen_ids()
        if not ids:
            return
        acts = {"Open": self._open, "Export": self._export, "Delete": self._delete}
        acts |= {"Copy e-mail": self._copy_emails, "Copy phone": self._copy_phones}
        first = self._fetch(ids[:1]).get(ids[0])
        cells = {key: first[key] for key in COPIES if key in listing.fields(self._listed.kind)} if first else {}
        self.menu.fill(self._listed.actions, cells, len(ids), acts)
        self.menu.popup(self.table.viewport().mapToGlobal(at))

    @Slot(QAction)
    def _act(self, action: QAction) -> None:
        what = action.data()
        if isinstance(what, RowAction):
            what.act(self.table.chosen_ids())
        elif what in (TAG, UNTAG):
            self.bulk.ask_tag(what)
        elif callable(what):
            what()

    def _open(self) -> None:
        self.opened.emit(self.table.current_id)

    def _delete(self) -> None:
        self._remove(self.table.chosen_ids())

    def _copy_emails(self) -> None:
        self._copy("email")

    def _copy_phones(self) -> None:
        self._copy("phone")

    def _copy(self, key: str) -> None:
        ids = self.table.chosen_ids()[:COPIED]
        found = self._fetch(ids)
        texts = [str(found[record_id][key]) for record_id in ids if record_id in found and found[record_id][key]]
        QGuiApplication.clipboard().setText(", ".join(texts))
        self._desk.say(f"Copied {texts[0] if len(texts) == 1 else words.number(len(texts))}.")

    @Slot()
    def _export(self) -> None:
        name = f"{self._listed.name.lower()}.csv"
        path, _filter = QFileDialog.getSaveFileName(self, "Export as CSV", name, "CSV (*.csv)")
        if path:
            self.export_to(Path(path))

    @Slot(object)
    def _say(self, text: str) -> None:
        self._desk.say(text)

    @Slot(object)
    def _remove(self, ids: list[int]) -> None:
        if len(ids) > 1:
            self.bulk.remove()
        else:
            self.removed.emit(ids[0])
