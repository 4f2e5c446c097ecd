"""The settings, made from their declarations, and the lists the owner keeps: own fields and tags."""

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
from app.ui.settings.filter_field import FilterField
from app.ui.settings.own_fields import OwnFields
from app.ui.settings.tag_list import Tags
from app.ui.settings.value_row import ValueRow
from app.ui.widgets.basic import label
from app.ui.widgets.section import Section

HIDDEN = "Internal"
"""The group the program keeps for itself."""


class SettingsPage(ScrolledPage):
    """Every change takes effect at once and is one step of undo."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "settings")
        self.rows: dict[str, ValueRow] = {}
        self.sections: list[Section] = []
        around = FilterField(desk.look, "Find a setting")
        self.filter = around.line
        self.filter.textChanged.connect(self._filter)
        self.above.addWidget(around)
        self.above.addStretch(1)
        self.nothing = label("", "muted")
        self.nothing.hide()
        self.add_section(self.nothing)
        shown = [setting for setting in declared.DECLARED if setting.group != HIDDEN]
        for group, members in groupby(shown, key=lambda setting: setting.group):
            self._add_group(group, list(members))
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
            for key, row in self.rows.items():
                row.show_value(self.desk.settings[key])
            self.headed.emit()
        if not touched or "custom_fields" in touched:
            self.own_fields.refresh()
        if not touched or {"tags", "taggings"} & touched.keys():
            self.tags.refresh()

    def place(self) -> Place:
        drafts = {key: row.control.draft for key, row in self.rows.items() if row.control.draft is not None}
        at = super().place()
        return Place(at.scrolled, at.focus, (self.filter.text(), drafts))

    def return_to(self, place: object) -> None:
        if isinstance(place, Place) and isinstance(place.kept, tuple):
            found, drafts = place.kept
            self.filter.setText(found)
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
        section = Section(self.desk.look, title)
        self.sections.append(section)
        self.add_section(section)
        for setting in members:
            row = ValueRow(self.desk.look, setting)
            row.wanted.connect(self._change)
            self.rows[setting.key] = row
            section.add(row)

    @Slot(str, object)
    def _change(self, key: str, value: Value) -> None:
        at = self.desk.now

        def work(session: Any) -> Value:
            return preferences.change(session, key, value, at=at)

        new = self.desk.write(work)
        if new is not None:
            self.rows[key].settle(new)

    @Slot(str)
    def _filter(self, text: str) -> None:
        wanted = names.fold(text).split()
        found = [section.filter(lambda row: _has(row, wanted)) for section in self.sections]
        self.nothing.setText(f"No setting has the words “{text}”.")
        self.nothing.setVisible(not any(found))


def _has(row: object, wanted: list[str]) -> bool:
    """Whether every word begins or lies in the words of a row."""
    return all(word in getattr(row, "words", "") for word in wanted)


PAGE = PageDeclaration(
    key="settings",
    title="Settings",
    icon="gear-six",
    group="house",
    build=SettingsPage,
    tables=frozenset(("user_settings", "custom_fields", "tags", "taggings")),
    keys="Ctrl+,",
)
