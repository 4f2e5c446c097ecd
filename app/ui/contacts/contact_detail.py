"""A contact beside the table: fields edited in place, deals, tasks, files, the quick log line, what happened."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Slot

from app.crm import businesses, contacts
from app.ui import words
from app.ui.contacts.contact_fields import ContactFields
from app.ui.contacts.reach import Point, Reach
from app.ui.desk import Desk
from app.ui.phrases import STATUS
from app.ui.records import adding
from app.ui.records.detail import Detail


class ContactDetail(Detail):
    fields: ContactFields

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "contact")
        self.fields, self.reach = ContactFields(desk), Reach(desk)
        self._fill()
        self.fields.saved.connect(self._save)
        self.reach.changed.connect(self._save_points)
        self.deals.added.connect(self._add_deal)
        self.tasks.added.connect(self._add_task)

    def _fill(self) -> None:
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
        about = ", ".join(part for part in (contact.role, business) if part)
        self.show_name(contact.name, about or STATUS[contact.status])
        reason = (contact.do_not_contact_reason or "").strip().rstrip(".")
        why = f": {reason}." if reason else "."
        self.show_notice(f"Do not contact{why}" if contact.do_not_contact else "")
        self.fields.show_contact(session, contact, business)
        self.reach.show_points(
            [Point(p.kind, p.original, p.label, p.is_primary) for p in contacts.points(session, contact.id)]
        )  # fmt: skip
        self.show_work(session, contact.id)
        self.log.show_target("contact", contact.id, contact.id)
        self.show_around(session, contact.id)

    @Slot(object)
    def _save_points(self, points: Sequence[Point]) -> None:
        if self.record_id is None:
            return
        contact_id, at = self.record_id, self._desk.now
        emails = [(point.written, point.label) for point in points if point.kind == "email"]
        phones = [(point.written, point.label) for point in points if point.kind == "phone"]
        self.write(
            lambda session: contacts.edit(session, contact_id, at=at, emails=emails, phones=phones), self.reach.refuse
        )

    @Slot(object)
    def _add_deal(self, typed: dict[str, str]) -> None:
        contact_id, at, currency = self.record_id, self._desk.now, self._desk.currency

        def work(session: Any) -> int:
            contact = contacts.get(session, contact_id or 0)
            links = {"contact_id": contact_id, "business_id": contact.business_id, "source": contact.source}
            return adding.deal(session, typed, currency, at, **links)

        if self._desk.write(work) is not None:
            self.deals.stop()

    @Slot(object)
    def _add_task(self, typed: dict[str, str]) -> None:
        contact_id, at = self.record_id, self._desk.now

        if self._desk.write(lambda session: adding.task(session, typed, at, contact_id=contact_id)) is not None:
            self.tasks.stop()
