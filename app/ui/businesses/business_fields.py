"""The fields of a business in its pane: those at hand, and behind one button all others in groups."""

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from app.crm import businesses
from app.ui import words
from app.ui.businesses import vocabulary
from app.ui.desk import Desk
from app.ui.phrases import BUSINESS_KINDS
from app.ui.reading import read_money
from app.ui.records.own_fields import OWN
from app.ui.records.record_fields import FoldedFields
from app.ui.theme import tokens
from app.ui.widgets.basic import column
from app.ui.widgets.chips import Chips
from app.ui.widgets.fields import Fields, section
from app.ui.widgets.suggest import suggest
from app.ui.widgets.text_area import TextArea

NEAR = (
    ("name", "Name", "What is it called?"), ("domain", "Domain", "acme.example"), ("phone", "Phone", "Not known"),
    ("industry_category", "Industry", "What do they do?"), ("city", "City", "Not known"),
)  # fmt: skip
WHAT = (
    ("website", "Website", "https://acme.example"), ("industry_subcategory", "More exactly", "Not known"),
    ("team_size", "Team size", "2-10"), ("revenue_tier", "Revenue", "100k to 250k"),
)  # fmt: skip
STANDS = (
    ("current_stage", "Stage", "Growing"), ("lifecycle_stage", "Life cycle", "Growth"),
    ("target_revenue_cents", "Target", "What could they bring?"), ("target_tier", "Tier", "A, B or C"),
)  # fmt: skip
ADDRESS = (
    ("address", "Street", "Street and number"), ("postal_code", "Postal code", "Not known"),
    ("region", "Region", "Not known"), ("country", "Country", "DE"),
)  # fmt: skip
LISTED = ("industry_category", "team_size", "revenue_tier", "current_stage", "lifecycle_stage", "target_tier")
LISTS = (("focus_areas", "focus area", "Focus areas"), ("current_challenges", "challenge", "Challenges"))
AREAS = (("business_goals", "Goals", "What do they want to reach?"), ("business_description", "About", "What they do"))
POTENTIAL = (("Not known", None), *((f"{number} of 10", number) for number in range(1, 11)))
KINDS = tuple((text, value) for value, text in BUSINESS_KINDS.items() if value != "own")


class BusinessFields(FoldedFields):
    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "business")
        self._currency = desk.currency
        look = desk.look
        self.near, self.what, self.stands, self.where = (Fields(look) for _group in range(4))
        self.areas = {key: TextArea(look, key, name, hint) for key, name, hint in AREAS}
        self.areas["notes"] = TextArea(look, "notes", "Notes", "What else is worth knowing?")
        self.lists = {key: Chips(look, one) for key, one, _title in LISTS}
        self._fill()
        self._connect()

    def show_business(self, session: Any, business: Any) -> None:
        self._currency = business.currency or self._desk.currency
        for fields, keys in ((self.near, NEAR), (self.what, WHAT), (self.stands, STANDS), (self.where, ADDRESS)):
            fields.show_texts({key: self._shown(business, key) for key, _name, _hint in keys})
        kinds = [(BUSINESS_KINDS["own"], "own")] if business.kind == "own" else KINDS
        self.near.show_choices("kind", kinds, business.kind)
        self.stands.show_choice("growth_potential", business.growth_potential)
        for key, area in self.areas.items():
            area.show_text(getattr(business, key) or "")
        for key, chips in self.lists.items():
            chips.show_words(list(getattr(business, key) or []))
        self.show_own(session, business)

    def change(self, session: Any, record_id: int, key: str, value: Any, at: Any) -> Any:
        return businesses.edit(session, record_id, at=at, **self._field(key, value, at.date()))

    def _shown(self, business: Any, key: str) -> str:
        value = getattr(business, key)
        if key == "target_revenue_cents":
            return words.money(value, self._currency) if value is not None else ""
        if key == "phone":
            return business.phone_original or value or ""
        return vocabulary.words_of(key, value) if key in LISTED else value or ""

    def _field(self, key: str, value: Any, today: date) -> Mapping[str, Any]:
        if key == "target_revenue_cents":
            return {key: read_money(value, self._currency), "currency": self._currency}
        if key in LISTED:
            return {key: vocabulary.value_of(key, value)}
        if key.startswith(OWN):
            return self._read_own(key, value, today)
        return {key: READ[key](value) if key in READ else value or None}

    def _fill(self) -> None:
        look = self._desk.look
        self._fold(column(look, 0, parent=self), self.near)
        inner = column(look, 0, parent=self.rest)
        for fields, keys in ((self.near, NEAR), (self.what, WHAT), (self.stands, STANDS), (self.where, ADDRESS)):
            for key, title, hint in keys:
                field = fields.text(key, title, hint)
                if key in LISTED:
                    suggest(field, vocabulary.choices(key))
        self.near.choice("kind", "Kind", KINDS)
        self.stands.choice("growth_potential", "Could grow", POTENTIAL)
        groups: tuple[tuple[str, QWidget], ...] = (
            ("What it is", self.what), ("About", self.areas["business_description"]), ("How it stands", self.stands),
            ("Goals", self.areas["business_goals"]),
            *((title, self.lists[key]) for key, _one, title in LISTS),
            ("Where it is", self.where), ("Own fields", self.own), ("Notes", self.areas["notes"]),
        )  # fmt: skip
        for title, part in groups:
            section(look, inner, title)
            inner.addWidget(part)
            inner.addSpacing(look.px(tokens.S1))
        for key, chips in self.lists.items():
            chips.offer(vocabulary.choices(key))

    def _connect(self) -> None:
        for fields in (self.near, self.what, self.stands, self.where):
            fields.saved.connect(self.saved)
        for area in self.areas.values():
            area.saved.connect(self.saved)
        for chips in self.lists.values():
            chips.added.connect(self._put)
            chips.removed.connect(self._take_off)

    @Slot(str)
    def _put(self, text: str) -> None:
        key, chips = self._sending()
        known = {word.casefold() for word in chips.words}
        fresh = [word.strip() for word in text.split(",") if word.strip() and word.strip().casefold() not in known]
        chips.field.setText("")  # not clear(): Ctrl+Z would bring back the words, not undo the step
        if fresh:
            self.saved.emit(key, [*chips.words, *fresh])

    @Slot(str)
    def _take_off(self, text: str) -> None:
        key, chips = self._sending()
        self.saved.emit(key, [word for word in chips.words if word != text])

    def _sending(self) -> tuple[str, Chips]:
        return next((key, chips) for key, chips in self.lists.items() if chips is self.sender())


READ: Mapping[str, Callable[[Any], Any]] = MappingProxyType(
    {
        "domain": lambda text: text.removeprefix("https://").removeprefix("http://").strip("/") or None,
        "growth_potential": lambda value: value,
        "focus_areas": lambda value: value,
        "current_challenges": lambda value: value,
    }
)
