"""The contacts: a table of any length, and the one that is open beside it."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import QLineEdit, QStackedWidget

from app.crm import contacts, figures, listing, phones
from app.ui import words
from app.ui.contacts.contact_detail import ContactDetail
from app.ui.contacts.new_contact import NewContact
from app.ui.desk import Desk
from app.ui.pages.page import Page, PageDeclaration, Touched
from app.ui.phrases import STATUS, source_words
from app.ui.theme import tokens
from app.ui.widgets.basic import button, column, row
from app.ui.widgets.empty import Empty
from app.ui.widgets.id_table import Column, IdTableModel
from app.ui.widgets.table import Table

TABLES = frozenset(
    ("contacts", "contact_points", "businesses", "interactions", "notes", "deals", "tasks", "activity_logs")
)
LISTED = frozenset(("contacts", "contact_points", "businesses"))
"""Tables whose rows the table shows; the others concern the detail alone."""
TABLES = LISTED | {"interactions", "notes", "deals", "tasks", "activity_logs"}
TYPING_PAUSE = 80


class ContactsPage(Page):
    primary_label, primary_hint = "New contact", "Ctrl+N"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "contacts")
        self.form, self.filter = NewContact(desk), QLineEdit()
        self.rows = IdTableModel(self._columns(), self._find_ids, self._fetch, self)
        self.table = Table(desk, self.rows, "Contacts")
        self.empty = Empty(
            desk.look, "user", "The people you work with will stand here.", "Import my contacts", self._import
        )
        self.contact = ContactDetail(desk)
        self._stack = QStackedWidget()
        self._total = 0
        self._lay_out()
        self._connect()
        self.rows.query["sort"] = "name"

    def heading(self) -> str:
        found = self.rows.rowCount()
        if self.filter.text().strip():
            return f"{words.number(found)} of {words.number(self._total)}"
        return words.number(self._total) if self._total else ""

    @Slot()
    def primary(self) -> None:
        self.form.start()

    def refresh(self, touched: Touched) -> None:
        if not touched or LISTED & touched.keys():
            with self.desk.read() as session:
                self._total = figures.count_contacts(session)
            self.rows.refresh()
            self._stack.setCurrentWidget(self.table if self._total else self.empty)
            self.filter.setVisible(self._total > 0)
            self.import_button.setVisible(self._total > 0)
            self.headed.emit()
        if not self.detail.isHidden() and not self.contact.refresh():
            self.hide_detail()

    def open_record(self, kind: str, record_id: int) -> None:  # noqa: ARG002 - contacts only
        if not self.table.select(record_id) and self.filter.text():
            self.filter.clear()
            self._search()
            self.table.select(record_id)
        self._open(record_id)

    def leave(self) -> None:
        super().leave()
        self.table.leave()

    def _columns(self) -> Sequence[Column]:
        return (
            Column("name", "Name", tokens.NAME_WIDE),
            Column("business", "Business", tokens.LONG_WIDE),
            Column("status", "Status", tokens.WORD_WIDE, lambda value: STATUS.get(value, value)),
            Column("last_contact_at", "Last contact", tokens.WORD_WIDE, self._when),
            Column("email", "E-mail", tokens.LONG_WIDE),
            Column("phone", "Phone", tokens.LONG_WIDE, phones.shown),
            Column("source", "Source", tokens.WORD_WIDE, source_words),
            Column("city", "City", tokens.WORD_WIDE),
        )

    def _when(self, moment: Any) -> str:
        return words.when(moment, self.desk.now) if moment else ""

    def _lay_out(self) -> None:
        look = self.desk.look
        stack = column(look, 0, parent=self.content)
        top = column(look, tokens.S2, (tokens.S4 + tokens.S1, 0, tokens.S4 + tokens.S1, tokens.S3))
        line = row(look, tokens.S2)
        self.filter.setPlaceholderText("Filter by name, business, e-mail, phone, city …")
        self.filter.setAccessibleName("Filter the contacts")
        self.filter.setClearButtonEnabled(True)
        self.filter.setMaximumWidth(look.px(tokens.FORM))
        self.import_button = button("Import", hint="Ctrl+I")
        line.addWidget(self.filter, 1)
        line.addStretch(1)
        line.addWidget(self.import_button)
        top.addLayout(line)
        top.addWidget(self.form)
        stack.addLayout(top)
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.empty)
        stack.addWidget(self._stack, 1)
        column(look, 0, parent=self.detail).addWidget(self.contact)

    def _connect(self) -> None:
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(TYPING_PAUSE)
        self._pause.timeout.connect(self._search)
        self.filter.textChanged.connect(self._wait_for_typing)
        self.filter.returnPressed.connect(self._to_table)
        self.import_button.clicked.connect(self._import)
        self.table.opened.connect(self._open)
        self.table.removed.connect(self._remove)
        self.table.closed.connect(self._close)
        self.contact.closed.connect(self._close)
        self.contact.removed.connect(self._remove)
        self.form.added.connect(self._show_added)

    def _find_ids(self, **query: Any) -> Sequence[int]:
        with self.desk.read() as session:
            if query["sort"] == "name":
                query["sort"] = "sort_name"
            return listing.find_ids(session, "contact", **query)

    def _fetch(self, ids: Sequence[int]) -> Mapping[int, Any]:
        with self.desk.read() as session:
            return listing.fetch(session, "contact", ids)

    @Slot()
    def _wait_for_typing(self) -> None:
        self._pause.start()

    @Slot()
    def _search(self) -> None:
        self._pause.stop()
        self.rows.refresh(text=self.filter.text())
        self.headed.emit()

    @Slot()
    def _to_table(self) -> None:
        self._search()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        if self.rows.rowCount() and not self.table.currentIndex().isValid():
            self.table.setCurrentIndex(self.rows.index(0, 0))

    @Slot()
    def _import(self) -> None:
        self.desk.import_wanted.emit(None)

    @Slot(object)
    def _open(self, contact_id: int) -> None:
        if self.contact.show_contact(contact_id):
            self.show_detail()

    @Slot()
    def _close(self) -> None:
        self.hide_detail()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

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
        self.open_record("contact", contact_id)


PAGE = PageDeclaration(
    "contacts", "Contacts", "user", "work", ContactsPage, TABLES, ("contact",), figures.count_contacts
)
