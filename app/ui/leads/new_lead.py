"""A new lead from anywhere: who, how to reach them, what they want. One field is enough, Enter adds."""

from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QWidget

from app.core.errors import CrmError
from app.crm import leads
from app.crm.leads import Lead
from app.ui.desk import Desk
from app.ui.reading import read_money
from app.ui.theme import tokens
from app.ui.widgets.basic import button, column, icon_button, label, lift, row
from app.ui.widgets.person_field import PersonField


class NewLead(QFrame):
    """Floats over the page; Esc leaves the page as it was."""

    added = Signal(object)
    """the id of the deal"""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk, self._over = desk, parent
        self._before: QWidget | None = None
        self.setProperty("part", "popup")
        self.setAccessibleName("New lead")
        self.name, self.reach, self.business = PersonField(desk, "Name"), QLineEdit(), QLineEdit()
        self.wish, self.value = QLineEdit(), QLineEdit()
        self.add, self.cancel = button("Add lead", "primary", hint="Enter"), button("Cancel", "plain", hint="Esc")
        self.close_it = icon_button(desk.look, "x", "Close the new lead", "Close (Esc)")
        self._lay_out()
        self._connect()
        lift(self, desk.look)
        self.hide()

    def start(self) -> None:
        """Empty, in front, ready for the name."""
        self._before = self._over.window().focusWidget()
        for _name, field, _hint in self._fields():
            field.clear()
        self.place()
        self.show()
        self.raise_()
        self.name.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def place(self) -> None:
        """In the middle of the window, a little above."""
        wide = min(self._desk.look.px(tokens.LEAD_FORM), self._over.width())
        self.resize(wide, min(self.sizeHint().height(), self._over.height()))
        self.move((self._over.width() - wide) // 2, max(0, (self._over.height() - self.height()) // 4))

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab stays in the form while it is open."""
        stops: list[QWidget] = [field for _name, field, _hint in self._fields()]
        stops += [self.add, self.cancel, self.close_it]
        here = next((n for n, stop in enumerate(stops) if stop.hasFocus()), -1)
        reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        stops[(here + (1 if forward else -1)) % len(stops)].setFocus(reason)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not self.cancel.hasFocus():
            self.store()
        else:
            super().keyPressEvent(event)

    @Slot()
    def leave(self) -> None:
        self.hide()
        if self._before is not None and self._before.isVisible():
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def store(self) -> None:
        try:
            cents = read_money(self.value.text(), self._desk.currency)
        except CrmError as error:
            self._desk.say(error.message, error=True)
            self.value.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        reach, business, wish = (field.text().strip() for field in (self.reach, self.business, self.wish))
        lead = Lead(self.name.name, reach, business, wish, cents, self.name.chosen_id)
        at = self._desk.now

        def work(session: Any) -> int:
            return leads.create(session, lead, at=at)[1]

        deal_id = self._desk.write(work)
        if deal_id is None:
            (self.reach if self.name.name else self.name).setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.leave()
        self.added.emit(deal_id)

    def _fields(self) -> tuple[tuple[str, QLineEdit, str], ...]:
        return (
            ("Name", self.name, "Ana Ruiz"),
            ("E-mail or phone", self.reach, "ana@example.org"),
            ("Business", self.business, "Where do they work?"),
            ("What they want", self.wish, "New website"),
            ("Value", self.value, f"In {self._desk.currency}, if you know"),
        )

    def _lay_out(self) -> None:
        look = self._desk.look
        stack = column(look, tokens.S1, (tokens.S5, tokens.S3, tokens.S5, tokens.S5), self)
        head = row(look, tokens.S2)
        head.addWidget(label("New lead", "title"), 1)
        head.addWidget(self.close_it)
        stack.addLayout(head)
        for name, field, hint in self._fields():
            field.setPlaceholderText(hint)
            field.setAccessibleName(f"{name} of the new lead")
            stack.addWidget(label(name, "meta"))
            stack.addWidget(field)
            stack.addSpacing(look.px(tokens.S1))
        line = row(look, tokens.S2)
        line.addWidget(label("Only one of the first two is needed.", "meta"), 1)
        line.addWidget(self.cancel)
        line.addWidget(self.add)
        stack.addSpacing(look.px(tokens.S2))
        stack.addLayout(line)

    def _connect(self) -> None:
        self.add.clicked.connect(self.store)
        self.cancel.clicked.connect(self.leave)
        self.close_it.clicked.connect(self.leave)
