"""The settings, made from their declarations, and the lists the owner keeps: own fields and tags."""

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QShowEvent

from app.core import settings as declared
from app.core.settings import Value
from app.crm import names, preferences
from app.ui import words
from app.ui.desk import Desk
from app.ui.pages.page import PageDeclaration, Touched
from app.ui.pages.scrolled import Place, ScrolledPage
from app.ui.settings.controls import Text
from app.ui.settings.disclosure import Disclosure
from app.ui.settings.goal_list import GoalsPart
from app.ui.settings.key_field import KeyRow
from app.ui.settings.model_connection import ConnectionRow
from app.ui.settings.model_usage import UsageRow
from app.ui.settings.own_fields import OwnFields
from app.ui.settings.part import Part
from app.ui.settings.parts import PARTS
from app.ui.settings.rule_list import RuleList, mute
from app.ui.settings.tag_list import Tags
from app.ui.settings.value_row import ValueRow
from app.ui.widgets.basic import label
from app.ui.widgets.filter_field import FilterField
from app.ui.widgets.section import Section

HIDDEN = "Internal"
"""The group the program keeps for itself."""
MODELS = "models"
"""The list of names that a test of the connection fills."""
RULES = "rules"
"""Settings that are lists of rules: they stand beside the rules themselves."""
MORE = {
    "Coach": "Hours and days, how many toasts and how long, sound.",
    "Model": "How long to wait for it, and what it costs.",
}
"""What each group folds away."""
NOTES = {
    declared.SENT: "A question takes along what it needs. Nothing of a kind that is off leaves this computer.",
}
"""What a group has to say first."""


class SettingsPage(ScrolledPage):
    """Every change takes effect at once and is one step of undo."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "settings")
        self.rows: dict[str, ValueRow] = {}
        self.parts: dict[str, Part] = {}
        self.more: dict[Section, Disclosure] = {}
        self._later: dict[Section, list[declared.Setting]] = {}
        self.rules = RuleList(desk, self)
        self.rules.grown.connect(self._show_more)
        self.sections: list[Section] = []
        around = FilterField(desk.look, "Find a setting")
        self.filter = around.line
        self.filter.textChanged.connect(self._filter)
        self.above.addWidget(around)
        self.above.addStretch(1)
        self.nothing = label("", "muted")
        self.nothing.hide()
        self.add_section(self.nothing)
        for group, members in groupby(declared.DECLARED, key=lambda setting: setting.group):
            if group != HIDDEN:
                self._add_group(group, list(members))
        self._join_parts()
        self.own_fields, self.tags = OwnFields(desk, self), Tags(desk, self)
        for section in (self.own_fields.section, self.tags.section):
            self.sections.append(section)
            self.add_section(section)
        self.fit()

    def heading(self) -> str:
        changed = sum(row.setting.default != self.desk.settings[key] for key, row in self.rows.items())
        return f"{words.number(changed)} changed" if changed else ""

    def refresh(self, touched: Touched) -> None:
        if not touched or "user_settings" in touched:
            muted = self.rules.muted()
            for key, row in self.rows.items():
                row.show_value(self.desk.settings[key])
                row.show_muted(muted)
            self.rules.refresh()
            self._filter(self.filter.text())
            self.headed.emit()
        for part in self.parts.values():
            if not touched or part.tables & touched.keys():
                part.refresh()
        if not touched or "custom_fields" in touched:
            self.own_fields.refresh()
        if not touched or {"tags", "taggings"} & touched.keys():
            self.tags.refresh()

    def place(self) -> Place:
        drafts = {key: row.control.draft for key, row in self.rows.items() if row.control.draft is not None}
        at = super().place()
        opened = [fold.button.objectName() for fold in self._folds() if fold.open]
        return Place(at.scrolled, at.focus, (self.filter.text(), drafts, opened))

    def return_to(self, place: object) -> None:
        if isinstance(place, Place) and isinstance(place.kept, tuple):
            found, drafts, opened = place.kept
            for fold in self._folds():
                fold.show_open(fold.button.objectName() in opened)
            if opened or found or drafts.keys() - self.rows.keys():
                self._fill()
            self.filter.setText(found)
            self._show_more()
            self.goals.refresh()
            for key, text in drafts.items():
                self.rows[key].keep_typed(text)
        super().return_to(place)

    def seek(self) -> None:
        """To the field that finds settings by their words."""
        self.filter.setFocus()
        self.filter.selectAll()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.seek()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Find):
            self.seek()
        else:
            super().keyPressEvent(event)

    def _add_group(self, title: str, members: list[declared.Setting]) -> None:
        """From the outside in: what is put in its place late is styled once for every widget around it."""
        section = Section(self.desk.look, title, NOTES.get(title, ""))
        chosen = [setting for setting in members if setting.shown_as != RULES]
        self.sections.append(section)
        self.add_section(section)
        for setting in chosen:
            if not setting.later:
                section.add(self._row(setting))
                self._add_parts(section, setting)
        self._later[section] = [setting for setting in chosen if setting.later]
        if self._later[section]:
            self.more[section] = Disclosure(self.desk.look, "More", MORE[title])
            self.more[section].toggled.connect(self._show_more)
            section.add(self.more[section])
            for setting in self._later[section]:
                self._add_parts(section, setting)
        if len(chosen) < len(members):
            self.sections.append(self.rules.section)
            self.add_section(self.rules.section)

    def _row(self, setting: declared.Setting) -> ValueRow:
        made = ValueRow(self.desk.look, setting)
        made.wanted.connect(self._change)
        made.muted.connect(self._mute)
        self.rows[setting.key] = made
        return made

    def _add_parts(self, section: Section, setting: declared.Setting) -> None:
        for name in setting.below:
            self.parts[name] = PARTS[name](self.desk)
            section.add(self.parts[name])

    def _join_parts(self) -> None:
        """A test waits for the key, counts, and tells which models there are to choose from."""
        key, test, month, goals = (self.parts[name] for name in ("key", "connection", "usage", "goals"))
        assert isinstance(key, KeyRow)
        assert isinstance(test, ConnectionRow)
        assert isinstance(month, UsageRow)
        assert isinstance(goals, GoalsPart)
        self.goals = goals
        goals.grown.connect(self._fit_anew)
        key.keeping.connect(test.wait_for_key)
        key.settled.connect(test.go_on)
        test.tested.connect(month.refresh)
        test.listed.connect(self._offer)

    def _fill(self) -> None:
        """Make the rows that are folded away, once they are needed."""
        for section, settings in self._later.items():
            for setting in reversed(settings):
                section.add_below(self.more[section], self._row(setting))
                self.rows[setting.key].show_value(self.desk.settings[setting.key])
        self._later = {}
        self.rules.fill()
        self.fit()

    def _folds(self) -> list[Disclosure]:
        return [*self.more.values(), *self.rules.groups.values(), self.goals.fold]

    @Slot(str, object)
    def _change(self, key: str, value: Value) -> None:
        at = self.desk.now

        def work(session: Any) -> Value:
            return preferences.change(session, key, value, at=at)

        new = self.desk.write(work)
        if new is not None:
            self.rows[key].settle(new)

    @Slot(object)
    def _offer(self, models: Sequence[str]) -> None:
        """What can be picked where a model is named."""
        for row in self.rows.values():
            if row.setting.among == MODELS and isinstance(row.control, Text):
                row.control.offer(tuple((name, name) for name in models))

    @Slot(str, bool)
    def _mute(self, rule_id: str, quiet: bool) -> None:
        mute(self.desk, rule_id, quiet=quiet)

    @Slot()
    def _show_more(self) -> None:
        if self._later:
            self._fill()
        self._filter(self.filter.text())

    @Slot()
    def _fit_anew(self) -> None:
        self.fit()

    @Slot(str)
    def _filter(self, text: str) -> None:
        wanted = names.fold(text).split()
        if wanted and self._later:
            self._fill()
        found = [section.filter(self._fits(section, wanted)) for section in self.sections]
        self.nothing.setText(f"No setting has the words “{text}”.")
        self.nothing.setVisible(not any(found))

    def _applies(self, row: object) -> bool:
        """Whether a row has a meaning, as the other settings are now."""
        if isinstance(row, Part):
            return row.applies()
        if isinstance(row, ValueRow) and row.setting.only_with is not None:
            key, values = row.setting.only_with
            return self.desk.settings[key] in values
        return True

    def _fits(self, section: Section, wanted: list[str]) -> Callable[[object], bool]:
        """Which rows of a section are seen: what has the words, else what is not folded away."""

        def fits(row: object) -> bool:
            if section is self.rules.section:
                return self.rules.fits(row, wanted, _has)
            if wanted:
                return _has(row, wanted)
            return self._applies(row) and (not _is_later(row) or self.more[section].open)

        return fits


def _is_later(row: object) -> bool:
    return isinstance(row, ValueRow) and row.setting.later


def _has(row: object, wanted: list[str]) -> bool:
    """Whether every word begins or lies in the words of a row."""
    return all(word in getattr(row, "words", "") for word in wanted)


PAGE = PageDeclaration(
    key="settings",
    title="Settings",
    icon="gear-six",
    group="house",
    build=SettingsPage,
    tables=frozenset(("user_settings", "custom_fields", "tags", "taggings")) | GoalsPart.tables,
    keys="Ctrl+,",
    words="theme dark light colours language currency size preferences options tags fields assistant notifications "
    "goals model key privacy",
)
