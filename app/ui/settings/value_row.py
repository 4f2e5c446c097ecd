"""One declared setting as a row: what it is, its control, what is wrong, the way back to the default."""

from collections.abc import Collection
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel

from app.core.errors import CrmError
from app.core.settings import Setting, Value
from app.crm import names
from app.ui.settings.controls import control_for, read_given
from app.ui.settings.verdict import Verdict
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.basic import Plain, icon_button, label, restyle, row
from app.ui.widgets.section import Row
from app.ui.widgets.switch import Switch


class ValueRow(Row):
    """`wanted` tells a value that is allowed; what is not says its sentence here and stays as it was typed."""

    wanted = Signal(str, object)
    """key, value"""
    muted = Signal(str, bool)
    """the rule whose days these are, and whether it shall be quiet"""

    def __init__(self, look: Look, setting: Setting) -> None:
        super().__init__(look, setting.label, setting.help)
        self.setting = setting
        self.control = control_for(look, setting)
        self.back = icon_button(
            look, "arrow-counter-clockwise", f"{setting.label}: back to the default", "Back to the default"
        )
        self.back.setObjectName(f"{setting.key} back")
        kept = self.back.sizePolicy()
        kept.setRetainSizeWhenHidden(True)
        self.back.setSizePolicy(kept)
        right = Plain(self)
        line = row(look, tokens.S1, parent=right)
        line.addWidget(self.control)
        self.rule = self._add_rule(line) if setting.rule else None
        line.addWidget(self.back)
        self.line.addWidget(right, 0, Qt.AlignmentFlag.AlignVCenter)
        self.meanings = self._add_meanings()
        self.trouble = Verdict(look)
        self.sentence = self.trouble.sentence
        self.texts.addWidget(self.trouble)
        self.control.given.connect(self._take)
        self.control.taken_back.connect(self._calm)
        self.back.clicked.connect(self._go_back)

    @property
    def words(self) -> str:
        """Everything it can be found by."""
        setting = self.setting
        key = setting.key.replace("_", " ")
        parts = (key, setting.label, setting.group, setting.help, setting.unit, *setting.choices.values(),
                 *setting.meanings.values())  # fmt: skip
        return names.fold(" ".join(parts))

    def show_value(self, value: Value) -> None:
        """Take over the value in force, but nothing that is typed and not taken over."""
        self.control.show_value(value)
        self.back.setVisible(value != self.setting.default)
        for choice, meaning in self.meanings.items():
            meaning.setProperty("tone", "" if choice == value else "muted")
            restyle(meaning)
        if self.control.draft is None:
            self._calm()

    def show_muted(self, rules: Collection[str]) -> None:
        """rules: those that are."""
        if self.rule is not None:
            self.rule.setChecked(self.setting.rule not in rules)
            self.control.setEnabled(self.rule.isChecked())

    def settle(self, value: Value) -> None:
        """The value given was taken over."""
        self.control.settle(value)
        self.show_value(value)

    def keep_typed(self, text: str) -> None:
        """Put back what was typed and refused, with its sentence."""
        self.control.keep_typed(text)
        self._take(text)

    def _add_rule(self, line: QHBoxLayout) -> Switch:
        """The switch of the rule whose days these are."""
        made = Switch(self._look, f"{self.setting.label} {self.setting.unit}")
        made.setObjectName(f"{self.setting.key} rule")
        made.clicked.connect(self._mute)
        line.addWidget(made)
        return made

    def _add_meanings(self) -> dict[Any, QLabel]:
        """What each choice does, one below the other."""
        found: dict[Any, QLabel] = {}
        for choice, meaning in self.setting.meanings.items():
            found[choice] = label(f"{self.setting.choices[choice]}: {meaning}", "muted")
            found[choice].setWordWrap(True)
            self.texts.addWidget(found[choice])
        return found

    @Slot(object)
    def _take(self, given: object) -> None:
        try:
            value = read_given(self.setting, given)
        except CrmError as error:
            self.trouble.say(error.message)
            return
        self.wanted.emit(self.setting.key, value)

    @Slot(bool)
    def _mute(self, on: bool) -> None:
        self.muted.emit(self.setting.rule, not on)

    @Slot()
    def _calm(self) -> None:
        self.trouble.hide()

    @Slot()
    def _go_back(self) -> None:
        if self.back.hasFocus():
            self.focusNextPrevChild(False)
        self.control.settle(self.setting.default)
        self.wanted.emit(self.setting.key, self.setting.default)
