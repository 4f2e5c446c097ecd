"""A form of one line above a list: Enter in any field adds, Esc leaves."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit

from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.basic import button, row


class InlineForm(QFrame):
    """Subclasses place their fields and store in `store`; what cannot be stored stays as it was typed."""

    added = Signal(object)
    """the id of the new record"""
    left = Signal()

    def __init__(self, look: Look, one: str, action: str) -> None:
        """one: what is added, "deal"; action: the words of the button."""
        super().__init__()
        self._one = one
        self._fields: list[QLineEdit] = []
        self.setProperty("part", "inline-form")
        self.line: QHBoxLayout = row(look, tokens.S2, (tokens.S2, tokens.S2, tokens.S2, tokens.S2), self)
        self.add, self.cancel = button(action, "primary", hint="Enter"), button("Cancel", "plain", hint="Esc")
        self.add.clicked.connect(self.store)
        self.cancel.clicked.connect(self.leave)
        self.hide()

    def place(self, fields: Sequence[tuple[QLineEdit, str, str, int]]) -> None:
        """(field, name, hint, share of the width), then the buttons."""
        self._fields = [field for field, *_rest in fields]
        for field, name, hint, share in fields:
            field.setPlaceholderText(hint)
            field.setAccessibleName(f"{name} of the new {self._one}")
            field.returnPressed.connect(self.store)
            self.line.addWidget(field, share)
        self.line.addWidget(self.add)
        self.line.addWidget(self.cancel)

    def start(self) -> None:
        """Show the form empty, ready for its first field."""
        for field in self._fields:
            field.clear()
        self.open_on(self._fields[0])

    def open_on(self, field: QLineEdit) -> None:
        """Show the form, ready for typing there."""
        self.show()
        field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)

    @Slot()
    def store(self) -> None:
        """Add what is typed."""
        raise NotImplementedError

    @Slot()
    def leave(self) -> None:
        self.hide()
        self.left.emit()
