"""A field for a text or a number: Enter, leaving and the arrow keys give it, Esc takes it back."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit

LONGEST = 1000
KEYS: Mapping[int, int] = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}


class Typed(QLineEdit):
    """A value that is refused stays as it was typed until it is mended or taken back."""

    given = Signal(object)
    taken_back = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self._kept = self._last = ""
        self.setAccessibleName(name)
        self.setMaxLength(LONGEST)
        self.returnPressed.connect(self.give)

    @property
    def draft(self) -> str | None:
        """What is typed and not taken over."""
        return None if self.text() == self._kept else self.text()

    def show_value(self, value: object) -> None:
        drafting, self._kept = self.draft is not None, str(value)
        if not drafting:
            self.settle(value)

    def settle(self, value: object) -> None:
        """Show this value, whatever is typed."""
        self._kept = self._last = str(value)
        self.setText(self._kept)  # also when it is the same: the keys then no longer undo the typing

    def keep_typed(self, text: str) -> None:
        self.setText(text)
        self._last = text

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.draft is not None:
            self.settle(self._kept)
            self.selectAll()
            self.taken_back.emit()
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.give()

    @Slot()
    def give(self) -> None:
        """Tell what is typed, once."""
        if self.draft is not None and self.text() != self._last:
            self._last = self.text()
            self.given.emit(self.text())


class TypedNumber(Typed):
    """A whole number; Up and Down go to the next one offered."""

    def __init__(self, name: str, steps: Sequence[int] = ()) -> None:
        """steps: the numbers offered; none means each."""
        super().__init__(name)
        self._steps = steps
        self.setAlignment(Qt.AlignmentFlag.AlignRight)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        way = KEYS.get(event.key())
        if way:
            self.step(way)
        else:
            super().keyPressEvent(event)

    def step(self, way: int) -> None:
        """One up (1) or down (-1) from the value in force, or to the next one offered."""
        if not self._kept.lstrip("-").isdigit():
            return
        now = int(self._kept)
        if self._steps:
            ahead = [step for step in self._steps if (step - now) * way > 0]
            new = min(ahead, key=lambda step: abs(step - now)) if ahead else now
        else:
            new = now + way
        if new != now:
            self.setText(str(new))
            self.give()
