"""A business beside the table: what it is, its people, deals, tasks and projects, what is known and what happened."""

from functools import partial
from typing import Any

from PySide6.QtCore import Slot

from app.core.errors import CrmError
from app.crm import businesses, contacts, names, projects, surroundings
from app.ui import words
from app.ui.businesses.business_fields import BusinessFields
from app.ui.businesses.facts import Facts
from app.ui.desk import Desk
from app.ui.phrases import BUSINESS_KINDS
from app.ui.records import adding
from app.ui.records.detail import Detail
from app.ui.records.lines import deal_line, person_line, project_line, task_line
from app.ui.records.related import Related
from app.ui.theme import tokens
from app.ui.widgets.avatar import Avatar
from app.ui.widgets.basic import Elided, column, row

OWN = "Your own business"


class BusinessDetail(Detail):
    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "business")
        self.business_id: int | None = None
        self.avatar, self.name, self.below = Avatar(desk.look), Elided("", "title"), Elided("", "muted")
        self.fields, self.facts = BusinessFields(desk), Facts(desk)
        self.people = Related(desk, "People", "person", {"name": "Name", "email": "E-mail"})
        self.deals = Related(desk, "Deals", "deal", {"title": "What is it?", "value": f"Value in {desk.currency}"})
        self.tasks = Related(desk, "Open tasks", "task", {"title": "What is to be done?", "due": "When?"})
        self.projects = Related(desk, "Projects", "project", {"name": "Name of the project"})
        self._related = (self.people, self.deals, self.tasks, self.projects)
        self._fill()
        self.fields.saved.connect(self._save)
        self.people.added.connect(self._add_person)
        self.deals.added.connect(self._add_deal)
        self.tasks.added.connect(self._add_task)
        self.projects.added.connect(self._add_project)

    def show_business(self, business_id: int) -> bool:
        """False when there is no such business."""
        self.begin(business_id)
        if business_id != self.business_id:
            for part in self._related:
                part.forget()
        self.business_id = business_id
        return self.refresh()

    @Slot()
    def refresh(self) -> bool:
        """Read the business again; False when it is gone."""
        if self.business_id is None:
            return False
        try:
            with self._desk.read() as session:
                self._show(session, businesses.get(session, self.business_id))
        except CrmError:
            self.business_id = None
            return False
        self.timeline.show_record("business", self.business_id)
        return True

    def _fill(self) -> None:
        look = self._desk.look
        head, texts = row(look, tokens.S3), column(look, tokens.S0)
        texts.addWidget(self.name)
        texts.addWidget(self.below)
        head.addWidget(self.avatar)
        head.addLayout(texts, 1)
        self.body.addLayout(head)
        self.body.addSpacing(look.px(tokens.S1))
        self.head()
        self.body.addWidget(self.fields)
        for part in (*self._related, self.facts, self.files):
            self.body.addWidget(part)
        self.end_with_feed()

    def _show(self, session: Any, business: Any) -> None:
        is_own = business.kind == "own"
        found = surroundings.people(session, business.id)
        last = next((person.last_contact_at for person in found if person.last_contact_at), None)
        spoken = f"last contact {words.when(last, self._desk.now)}" if last else "no contact yet"
        self.over.setText(OWN if is_own else f"Business  ·  {spoken}")
        self.delete.setVisible(not is_own)
        self.avatar.show_name(business.name)
        self.name.setText(business.name)
        about = (BUSINESS_KINDS.get(business.kind, ""), business.industry_category, business.city)
        self.below.setText(", ".join(part for part in about if part))
        self.fields.show_business(session, business)
        self._show_related(session, business.id, found)
        self.facts.show_business(session, business.id)
        self.log.show_target("business", business.id, None, [(person.id, person.name) for person in found])
        self.show_around(session, business.id)

    def _show_related(self, session: Any, business_id: int, people: list[surroundings.PersonLine]) -> None:
        now, today = self._desk.now, self._desk.now.date()
        self.people.show_lines([person_line(person, now) for person in people])
        self.deals.show_lines([deal_line(deal) for deal in surroundings.deals(session, "business", business_id)])
        tasks = surroundings.open_tasks(session, "business", business_id)
        self.tasks.show_lines([task_line(task, today) for task in tasks])
        under_way = surroundings.projects(session, "business", business_id)
        self.projects.show_lines([project_line(project, today) for project in under_way])

    @Slot(str, object)
    def _save(self, key: str, value: Any) -> None:
        if self.business_id is not None:
            business_id, at, change = self.business_id, self._desk.now, self.fields.change
            self.write(lambda session: change(session, business_id, key, value, at), partial(self.fields.refuse, key))

    @Slot(object)
    def _add_person(self, typed: dict[str, str]) -> None:
        business_id, at = self.business_id, self._desk.now

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
        business_id, at, currency = self.business_id, self._desk.now, self._desk.currency
        if self._desk.write(lambda session: adding.deal(session, typed, currency, at, business_id=business_id)):
            self.deals.stop()

    @Slot(object)
    def _add_task(self, typed: dict[str, str]) -> None:
        business_id, at = self.business_id, self._desk.now
        if self._desk.write(lambda session: adding.task(session, typed, at, business_id=business_id)):
            self.tasks.stop()

    @Slot(object)
    def _add_project(self, typed: dict[str, str]) -> None:
        business_id, at = self.business_id, self._desk.now
        if self._desk.write(
            lambda session: projects.create(session, at=at, name=typed["name"], business_id=business_id).id
        ):
            self.projects.stop()
