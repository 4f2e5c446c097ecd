"""What was learned about a business, each with where it came from and when."""

from datetime import datetime
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLineEdit, QWidget

from app.crm import days, profile_facts
from app.ui import words
from app.ui.desk import Desk
from app.ui.records.form import Form
from app.ui.theme import tokens
from app.ui.widgets.basic import Plain, clear, column, icon_button, label, row

SURE = 0.95
"""Below it the words say how sure the source was."""
FIELDS = (("field", "What? Close rate"), ("value", "About half"))
SHOWN = {"import": "the import", "owner": "you", "chat": "a chat", "coach": "the coach"}


class Facts(QWidget):
    """Added by hand they are the owner's, who is believed first. Nothing is overwritten."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._id = desk, 0
        self._rows: dict[QWidget, tuple[int, str]] = {}
        self._shown: list[tuple[int, str, str, str, float, datetime]] = []
        look = desk.look
        self.plus = icon_button(look, "plus", "New fact", "Note a fact")
        self.form = Form()
        self.fields: dict[str, QLineEdit] = {}
        self._holder = Plain(self)
        self._stack = column(look, tokens.S1, parent=self._holder)
        stack = column(look, tokens.S0, (0, tokens.S3, 0, 0), self)
        head = row(look, tokens.S1)
        head.addWidget(label("Known facts", "strong"))
        head.addStretch(1)
        head.addWidget(self.plus)
        stack.addLayout(head)
        line = row(look, tokens.S1, parent=self.form)
        for key, hint in FIELDS:
            field = QLineEdit()
            field.setPlaceholderText(hint)
            field.setAccessibleName("What the fact is about" if key == "field" else "What is known")
            field.returnPressed.connect(self._learn)
            self.fields[key] = field
            line.addWidget(field)
        stack.addWidget(self.form)
        stack.addWidget(self._holder)
        self.form.hide()
        self.plus.clicked.connect(self._start)
        self.form.left.connect(self.form.hide)

    def show_business(self, session: Any, business_id: int) -> None:
        if business_id != self._id:
            self.form.hide()
        self._id = business_id
        known = profile_facts.current(session, business_id).values()
        found = [(fact.id, fact.field, fact.value, fact.source, fact.confidence, fact.at) for fact in known]
        if found == self._shown:
            return
        self._shown = found
        clear(self._stack)
        self._rows = {}
        for fact_id, field, value, source, confidence, at in found:
            self._add_row(fact_id, field, value, provenance(source, confidence, at, self._desk.now))
        self._holder.setVisible(bool(found))

    def _add_row(self, fact_id: int, field: str, value: str, origin: str) -> None:
        look, holder = self._desk.look, Plain(self._holder)
        name = field.replace("_", " ").capitalize()
        line, texts = row(look, tokens.S1, parent=holder), column(look, 0)
        said = label(f"{name}: {value}")
        said.setWordWrap(True)
        texts.addWidget(said)
        texts.addWidget(label(origin, "meta"))
        away = icon_button(look, "x", f"Forget {name}", "Forget (Ctrl+Z brings it back)")
        away.clicked.connect(self._forget)
        line.addLayout(texts, 1)
        line.addWidget(away)
        self._rows[away] = (fact_id, name)
        self._stack.addWidget(holder)

    @Slot()
    def _start(self) -> None:
        for field in self.fields.values():
            field.clear()
        self.form.show()
        self.fields["field"].setFocus()

    @Slot()
    def _learn(self) -> None:
        typed = {key: field.text().strip() for key, field in self.fields.items()}
        business_id, at = self._id, self._desk.now
        if not all(typed.values()):
            empty = next(field for key, field in self.fields.items() if not typed[key])
            empty.setFocus()
            return
        name = typed["field"].lower().replace(" ", "_")

        def work(session: Any) -> bool:
            source = profile_facts.OWNER
            profile_facts.learn(session, business_id, name, typed["value"], source=source, at=at)
            return True

        if self._desk.write(work):
            self.form.hide()

    @Slot()
    def _forget(self) -> None:
        found = next((known for away, known in self._rows.items() if away is self.sender()), None)
        if found is None:
            return
        fact_id, name = found
        at = self._desk.now

        def work(session: Any) -> bool:
            profile_facts.forget(session, fact_id, at=at)
            return True

        if self._desk.write(work):
            self._desk.say(f"{name} is forgotten. Ctrl+Z brings it back.")


def provenance(source: str, confidence: float, at: datetime, now: datetime) -> str:
    """ "from the import, Nov 2", "from you, today", "from first meeting, May 21, 2024, 70 % sure"."""
    day = days.local_day(at, now)
    said = f"from {SHOWN.get(source, source)}, {words.day(day, now.date())}"
    return said if confidence >= SURE else f"{said}, {round(confidence * 100)} % sure"
