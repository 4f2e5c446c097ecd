"""The control that fits a declared setting: it follows from the type of its value, never from its name."""

from collections.abc import Callable

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget

from app.core.settings import Setting, Value
from app.ui import words
from app.ui.lists import LISTS, Named
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.basic import button, ground, icon_button, label, row
from app.ui.widgets.choice import Choice
from app.ui.widgets.lookup import Lookup
from app.ui.widgets.segments import Segments
from app.ui.widgets.switch import Switch
from app.ui.widgets.typed import Typed, TypedNumber

FEW = 4
"""Choices that stand side by side; more go into a list."""
MANY = 100_000
"""A number that goes up to this needs a wider field."""


class Control(QWidget):
    """Tells what the owner gives; `show_value` leaves alone what is typed and not taken over, `settle` does not."""

    given = Signal(object)
    taken_back = Signal()

    def __init__(self, look: Look, setting: Setting) -> None:
        super().__init__()
        self.look, self.setting = look, setting
        self.line = row(look, tokens.S2, parent=self)
        self.line.addStretch(1)

    @property
    def draft(self) -> str | None:
        return None

    def show_value(self, value: Value) -> None:
        raise NotImplementedError

    def settle(self, value: Value) -> None:
        self.show_value(value)

    def keep_typed(self, text: str) -> None:
        """Put a text back that was not taken over."""


class OnOff(Control):
    def __init__(self, look: Look, setting: Setting) -> None:
        super().__init__(look, setting)
        self.switch = Switch(look, setting.label)
        self.switch.setObjectName(setting.key)
        self.switch.clicked.connect(self._give)
        self.line.addWidget(self.switch)

    def show_value(self, value: Value) -> None:
        self.switch.setChecked(bool(value))

    @Slot(bool)
    def _give(self, on: bool) -> None:
        self.given.emit(on)


class SideBySide(Control):
    def __init__(self, look: Look, setting: Setting) -> None:
        super().__init__(look, setting)
        self.segments = Segments(look, setting.label, [(text, value) for value, text in setting.choices.items()])
        for segment, value in zip(self.segments.buttons, setting.choices, strict=True):
            segment.setObjectName(f"{setting.key} {value}")
        self.segments.chosen.connect(self.given)
        self.line.addWidget(self.segments)

    def show_value(self, value: Value) -> None:
        self.segments.show_value(value)


class OneOfMany(Control):
    def __init__(self, look: Look, setting: Setting) -> None:
        super().__init__(look, setting)
        self.choice = Choice(look, setting.label, [(text, value) for value, text in setting.choices.items()])
        self.choice.setObjectName(setting.key)
        self.choice.setFixedWidth(look.px(tokens.SETTING))
        self.choice.activated.connect(self._give)
        self.line.addWidget(self.choice)

    def show_value(self, value: Value) -> None:
        self.choice.show_value(value)

    @Slot(int)
    def _give(self, place: int) -> None:
        self.given.emit(self.choice.itemData(place))


class Written(Control):
    """A field to type in, of whatever kind."""

    def __init__(self, look: Look, setting: Setting, field: Typed | Lookup) -> None:
        super().__init__(look, setting)
        self.field = field
        field.setObjectName(setting.key)
        field.setAccessibleDescription(setting.help)
        field.given.connect(self.given)
        field.taken_back.connect(self.taken_back)

    @property
    def draft(self) -> str | None:
        return self.field.draft

    def show_value(self, value: Value) -> None:
        self.field.show_value(value)

    def settle(self, value: Value) -> None:
        self.field.settle(value)

    def keep_typed(self, text: str) -> None:
        self.field.keep_typed(text)


class Text(Written):
    def __init__(self, look: Look, setting: Setting) -> None:
        listed = LISTS.get(setting.among)
        super().__init__(look, setting, Lookup(look, setting.label, listed) if listed else Typed(setting.label))
        self.field.setFixedWidth(look.px(tokens.SETTING))
        self.line.addWidget(self.field)

    def offer(self, named: Named) -> None:
        """What can be picked now; what is typed stays."""
        if isinstance(self.field, Lookup):
            self.field.offer(named)


class Number(Written):
    """Less, the number, more, its unit."""

    def __init__(self, look: Look, setting: Setting) -> None:
        self.number = TypedNumber(setting.label, setting.steps)
        super().__init__(look, setting, self.number)
        self.number.setFixedWidth(look.px(tokens.NUMBER if max(setting.steps, default=0) < MANY else tokens.WORD_WIDE))
        self.less, self.more = self._button("minus", "Less"), self._button("plus", "More")
        self.less.clicked.connect(self._go_down)
        self.more.clicked.connect(self._go_up)
        unit = label(setting.unit, "muted")
        unit.setFixedWidth(look.px(tokens.AVATAR_LARGE + tokens.S4))
        for part in (self.less, self.number, self.more, unit):
            self.line.addWidget(part)

    def _button(self, icon: str, word: str) -> QToolButton:
        made = icon_button(self.look, icon, f"{self.setting.label}: {word.lower()}", word)
        made.setObjectName(f"{self.setting.key} {icon}")
        return made

    @Slot()
    def _go_down(self) -> None:
        self.number.step(-1)

    @Slot()
    def _go_up(self) -> None:
        self.number.step(1)


class Weekdays(Control):
    """Seven days, each on or off, in the order of the owner's week."""

    def __init__(self, look: Look, setting: Setting) -> None:
        super().__init__(look, setting)
        frame = ground("segments", key="part")
        inner = row(look, 0, parent=frame)
        inner.setContentsMargins(*(tokens.HAIRLINE,) * 4)
        self.days: dict[int, QPushButton] = {}
        for day, (short, name) in words.weekdays():
            made = button(short, "segment")
            made.setObjectName(f"{setting.key} {day}")
            made.setCheckable(True)
            made.setAccessibleName(f"{setting.label}: {name}")
            made.setToolTip(name)
            made.clicked.connect(self._give)
            self.days[day] = made
            inner.addWidget(made)
        self.line.addWidget(frame)

    def show_value(self, value: Value) -> None:
        for day, made in self.days.items():
            made.setChecked(isinstance(value, list) and day in value)

    @Slot()
    def _give(self) -> None:
        self.given.emit(sorted(day for day, made in self.days.items() if made.isChecked()))


_SHOWN_AS: dict[str, Callable[[Look, Setting], Control]] = {"weekdays": Weekdays}
_OF_TYPE: dict[type, Callable[[Look, Setting], Control]] = {bool: OnOff, int: Number, str: Text}


def control_for(look: Look, setting: Setting) -> Control:
    """A switch, segments, a list, a number with its unit, days of the week, or a text."""
    if setting.shown_as:
        return _SHOWN_AS[setting.shown_as](look, setting)
    if setting.choices:
        return SideBySide(look, setting) if len(setting.choices) <= FEW else OneOfMany(look, setting)
    return _OF_TYPE[type(setting.default)](look, setting)


def read_given(setting: Setting, given: object) -> Value:
    """The value of what was picked or typed; the unit may be typed, too. Errors: CrmError."""
    if isinstance(given, str) and not isinstance(setting.default, str):
        return setting.read(given.strip().removesuffix(setting.unit).strip())
    return setting.validated(given.strip() if isinstance(given, str) else given)
