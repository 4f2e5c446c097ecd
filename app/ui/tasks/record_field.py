"""A record that a task is for: found by typing a part of its name, opened by the arrow beside it."""

from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.crm import search
from app.crm.names import fold
from app.ui.desk import Desk
from app.ui.theme import tokens
from app.ui.widgets.basic import icon_button, restyle, row
from app.ui.widgets.fields import InlineText
from app.ui.widgets.suggest import ENOUGH, suggest


class RecordField(QWidget):
    """chosen: the key and the id of a record, or None where the field was emptied."""

    chosen = Signal(str, object)

    def __init__(self, desk: Desk, kind: str, name: str) -> None:
        super().__init__()
        self._desk, self._kind, self._name = desk, kind, name.lower()
        self._id: int | None = None
        self._found: dict[str, int] = {}
        self.line = InlineText(f"{kind}_id", name, f"No {self._name}")
        self.open = icon_button(desk.look, "arrow-square-out", f"Open the {self._name}")
        self._names = suggest(self.line, filtered=False)
        line = row(desk.look, tokens.S0, parent=self)
        line.addWidget(self.line, 1)
        line.addWidget(self.open)
        self.line.textEdited.connect(self._suggest)
        self.line.saved.connect(self._save)
        self.open.clicked.connect(self._open)
        completer = self.line.completer()
        if completer is not None:
            completer.activated[str].connect(self._pick)  # type: ignore[index]

    def show_record(self, record_id: int | None, title: str) -> None:
        self._id = record_id
        self.open.setVisible(record_id is not None)
        self.line.show_text(title)
        if not self.line.isModified():
            self._tint("")

    @Slot(str)
    def _suggest(self, text: str) -> None:
        with self._desk.read() as session:
            found = self._find(session, text) if text.strip() else []
        self._found = dict(found)
        self._names.setStringList(list(self._found)[:ENOUGH])

    def _find(self, session: Any, text: str) -> list[tuple[str, int]]:
        """(title, id), those called exactly so first; of several with one title the first."""
        hits = search.find(session, text, limit=3 * ENOUGH, kinds=(self._kind,))
        wanted = fold(text)
        first: dict[str, int] = {}
        for hit in sorted(hits, key=lambda hit: fold(hit.title) != wanted):
            first.setdefault(hit.title, hit.id)
        return list(first.items())

    @Slot(str)
    def _pick(self, title: str) -> None:
        if title in self._found:
            self.line.setModified(False)
            self.chosen.emit(self.line.key, self._found[title])

    @Slot(str, object)
    def _save(self, key: str, text: str) -> None:
        """A name that is typed in full, or that fits one record alone; what fits none stays to be mended."""
        self._suggest(text)
        exact = [title for title in self._found if fold(title) == fold(text)]
        fitting = exact or list(self._found)
        if not text:
            self.chosen.emit(key, None)
        elif len(fitting) == 1:
            self.chosen.emit(key, self._found[fitting[0]])
        else:
            self._refuse(text, len(fitting))

    def _refuse(self, text: str, many: int) -> None:
        called = f"Several {self._name}s are" if self._name != "business" else "Several businesses are"
        words = f"No {self._name} is called “{text[:60]}”." if not many else f"{called} called “{text[:60]}”: pick one."
        self.line.setModified(True)
        self._tint("error")
        self._desk.say(words, error=True)
        if many and self.line.hasFocus():
            self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _tint(self, tone: str) -> None:
        if self.line.property("tone") != tone:
            self.line.setProperty("tone", tone)
            restyle(self.line)

    @Slot()
    def _open(self) -> None:
        if self._id is not None:
            self._desk.open_wanted.emit(self._kind, self._id)
