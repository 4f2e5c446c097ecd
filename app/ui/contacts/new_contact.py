"""A new contact in five fields at most; a name or an e-mail is enough."""

from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit

from app.crm import businesses, contacts, names
from app.ui.desk import Desk
from app.ui.theme import tokens
from app.ui.widgets.basic import button, row

FIELDS = (("name", "Name", 3), ("email", "E-mail", 3), ("phone", "Phone", 2), ("business", "Business", 2))


class NewContact(QFrame):
    """One line above the table. Enter in any field adds, Esc leaves."""

    added = Signal(object)
    left = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.setProperty("part", "inline-form")
        self.fields: dict[str, QLineEdit] = {}
        line = row(desk.look, tokens.S2, (tokens.S2, tokens.S2, tokens.S2, tokens.S2), self)
        for key, name, share in FIELDS:
            field = QLineEdit()
            field.setPlaceholderText(name)
            field.setAccessibleName(f"{name} of the new contact")
            field.returnPressed.connect(self._add)
            self.fields[key] = field
            line.addWidget(field, share)
        self.add, self.cancel = button("Add contact", "primary", hint="Enter"), button("Cancel", "plain", hint="Esc")
        line.addWidget(self.add)
        line.addWidget(self.cancel)
        self.add.clicked.connect(self._add)
        self.cancel.clicked.connect(self._leave)
        self.hide()

    def start(self) -> None:
        for field in self.fields.values():
            field.clear()
        self.show()
        self.fields["name"].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._leave()
        else:
            super().keyPressEvent(event)

    @Slot()
    def _add(self) -> None:
        typed = {key: field.text().strip() for key, field in self.fields.items()}
        at = self._desk.now

        def work(session: Any) -> int:
            first, last = names.split(typed["name"])
            fields: dict[str, Any] = {"first_name": first, "last_name": last}
            fields |= {key: typed[key] for key in ("email", "phone") if typed[key]}
            if typed["business"]:
                fields["business_id"] = businesses.find_or_create(session, typed["business"], at=at)
            return contacts.create(session, at=at, **fields).id

        contact_id = self._desk.write(work)
        if contact_id is not None:
            self.hide()
            self.added.emit(contact_id)

    @Slot()
    def _leave(self) -> None:
        self.hide()
        self.left.emit()
