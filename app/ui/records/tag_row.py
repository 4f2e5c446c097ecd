"""The tags of a record: chips that a click takes off, and a field that puts one on."""

from typing import Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QPushButton

from app.crm import tags
from app.ui.desk import Desk
from app.ui.theme import tokens
from app.ui.widgets.basic import button
from app.ui.widgets.flow import Flow
from app.ui.widgets.suggest import suggest

LONGEST = 30


class TagField(QLineEdit):
    """Esc takes back what is typed."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)


class TagRow(Flow):
    """Of one record at a time; every change is one undoable step."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.look)
        self._desk, self._kind, self._id = desk, "", 0
        self._names: list[str] = []
        self._chips: list[QPushButton] = []
        self.field = TagField()
        self.field.setProperty("kind", "inline")
        self.field.setPlaceholderText("Add a tag")
        self.field.setAccessibleName("Add a tag")
        self.field.setMinimumWidth(desk.look.px(tokens.FIELD_LABEL))
        self._known = suggest(self.field)
        self.field.returnPressed.connect(self._add)
        self.end_with(self.field)

    def show_record(self, session: Any, kind: str, record_id: int) -> None:
        if (kind, record_id) != (self._kind, self._id):
            self.field.clear()
        self._kind, self._id = kind, record_id
        found = tags.of(session, kind, [record_id]).get(record_id, [])
        self._known.setStringList([name for name in tags.names_in_use(session) if name not in found])
        if found != self._names or len(self._chips) != len(found):
            self._names = found
            self._chips = [self._chip(name) for name in found]
            self.show_parts(list(self._chips))

    def _chip(self, name: str) -> QPushButton:
        made = button(name if len(name) <= LONGEST else f"{name[:LONGEST]}…", "chip", hint=f"{name}: click to take off")
        made.setAccessibleName(f"Take off the tag {name}")
        made.setIcon(self._desk.look.icon("x"))
        made.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        made.clicked.connect(self._remove)
        return made

    @Slot()
    def _add(self) -> None:
        wanted, kind, record_id, at = tags.split(self.field.text()), self._kind, self._id, self._desk.now
        if not wanted:
            return

        def work(session: Any) -> bool:
            for name in wanted:
                tags.add(session, kind, record_id, name, at=at)
            return True

        if self._desk.write(work):
            self.field.clear()

    @Slot()
    def _remove(self) -> None:
        place = next(place for place, chip in enumerate(self._chips) if chip is self.sender())
        name, kind, record_id, at = self._names[place], self._kind, self._id, self._desk.now

        def work(session: Any) -> bool:
            tags.remove(session, kind, record_id, name, at=at)
            return True

        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        if self._desk.write(work):
            self._desk.say(f"The tag {name[:60]} is taken off. Ctrl+Z brings it back.")
