"""All tags with how often they are used, to rename, merge and delete."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QHeaderView, QTableView

from app.crm import names, tags
from app.ui import words
from app.ui.background import Handle
from app.ui.desk import Desk
from app.ui.lists import Named
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.basic import Plain, button, column, label, row
from app.ui.widgets.lookup import Lookup
from app.ui.widgets.roles import ALIGNMENT, DISPLAY, HINT, Index
from app.ui.widgets.section import Section
from app.ui.widgets.typed import Typed

NOTE = "Choose one to rename it, to merge it into another, or to take it off everything."
SHOWN = 6
Used = tuple[int, str, int]
"""id, name, on how many records"""


class TagModel(QAbstractTableModel):
    """Name and number of records."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: list[Used] = []

    def show_rows(self, rows: list[Used]) -> None:
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - as Qt has it
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - as Qt has it
        return 0 if parent.isValid() else 2

    def data(self, index: Index, role: int = DISPLAY) -> Any:
        if not index.isValid():
            return None
        _id, name, count = self.rows[index.row()]
        if role == DISPLAY:
            return name if index.column() == 0 else words.number(count)
        if role == HINT:
            return f"{name}: {words.many(count, 'record')}"
        if role == ALIGNMENT and index.column():
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None


class TagTable(QTableView):
    """Delete takes the chosen tag away, Enter goes to its name."""

    removing, opening = Signal(), Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setAccessibleName("Tags")
        self.setObjectName("tags")
        self.setShowGrid(False)
        self.setCornerButtonEnabled(False)
        for corner in self.findChildren(QAbstractButton):
            corner.setAccessibleName("Select all rows")
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFixedHeight(look.px(tokens.ROW) * SHOWN)
        for header, name in (
            (self.horizontalHeader(), "Columns of the tags"),
            (self.verticalHeader(), "Tags, one a row"),
        ):
            header.setAccessibleName(name)
            header.hide()
        self.verticalHeader().setDefaultSectionSize(look.px(tokens.ROW))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self.removing.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opening.emit()
        elif event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.selectRow(0 if event.key() == Qt.Key.Key_Home else self.model().rowCount() - 1)
        else:
            super().keyPressEvent(event)


class Tags(QObject):
    """The section and what it does."""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self.section = Section(desk.look, "Tags", NOTE)
        self.model, self.table = TagModel(self), TagTable(desk.look)
        self.table.setModel(self.model)
        self.table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.name, self.into = Typed("Name of the tag"), Lookup(desk.look, "Merge into", self._others)
        self.delete = button("Delete", hint="Delete (Ctrl+Z brings it back)")
        self.empty = label("No tags yet. Put one on a contact, and it will stand here.", "muted")
        self._whole = self._lay_out()
        self.section.add(self._whole)
        self._connect()

    def refresh(self) -> None:
        """Counting a great many takes a moment, so they come when they are there."""
        db = self._desk.app.db

        def work(_handle: Handle) -> list[Used]:
            with db.read() as session:
                return tags.counted(session)

        self._desk.quietly(work).done.connect(self._show)

    def _lay_out(self) -> Plain:
        look, whole = self._desk.look, _Whole()
        stack = column(look, tokens.S2, (0, tokens.S2, 0, tokens.S2), whole)
        line = row(look, tokens.S2)
        self.name.setPlaceholderText("Name")
        self.into.line.setPlaceholderText("Merge into")
        for part, share in ((self.name, 1), (self.into, 1), (self.delete, 0)):
            line.addWidget(part, share)
        stack.addWidget(self.empty)
        stack.addWidget(self.table)
        stack.addLayout(line)
        return whole

    def _connect(self) -> None:
        self.table.selectionModel().selectionChanged.connect(self._show_chosen)
        self.table.removing.connect(self._delete)
        self.table.opening.connect(self._open)
        self.name.given.connect(self._rename)
        self.into.given.connect(self._merge)
        self.delete.clicked.connect(self._delete)

    @property
    def chosen(self) -> Used | None:
        place = self.table.currentIndex().row()
        return self.model.rows[place] if 0 <= place < len(self.model.rows) else None

    def choose(self, tag_id: int) -> None:
        place = next((n for n, tag in enumerate(self.model.rows) if tag[0] == tag_id), None)
        if place is not None:
            self.table.selectRow(place)

    @Slot(object)
    def _show(self, rows: list[Used]) -> None:
        before, place = self.chosen, max(0, self.table.currentIndex().row())
        self.model.show_rows(rows)
        self.empty.setVisible(not rows)
        for part in (self.table, self.name, self.into, self.delete):
            part.setVisible(bool(rows))
        self.table.setFixedHeight(self._desk.look.px(tokens.ROW) * min(SHOWN, max(1, len(rows))))
        if before:
            self.choose(before[0])
        if rows and not self.chosen:
            self.table.selectRow(min(place, len(rows) - 1))
        self._show_chosen()

    def _others(self) -> Named:
        return tuple((name, name) for _id, name, _count in self.model.rows)

    @Slot()
    def _show_chosen(self) -> None:
        tag = self.chosen
        self.name.settle(tag[1] if tag else "")
        self.into.offer(tuple(pair for pair in self._others() if not tag or pair[0] != tag[1]))
        self.into.settle("")
        for part in (self.name, self.into, self.delete):
            part.setEnabled(tag is not None)

    def _write(self, work: Callable[[Any], object]) -> bool:
        return bool(self._desk.write(lambda session: (work(session), True)[1]))

    @Slot()
    def _open(self) -> None:
        self.name.setFocus(Qt.FocusReason.TabFocusReason)

    @Slot(object)
    def _rename(self, text: str) -> None:
        tag, at = self.chosen, self._desk.now
        if tag:
            self._write(lambda session: tags.edit(session, tag[0], at=at, name=text))

    @Slot(object)
    def _merge(self, into: str) -> None:
        tag, at = self.chosen, self._desk.now
        keep = next((known for known in self.model.rows if known[1] == into), None)
        if tag and keep is None and into:
            self._desk.say(f"There is no tag {into} to merge into.", error=True)
        elif tag and keep and self._write(lambda session: tags.merge(session, keep[0], tag[0], at=at)):
            self._desk.say(f"{tag[1]} is {keep[1]} now. Ctrl+Z parts them again.")
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _delete(self) -> None:
        tag, at = self.chosen, self._desk.now
        if tag and self._write(lambda session: tags.delete(session, tag[0], at=at)):
            self._desk.say(f"{tag[1]} is off {words.many(tag[2], 'record')}. Ctrl+Z brings it back.")
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)


class _Whole(Plain):
    """Found by the filter of the page."""

    words = names.fold("tags labels rename merge delete")
