"""A contact beside the table: fields edited in place, deals, tasks, files, the quick log line, what happened."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Slot

from app.core.errors import CrmError
from app.crm import businesses, contacts, surroundings
from app.ui import words
from app.ui.contacts.contact_fields import ContactFields
from app.ui.contacts.reach import Point, Reach
from app.ui.desk import Desk
from app.ui.phrases import STATUS
from app.ui.records import adding
from app.ui.records.detail import Detail
from app.ui.records.lines import deal_line, task_line
from app.ui.records.related import Related
from app.ui.theme import tokens
from app.ui.widgets.avatar import Avatar
from app.ui.widgets.basic import Elided, column, row


class ContactDetail(Detail):
    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "contact")
        self.contact_id: int | None = None
        self.avatar, self.name, self.below = Avatar(desk.look), Elided("", "title"), Elided("", "muted")
        self.fields, self.reach = ContactFields(desk), Reach(desk)
        self.deals = Related(desk, "Deals", "deal", {"title": "What is it?", "value": f"Value in {desk.currency}"})
        self.tasks = Related(desk, "Open tasks", "task", {"title": "What is to be done?", "due": "When?"})
        self._fill()
        self.fields.saved.connect(self._save)
        self.reach.changed.connect(self._save_points)
        self.deals.added.connect(self._add_deal)
        self.tasks.added.connect(self._add_task)

    def show_contact(self, contact_id: int) -> bool:
        """False when there is no such contact."""
        self.begin(contact_id)
        if contact_id != self.contact_id:
            for part in (self.deals, self.tasks):
                part.forget()
        self.contact_id = contact_id
        return self.refresh()

    @Slot()
    def refresh(self) -> bool:
        """Read the contact again; False when it is gone."""
        if self.contact_id is None:
            return False
        try:
            with self._desk.read() as session:
                self._show(session, contacts.get(session, self.contact_id))
        except CrmError:
            self.contact_id = None
            return False
        self.timeline.show_record("contact", self.contact_id)
        return True

    def _fill(self) -> None:
        look = self._desk.look
        head, names = row(look, tokens.S3), column(look, tokens.S0)
        names.addWidget(self.name)
        names.addWidget(self.below)
        head.addWidget(self.avatar)
        head.addLayout(names, 1)
        self.body.addLayout(head)
        self.body.addSpacing(look.px(tokens.S1))
        self.head()
        for part in (self.reach, self.fields, self.deals, self.tasks, self.files):
            self.body.addWidget(part)
        self.end_with_feed()

    def _show(self, session: Any, contact: Any) -> None:
        business = businesses.get(session, contact.business_id).name if contact.business_id else ""
        last = contact.last_contact_at
        self.over.setText(
            f"Contact  ·  {f'last contact {words.when(last, self._desk.now)}' if last else 'no contact yet'}"
        )
        self.avatar.show_name(contact.name)
        self.name.setText(contact.name)
        self.below.setText(", ".join(part for part in (contact.role, business) if part) or STATUS[contact.status])
        reason = (contact.do_not_contact_reason or "").strip().rstrip(".")
        why = f": {reason}." if reason else "."
        self.show_notice(f"Do not contact{why}" if contact.do_not_contact else "")
        self.fields.show_contact(session, contact, business)
        self.reach.show_points(
            [Point(p.kind, p.original, p.label, p.is_primary) for p in contacts.points(session, contact.id)]
        )  # fmt: skip
        self._show_related(session, contact.id)
        self.log.show_target("contact", contact.id, contact.id)
        self.show_around(session, contact.id)

    def _show_related(self, session: Any, contact_id: int) -> None:
        self.deals.show_lines([deal_line(deal) for deal in surroundings.deals(session, "contact", contact_id)])
        today = self._desk.now.date()
        found = surroundings.open_tasks(session, "contact", contact_id)
        self.tasks.show_lines([task_line(task, today) for task in found])

    @Slot(str, object)
    def _save(self, key: str, value: Any) -> None:
        if self.contact_id is not None:
            contact_id, at, change = self.contact_id, self._desk.now, self.fields.change
            self.write(lambda session: change(session, contact_id, key, value, at), partial(self.fields.refuse, key))

    @Slot(object)
    def _save_points(self, points: Sequence[Point]) -> None:
        if self.contact_id is None:
            return
        contact_id, at = self.contact_id, self._desk.now
        emails = [(point.written, point.label) for point in points if point.kind == "email"]
        phones = [(point.written, point.label) for point in points if point.kind == "phone"]
        self.write(
            lambda session: contacts.edit(session, contact_id, at=at, emails=emails, phones=phones), self.reach.refuse
        )

    @Slot(object)
    def _add_deal(self, typed: dict[str, str]) -> None:
        contact_id, at, currency = self.contact_id, self._desk.now, self._desk.currency

        def work(session: Any) -> int:
            contact = contacts.get(session, contact_id or 0)
            links = {"contact_id": contact_id, "business_id": contact.business_id, "source": contact.source}
            return adding.deal(session, typed, currency, at, **links)

        if self._desk.write(work) is not None:
            self.deals.stop()

    @Slot(object)
    def _add_task(self, typed: dict[str, str]) -> None:
        contact_id, at = self.contact_id, self._desk.now

        if self._desk.write(lambda session: adding.task(session, typed, at, contact_id=contact_id)) is not None:
            self.tasks.stop()
