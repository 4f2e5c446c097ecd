"""A new project in one line: name, business, budget in hours, rate."""

from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLineEdit

from app.core.errors import CrmError
from app.crm import businesses, fields, projects
from app.ui.desk import Desk
from app.ui.reading import read_minutes
from app.ui.widgets.inline_form import InlineForm

PARTS = (
    ("name", "Name", "Name", 3), ("business", "Business", "Business", 2),
    ("budget_time", "Hours budget", "Budget, h", 1), ("hourly_rate", "Rate", "Rate", 1),
)  # fmt: skip
HOUR = 60
"""Minutes: a bare number is a budget in hours."""


class NewProject(InlineForm):
    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.look, "project", "Add project")
        self._desk = desk
        self.fields = {key: QLineEdit() for key, _name, _hint, _share in PARTS}
        self.place([(self.fields[key], name, hint, share) for key, name, hint, share in PARTS])

    @Slot()
    def store(self) -> None:
        typed = {key: text for key, field in self.fields.items() if (text := field.text().strip())}
        at = self._desk.now

        def work(session: Any) -> int:
            if "name" not in typed:
                raise CrmError("A project needs a name.", where="name")
            values = fields.parse(session, "project", {k: typed[k] for k in ("name", "hourly_rate") if k in typed}, at)
            values["budget_minutes"] = read_minutes(typed.get("budget_time", ""), bare=HOUR)
            if "business" in typed:
                values["business_id"] = businesses.find_or_create(session, typed["business"], at=at)
            return projects.create(session, at=at, **values).id

        project_id = self._desk.write(work)
        if project_id is not None:
            self.hide()
            self.added.emit(project_id)
