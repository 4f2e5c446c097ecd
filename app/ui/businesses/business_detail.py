"""A business beside the table: what it is, its people, deals, tasks and projects, what is known and what happened."""

from typing import Any

from PySide6.QtCore import Slot

from app.crm import contacts, names, projects, surroundings
from app.ui import words
from app.ui.businesses.business_fields import BusinessFields
from app.ui.businesses.facts import Facts
from app.ui.desk import Desk
from app.ui.phrases import BUSINESS_KINDS
from app.ui.records import adding
from app.ui.records.detail import Detail
from app.ui.records.lines import person_line, project_line
from app.ui.records.related import Related

OWN = "Your own business"


class BusinessDetail(Detail):
    fields: BusinessFields

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "business")
        self.fields, self.facts = BusinessFields(desk), Facts(desk)
        self.people = Related(desk, "People", "person", {"name": "Name", "email": "E-mail"})
        self.projects = Related(desk, "Projects", "project", {"name": "Name of the project"})
        self._fill()
        self.fields.saved.connect(self._save)
        self.people.added.connect(self._add_person)
        self.deals.added.connect(self._add_deal)
        self.tasks.added.connect(self._add_task)
        self.projects.added.connect(self._add_project)

    def _fill(self) -> None:
        self.head()
        for part in (
            self.fields, self.people, self.deals, self.tasks, self.projects, self.facts, self.files,
        ):  # fmt: skip
            self.body.addWidget(part)
        self.end_with_feed()

    def _show(self, session: Any, business: Any) -> None:
        is_own = business.kind == "own"
        found = surroundings.people(session, business.id)
        last = next((person.last_contact_at for person in found if person.last_contact_at), None)
        spoken = f"last contact {words.when(last, self._desk.now)}" if last else "no contact yet"
        self.over.setText(OWN if is_own else f"Business  ·  {spoken}")
        self.delete.setVisible(not is_own)
        about = (BUSINESS_KINDS.get(business.kind, ""), business.industry_category, business.city)
        self.show_name(business.name, ", ".join(part for part in about if part))
        self.fields.show_business(session, business)
        self._show_related(session, business.id, found)
        self.facts.show_business(session, business.id)
        self.log.show_target("business", business.id, None, [(person.id, person.name) for person in found])
        self.show_around(session, business.id)

    def _show_related(self, session: Any, business_id: int, people: list[surroundings.PersonLine]) -> None:
        now, today = self._desk.now, self._desk.now.date()
        self.people.show_lines([person_line(person, now) for person in people])
        self.show_work(session, business_id)
        under_way = surroundings.projects(session, "business", business_id)
        self.projects.show_lines([project_line(project, today) for project in under_way])

    @Slot(object)
    def _add_person(self, typed: dict[str, str]) -> None:
        business_id, at = self.record_id, self._desk.now

        def work(session: Any) -> int:
            first, last = names.split(typed["name"])
            emails = [typed["email"]] if typed["email"] else []
            return contacts.create(
                session, at=at, first_name=first, last_name=last, emails=emails, business_id=business_id
            ).id  # fmt: skip

        if self._desk.write(work) is not None:
            self.people.stop()

    @Slot(object)
    def _add_deal(self, typed: dict[str, str]) -> None:
        business_id, at, currency = self.record_id, self._desk.now, self._desk.currency
        if self._desk.write(lambda session: adding.deal(session, typed, currency, at, business_id=business_id)):
            self.deals.stop()

    @Slot(object)
    def _add_task(self, typed: dict[str, str]) -> None:
        business_id, at = self.record_id, self._desk.now
        if self._desk.write(lambda session: adding.task(session, typed, at, business_id=business_id)):
            self.tasks.stop()

    @Slot(object)
    def _add_project(self, typed: dict[str, str]) -> None:
        business_id, at = self.record_id, self._desk.now
        if self._desk.write(
            lambda session: projects.create(session, at=at, name=typed["name"], business_id=business_id).id
        ):
            self.projects.stop()
