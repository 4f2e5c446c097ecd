"""Fields edited in place: Enter or leaving saves, Esc takes the old text back."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.basic import Elided, Plain, clear, column, label, restyle, row, rule
from app.ui.widgets.choice import InlineChoice


class InlineText(QLineEdit):
    """A line that looks like text until it is hovered or focused."""

    saved = Signal(str, object)
    """key, new text"""

    def __init__(self, key: str, name: str, hint: str = "", *, heading: bool = False) -> None:
        super().__init__()
        self.key, self._kept, self._refused = key, "", False
        self.setProperty("kind", "heading" if heading else "inline")
        self.setAccessibleName(name)
        self.setPlaceholderText(hint)
        if heading:
            self.setTextMargins(-tokens.S0, 0, 0, 0)
        else:
            self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute)
        self.returnPressed.connect(self._save)

    def show_text(self, text: str) -> None:
        """Take over a new value, but never over what somebody is typing or has to mend."""
        if self._refused and text == self._kept:
            return
        self._kept = text
        self._set_refused(refused=False)
        if not (self.hasFocus() and self.isModified()):
            self.setText(text)
            self.setCursorPosition(0)
            self.setToolTip(text)

    def refuse(self) -> None:
        """What was typed cannot be kept: it stays to be mended, until Esc takes it back."""
        self._set_refused(refused=True)

    def forget(self) -> None:
        """Another record comes: what was refused is given up."""
        self._set_refused(refused=False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and (self.isModified() or self._refused):
            self._set_refused(refused=False)
            self.setText(self._kept)
            self.setModified(False)
            self.selectAll()
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._save()
            self.setCursorPosition(0)

    def _set_refused(self, *, refused: bool) -> None:
        if refused != self._refused:
            self._refused = refused
            self.setProperty("tone", "error" if refused else "")
            restyle(self)

    @Slot()
    def _save(self) -> None:
        text = self.text().strip()
        if self.isModified() and text != self._kept.strip():
            self.setModified(False)
            self.saved.emit(self.key, text)
        else:
            self.setModified(False)


class SavedChoice(InlineChoice):
    """A choice that is saved when it is picked."""

    saved = Signal(str, object)

    def __init__(self, look: Look, key: str, name: str, choices: Sequence[tuple[str, object]]) -> None:
        super().__init__(look, name, choices)
        self.key = key
        self.activated.connect(self._save)

    @Slot(int)
    def _save(self, place: int) -> None:
        self.saved.emit(self.key, self.itemData(place))


class Fields(QWidget):
    """Rows of label and field with hairlines between; tells every saved value by its key."""

    saved = Signal(str, object)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._texts: dict[str, InlineText] = {}
        self._choices: dict[str, SavedChoice] = {}
        self._stack = column(look, 0, parent=self)

    def text(self, key: str, name: str, hint: str = "") -> InlineText:
        """Add a row with a text field."""
        field = InlineText(key, name, hint)
        field.saved.connect(self.saved)
        self._texts[key] = field
        self._add(name, field)
        return field

    def choice(self, key: str, name: str, choices: Sequence[tuple[str, object]] = ()) -> SavedChoice:
        """Add a row with a choice."""
        field = SavedChoice(self._look, key, name, choices)
        field.saved.connect(self.saved)
        self._choices[key] = field
        self._add(name, field)
        return field

    def place(self, name: str, field: QWidget) -> None:
        """Add a row with a field of another kind."""
        self._add(name, field)

    def show_texts(self, values: dict[str, str]) -> None:
        for key, value in values.items():
            self._texts[key].show_text(value)

    def show_choice(self, key: str, value: object) -> None:
        self._choices[key].show_value(value)

    def show_choices(self, key: str, choices: Sequence[tuple[str, object]], value: object) -> None:
        self._choices[key].show_choices(choices)
        self._choices[key].show_value(value)

    def refuse(self, key: str) -> None:
        """What was typed there cannot be kept."""
        if key in self._texts:
            self._texts[key].refuse()

    def tint(self, key: str, tone: str) -> None:
        """Give the text of a field a tone of the style sheet: accent, error or none."""
        field = self._texts[key]
        if field.property("tone") != tone:
            field.setProperty("tone", tone)
            restyle(field)

    def empty(self) -> None:
        self._texts, self._choices = {}, {}
        clear(self._stack)

    def _add(self, name: str, field: QWidget) -> None:
        look, line = self._look, Plain(self)
        words = Elided(name, "muted")
        words.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        words.setFixedWidth(look.px(tokens.FIELD_LABEL))
        inner = row(look, tokens.S2, (0, tokens.S0, 0, tokens.S0), line)
        inner.addWidget(words)
        if isinstance(field, QComboBox):
            inner.addStretch(1)
            inner.addWidget(field)
        else:
            inner.addWidget(field, 1)
        self._stack.addWidget(line)
        self._stack.addWidget(rule())


def section(look: Look, stack: QVBoxLayout, name: str) -> None:
    """A small heading inside a pane."""
    stack.addSpacing(look.px(tokens.S2))
    stack.addWidget(label(name, "meta"))
