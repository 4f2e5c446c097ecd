"""The contacts: a table of any length, and the one that is open beside it."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Slot

from app.crm import figures, phones
from app.ui import words
from app.ui.contacts.contact_detail import ContactDetail
from app.ui.contacts.new_contact import NewContact
from app.ui.contacts.typed import birthday_words
from app.ui.desk import Desk
from app.ui.pages.list_page import ListPage, merging
from app.ui.pages.page import PageDeclaration
from app.ui.phrases import SOURCES, STATUS, source_words
from app.ui.records import asks
from app.ui.records.asks import Ask, Change
from app.ui.records.record_list import Listed
from app.ui.records.row_menu import RowAction
from app.ui.theme import tokens
from app.ui.widgets.basic import button
from app.ui.widgets.empty import Empty
from app.ui.widgets.id_table import Column

LISTED = frozenset(("contacts", "contact_points", "businesses", "taggings", "tags", "tasks", "deals"))
"""Tables whose rows the table shows; the others concern the detail alone."""
TABLES = LISTED | {"interactions", "notes", "activity_logs", "attachments", "custom_fields", "events"}
MARKS = {"lead": "○", "prospect": "◐", "client": "●", "past_client": "◌", "lost": "✕"}
"""Before the word, so that a glance down the column is enough."""


class ContactsPage(ListPage):
    primary_label, primary_hint = "New contact", "Ctrl+N"
    gone = "{} is deleted. Ctrl+Z brings them back."

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "contacts", LISTED, NewContact, ContactDetail)
        self.import_button = button("Import", hint="Ctrl+I")
        self.import_button.clicked.connect(self._import)
        self.list.line.add(self.import_button)

    def _empty(self) -> Empty:
        sentence = "The people you work with will stand here."
        return Empty(self.desk.look, "user", sentence, "Import my contacts", self._import)

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

    @Slot()
    def _import(self) -> None:
        self.desk.import_wanted.emit(None)


def _status(value: str) -> str:
    return f"{MARKS.get(value, '')} {STATUS.get(value, value)}".strip()


def _status_tone(value: str) -> str:
    return "text" if value == "client" else "muted"


def _asked_not_to(value: bool) -> str:
    return "do not contact" if value else ""


PAGE = PageDeclaration(
    "contacts", "Contacts", "user", "work", ContactsPage, TABLES, ("contact",), figures.count_contacts,
    commands=(merging("Merge two contacts"),),
    words="people persons clients customers leads addresses",
)  # fmt: skip
