"""The fields of a contact in its pane: those at hand, and all others behind one button."""

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from PySide6.QtCore import Slot

from app.crm import businesses, contacts
from app.ui.contacts.typed import birthday_words, interval_words, read_birthday, read_interval
from app.ui.desk import Desk
from app.ui.phrases import SOURCES, STATUS, source_words
from app.ui.records.own_fields import OWN
from app.ui.records.record_fields import FoldedFields
from app.ui.theme import tokens
from app.ui.widgets.basic import column
from app.ui.widgets.fields import Fields, section
from app.ui.widgets.suggest import suggest
from app.ui.widgets.text_area import TextArea

TEXTS = (
    ("first_name", "First name", "Add a first name"), ("last_name", "Last name", "Add a last name"),
    ("business", "Business", "Where do they work?"), ("role", "Role", "What do they do?"),
)  # fmt: skip
ADDRESS = (
    ("address", "Street", "Street and number"), ("postal_code", "Postal code", "Not known"),
    ("city", "City", "Not known"), ("region", "Region", "Not known"), ("country", "Country", "DE"),
)  # fmt: skip
RHYTHM = (
    ("keep_in_touch_days", "Keep in touch", "Every 2 weeks"),
    ("keep_in_touch_max_days", "At the latest", "Every month"),
)
CHANNELS = (("email", "By e-mail"), ("phone", "By phone"), ("sms", "By SMS"), ("post", "By post"))
CONSENT = (("Not asked", None), ("Given", True), ("Refused", False))
MAY, MAY_NOT = (("Yes", False), ("No", True))


class ContactFields(FoldedFields):
    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "contact")
        look = desk.look
        self.near, self.far, self.consent = Fields(look), Fields(look), Fields(look)
        self.notes = TextArea(look, "notes", "Notes", "What else is worth knowing?")
        self._consent: Mapping[str, Any] = {}
        self._fill()
        self._connect()

    def show_contact(self, session: Any, contact: Any, business: str) -> None:
        self._consent = dict(contact.consent or {})
        self.near.show_texts({key: getattr(contact, key, None) or "" for key, _n, _h in TEXTS} | {"business": business})
        self.near.show_texts({"source": source_words(contact.source)})
        self.near.show_choice("status", contact.status)
        self.far.show_texts({"birthday": birthday_words(contact.birthday)})
        self.far.show_texts({key: getattr(contact, key) or "" for key, _name, _hint in ADDRESS})
        self.far.show_texts({key: interval_words(getattr(contact, key)) for key, _name, _hint in RHYTHM})
        self.far.show_choice("do_not_contact", contact.do_not_contact)
        self.far.show_texts({"do_not_contact_reason": contact.do_not_contact_reason or ""})
        for channel, _name in CHANNELS:
            self.consent.show_choice(channel, _agreed(self._consent.get(channel)))
        self.notes.show_text(contact.notes or "")
        self.show_own(session, contact)

    def change(self, session: Any, record_id: int, key: str, value: Any, at: Any) -> Any:
        if key == "business":
            wanted = businesses.find_or_create(session, value, at=at) if value else None
            return contacts.edit(session, record_id, at=at, business_id=wanted)
        return contacts.edit(session, record_id, at=at, **self._field(key, value, at.date()))

    def _field(self, key: str, value: Any, today: date) -> Mapping[str, Any]:
        if key in READ:
            return {key: READ[key](value, today)}
        if key.startswith(CONSENT_OF):
            channel = key.removeprefix(CONSENT_OF)
            kept = {name: given for name, given in self._consent.items() if name != channel}
            return {"consent": kept if value is None else kept | {channel: value}}
        if key.startswith(OWN):
            return self._read_own(key, value, today)
        return {key: value or None}

    def _fill(self) -> None:
        look = self._desk.look
        self._fold(column(look, 0, parent=self), self.near)
        for key, title, hint in TEXTS:
            self.near.text(key, title, hint)
        self.near.choice("status", "Status", [(text, value) for value, text in STATUS.items()])
        suggest(self.near.text("source", "Source", "How did you meet?"), list(SOURCES.values()))
        inner = column(look, 0, parent=self.rest)
        self.far.text("birthday", "Birthday", "17 May 1980 or 17 May")
        for key, title, hint in ADDRESS:
            self.far.text(key, title, hint)
        for key, title, hint in RHYTHM:
            self.far.text(key, title, hint).setAccessibleName(f"Keep in touch, {title}")
        self.far.choice("do_not_contact", "May be contacted", (MAY, MAY_NOT))
        self.far.text("do_not_contact_reason", "Why not", "Asked to be left alone")
        for channel, name in CHANNELS:
            self.consent.choice(channel, name, CONSENT)
        inner.addWidget(self.far)
        section(look, inner, "Consent to be written to or called")
        inner.addWidget(self.consent)
        inner.addSpacing(look.px(tokens.S2))
        inner.addWidget(self.own)
        section(look, inner, "Notes")
        inner.addWidget(self.notes)

    def _connect(self) -> None:
        self.near.saved.connect(self.saved)
        self.far.saved.connect(self.saved)
        self.notes.saved.connect(self.saved)
        self.consent.saved.connect(self._save_consent)

    @Slot(str, object)
    def _save_consent(self, channel: str, value: Any) -> None:
        self.saved.emit(f"{CONSENT_OF}{channel}", value)


CONSENT_OF = "consent."
READ: Mapping[str, Callable[[Any, date], Any]] = MappingProxyType(
    {
        "source": lambda text, _today: text.strip().lower().replace(" ", "_") or None,
        "birthday": read_birthday,
        "keep_in_touch_days": lambda text, _today: read_interval(text),
        "keep_in_touch_max_days": lambda text, _today: read_interval(text),
        "do_not_contact": lambda value, _today: bool(value),
    }
)


def _agreed(kept: Any) -> bool | None:
    """Imports have kept words, too."""
    return kept if isinstance(kept, bool) or kept is None else str(kept).lower() in ("yes", "given", "true", "opt-in")
