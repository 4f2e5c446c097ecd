"""A field for a person: suggests the contacts there are, and takes a new name as it is."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLineEdit

from app.ui.desk import Desk
from app.ui.widgets.suggest import ENOUGH, suggest


class PersonField(QLineEdit):
    """`chosen_id` is the contact whose name was picked or typed in full, else None."""

    def __init__(self, desk: Desk, hint: str) -> None:
        super().__init__()
        self._desk = desk
        self._known: dict[str, int] = {}
        self._names = suggest(self, filtered=False)
        self.setPlaceholderText(hint)
        self.setAccessibleName(hint)
        self.textEdited.connect(self._suggest)

    @property
    def name(self) -> str:
        return self.text().strip()

    @property
    def chosen_id(self) -> int | None:
        return self._known.get(self.name)

    @Slot(str)
    def _suggest(self, text: str) -> None:
        from app.crm.timeline import suggest_contacts  # noqa: PLC0415 - needed at the first key

        with self._desk.read() as session:
            found = suggest_contacts(session, text, ENOUGH) if text.strip() else []
        names: dict[str, int] = {}
        for contact_id, name in found:
            names.setdefault(name, contact_id)
        self._known = names
        self._names.setStringList(list(names))
