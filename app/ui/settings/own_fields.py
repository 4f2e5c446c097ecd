"""The fields the owner adds to records: seen, added, renamed, their choices changed, deleted."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QLineEdit

from app.crm import custom_fields, names
from app.ui.desk import Desk
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.basic import Elided, Plain, button, icon_button, row
from app.ui.widgets.choice import Choice
from app.ui.widgets.section import Section
from app.ui.widgets.typed import Typed

NOTE = "Something you want to note on every contact or deal, and there is no place for it yet."
TYPES = {"yes_no": "Yes or no"}


@dataclass(frozen=True)
class OwnField:
    """A definition as it is shown. choices: separated by commas."""

    id: int
    kind: str
    label: str
    value_type: str
    choices: str


def kind_words(kind: str) -> str:
    """time_entry: "Time entry"."""
    return TYPES.get(kind) or kind.replace("_", " ").capitalize()


def own_fields(session: Any) -> list[OwnField]:
    """Of all kinds of records, one kind after the other."""
    return [
        OwnField(field.id, kind, field.label, field.value_type, ", ".join(field.choices))
        for kind in custom_fields.KINDS
        for field in custom_fields.definitions(session, kind).values()
    ]


def split(choices: str) -> list[str]:
    return [text.strip() for text in choices.split(",") if text.strip()]


class FieldLine(Plain):
    """One field: its name and choices are edited in place."""

    renamed, rechosen = Signal(object, object), Signal(object, object)
    removed = Signal(object)

    def __init__(self, look: Look, field: OwnField) -> None:
        super().__init__()
        self.field = field
        self.words = names.fold(f"own fields {field.label} {kind_words(field.kind)}")
        self.name, self.choices = Typed(f"Name of the field {field.label}"), Typed(f"Choices of {field.label}")
        self.name.setObjectName(f"field {field.id}")
        self.delete = icon_button(look, "trash", f"Delete the field {field.label}", "Delete (Ctrl+Z brings it back)")
        self.name.setFixedWidth(look.px(tokens.NAME_WIDE))
        line = row(look, tokens.S3, (0, tokens.S2, 0, tokens.S2), self)
        line.addWidget(self.name)
        line.addWidget(Elided(f"{kind_words(field.kind)}, {kind_words(field.value_type).lower()}", "muted"), 1)
        line.addWidget(self.choices, 1)
        line.addWidget(self.delete)
        self.choices.setVisible(field.value_type == "choice")
        self.show_field(field)
        self.name.given.connect(self._rename)
        self.choices.given.connect(self._rechoose)
        self.delete.clicked.connect(self._remove)

    def show_field(self, field: OwnField) -> None:
        self.field = field
        self.name.show_value(field.label)
        self.choices.show_value(field.choices)

    @Slot(object)
    def _rename(self, text: str) -> None:
        self.renamed.emit(self.field.id, text)

    @Slot(object)
    def _rechoose(self, text: str) -> None:
        self.rechosen.emit(self.field.id, text)

    @Slot()
    def _remove(self) -> None:
        self.removed.emit(self.field.id)


class NewField(Plain):
    """What, on which records, of which type; Enter adds."""

    wanted = Signal()
    words = "own fields add"

    def __init__(self, look: Look) -> None:
        super().__init__()
        kinds = [(kind_words(kind), kind) for kind in custom_fields.KINDS]
        types = [(kind_words(kind), kind) for kind in custom_fields.TYPES]
        self.name, self.choices = QLineEdit(), QLineEdit()
        self.kind, self.value_type = Choice(look, "Kind of record", kinds), Choice(look, "Type of the field", types)
        self.kind.show_value("contact")
        self.add = button("Add field")
        for field, hint in ((self.name, "New field"), (self.choices, "Choices, with commas between")):
            field.setPlaceholderText(hint)
            field.setAccessibleName(hint)
            field.returnPressed.connect(self.wanted)
        self.name.setObjectName("new field")
        line = row(look, tokens.S2, (0, tokens.S2, 0, tokens.S2), self)
        for part, share in ((self.name, 2), (self.kind, 1), (self.value_type, 1), (self.choices, 2), (self.add, 0)):
            line.addWidget(part, share)
        self.choices.hide()
        self.value_type.currentIndexChanged.connect(self._show_choices)
        self.add.clicked.connect(self.wanted)

    def clear(self) -> None:
        for field in (self.name, self.choices):
            field.setText("")  # unlike clear(), this leaves no typing for undo to bring back
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _show_choices(self) -> None:
        self.choices.setVisible(self.value_type.currentData() == "choice")


class OwnFields(QObject):
    """The section and what it does."""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self.section = Section(desk.look, "Own fields", NOTE)
        self.new = NewField(desk.look)
        self.lines: dict[int, FieldLine] = {}
        self.section.add(self.new)
        self.new.wanted.connect(self._add)

    def refresh(self) -> None:
        with self._desk.read() as session:
            found = {field.id: field for field in own_fields(session)}
        for gone in self.lines.keys() - found.keys():
            self.section.drop(self.lines.pop(gone))
        for field in found.values():
            self._show(field)

    def _show(self, field: OwnField) -> None:
        if field.id in self.lines:
            self.lines[field.id].show_field(field)
            return
        line = self.lines[field.id] = FieldLine(self._desk.look, field)
        line.renamed.connect(self._rename)
        line.rechosen.connect(self._rechoose)
        line.removed.connect(self._remove)
        self.section.add(line)

    def _write(self, work: Callable[[Any], object]) -> bool:
        done = self._desk.write(lambda session: (work(session), True)[1])
        return bool(done)

    @Slot()
    def _add(self) -> None:
        new, at = self.new, self._desk.now
        kind, value_type = str(new.kind.currentData()), str(new.value_type.currentData())
        label, choices = new.name.text(), split(new.choices.text()) if value_type == "choice" else []
        if self._write(
            lambda session: custom_fields.create(
                session, at=at, entity_type=kind, label=label, value_type=value_type, choices=choices
            )
        ):
            new.clear()

    @Slot(object, object)
    def _rename(self, field_id: int, label: str) -> None:
        at = self._desk.now
        if self._write(lambda session: custom_fields.edit(session, field_id, at=at, label=label)):
            self._settle(field_id)

    @Slot(object, object)
    def _rechoose(self, field_id: int, choices: str) -> None:
        at = self._desk.now
        if self._write(lambda session: custom_fields.edit(session, field_id, at=at, choices=split(choices))):
            self._settle(field_id)

    def _settle(self, field_id: int) -> None:
        """Show it as it was kept; the write has told us what that is."""
        if field_id in self.lines:
            line = self.lines[field_id]
            line.name.settle(line.field.label)
            line.choices.settle(line.field.choices)

    @Slot(object)
    def _remove(self, field_id: int) -> None:
        at = self._desk.now
        if self._write(lambda session: custom_fields.delete(session, field_id, at=at)):
            self._desk.say("Field deleted; values already given stay. Ctrl+Z brings it back.")
            self.new.name.setFocus(Qt.FocusReason.OtherFocusReason)
