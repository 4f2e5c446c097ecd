"""The inbox of the coach: what waits, what was shown, what is done, what stayed quiet, and why."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, QTimer, Slot
from PySide6.QtWidgets import QStackedWidget

from app.coach import inbox, insights
from app.coach.inbox import Line
from app.coach.quiet import WEEK, quiet
from app.coach.roster import describe
from app.ui import words
from app.ui.desk import Desk
from app.ui.inbox.insight_list import InsightList
from app.ui.inbox.insight_menu import InsightMenu
from app.ui.inbox.quiet_strip import QuietStrip
from app.ui.inbox.view_switch import ViewSwitch
from app.ui.inbox.why_pane import WhyPane
from app.ui.pages.page import Command, Page, PageDeclaration, Touched
from app.ui.theme import tokens
from app.ui.widgets.basic import column, ground, row
from app.ui.widgets.empty import Empty
from app.ui.widgets.filter_field import FilterField

VIEWS: Mapping[str, str] = {
    "waiting": "Waiting", "snoozed": "Snoozed", "shown": "Shown", "done": "Done", "withheld": "Withheld", "all": "All",
}  # fmt: skip
NOTHING: Mapping[str, str] = {
    "waiting": "Nothing waits for you.", "snoozed": "Nothing is snoozed.", "shown": "No toast was shown yet.",
    "done": "Nothing was answered yet.", "withheld": "Nothing was withheld.",
}  # fmt: skip
EMPTY = "What the coach notices will wait here: what it showed you, and what it kept to itself."
OFF = "The coach is off: nothing is looked for, and nothing is kept."
READ = 1_500
"""Milliseconds on the screen after which a row counts as read."""


class InboxPage(Page):
    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "inbox")
        look = desk.look
        self.view, self._span, self.counts = "waiting", WEEK, dict.fromkeys(inbox.VIEWS, 0)
        self.switch = ViewSwitch(look, VIEWS)
        self.switch.show_value(self.view)
        self.around = FilterField(look, "Find an insight")
        self.around.setMinimumWidth(look.px(tokens.COMBO_MIN))
        self.ground = ground("detail", key="part")
        self.list = InsightList(look, self._now, self._find_ids, self._fetch)
        self.list.rows.query["text"] = ""
        self.strip = QuietStrip(look)
        self.empty = Empty(look, "tray", EMPTY, "Open the coach's settings", self._show_settings)
        self.nothing = Empty(look, "tray", NOTHING["waiting"], "Show everything", self._show_all)
        self.menu = InsightMenu(self)
        self._just_read: frozenset[int] = frozenset()
        self._stack = QStackedWidget()
        self._reading = QTimer(self)
        self._reading.setSingleShot(True)
        self._reading.setInterval(READ)
        self._lay_out()
        self._connect()

    @cached_property
    def why(self) -> WhyPane:
        """The pane, built once the page has been painted or when something is opened before that."""
        made = WhyPane(self.desk)
        column(self.desk.look, 0, parent=self.detail).addWidget(made)
        made.closed.connect(self._close)
        made.acted.connect(self.desk.coach.act)
        made.dismissed.connect(self.desk.coach.dismiss)
        made.snoozed.connect(self.desk.coach.snooze)
        made.muted.connect(self._mute)
        return made

    def furnish(self) -> None:
        self.why.updateGeometry()

    def heading(self) -> str:
        waiting = self.counts["waiting"]
        return f"{words.number(waiting)} waiting" if waiting else ""

    def refresh(self, touched: Touched) -> None:
        if self._just_read and touched.get("coach_insights") == self._just_read:
            self.list.rows.renew()
            return
        if not touched or "coach_insights" in touched or "user_settings" in touched:
            with self.desk.read() as session:
                self.counts = dict(inbox.counts(session, self.desk.now))
            self.list.refresh()
            self._show()
            self._show_quiet()
        if not self.detail.isHidden() and not self.why.refresh():
            self.hide_detail()

    def open_record(self, kind: str, record_id: int) -> None:  # noqa: ARG002 - insights only
        """In the view it stands in, where that is not the one shown."""
        if self.list.rows.place_of(record_id) is None:
            self.around.line.clear()
            self.show_view("all")
        self.list.select(record_id)
        self._open(record_id)
        self.list.setFocus()

    def place(self) -> object:
        return self.view, self.around.line.text(), self.list.current_id

    def return_to(self, place: object) -> None:
        if isinstance(place, tuple):
            view, text, insight_id = place
            self.around.line.setText(text)
            self.show_view(view)
            if insight_id is not None:
                self.list.select(insight_id)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.content and event.type() == QEvent.Type.Resize:
            self._fit_parts()
        return super().eventFilter(watched, event)

    @Slot(object)
    def show_view(self, view: str) -> None:
        self.view = view
        self.switch.show_value(view)
        self.list.forget()
        self.list.refresh()
        self._show()

    def seek(self) -> None:
        """To the field that finds insights by their words."""
        self.around.line.setFocus()
        self.around.line.selectAll()

    def _now(self) -> datetime:
        return self.desk.now

    def _find_ids(self, *, text: str) -> Sequence[int]:
        with self.desk.read() as session:
            return inbox.find_ids(session, self.view, self.desk.now, text)

    def _fetch(self, ids: Sequence[int]) -> Mapping[int, Line]:
        with self.desk.read() as session:
            return inbox.fetch(session, ids, self.desk.now)

    def _show(self) -> None:
        """The rows, the sentence of an empty view, or that of an empty inbox."""
        off = not self.desk.settings["coach_enabled"]
        if not self.counts["all"]:
            self.empty.say(OFF if off else EMPTY)
            self._stack.setCurrentWidget(self.empty)
        elif not self.list.rows.rowCount():
            searched = self.around.line.text().strip()
            self.nothing.say(f"No insight here has the words “{searched[:60]}”." if searched else NOTHING[self.view])
            self._stack.setCurrentWidget(self.nothing)
        else:
            self._stack.setCurrentWidget(self.ground)
        self.switch.show_counts(self.counts)
        self._reading.start()
        self.headed.emit()

    def _show_quiet(self) -> None:
        with self.desk.read() as session:
            self.strip.show_quiet(quiet(session, self.desk.now, self._span))

    def _lay_out(self) -> None:
        look = self.desk.look
        edge = tokens.S4 + tokens.S1
        stack = column(look, tokens.S3, (0, 0, 0, tokens.S4), self.content)
        self._top = row(look, tokens.S3, (edge, 0, edge, 0))
        self._top.addWidget(self.switch)
        self._top.addStretch(1)
        self._top.addWidget(self.around, 1000)
        stack.addLayout(self._top)
        column(look, 0, parent=self.ground).addWidget(self.list)
        for part in (self.ground, self.nothing, self.empty):
            self._stack.addWidget(part)
        stack.addWidget(self._stack, 1)
        below = row(look, 0, (edge, 0, edge, 0))
        below.addWidget(self.strip)
        stack.addLayout(below)

    def _connect(self) -> None:
        coach = self.desk.coach
        self.content.installEventFilter(self)
        self.switch.chosen.connect(self.show_view)
        self.around.line.textChanged.connect(self._filter)
        self.strip.span_wanted.connect(self._show_span)
        self._reading.timeout.connect(self._mark_read)
        for source in (self.list, self.menu):
            source.opened.connect(self._open)
            source.acted.connect(coach.act)
            source.dismissed.connect(coach.dismiss)
        self.menu.snoozed.connect(coach.snooze)
        self.menu.muted.connect(self._mute)
        self.list.moved_to.connect(self._follow)
        self.list.menu_wanted.connect(self._offer)
        self.list.left.connect(self._leave_list)
        self.list.scrolled.connect(self._reading.start)

    def _fit_parts(self) -> None:
        """What there is room for beside the pane."""
        look, wide = self.desk.look, self.content.width()
        self.switch.set_narrow(self.switch.wide + look.px(tokens.COMBO_MIN + tokens.S6 + tokens.S6) > wide)
        self.strip.set_narrow(wide < look.px(tokens.TWO_CARDS))

    @Slot(str)
    def _filter(self, text: str) -> None:
        self.list.refresh(text=text)
        self._show()

    @Slot(object)
    def _show_span(self, span: int) -> None:
        self._span = span
        self._show_quiet()

    @Slot()
    def _show_all(self) -> None:
        self.around.line.clear()
        self.show_view("all")

    @Slot()
    def _show_settings(self) -> None:
        self.desk.page_wanted.emit("settings")

    @Slot(object)
    def _open(self, insight_id: int) -> None:
        if not self.why.show_insight(insight_id):
            return
        self.show_detail()
        self._note_read([insight_id])

    @Slot(object)
    def _follow(self, insight_id: int) -> None:
        """With the pane open, it shows the row that the keys arrive at."""
        if not self.detail.isHidden():
            self._open(insight_id)

    @Slot()
    def _close(self) -> None:
        self.hide_detail()
        self.list.setFocus()

    @Slot()
    def _leave_list(self) -> None:
        """Esc: the pane, then what was searched."""
        if not self.detail.isHidden():
            self._close()
        else:
            self.around.line.clear()

    @Slot(object, QPoint)
    def _offer(self, insight_id: int, where: QPoint) -> None:
        insight = self.desk.coach.find(insight_id)
        if insight is not None:
            self.menu.show_insight(insight, muted=describe(insight.rule, self.desk.settings).is_off)
            self.menu.popup(where)

    @Slot(str, bool)
    def _mute(self, rule_id: str, quiet_now: bool) -> None:
        (self.desk.coach.mute if quiet_now else self.desk.coach.unmute)(rule_id)

    @Slot()
    def _mark_read(self) -> None:
        """What has stood on the screen for a moment."""
        if self.isVisible() and self.window().isActiveWindow():
            self._note_read([line.id for line in self.list.seen_lines() if not line.seen])

    def _note_read(self, ids: list[int]) -> None:
        with self.desk.read() as session:
            fresh = [line.id for line in inbox.fetch(session, ids, self.desk.now).values() if not line.seen]
        if not fresh:
            return

        def work(session: Any) -> bool:
            insights.mark_seen(session, fresh)
            return True

        self._just_read = frozenset(fresh)
        self.desk.write(work)
        self._just_read = frozenset()


PAGE = PageDeclaration(
    "inbox", "Inbox", "tray", "coach", InboxPage, frozenset(("coach_insights", "user_settings")), (),
    inbox.count_unseen, (Command("Inbox: find an insight", "magnifying-glass", lambda page: page.seek()),),
)  # fmt: skip
