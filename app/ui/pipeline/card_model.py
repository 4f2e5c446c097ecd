"""The deals of one column: all ids in memory, cards fetched some dozens at a time."""

from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

from PySide6.QtCore import QAbstractListModel, QObject

from app.crm.figures import Card
from app.ui.widgets.roles import ACCESSIBLE, DISPLAY, HINT, OWN, ROOT, Index

Fetch = Callable[[Sequence[int]], Mapping[int, Card]]
Describe = Callable[[Card], str]
CARD = OWN
ROLES = (CARD, DISPLAY, ACCESSIBLE, HINT)
PAGE, KEPT = 32, 1024
"""Cards read at once, and cards kept."""


class CardModel(QAbstractListModel):
    """describe: what a screen reader says of a card; explain: its tooltip."""

    def __init__(
        self, fetch: Fetch, describe: Describe, parent: QObject | None = None, explain: Describe | None = None
    ) -> None:
        super().__init__(parent)
        self._fetch, self._describe, self._explain = fetch, describe, explain or describe
        self._ids = array("q")
        self._cards: dict[int, Card | None] = {}

    def show(self, ids: Iterable[int]) -> None:
        """Take over this order. The same order again only reads the cards anew."""
        wanted = ids if isinstance(ids, array) else array("q", ids)
        self._cards.clear()
        if wanted.tobytes() == self._ids.tobytes():
            self._tell(0, len(self._ids) - 1)
            return
        self.beginResetModel()
        self._ids = wanted
        self.endResetModel()

    def put(self, deal_id: int, place: int) -> None:
        """Insert a card; `place` counts from 0 and may be beyond the end."""
        place = min(place, len(self._ids))
        self._cards.pop(deal_id, None)
        self.beginInsertRows(ROOT, place, place)
        self._ids.insert(place, deal_id)
        self.endInsertRows()

    def take(self, deal_id: int) -> None:
        """Take a card out, if the column has it."""
        place = self.place_of(deal_id)
        if place is None:
            return
        self.beginRemoveRows(ROOT, place, place)
        del self._ids[place]
        self.endRemoveRows()

    def reread(self, place: int) -> None:
        """The card at this place has changed."""
        self._cards.pop(self._ids[place], None)
        self._tell(place, place)

    def reread_all(self) -> None:
        self.show(self._ids)

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
        if role not in ROLES or not index.isValid():
            return None
        card = self._card(index.row())
        if card is None or role == CARD:
            return card
        if role == DISPLAY:
            return card.title
        return self._explain(card) if role == HINT else self._describe(card)

    def _tell(self, first: int, last: int) -> None:
        if last >= first:
            self.dataChanged.emit(self.index(first), self.index(last))

    def _card(self, place: int) -> Card | None:
        """A deal that is gone is asked for once."""
        deal_id = self._ids[place]
        if deal_id not in self._cards:
            start = place - place % PAGE
            wanted = [known for known in self._ids[start : start + PAGE] if known not in self._cards]
            found = self._fetch(wanted)
            self._cards |= {known: found.get(known) for known in wanted}
            for old in list(islice(self._cards, max(0, len(self._cards) - KEPT))):
                del self._cards[old]
        return self._cards[deal_id]
