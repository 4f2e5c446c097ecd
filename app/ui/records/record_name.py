"""A row of a pane that names another record: found by typing a part of its name, opened by the button beside it."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from app.ui.desk import Desk
from app.ui.theme import tokens
from app.ui.widgets.basic import icon_button, row
from app.ui.widgets.fields import InlineText
from app.ui.widgets.suggest import ENOUGH, suggest

Find = Callable[[Any, str, int], Sequence[tuple[int, str]]]
"""session, typed text, how many -> (id, name)"""


class RecordName(QWidget):
    """find: what is suggested. What is typed is told by `field`; `known` gives the id of a name that was suggested."""

    def __init__(self, desk: Desk, kind: str, field: InlineText, find: Find) -> None:
        super().__init__()
        self._desk, self._kind, self._find = desk, kind, find
        self._record_id: int | None = None
        self._ids: dict[str, int] = {}
        self.field, self._names = field, suggest(field, filtered=False)
        self.open = icon_button(desk.look, "arrow-square-out", f"Open the {kind}")
        line = row(desk.look, tokens.S0, parent=self)
        line.addWidget(self.open)
        line.addWidget(self.field, 1)
        self.field.textEdited.connect(self._suggest)
        self.open.clicked.connect(self._open)

    def show_record(self, record_id: int | None, name: str) -> None:
        self._record_id = record_id
        self._ids = {name: record_id} if record_id is not None else {}
        self.field.show_text(name)
        self.open.setVisible(record_id is not None)

    def known(self, name: str) -> int | None:
        return self._ids.get(name)

    @Slot(str)
    def _suggest(self, text: str) -> None:
        """Of several with one name the first."""
        with self._desk.read() as session:
            found = self._find(session, text, ENOUGH) if text.strip() else []
        for record_id, name in found:
            self._ids.setdefault(name, record_id)
        self._names.setStringList(list(dict.fromkeys(name for _id, name in found)))

    @Slot()
    def _open(self) -> None:
        if self._record_id is not None:
            self._desk.open_wanted.emit(self._kind, self._record_id)
