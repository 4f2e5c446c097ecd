"""The filter of a list: words, conditions as chips, and the filters the owner has kept."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QPushButton, QWidget

from app.core.errors import CrmError
from app.crm import saved_filters
from app.crm.listing import Condition
from app.ui.desk import Desk
from app.ui.records.asks import Ask, asks_of_own
from app.ui.records.chip_row import ChipRow
from app.ui.records.filter_menu import FilterMenu
from app.ui.records.saved_menu import SavedMenu
from app.ui.theme import tokens
from app.ui.widgets.basic import button, column, row

TYPING_PAUSE = 40
"""Milliseconds without a key before the list follows."""
NAME = "Name of the filter"


class FilterLine(QWidget):
    """`changed` says which parts of the list's query are new: text, conditions, and with a kept filter the order."""

    changed = Signal(object)
    entered = Signal()
    """Enter: on to the rows."""

    def __init__(self, desk: Desk, kind: str, hint: str, asks: Sequence[Ask]) -> None:
        super().__init__()
        self._desk, self._kind = desk, kind
        self._given = asks
        self.conditions: tuple[Condition, ...] = ()
        self.order: dict[str, Any] = {}
        """sort and descending of the list now; a filter that is kept keeps them too"""
        self._asked: tuple[Ask, str] | None = None
        self._renaming: int | None = None
        self.text, self.chips = QLineEdit(), ChipRow(desk.look)
        self.filter, self.saved = button("Filter", hint="Filter by a field"), button("Saved", hint="Saved filters")
        self.fields, self.kept = FilterMenu(self), SavedMenu(kind, self)
        self._line: QHBoxLayout = row(desk.look, tokens.S2)
        self._lay_out(hint)
        self._connect()

    @property
    def active(self) -> bool:
        return bool(self.text.text().strip() or self.conditions)

    def add(self, control: QWidget) -> None:
        """Put one more control at the right end of the line."""
        self._line.addWidget(control)

    @Slot()
    def start(self) -> None:
        """To the words, all of them chosen, so that new ones replace them."""
        self.text.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.text.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc gives up the words, then goes on to the rows; Down goes there at once."""
        if event.key() == Qt.Key.Key_Escape and self.text.text():
            self.text.clear()
            self._tell()
        elif event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Down):
            self._enter()
        else:
            super().keyPressEvent(event)

    @Slot()
    def clear(self) -> None:
        """Show everything again."""
        self.text.clear()
        self.set_conditions(())

    def set_conditions(self, conditions: Sequence[Condition]) -> None:
        self.conditions = tuple(conditions)
        self._show_chips()
        self._tell()

    def _lay_out(self, hint: str) -> None:
        look = self._desk.look
        stack = column(look, 0, parent=self)
        self.text.setPlaceholderText(hint)
        self.text.setAccessibleName("Filter the list")
        self.text.setClearButtonEnabled(True)
        self.text.setMaximumWidth(look.px(tokens.FORM))
        self._line.addWidget(self.text, 4)
        self._line.addWidget(self.filter)
        self._line.addWidget(self.saved)
        self._line.addStretch(1)
        stack.addLayout(self._line)
        stack.addWidget(self.chips)

    def _connect(self) -> None:
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(TYPING_PAUSE)
        self._pause.timeout.connect(self._tell)
        self.text.textChanged.connect(self._wait)
        self.text.returnPressed.connect(self._enter)
        self.filter.clicked.connect(self._offer_fields)
        self.saved.clicked.connect(self._offer_saved)
        self.fields.picked.connect(self._add)
        self.fields.typed_wanted.connect(self._ask)
        self.chips.typed.connect(self._take_typed)
        self.chips.removed.connect(self._remove)
        self.chips.all_removed.connect(self.clear)
        self.kept.chosen.connect(self._show_saved)
        self.kept.dropped.connect(self._drop_saved)
        self.kept.keep_wanted.connect(self._ask_name)
        self.kept.renamed.connect(self._ask_new_name)

    def _show_chips(self) -> None:
        with self._desk.read() as session:
            self.chips.show_words([self._words(session, condition) for condition in self.conditions])

    def _words(self, session: Any, condition: Condition) -> str:
        known = (*self._given, *asks_of_own(session, self._kind))
        plain = Ask(condition.field, condition.field.replace("_", " ").capitalize())
        ask = next((found for found in known if found.field == condition.field), plain)
        return ask.words(session, condition, self._desk.currency)

    @Slot()
    def _wait(self) -> None:
        self._pause.start()

    @Slot()
    def _tell(self) -> None:
        self._pause.stop()
        self.changed.emit({"text": self.text.text(), "conditions": self.conditions, **self.order})

    @Slot()
    def _enter(self) -> None:
        self._tell()
        self.entered.emit()

    @Slot()
    def _offer_fields(self) -> None:
        with self._desk.read() as session:
            self.fields.fill(session, [*self._given, *asks_of_own(session, self._kind)])
        _drop_down(self.fields, self.filter)

    @Slot()
    def _offer_saved(self) -> None:
        with self._desk.read() as session:
            self.kept.fill(session, can_keep=self.active)
        _drop_down(self.kept, self.saved)

    @Slot(object)
    def _add(self, condition: Condition) -> None:
        if condition not in self.conditions:
            self.set_conditions((*self.conditions, condition))

    @Slot(int)
    def _remove(self, place: int) -> None:
        self.set_conditions((*self.conditions[:place], *self.conditions[place + 1 :]))

    @Slot(object, str)
    def _ask(self, ask: Ask, op: str) -> None:
        self._asked = (ask, op)
        self.chips.ask(ask.question(op))

    @Slot()
    def _ask_name(self) -> None:
        self._asked, self._renaming = None, None
        self.chips.ask(NAME)

    @Slot(object)
    def _ask_new_name(self, filter_id: int) -> None:
        with self._desk.read() as session:
            name = saved_filters.get(session, filter_id).name
        self._asked, self._renaming = None, filter_id
        self.chips.ask(NAME)
        self.chips.field.setText(name)
        self.chips.field.selectAll()

    @Slot(str)
    def _take_typed(self, text: str) -> None:
        """The value of a condition, or the name to keep this filter by."""
        if self._asked is None:
            if self._keep(text) if self._renaming is None else self._rename(self._renaming, text):
                self.chips.stop_asking()
            return
        ask, op = self._asked
        try:
            condition = Condition(ask.field, op, ask.read(text, self._desk.now.date(), self._desk.currency))
        except CrmError as error:
            self._desk.say(error.message, error=True)
            return
        self.chips.stop_asking()
        self._add(condition)

    def _keep(self, name: str) -> bool:
        conditions = [{"field": c.field, "op": c.op, "value": c.value} for c in self.conditions]
        query = {"text": self.text.text().strip(), "conditions": conditions, **self.order}
        at, kind = self._desk.now, self._kind

        def work(session: Any) -> int:
            return saved_filters.create(session, at=at, entity_type=kind, name=name, query=query).id

        if self._desk.write(work) is None:
            return False
        self._desk.say(f"The filter {name[:60]} is kept under Saved.")
        return True

    def _rename(self, filter_id: int, name: str) -> bool:
        at = self._desk.now
        return bool(self._desk.write(lambda session: saved_filters.edit(session, filter_id, at=at, name=name).id))

    @Slot(object)
    def _show_saved(self, filter_id: int) -> None:
        with self._desk.read() as session:
            query = dict(saved_filters.get(session, filter_id).query)
        self.text.setText(query.get("text", ""))
        if query.get("sort"):
            self.order = {"sort": query["sort"], "descending": query.get("descending", False)}
        self.set_conditions([Condition(**condition) for condition in query.get("conditions", ())])

    @Slot(object)
    def _drop_saved(self, filter_id: int) -> None:
        at = self._desk.now

        def work(session: Any) -> bool:
            saved_filters.delete(session, filter_id, at=at)
            return True

        if self._desk.write(work):
            self._desk.say("The saved filter is deleted. Ctrl+Z brings it back.")


def _drop_down(menu: QMenu, below: QPushButton) -> None:
    menu.popup(below.mapToGlobal(QPoint(0, below.height())))
    first = next(iter(menu.actions()), None)
    if first is not None and first.menu() is None:  # a submenu would open at once
        menu.setActiveAction(first)
