"""Fields the owner added to a kind of record, as rows of a pane."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from babel import numbers

from app.crm import custom_fields
from app.ui import words
from app.ui.reading import read_date, read_number
from app.ui.widgets.fields import Fields

OWN = "custom."
YES_NO = (("Not known", None), ("Yes", True), ("No", False))
HINTS = {"text": "Not known", "number": "A number", "date": "12 dec or 2026-12-31"}
Known = tuple[tuple[str, str, str, tuple[str, ...]], ...]
"""key, label, type, choices"""


class OwnFields(Fields):
    """Tells `saved` with the key alone; `read` makes the value of it."""

    known: Known = ()

    def show_record(self, session: Any, kind: str, values: Mapping[str, Any], today: date) -> None:
        definitions = custom_fields.definitions(session, kind)
        known: Known = tuple(
            (field.key, field.label, field.value_type, tuple(field.choices)) for field in definitions.values()
        )
        if known != self.known:
            self.known = known
            self.empty()
            for key, label, value_type, choices in known:
                self._build(key, label, value_type, choices)
        self.setVisible(bool(known))
        for key, _label, value_type, _choices in known:
            value = values.get(key)
            if value_type in ("choice", "yes_no"):
                self.show_choice(key, value)
            else:
                self.show_texts({key: _shown(value, value_type, today)})

    def read(self, key: str, value: Any, today: date) -> Any:
        """As the field takes it; the service checks it. Errors: CrmError for a day that is none."""
        kind = next((value_type for known, _label, value_type, _choices in self.known if known == key), "text")
        if kind == "date" and value:
            found = read_date(value, today)
            return found.isoformat() if found else None
        if kind == "number" and isinstance(value, str):
            return read_number(value)
        return None if value == "" else value

    def _build(self, key: str, label: str, value_type: str, choices: tuple[str, ...]) -> None:
        if value_type == "yes_no":
            self.choice(key, label, YES_NO)
        elif value_type == "choice":
            self.choice(key, label, [("Not known", None), *((choice, choice) for choice in choices)])
        else:
            self.text(key, label, HINTS[value_type])


def _shown(value: Any, value_type: str, today: date) -> str:
    if value is None:
        return ""
    if value_type == "date":
        try:
            return words.day(date.fromisoformat(value), today)
        except (ValueError, TypeError):
            return str(value)
    if value_type == "number" and isinstance(value, int | float):
        return str(numbers.format_decimal(value, locale=words.locale()))
    return str(value)
