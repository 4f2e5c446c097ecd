"""A new contact in five fields at most; a name or an e-mail is enough."""

from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLineEdit

from app.crm import businesses, contacts, names
from app.ui.desk import Desk
from app.ui.widgets.inline_form import InlineForm

FIELDS = (("name", "Name", 3), ("email", "E-mail", 3), ("phone", "Phone", 2), ("business", "Business", 2))


class NewContact(InlineForm):
    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.look, "contact", "Add contact")
        self._desk = desk
        self.fields = {key: QLineEdit() for key, _name, _share in FIELDS}
        self.place([(self.fields[key], name, name, share) for key, name, share in FIELDS])

    @Slot()
    def store(self) -> None:
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
