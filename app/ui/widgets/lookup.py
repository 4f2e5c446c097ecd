"""A choice from a long list, found by typing any part of a name."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit

from app.crm import names
from app.ui.lists import Named
from app.ui.theme.look import Look
from app.ui.widgets.choice import Choice

VISIBLE = 8


class Lookup(Choice):
    """Enter, leaving or picking gives a value; text that names none is given as it was typed. Esc takes it back."""

    given = Signal(object)
    taken_back = Signal()

    def __init__(self, look: Look, name: str, listed: Callable[[], Named]) -> None:
        super().__init__(look, name)
        self.line = QLineEdit()
        self._named, self._last = listed(), ""
        self._kept: str | None = None
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setMaxVisibleItems(VISIBLE)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.show_choices(self._named)
        self.setLineEdit(self.line)
        self.line.clear()
        self.line.setAccessibleName(name)
        completer = self._completer = QCompleter(self.model(), self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setMaxVisibleItems(VISIBLE)
        self.setCompleter(completer)
        self.line.returnPressed.connect(self._give)
        self.activated.connect(self._give)

    @property
    def draft(self) -> str | None:
        """What is typed and not taken over."""
        text = self.line.text()
        return None if self._kept is None or text == self._name_of(self._kept) else text

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
        drafting, self._kept = self.draft is not None, str(value)
        if not drafting:
            self.settle(value)

    def settle(self, value: object) -> None:
        """Show this value, whatever is typed."""
        self._kept = self._last = str(value)
        self.line.setText(self._name_of(self._kept))  # also when it is the same: undo then no longer means the typing
        self.line.setCursorPosition(0)

    def keep_typed(self, text: str) -> None:
        self.line.setText(text)
        self._last = text

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The line has us as its focus proxy, so its keys come here first."""
        if event.key() == Qt.Key.Key_Escape and self.draft is not None:
            self.settle(self._kept)
            self.taken_back.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._give()

    @Slot()
    def _give(self) -> None:
        text = self.line.text().strip()
        self._completer.popup().hide()  # type: ignore[union-attr]
        if self.draft is None or text == self._last:
            return
        self._last = text
        self.given.emit(self._value_of(text))

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
