"""Everything inside the window: sidebar, title line, pages, detail, bottom line."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.core.errors import CrmError
from app.crm import belonging
from app.ui.bottom_line import BottomLine
from app.ui.chat.corner import ChatCorner
from app.ui.desk import Desk
from app.ui.leads.new_lead import NewLead
from app.ui.message import Message
from app.ui.pages.page import Page, PageDeclaration, Touched
from app.ui.palette.entries import Entry, entries
from app.ui.palette.popup import Palette
from app.ui.projects.timer import TimerLine
from app.ui.sidebar import Sidebar
from app.ui.theme import tokens
from app.ui.title_line import TitleLine
from app.ui.undoing import Undoing
from app.ui.widgets.basic import Elided, button, column, ground, row

if TYPE_CHECKING:
    from app.ui.importing.dialog import ImportDialog

MINUTE = 60_000
"""Milliseconds between two looks at the date."""


class Frame(QWidget):
    """Everything inside the window. Made anew when the scale or the theme changes, so that all sizes follow."""

    sample_left = Signal()
    """From the sample business to the owner's own data."""

    def __init__(self, desk: Desk, pages: Sequence[PageDeclaration], parent: QWidget) -> None:
        super().__init__(parent)
        self.desk, self._declared = desk, {page.key: page for page in pages}
        self.pages: dict[str, Page] = {}
        self.current = ""
        self._stale: set[str] = set()
        self._lead_deal = 0
        self.importing: ImportDialog | None = None
        self.sidebar, self.middle = Sidebar(desk.look, pages), ground("background")
        self.title, self.bottom, self._stack = TitleLine(desk.look), BottomLine(desk.look), QStackedWidget()
        self._uncounted = set(self._declared)
        self._counting = QTimer(self)
        self._counting.setSingleShot(True)
        self._counting.setInterval(tokens.COUNTED)
        self._counting.timeout.connect(self.count)
        self._today = desk.now.date()
        self._midnight = QTimer(self)
        self._midnight.setInterval(MINUTE)
        self._midnight.timeout.connect(self.look_at_day)
        self._midnight.start()
        self._lay_out()
        self.message = Message(desk.look, self)
        self.entries = entries(pages)
        self.palette_of_all = Palette(desk, self.title.search, self.entries, self)
        self.chat = ChatCorner(desk, self)
        self.lead, self.timer = NewLead(desk, self), TimerLine(desk)
        self.bottom.place(self.timer)
        self.undoing = Undoing(desk, self.bottom, self)
        self._connect()
        self._add_shortcuts()

    @Slot(str)
    def show_page(self, key: str) -> Page:
        """Bring a page to the front, building it at its first time."""
        if key not in self.pages:
            self.pages[key] = self._declared[key].build(self.desk)
            self.pages[key].headed.connect(self._show_heading)
            self._stack.addWidget(self.pages[key])
            # read only now: a page that fails before it has a parent is left to Python's collector, which crashes
            self.pages[key].refresh({})
        elif key in self._stale:
            self.pages[key].refresh({})
        self._stale.discard(key)
        page, declared = self.pages[key], self._declared[key]
        self.current = key
        self._stack.setCurrentWidget(page)
        self.sidebar.select(key)
        self.title.show_page(declared.title, page.primary_label, page.primary_hint)
        self._show_heading()
        self.desk.page_shown.emit(key)
        return page

    @Slot(str, object)
    def open_record(self, kind: str, record_id: int) -> None:
        """Show a record on its page; one without a page on the page of what it belongs to."""
        try:
            with self.desk.read() as session:
                home = belonging.home(session, kind, record_id)
        except CrmError as error:
            self.desk.say(error.message, error=True)
            return
        for declared in self._declared.values():
            if home and home[0] in declared.kinds:
                self.palette_of_all.note_opened(*home)
                self.show_page(declared.key).open_record(*home)
                return
        self.desk.say("This belongs to no contact, deal or project, so there is no page to show it on.")

    @Slot(object)
    def refresh(self, touched: Touched) -> None:
        """Refresh the page in front; the others when they come to the front."""
        for key, page in self.pages.items():
            if touched and not self._declared[key].tables & touched.keys():
                continue
            if key == self.current:
                page.refresh(touched)
            else:
                self._stale.add(key)
        if not touched or "time_entries" in touched:
            self.timer.refresh()
        self._uncounted |= {
            key for key, declared in self._declared.items() if not touched or declared.tables & touched.keys()
        }
        self._counting.start()

    @Slot(object)
    def open_import(self, path: Path | None) -> None:
        """The import dialog, beside the window; a second call brings it back to the front."""
        from app.ui.importing.dialog import ImportDialog  # noqa: PLC0415 - needed now and then

        if self.importing is None or not (self.importing.isVisible() or self.importing.busy):
            self.importing = ImportDialog(self.desk, self)
        self.importing.show()
        self.importing.raise_()
        self.importing.activateWindow()
        if path is not None:
            self.importing.open_file(path)

    @Slot()
    def look_at_day(self) -> None:
        """A window left open over midnight, or a laptop that slept, shows the new day."""
        if self.desk.now.date() != self._today:
            self._today = self.desk.now.date()
            self.refresh({})

    @Slot()
    def count(self) -> None:
        """The numbers in the sidebar, of pages that something was written for; after the page is painted."""
        with self.desk.read() as session:
            for key in self._uncounted:
                count = self._declared[key].count
                if count:
                    self.sidebar.set_count(key, count(session))
        self._uncounted = set()
        self.undoing.show()

    def leave(self) -> None:
        for page in self.pages.values():
            page.leave()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit(event.size().width())
        self.lead.place()

    def fit(self, wide: int) -> None:
        """Give up words where there is little room."""
        narrow = wide < self.desk.look.px(tokens.NARROW_WINDOW)
        self.sidebar.set_narrow(narrow)
        self.title.set_narrow(narrow)

    def _lay_out(self) -> None:
        look = self.desk.look
        whole = row(look, 0, parent=self)
        whole.addWidget(self.sidebar)
        whole.addWidget(self.middle, 1)
        stack = column(look, 0, parent=self.middle)
        if self.desk.settings["sample_business"]:
            stack.addWidget(self._sample_notice())
        stack.addWidget(self.title)
        stack.addWidget(self._stack, 1)
        stack.addWidget(self.bottom)

    def _sample_notice(self) -> QWidget:
        look = self.desk.look
        notice = ground("banner", key="part")
        line = row(look, tokens.S2, (tokens.S4 + tokens.S1, tokens.S1, tokens.S4, tokens.S1), notice)
        line.addWidget(Elided("A sample business to look around in. Nothing here is yours, and nothing is kept."), 1)
        leave = button("Start with my own", "plain")
        leave.clicked.connect(self.sample_left)
        line.addWidget(leave)
        return notice

    def _connect(self) -> None:
        self.sidebar.chosen.connect(self.show_page)
        self.title.primary_wanted.connect(self.primary)
        self.palette_of_all.chosen.connect(self.open_record)
        self.palette_of_all.wanted.connect(self._run)
        self.lead.added.connect(self._tell_lead)
        self.desk.said.connect(self.message.show_text)
        self.desk.task_started.connect(self.bottom.watch)
        self.desk.open_wanted.connect(self.open_record)
        self.desk.page_wanted.connect(self.show_page)
        self.desk.bridge.changed.connect(self.refresh)
        self.desk.import_wanted.connect(self.open_import)
        self.desk.lead_wanted.connect(self.new_lead)
        self.desk.undo_wanted.connect(self.undoing.undo_step)
        self.desk.timer_wanted.connect(self.timer.toggle_on)
        self.desk.coach.why_wanted.connect(self._show_why)

    def _add_shortcuts(self) -> None:
        self._by_keys: dict[QShortcut, Entry] = {}
        for entry in self.entries:
            if entry.keys:
                shortcut = QShortcut(QKeySequence(entry.keys), self)
                shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
                shortcut.activated.connect(self._run_by_keys)
                self._by_keys[shortcut] = entry

    @Slot()
    def _run_by_keys(self) -> None:
        entry = next((entry for shortcut, entry in self._by_keys.items() if shortcut is self.sender()), None)
        if entry:
            self._run(entry)

    @Slot(object)
    def _run(self, entry: Entry) -> None:
        entry.run(self)

    @Slot()
    def primary(self) -> None:
        """The one thing the page in front is for adding."""
        if self.current:
            self.pages[self.current].show_content()
            self.pages[self.current].primary()

    @Slot()
    def search(self) -> None:
        self.title.search.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.title.search.field.selectAll()
        self.palette_of_all.search(self.title.search.field.text())

    @Slot()
    def new_lead(self) -> None:
        self.lead.start()

    @Slot(object)
    def _tell_lead(self, deal_id: int) -> None:
        self._lead_deal = deal_id
        self.desk.say("The lead is added.", action=("Open", self._open_lead))

    @Slot()
    def _open_lead(self) -> None:
        self.open_record("deal", self._lead_deal)

    @Slot(object)
    def _show_why(self, insight_id: int) -> None:
        self.show_page("inbox").open_record("insight", insight_id)

    @Slot()
    def _show_heading(self) -> None:
        if self.current:
            self.title.heading.setText(self.pages[self.current].heading())
