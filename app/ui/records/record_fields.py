"""What the fields of every pane have in common: the owner's own among them, and what is seldom needed folded away."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.desk import Desk
from app.ui.records.own_fields import OWN, OwnFields
from app.ui.widgets.basic import button
from app.ui.widgets.fields import Fields


class RecordFields(QWidget):
    """`saved` with a key and what was typed; `change` makes the write of it."""

    saved = Signal(str, object)

    def __init__(self, desk: Desk, kind: str) -> None:
        super().__init__()
        self._desk, self._kind = desk, kind
        self._custom: Mapping[str, Any] = {}
        self.own = OwnFields(desk.look)
        self.own.saved.connect(self._save_own)

    def show_own(self, session: Any, record: Any) -> None:
        """The fields the owner added."""
        self._custom = dict(record.custom or {})
        self.own.show_record(session, self._kind, self._custom, self._desk.now.date())

    def change(self, session: Any, record_id: int, key: str, value: Any, at: Any) -> Any:
        """Write one field. Errors: CrmError for what cannot be read."""
        raise NotImplementedError

    def refuse(self, key: str) -> None:
        """What was typed there cannot be kept."""
        if key.startswith(OWN):
            self.own.refuse(key.removeprefix(OWN))
            return
        for fields in self.findChildren(Fields):
            if fields is not self.own:
                fields.refuse(key)

    def _read_own(self, key: str, value: Any, today: date) -> Mapping[str, Any]:
        """One of the owner's own, as the service takes it with the others."""
        name = key.removeprefix(OWN)
        return {"custom": {**self._custom, name: self.own.read(name, value, today)}}

    @Slot(str, object)
    def _save_own(self, key: str, value: Any) -> None:
        self.saved.emit(f"{OWN}{key}", value)


class FoldedFields(RecordFields):
    """Fields at hand, and one button for `rest`: all others."""

    def __init__(self, desk: Desk, kind: str) -> None:
        super().__init__(desk, kind)
        self.rest, self.more = QWidget(), button("All fields", "plain")
        self.more.setIcon(desk.look.icon("caret-down"))
        self.more.clicked.connect(self.toggle)

    @Slot()
    def toggle(self) -> None:
        """Show or hide what is seldom needed."""
        self.rest.setVisible(self.rest.isHidden())
        hidden = self.rest.isHidden()
        self.more.setText("All fields" if hidden else "Fewer fields")
        self.more.setIcon(self._desk.look.icon("caret-down" if hidden else "caret-up"))

    def _fold(self, stack: QVBoxLayout, near: QWidget) -> None:
        for part in (near, self.more, self.rest):
            stack.addWidget(part)
        stack.setAlignment(self.more, Qt.AlignmentFlag.AlignLeft)
        self.rest.hide()
