"""A table over any number of rows: ids in memory, rows fetched a page at a time, SQL sorts and filters."""

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QObject, Qt

from app.ui.widgets.roles import ACCESSIBLE, ALIGNMENT, DISPLAY, HINT, OWN, ROOT, Index

PAGE, PAGES_KEPT = 200, 20
VALUE = OWN
FOUND = (DISPLAY, ACCESSIBLE, HINT, VALUE)
ACROSS = Qt.Orientation.Horizontal
LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


@dataclass(frozen=True)
class Column:
    """key: the cell, also to sort by. show: value -> text. wide: a token for its width at first.

    tone: value -> the colour of its text, a name of the palette. check: painted as a box that a click or Space toggles;
    it is ticked where the value is true. hidden: until the owner asks for it.
    """

    key: str
    title: str
    wide: int
    show: Callable[[Any], str] = lambda value: str(value or "")
    right: bool = False
    tone: Callable[[Any], str] | None = None
    check: bool = False
    hidden: bool = False


class IdTableModel(QAbstractTableModel):
    """find_ids(text=, sort=, descending=) gives the order; fetch(ids) gives rows by id."""

    def __init__(
        self,
        columns: Sequence[Column],
        find_ids: Callable[..., Sequence[int]],
        fetch: Callable[[Sequence[int]], Mapping[int, Any]],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns, self._find_ids, self._fetch = columns, find_ids, fetch
        self._ids: Sequence[int] = ()
        self._pages: OrderedDict[int, Mapping[int, Any]] = OrderedDict()
        self.query: dict[str, Any] = {"text": "", "sort": columns[0].key, "descending": False}

    def refresh(self, **changes: Any) -> None:
        """Ask SQL again for the order. The view's owner keeps the selection, by id."""
        self.query |= changes
        self.take(self._find_ids(**self.query))

    def take(self, ids: Sequence[int]) -> None:
        """Take over this order; all cells are read anew."""
        self._pages.clear()
        if ids == self._ids:
            if self._ids:
                self.dataChanged.emit(self.index(0, 0), self.index(len(ids) - 1, len(self.columns) - 1))
            return
        self.beginResetModel()
        self._ids = ids
        self.endResetModel()

    def drop(self, record_id: int) -> None:
        """A row that belongs here no longer leaves; the order of the others is known to be the same."""
        place = self.place_of(record_id)
        if place is None:
            return
        self.beginRemoveRows(ROOT, place, place)
        self._ids = [*self._ids[:place], *self._ids[place + 1 :]]
        for number in sorted(number for number in self._pages if number >= place // PAGE):
            self._fill_up(number)
        self.endRemoveRows()

    def put(self, record_id: int, row: Any) -> None:
        """The cells of a row are others now, and its place is the same."""
        place = self.place_of(record_id)
        if place is not None and place // PAGE in self._pages:
            self._pages[place // PAGE] = {**self._pages[place // PAGE], record_id: row}
            self.dataChanged.emit(self.index(place, 0), self.index(place, len(self.columns) - 1))

    def renew(self) -> None:
        """Cells may be others everywhere; the rows and their order are the same."""
        self._pages.clear()
        if self._ids:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._ids) - 1, len(self.columns) - 1))

    def known_row(self, record_id: int) -> Any:
        """The row as it was read last, if it has been; None otherwise."""
        place = self.place_of(record_id)
        return None if place is None else self._pages.get(place // PAGE, {}).get(record_id)

    def id_at(self, place: int) -> int | None:
        return self._ids[place] if 0 <= place < len(self._ids) else None

    def place_of(self, record_id: int) -> int | None:
        try:
            return self._ids.index(record_id)
        except ValueError:
            return None

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = DISPLAY) -> Any:
        if role not in FOUND or not index.isValid():
            return None
        place, column = index.row(), self.columns[index.column()]
        row = self._page(place // PAGE).get(self._ids[place])
        if row is None:
            return None
        value = row[column.key]
        return value if role == VALUE else column.show(value)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = DISPLAY) -> Any:
        if orientation != ACROSS or role not in (DISPLAY, ALIGNMENT):
            return None
        column = self.columns[section]
        if role == ALIGNMENT:
            return RIGHT if column.right else LEFT
        if self.query["sort"] != column.key:
            return column.title
        return f"{column.title}  {'↓' if self.query['descending'] else '↑'}"

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        if 0 <= column < len(self.columns):
            self.refresh(sort=self.columns[column].key, descending=order == Qt.SortOrder.DescendingOrder)
            self.headerDataChanged.emit(ACROSS, 0, len(self.columns) - 1)

    def _fill_up(self, number: int) -> None:
        """The last row of a page has come up from the next one."""
        last = self._ids[(number + 1) * PAGE - 1 : (number + 1) * PAGE]
        self._pages[number] = {**self._pages[number], **(self._fetch(last) if last else {})}

    def _page(self, number: int) -> Mapping[int, Any]:
        if number not in self._pages:
            self._pages[number] = self._fetch(self._ids[number * PAGE : (number + 1) * PAGE])
            if len(self._pages) > PAGES_KEPT:
                self._pages.popitem(last=False)
        return self._pages[number]
