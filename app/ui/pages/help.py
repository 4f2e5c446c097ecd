"""Help: the keys, where the data lies, backups, checks, what runs by itself, what to send when something is wrong."""

from PySide6.QtCore import Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from app.ui.desk import Desk
from app.ui.help.backup_list import Backups
from app.ui.help.care import Care
from app.ui.help.job_list import JobList
from app.ui.help.rows import Keys
from app.ui.pages.page import Command, PageDeclaration, Touched
from app.ui.pages.scrolled import ScrolledPage
from app.ui.theme import tokens
from app.ui.widgets.basic import Plain
from app.ui.widgets.section import Section

IN_FIELDS = (
    ("Save what is typed", "Enter"), ("Take it back, or close", "Esc"), ("To the next part", "Tab"),
    ("Move a card to the stage beside it", "Ctrl+← or →"), ("Move a stage in its list", "Alt+↑ or ↓"),
)  # fmt: skip
"""Keys that belong to the fields and lists themselves."""


class HelpPage(ScrolledPage):
    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "help")
        self.keys = Section(desk.look, "Keys")
        self.keys.add(self._table_of_keys())
        self.backups, self.care, self.jobs = Backups(desk, self), Care(desk, self), JobList(desk, self)
        for section in (self.keys, self.backups.section, self.care.section, self.jobs.section, self.care.about):
            self.add_section(section)
        desk.backed_up.connect(self._show_what_runs)
        self.fit()

    def refresh(self, touched: Touched) -> None:
        if not touched:
            self.care.refresh()
            self._show_what_runs()

    def showEvent(self, event: QShowEvent) -> None:
        """Backups are also made while the page is not looked at."""
        super().showEvent(event)
        self._show_what_runs()

    def _table_of_keys(self) -> QWidget:
        """Two columns, read from what the window itself listens to."""
        from app.ui.pages.all import PAGES  # noqa: PLC0415 - which has this page in it
        from app.ui.palette.entries import entries  # noqa: PLC0415

        whole, look = Plain(), self.desk.look
        grid = QGridLayout(whole)
        grid.setContentsMargins(0, look.px(tokens.S1), 0, look.px(tokens.S1))
        grid.setVerticalSpacing(0)
        grid.setHorizontalSpacing(look.px(tokens.S6))
        shown = [(entry.title, entry.keys) for entry in entries(PAGES) if entry.keys]
        shown += IN_FIELDS
        high = (len(shown) + 1) // 2
        for place, (title, keys) in enumerate(shown):
            grid.addWidget(Keys(look, title, keys), place % high, place // high)
        for side in range(2):
            grid.setColumnStretch(side, 1)
        return whole

    @Slot()
    def _show_what_runs(self) -> None:
        self.backups.refresh()
        self.jobs.refresh()


def _back_up(page: HelpPage) -> None:
    page.backups.back_up()


PAGE = PageDeclaration(
    key="help",
    title="Help",
    icon="question",
    group="house",
    build=HelpPage,
    tables=frozenset(),
    commands=(Command("Back up now", "archive", _back_up, words="backup save"),),
    keys="F1",
    words="shortcuts keys backup backups restore export version jobs failed background",
)
