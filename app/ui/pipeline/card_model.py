"""The deals of one column: all ids in memory, cards fetched a page at a time."""

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.crm.figures import Card

Index = QModelIndex | QPersistentModelIndex
Fetch = Callable[[Sequence[int]], Mapping[int, Card]]
ROOT = QModelIndex()
DISPLAY, ACCESSIBLE = int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.AccessibleTextRole)
CARD = int(Qt.ItemDataRole.UserRole)
PAGE, PAGES_KEPT = 64, 32


class CardModel(QAbstractListModel):
    """describe: what a screen reader says of a card."""

    def __init__(self, fetch: Fetch, describe: Callable[[Card], str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._fetch, self._describe = fetch, describe
        self._ids: Sequence[int] = ()
        self._pages: OrderedDict[int, Mapping[int, Card]] = OrderedDict()

    def show(self, ids: Sequence[int]) -> None:
        """Take over this order. The same order again only reads the cards anew."""
        self._pages.clear()
        if list(ids) == list(self._ids):
            if self._ids:
                self.dataChanged.emit(self.index(0), self.index(len(self._ids) - 1))
            return
        self.beginResetModel()
        self._ids = ids
        self.endResetModel()

    def id_at(self, place: int) -> int | None:
        return self._ids[place] if 0 <= place < len(self._ids) else None

    def place_of(self, deal_id: int) -> int | None:
        try:
            return self._ids.index(deal_id)
        except ValueError:
            return None

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._ids)

    def data(self, index: Index, role: int = DISPLAY) -> Any:
        if role not in (CARD, DISPLAY, ACCESSIBLE) or not index.isValid():
            return None
        card = self._card(index.row())
        if card is None or role == CARD:
            return card
        return card.title if role == DISPLAY else self._describe(card)

    def _card(self, place: int) -> Card | None:
        number = place // PAGE
        if number not in self._pages:
            self._pages[number] = self._fetch(self._ids[number * PAGE : (number + 1) * PAGE])
            if len(self._pages) > PAGES_KEPT:
                self._pages.popitem(last=False)
        return self._pages[number].get(self._ids[place])
