"""A new business: a name is enough, its kind and domain if they are known."""

from typing import Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

from app.crm import businesses
from app.ui.businesses.business_fields import KINDS
from app.ui.desk import Desk
from app.ui.widgets.choice import Choice
from app.ui.widgets.inline_form import InlineForm


class NewBusiness(InlineForm):
    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.look, "business", "Add business")
        self._desk = desk
        self.name, self.domain = QLineEdit(), QLineEdit()
        self.kind = Choice(desk.look, "Kind of the new business", KINDS)
        self.place([(self.name, "Name", "Name", 3), (self.domain, "Domain", "Domain, such as acme.example", 2)])
        self.line.insertWidget(1, self.kind, 1)
        for before, after in ((self.name, self.kind), (self.kind, self.domain), (self.domain, self.add)):
            self.setTabOrder(before, after)

    def start(self) -> None:
        self.kind.show_value("prospect")
        super().start()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A line of text has stored already when its Enter arrives here; the choice leaves it to the form."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.kind.hasFocus():
            self.store()
        else:
            super().keyPressEvent(event)

    @Slot()
    def store(self) -> None:
        name, kind, at = self.name.text(), self.kind.currentData(), self._desk.now
        domain = self.domain.text().strip() or None

        def work(session: Any) -> int:
            return businesses.create(session, at=at, name=name, kind=kind, domain=domain).id

        business_id = self._desk.write(work)
        if business_id is None:
            self.open_on(self.name)
            return
        self.hide()
        self.added.emit(business_id)
