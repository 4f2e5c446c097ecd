"""The menu of the chosen rows: by a right click, or by the menu key."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from app.ui.records.bulk_bar import TAG, UNTAG, BulkBar

COPIED = 500
"""Records whose addresses are copied at once."""
COPIES: Mapping[str, str] = {"email": "Copy e-mail", "phone": "Copy phone"}


@dataclass(frozen=True)
class RowAction:
    """Something of the page's own to do with the chosen rows. only: for exactly so many; 0: for any number.

    act: is given their ids.
    """

    title: str
    act: Callable[[list[int]], object]
    only: int = 0


class RowMenu(QMenu):
    """Filled anew each time it opens."""

    def __init__(self, bulk: BulkBar, parent: QWidget) -> None:
        super().__init__(parent)
        self._bulk = bulk
        self.setAccessibleName("What can be done with the chosen rows")
        self.changing = QMenu("Change", self)
        self.changing.triggered.connect(bulk.take)

    def fill(self, own: Sequence[RowAction], cells: Mapping[str, Any], count: int, acts: Mapping[str, Any]) -> None:
        """cells: of the first row. acts: what happens by title: Open, Copy e-mail, Export …, Delete."""
        self.clear()
        if count == 1:
            self._add("Open", acts["Open"], "Return")
        for action in own:
            if action.only in (0, count):
                self._add(action.title, action)
        for key, title in COPIES.items():
            if cells.get(key):
                self._add(title, acts[title])
        self.addSeparator()
        self.changing.clear()
        self._bulk.fill_changes(self.changing)
        if self.changing.actions():
            self.addMenu(self.changing)
        self._add("Put a tag on …", TAG)
        self._add("Take a tag off …", UNTAG)
        self._add("Export as CSV …", acts["Export"])
        self.addSeparator()
        self._add("Delete", acts["Delete"], "Del")

    def _add(self, title: str, what: Any, keys: str = "") -> None:
        """keys: shown beside it; the table itself hears them."""
        action = QAction(f"{title.replace('&', '&&')}\t{keys}" if keys else title.replace("&", "&&"), self)
        action.setData(what)
        self.addAction(action)
