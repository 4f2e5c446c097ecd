"""A new project in one line: name, business, budget in hours, rate."""

from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit

from app.core.errors import CrmError
from app.crm import businesses, fields, projects
from app.ui.desk import Desk
from app.ui.reading import read_minutes
from app.ui.theme import tokens
from app.ui.widgets.basic import button, row

PARTS = (("name", "Name", 3), ("business", "Business", 2), ("budget_time", "Budget, h", 1), ("hourly_rate", "Rate", 1))
HOUR = 60
"""Minutes: a bare number is a budget in hours."""


class NewProject(QFrame):
    """Enter in any field adds, Esc leaves; what cannot be read stays as it was typed."""

    added = Signal(object)
    left = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.setProperty("part", "inline-form")
        self.fields: dict[str, QLineEdit] = {}
        line = row(desk.look, tokens.S2, (tokens.S2, tokens.S2, tokens.S2, tokens.S2), self)
        for key, name, share in PARTS:
            field = QLineEdit()
            field.setPlaceholderText(name)
            field.setAccessibleName(f"{name} of the new project")
            field.returnPressed.connect(self._add)
            self.fields[key] = field
            line.addWidget(field, share)
        self.add, self.cancel = button("Add project", "primary", hint="Enter"), button("Cancel", "plain", hint="Esc")
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
        typed = {key: text for key, field in self.fields.items() if (text := field.text().strip())}
        at = self._desk.now

        def work(session: Any) -> int:
            if "name" not in typed:
                raise CrmError("A project needs a name.", where="name")
            business = typed.get("business")
            values = fields.parse(session, "project", {k: typed[k] for k in ("name", "hourly_rate") if k in typed}, at)
            values["budget_minutes"] = read_minutes(typed.get("budget_time", ""), bare=HOUR)
            if business:
                values["business_id"] = businesses.find_or_create(session, business, at=at)
            return projects.create(session, at=at, **values).id

        project_id = self._desk.write(work)
        if project_id is not None:
            self.hide()
            self.added.emit(project_id)

    @Slot()
    def _leave(self) -> None:
        self.hide()
        self.left.emit()
