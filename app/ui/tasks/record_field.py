"""A record that a task is for: one that there is already, found by typing a part of its name."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Signal, Slot

from app.crm import search
from app.crm.names import fold
from app.ui.desk import Desk
from app.ui.records.record_name import RecordName
from app.ui.widgets.fields import InlineText
from app.ui.widgets.suggest import ENOUGH


class RecordField(RecordName):
    """chosen: the key and the id of a record, or None where the field was emptied."""

    chosen = Signal(str, object)

    def __init__(self, desk: Desk, kind: str, name: str) -> None:
        super().__init__(desk, kind, InlineText(f"{kind}_id", name, f"No {kind}"), partial(_find, kind))
        self.field.saved.connect(self._save)
        completer = self.field.completer()
        if completer is not None:
            completer.activated[str].connect(self._pick)  # type: ignore[index]

    @Slot(str)
    def _pick(self, title: str) -> None:
        record_id = self.known(title)
        if record_id is not None:
            self.field.setModified(False)
            self.chosen.emit(self.field.key, record_id)

    @Slot(str, object)
    def _save(self, key: str, text: str) -> None:
        """A name that is typed in full, or that fits one record alone; what fits none stays to be mended."""
        with self._desk.read() as session:
            found = _find(self._kind, session, text, ENOUGH) if text else []
        fitting = [record_id for record_id, title in found if fold(title) == fold(text)] or [one for one, _ in found]
        if not text:
            self.chosen.emit(key, None)
        elif len(fitting) == 1:
            self.chosen.emit(key, fitting[0])
        else:
            self._refuse(text, several=bool(fitting))

    def _refuse(self, text: str, *, several: bool) -> None:
        many = "businesses" if self._kind == "business" else f"{self._kind}s"
        who, then = (f"Several {many} are", ": pick one") if several else (f"No {self._kind} is", "")
        self.field.refuse()
        self._desk.say(f"{who} called “{text[:60]}”{then}.", error=True)


def _find(kind: str, session: Any, text: str, limit: int) -> Sequence[tuple[int, str]]:
    """(id, title), those called exactly so first; of several with one title the first."""
    hits = search.find(session, text, limit=3 * limit, kinds=(kind,))
    wanted = fold(text)
    first: dict[str, int] = {}
    for hit in sorted(hits, key=lambda hit: fold(hit.title) != wanted):
        first.setdefault(hit.title, hit.id)
    return [(record_id, title) for title, record_id in first.items()][:limit]
