"""A contact beside the table: fields edited in place, deals, the quick log line, what happened."""

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout

from app.core.errors import CrmError
from app.crm import businesses, contacts, figures, listing, timeline
from app.crm.conditions import Condition
from app.ui import words
from app.ui.desk import Desk
from app.ui.phrases import STATUS, source_words
from app.ui.theme import tokens
from app.ui.widgets.avatar import Avatar
from app.ui.widgets.basic import Elided, Plain, clear, column, label, row
from app.ui.widgets.fields import Fields
from app.ui.widgets.link import Link
from app.ui.widgets.pane import Pane

TEXTS = (
    ("first_name", "First name", "Add a first name"), ("last_name", "Last name", "Add a last name"),
    ("business", "Business", "Where do they work?"), ("role", "Role", "What do they do?"),
)  # fmt: skip
SEEN = 6
NEW_POINT = "point:new"


class ContactDetail(Pane):
    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "contact")
        self.contact_id: int | None = None
        self._points: list[tuple[str, str, str | None]] = []
        self.avatar, self.name, self.below = Avatar(desk.look), Elided("", "title"), Elided("", "muted")
        self.fields, self.reach = Fields(desk.look), Fields(desk.look)
        self.deals = Plain(self)
        self._deal_rows: QVBoxLayout = column(desk.look, 0, (0, tokens.S2, 0, 0), self.deals)
        self._deal_ids: dict[Link, int] = {}
        self._fill()
        self.fields.saved.connect(self._save)
        self.reach.saved.connect(self._save_point)
        self.delete.clicked.connect(self._remove)

    def show_contact(self, contact_id: int) -> bool:
        """False when there is no such contact."""
        self.contact_id = contact_id
        return self.refresh()

    @Slot()
    def refresh(self) -> bool:
        """Read the contact again; False when it is gone."""
        if self.contact_id is None:
            return False
        try:
            with self._desk.read() as session:
                contact = contacts.get(session, self.contact_id)
                self._show(session, contact)
                self._show_points(contacts.points(session, self.contact_id))
                self._show_deals(session, self.contact_id)
                self.feed.show_moments(timeline.feed(session, "contact", self.contact_id), self._desk.now)
        except CrmError:
            self.contact_id = None
            return False
        return True

    def _fill(self) -> None:
        look = self._desk.look
        head, names = row(look, tokens.S3), column(look, tokens.S0)
        names.addWidget(self.name)
        names.addWidget(self.below)
        head.addWidget(self.avatar)
        head.addLayout(names, 1)
        self.body.addLayout(head)
        self.body.addSpacing(look.px(tokens.S2))
        self.body.addWidget(self.reach)
        for key, title, hint in TEXTS:
            self.fields.text(key, title, hint)
        self.fields.choice("status", "Status", [(text, value) for value, text in STATUS.items()])
        self.fields.text("source", "Source", "How did you meet?")
        self.fields.text("birthday", "Birthday", "1980-05-17 or --05-17")
        self.body.addWidget(self.fields)
        self.body.addWidget(self.deals)
        self.end_with_feed()

    def _show(self, session: Any, contact: Any) -> None:
        business = businesses.get(session, contact.business_id).name if contact.business_id else ""
        last = words.when(contact.last_contact_at, self._desk.now) if contact.last_contact_at else "not yet"
        self.over.setText(f"Contact  ·  last contact {last}")
        self.avatar.show_name(contact.name)
        self.name.setText(contact.name)
        self.below.setText(", ".join(part for part in (contact.role, business) if part) or STATUS[contact.status])
        self.fields.show_texts(
            {
                "first_name": contact.first_name or "", "last_name": contact.last_name or "", "business": business,
                "role": contact.role or "", "source": source_words(contact.source), "birthday": contact.birthday or "",
            }
        )  # fmt: skip
        self.fields.show_choice("status", contact.status)
        self.log.show_record(contact.id, None)

    def _show_points(self, points: list[Any]) -> None:
        """E-mails and phones, and a row for one more. Rows are made anew only when there are others."""
        found = [(point.kind, point.original, point.label) for point in points]
        rows = [f"{kind}:{n}" for n, (kind, _text, _label) in enumerate(found)]
        if [kind for kind, _t, _l in found] != [kind for kind, _t, _l in self._points] or not self._points:
            self.reach.empty()
            for key, (kind, _text, name) in zip(rows, found, strict=True):
                self.reach.text(key, _point_name(kind, name), "Empty removes it")
            self.reach.text(NEW_POINT, "Add", "E-mail or phone")
        self._points = found
        self.reach.show_texts({key: text for key, (_kind, text, _label) in zip(rows, found, strict=True)})
        self.reach.show_texts({NEW_POINT: ""})

    def _show_deals(self, session: Any, contact_id: int) -> None:
        ids = listing.find_ids(
            session, "deal", sort="created_at", descending=True, conditions=(Condition("contact_id", "is", contact_id),)
        )
        found = figures.cards(session, ids[:SEEN], self._desk.now)
        names = figures.stage_names(session)
        clear(self._deal_rows)
        self._deal_ids = {}
        self.deals.setVisible(bool(ids))
        if ids:
            self._deal_rows.addWidget(label(words.many(len(ids), "deal"), "meta"))
        for deal_id in ids[:SEEN]:
            card = found[deal_id]
            link = Link(self._desk.look)
            link.show_text(card.title, f"{names[card.stage_id]}  {words.short_money(card.value_cents, card.currency)}")
            link.clicked.connect(self._open_deal)
            self._deal_ids[link] = deal_id
            self._deal_rows.addWidget(link)

    @Slot()
    def _open_deal(self) -> None:
        deal_id = next((number for link, number in self._deal_ids.items() if link is self.sender()), None)
        if deal_id is not None:
            self._desk.open_wanted.emit("deal", deal_id)

    @Slot(str, object)
    def _save(self, key: str, value: Any) -> None:
        if self.contact_id is None:
            return
        contact_id, at = self.contact_id, self._desk.now

        def work(session: Any) -> Any:
            fields = _field(key, value)
            if key == "business":
                fields = {"business_id": businesses.find_or_create(session, value, at=at) if value else None}
            return contacts.edit(session, contact_id, at=at, **fields)

        self._write(work)

    @Slot(str, object)
    def _save_point(self, key: str, text: str) -> None:
        """A changed e-mail or phone, an emptied one (removed), or one more."""
        if self.contact_id is None:
            return
        kept = list(self._points)
        if key == NEW_POINT:
            kept.append(("email" if "@" in text else "phone", text, None))
        else:
            place = int(key.partition(":")[2])
            kind, _old, name = kept[place]
            kept[place] = (kind, text, name)
        contact_id, at = self.contact_id, self._desk.now
        emails = [(written, name) for kind, written, name in kept if kind == "email" and written]
        phones = [(written, name) for kind, written, name in kept if kind == "phone" and written]
        self._points = []
        self._write(lambda session: contacts.edit(session, contact_id, at=at, emails=emails, phones=phones))

    def _write(self, work: Callable[[Any], Any]) -> None:
        if self._desk.write(work) is None:
            self.refresh()

    @Slot()
    def _remove(self) -> None:
        if self.contact_id is not None:
            self.removed.emit(self.contact_id)


def _field(key: str, value: str) -> Mapping[str, Any]:
    if key == "source":
        return {key: value.strip().lower().replace(" ", "_") or None}
    return {key: value or None}


def _point_name(kind: str, name: str | None) -> str:
    word = "E-mail" if kind == "email" else "Phone"
    return f"{word}, {name}" if name else word
