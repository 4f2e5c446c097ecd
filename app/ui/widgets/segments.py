"""A few values side by side, one of which is chosen."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QPushButton

from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.basic import row

STEPS: Mapping[int, int] = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}


class Segments(QFrame):
    """Tab reaches the chosen one, the arrow keys choose its neighbours."""

    chosen = Signal(object)

    def __init__(self, look: Look, name: str, choices: Sequence[tuple[str, object]]) -> None:
        """choices: [(text, value)]"""
        super().__init__()
        self.setProperty("part", "segments")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(name)
        self._values = [value for _text, value in choices]
        self._group = QButtonGroup(self)
        self.buttons: list[QPushButton] = []
        line = row(look, 0, parent=self)
        line.setContentsMargins(*(tokens.HAIRLINE,) * 4)
        for place, (text, _value) in enumerate(choices):
            made = _Segment(self, text)
            made.setAccessibleName(f"{name}: {text}")
            made.clicked.connect(self._choose)
            self._group.addButton(made, place)
            self.buttons.append(made)
            line.addWidget(made)

    def show_value(self, value: object) -> None:
        if value in self._values:
            self.buttons[self._values.index(value)].setChecked(True)
        for button in self.buttons:
            reached = button.isChecked() or self._group.checkedId() < 0
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus if reached else Qt.FocusPolicy.ClickFocus)

    def walk(self, by: int) -> None:
        """Choose the next or the one before."""
        place = self._group.checkedId() + by
        if 0 <= place < len(self.buttons):
            self.buttons[place].setFocus(Qt.FocusReason.TabFocusReason)
            self.buttons[place].click()

    @Slot()
    def _choose(self) -> None:
        value = self._values[self._group.checkedId()]
        self.show_value(value)
        self.chosen.emit(value)


class _Segment(QPushButton):
    def __init__(self, whole: Segments, text: str) -> None:
        super().__init__(text.replace("&", "&&"))
        self._whole = whole
        self.setProperty("kind", "segment")
        self.setCheckable(True)
        self.setAutoDefault(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = STEPS.get(event.key())
        if step:
            self._whole.walk(step)
        else:
            super().keyPressEvent(event)
