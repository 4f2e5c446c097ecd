"""A choice from a long list, found by typing any part of a name."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QCompleter

from app.crm import names
from app.ui.lists import Named
from app.ui.theme.look import Look
from app.ui.widgets.choice import Choice
from app.ui.widgets.typed import Typed

VISIBLE = 8


class Lookup(Choice):
    """Its line is typed in as any other: it shows names, and values are given for them.

    Text that names none is given as it was typed.
    """

    given = Signal(object)
    taken_back = Signal()

    def __init__(self, look: Look, name: str, listed: Callable[[], Named]) -> None:
        super().__init__(look, name)
        self.line = Typed(name)
        self._named = listed()
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setMaxVisibleItems(VISIBLE)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.show_choices(self._named)
        self.setLineEdit(self.line)
        self.line.clear()
        completer = self._completer = QCompleter(self.model(), self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setMaxVisibleItems(VISIBLE)
        self.setCompleter(completer)
        self.line.given.connect(self._give)
        self.line.taken_back.connect(self.taken_back)
        self.activated.connect(self.line.give)

    @property
    def draft(self) -> str | None:
        """What is typed and not taken over."""
        return self.line.draft

    @property
    def value(self) -> str:
        """Of what is typed now, taken over or not."""
        return self._value_of(self.line.text().strip())

    def offer(self, named: Named) -> None:
        """Another list to choose from; what is typed stays."""
        text, self._named = self.line.text(), named
        self.show_choices(named)
        self.line.setText(text)

    def show_value(self, value: object) -> None:
        self.line.show_value(self._name_of(str(value)))

    def settle(self, value: object) -> None:
        """Show this value, whatever is typed."""
        self.line.settle(self._name_of(str(value)))
        self.line.setCursorPosition(0)

    def keep_typed(self, text: str) -> None:
        self.line.keep_typed(text)

    @Slot(object)
    def _give(self, text: str) -> None:
        self._completer.popup().hide()  # type: ignore[union-attr]
        self.given.emit(self._value_of(text.strip()))

    def _name_of(self, value: str) -> str:
        return next((name for name, known in self._named if known == value), value)

    def _value_of(self, text: str) -> str:
        """By name or code in any case; also by any part that only one of a list of codes has."""
        wanted = names.fold(text)
        for name, value in self._named:
            if wanted in (names.fold(name), names.fold(value), names.fold(name.removesuffix(f" ({value})"))):
                return value
        parts = [value for name, value in self._named if value != name and wanted in names.fold(name)]
        return parts[0] if len(parts) == 1 and wanted else text
