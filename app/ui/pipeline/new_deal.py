"""A new deal in a few keystrokes: title, person, value, Enter."""

from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLineEdit

from app.core.errors import CrmError
from app.crm import contacts, deals, names, pipelines
from app.ui.desk import Desk
from app.ui.reading import read_money
from app.ui.widgets.inline_form import InlineForm
from app.ui.widgets.person_field import PersonField


class NewDeal(InlineForm):
    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.look, "deal", "Add deal")
        self._desk, self._pipeline_id = desk, 0
        self.title, self.value = QLineEdit(), QLineEdit()
        self.person = PersonField(desk, "Person")
        self.place(
            [
                (self.title, "Title", "What is it? Acme website", 3), (self.person, "Person", "Person", 2),
                (self.value, "Value", f"Value in {desk.currency}", 1),
            ]
        )  # fmt: skip

    def start_in(self, pipeline_id: int) -> None:
        """A deal of this pipeline."""
        self._pipeline_id = pipeline_id
        self.start()

    @Slot()
    def store(self) -> None:
        try:
            cents = read_money(self.value.text(), self._desk.currency)
        except CrmError as error:
            self._desk.say(error.message, error=True)
            self.open_on(self.value)
            return
        title, name, known = self.title.text(), self.person.name, self.person.chosen_id
        at, pipeline_id = self._desk.now, self._pipeline_id

        def work(session: Any) -> int:
            contact_id = known
            if contact_id is None and name:
                first, last = names.split(name)
                contact_id = contacts.create(session, at=at, first_name=first, last_name=last).id
            stage_id = pipelines.default_stage(session, pipeline_id).id
            return deals.create(
                session, at=at, title=title, stage_id=stage_id, contact_id=contact_id, value_cents=cents
            ).id

        deal_id = self._desk.write(work)
        if deal_id is None:
            self.open_on(self.title)
            return
        self.hide()
        self.added.emit(deal_id)
