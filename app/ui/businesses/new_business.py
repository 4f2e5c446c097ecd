"""A new business: a name is enough, its kind and domain if they are known."""

from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit

from app.crm import businesses
from app.ui.businesses.business_fields import KINDS
from app.ui.desk import Desk
from app.ui.theme import tokens
from app.ui.widgets.basic import button, row
from app.ui.widgets.choice import Choice


class NewBusiness(QFrame):
    """One line above the table. Enter in any field adds, Esc leaves."""

    added = Signal(object)
    left = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.setProperty("part", "inline-form")
        self.name, self.domain = QLineEdit(), QLineEdit()
        self.kind = Choice(desk.look, "Kind of the new business", KINDS)
        self.add, self.cancel = button("Add business", "primary", hint="Enter"), button("Cancel", "plain", hint="Esc")
        line = row(desk.look, tokens.S2, (tokens.S2, tokens.S2, tokens.S2, tokens.S2), self)
        for field, name in ((self.name, "Name"), (self.domain, "Domain, such as acme.example")):
            field.setPlaceholderText(name)
            field.setAccessibleName(f"{name} of the new business")
            field.returnPressed.connect(self._add)
        line.addWidget(self.name, 3)
        line.addWidget(self.kind, 1)
        line.addWidget(self.domain, 2)
        line.addWidget(self.add)
        line.addWidget(self.cancel)
        self.add.clicked.connect(self._add)
        self.cancel.clicked.connect(self._leave)
        self.hide()

    def start(self) -> None:
        for field in (self.name, self.domain):
            field.clear()
        self.kind.show_value("prospect")
        self.show()
        self.name.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._leave()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._add()
        else:
            super().keyPressEvent(event)

    @Slot()
    def _add(self) -> None:
        name, kind, at = self.name.text(), self.kind.currentData(), self._desk.now
        domain = self.domain.text().strip() or None
        made = self._desk.write(lambda session: _create(session, at, name, kind, domain))
        if made is None:
            self.name.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.hide()
        self.added.emit(made)

    @Slot()
    def _leave(self) -> None:
        self.hide()
        self.left.emit()


def _create(session: Any, at: Any, name: str, kind: str, domain: str | None) -> int:
    return businesses.create(session, at=at, name=name, kind=kind, domain=domain).id
