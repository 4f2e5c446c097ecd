"""The contacts: a table of any length, and the one that is open beside it."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from PySide6.QtCore import Slot

from app.crm import contacts, figures, phones
from app.ui import words
from app.ui.contacts.contact_detail import ContactDetail
from app.ui.contacts.new_contact import NewContact
from app.ui.contacts.typed import birthday_words
from app.ui.desk import Desk
from app.ui.pages.page import Page, PageDeclaration, Touched
from app.ui.phrases import SOURCES, STATUS, source_words
from app.ui.records import asks
from app.ui.records.asks import Ask, Change
from app.ui.records.record_list import Listed, RecordList
from app.ui.records.row_menu import RowAction
from app.ui.theme import tokens
from app.ui.widgets.basic import button, column
from app.ui.widgets.empty import Empty
from app.ui.widgets.id_table import Column

LISTED = frozenset(("contacts", "contact_points", "businesses", "taggings", "tags", "tasks", "deals"))
"""Tables whose rows the table shows; the others concern the detail alone."""
TABLES = LISTED | {"interactions", "notes", "activity_logs", "attachments", "custom_fields", "events"}
MARKS = {"lead": "○", "prospect": "◐", "client": "●", "past_client": "◌", "lost": "✕"}
"""Before the word, so that a glance down the column is enough."""


class ContactsPage(Page):
    primary_label, primary_hint = "New contact", "Ctrl+N"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "contacts")
        self.form = NewContact(desk)
        empty = Empty(
            desk.look, "user", "The people you work with will stand here.", "Import my contacts", self._import
        )
        self.people = RecordList(desk, self._listed(), empty)
        self.import_button = button("Import", hint="Ctrl+I")
        self.people.line.add(self.import_button)
        self.people.place_above(self.form)
        self.people.beside(self.detail)
        column(desk.look, 0, parent=self.content).addWidget(self.people)
        self._connect()

    @cached_property
    def contact(self) -> ContactDetail:
        """The pane, built once the page has been painted or when somebody is opened before that."""
        made = ContactDetail(self.desk)
        column(self.desk.look, 0, parent=self.detail).addWidget(made)
        made.closed.connect(self._close)
        made.removed.connect(self._remove)
        made.merged.connect(self._show_added)
        return made

    def furnish(self) -> None:
        self.contact.updateGeometry()

    def heading(self) -> str:
        return self.people.heading()

    @Slot()
    def primary(self) -> None:
        self.form.start()

    def refresh(self, touched: Touched) -> None:
        if not touched:
            self.people.refresh()
        elif LISTED & touched.keys():
            self.people.follow({table: touched[table] for table in LISTED & touched.keys()}, "contacts")
        if not self.detail.isHidden() and not self.contact.refresh():
            self.hide_detail()

    def open_record(self, kind: str, record_id: int) -> None:  # noqa: ARG002 - contacts only
        self.people.select(record_id)
        self._open(record_id)

    def leave(self) -> None:
        super().leave()
        self.people.leave()

    def _listed(self) -> Listed:
        return Listed(
            "contact", "Contacts", "contact", self._columns(), "name", "Name, business, e-mail, phone, city …",
            asks=(
                Ask("status", "Status", asks.among(STATUS)), asks.tagged(),
                Ask("source", "Source", asks.among(SOURCES)),
                asks.past("last_contact_at", "Last contact", never="never"), asks.words_in("city", "City"),
                asks.words_in("role", "Role"), asks.past("created_at", "Added"),
            ),
            changes=(
                Change("status", "Status", asks.among(STATUS)), Change("source", "Source", asks.among(SOURCES)),
                Change("business_name", "Business"), Change("city", "City"),
            ),
            avatars=True, actions=(RowAction("Merge these two …", self._merge, only=2),),
        )  # fmt: skip

    def _columns(self) -> Sequence[Column]:
        return (
            Column("name", "Name", tokens.NAME_WIDE),
            Column("business", "Business", tokens.LONG_WIDE),
            Column("status", "Status", tokens.WORD_WIDE, _status, tone=_status_tone),
            Column("next_on", "Next step", tokens.WORD_WIDE, self._day, tone=self._day_tone),
            Column("last_contact_at", "Last contact", tokens.WORD_WIDE, self._when),
            Column("tags", "Tags", tokens.LONG_WIDE, ", ".join),
            Column("email", "E-mail", tokens.LONG_WIDE),
            Column("phone", "Phone", tokens.LONG_WIDE, phones.shown),
            Column("source", "Source", tokens.WORD_WIDE, source_words),
            Column("city", "City", tokens.WORD_WIDE),
            Column("role", "Role", tokens.LONG_WIDE, hidden=True),
            Column("country", "Country", tokens.WORD_WIDE, hidden=True),
            Column("birthday", "Birthday", tokens.WORD_WIDE, birthday_words, hidden=True),
            Column("do_not_contact", "Do not contact", tokens.WORD_WIDE, _asked_not_to, hidden=True),
            Column("created_at", "Added", tokens.WORD_WIDE, self._when, hidden=True),
        )

    def _day(self, on: Any) -> str:
        return words.day(on, self.desk.now.date()) if on else ""

    def _day_tone(self, on: Any) -> str:
        """Behind us it is late, and says so by its words too: yesterday, 3 days ago."""
        return "red" if on and on < self.desk.now.date() else "muted"

    def _when(self, moment: Any) -> str:
        return words.when(moment, self.desk.now) if moment else ""

    def _connect(self) -> None:
        self.import_button.clicked.connect(self._import)
        self.people.counted.connect(self.headed)
        self.people.opened.connect(self._open)
        self.people.moved_to.connect(self._follow)
        self.people.removed.connect(self._remove)
        self.people.closed.connect(self._close)
        self.form.added.connect(self._show_added)
        self.form.left.connect(self.people.focus)

    def _merge(self, ids: list[int]) -> None:
        self.contact.ask_to_merge((ids[0], ids[1]), "You have chosen these two.")

    @Slot()
    def _import(self) -> None:
        self.desk.import_wanted.emit(None)

    @Slot(object)
    def _open(self, contact_id: int) -> None:
        if self.contact.show_contact(contact_id):
            self.show_detail()

    @Slot(object)
    def _follow(self, contact_id: int) -> None:
        """With the pane open, it shows the row that the keys arrive at."""
        if not self.detail.isHidden():
            self._open(contact_id)

    @Slot()
    def _close(self) -> None:
        self.hide_detail()
        self.people.focus()

    @Slot(object)
    def _remove(self, contact_id: int) -> None:
        at = self.desk.now

        def work(session: Any) -> str:
            name = contacts.get(session, contact_id).name
            contacts.delete(session, contact_id, at=at)
            return name

        name = self.desk.write(work)
        if name:
            self.desk.say(f"{name[:60]} is deleted. Ctrl+Z brings them back.")

    @Slot(object)
    def _show_added(self, contact_id: int) -> None:
        self.people.focus()
        self.open_record("contact", contact_id)


def _status(value: str) -> str:
    return f"{MARKS.get(value, '')} {STATUS.get(value, value)}".strip()


def _status_tone(value: str) -> str:
    return "text" if value == "client" else "muted"


def _asked_not_to(value: bool) -> str:
    return "do not contact" if value else ""


PAGE = PageDeclaration(
    "contacts", "Contacts", "user", "work", ContactsPage, TABLES, ("contact",), figures.count_contacts
)
