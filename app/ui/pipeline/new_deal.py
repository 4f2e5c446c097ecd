"""A new deal in a few keystrokes: title, person, value, Enter."""

from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit

from app.core.errors import CrmError
from app.crm import contacts, deals
from app.ui.desk import Desk
from app.ui.reading import read_money
from app.ui.theme import tokens
from app.ui.widgets.basic import button, row
from app.ui.widgets.person_field import PersonField


class NewDeal(QFrame):
    """One line above the board. Enter in any field adds the deal, Esc leaves."""

    added = Signal(object)
    left = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.setProperty("part", "inline-form")
        self.title, self.value = QLineEdit(), QLineEdit()
        self.person = PersonField(desk, "Person")
        self.title.setPlaceholderText("What is it? Acme website")
        self.title.setAccessibleName("Title of the new deal")
        self.value.setPlaceholderText(f"Value in {desk.currency}")
        self.value.setAccessibleName("Value of the new deal")
        self.add, self.cancel = button("Add deal", "primary", hint="Enter"), button("Cancel", "plain", hint="Esc")
        line = row(desk.look, tokens.S2, (tokens.S2, tokens.S2, tokens.S2, tokens.S2), self)
        line.addWidget(self.title, 3)
        line.addWidget(self.person, 2)
        line.addWidget(self.value, 1)
        line.addWidget(self.add)
        line.addWidget(self.cancel)
        self.add.clicked.connect(self._add)
        self.cancel.clicked.connect(self._leave)
        for field in (self.title, self.person, self.value):
            field.returnPressed.connect(self._add)
        self.hide()

    def start(self) -> None:
        for field in (self.title, self.person, self.value):
            field.clear()
        self.show()
        self.title.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._leave()
        else:
            super().keyPressEvent(event)

    @Slot()
    def _add(self) -> None:
        try:
            cents = read_money(self.value.text(), self._desk.currency)
        except CrmError as error:
            self._desk.say(error.message, error=True)
            self.value.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        title, name, known = self.title.text(), self.person.name, self.person.chosen_id
        at = self._desk.now

        def work(session: Any) -> int:
            contact_id = known
            if contact_id is None and name:
                first, _, last = name.partition(" ")
                contact_id = contacts.create(session, at=at, first_name=first, last_name=last or None).id
            return deals.create(session, at=at, title=title, contact_id=contact_id, value_cents=cents).id

        deal_id = self._desk.write(work)
        if deal_id is not None:
            self.hide()
            self.added.emit(deal_id)
        else:
            self.title.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _leave(self) -> None:
        self.hide()
        self.left.emit()
