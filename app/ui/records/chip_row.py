"""The conditions in force, each a chip that can be taken off, and a field where one is being typed."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget

from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.basic import Plain, button, clear, label, row
from app.ui.widgets.chips import Chip


class ChipRow(QWidget):
    """Hidden while there is nothing to show."""

    removed = Signal(int)
    """which of the conditions"""
    all_removed = Signal()
    typed = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._chips: list[QPushButton] = []
        self._holder, self._question, self.field = Plain(self), label("", "muted"), QLineEdit()
        self._row: QHBoxLayout = row(look, tokens.S1, parent=self._holder)
        self.all = button("Show everything", "plain")
        line = row(look, tokens.S2, (0, tokens.S2, 0, 0), self)
        line.addWidget(self._holder)
        line.addWidget(self._question)
        line.addWidget(self.field)
        line.addWidget(self.all)
        line.addStretch(1)
        self.field.setMaximumWidth(look.px(tokens.DOOR[0]))
        self.field.setAccessibleName("Value to filter by")
        self.field.returnPressed.connect(self._take)
        self.all.clicked.connect(self.all_removed)
        self.stop_asking()
        self.show_words([])

    def show_words(self, words: Sequence[str]) -> None:
        clear(self._row)
        self._chips = [self._chip(text) for text in words]
        for chip in self._chips:
            self._row.addWidget(chip)
        self._holder.setVisible(bool(words))
        self.all.setVisible(bool(words))
        self.setVisible(bool(words) or not self.field.isHidden())

    def ask(self, question: str, hint: str = "") -> None:
        """Have something typed: Enter takes it, Esc leaves."""
        self._question.setText(question)
        self._question.show()
        self.field.clear()
        self.field.setPlaceholderText(hint)
        self.field.setAccessibleName(question)
        self.field.show()
        self.show()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def stop_asking(self) -> None:
        self._question.hide()
        self.field.hide()
        self.setVisible(bool(self._chips))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.field.isVisible():
            self.stop_asking()
        else:
            super().keyPressEvent(event)

    def _chip(self, text: str) -> QPushButton:
        made = Chip(self._look, text, f"Take off: {text}", "click to take it off")
        made.clicked.connect(self._remove)
        return made

    @Slot()
    def _remove(self) -> None:
        self.removed.emit(next(place for place, chip in enumerate(self._chips) if chip is self.sender()))

    @Slot()
    def _take(self) -> None:
        if self.field.text().strip():
            self.typed.emit(self.field.text().strip())
