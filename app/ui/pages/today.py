"""Today: the day in words, what matters most, what is due, and who should hear from you."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QScrollArea, QStackedWidget

from app.coach import briefing, inbox
from app.coach.inbox import Line
from app.crm import figures, tasks, today
from app.crm.today import Part
from app.ui import words
from app.ui.background import Handle
from app.ui.desk import Desk
from app.ui.pages.page import Page, PageDeclaration, Touched
from app.ui.theme import tokens
from app.ui.today import phrases
from app.ui.today.card import Card
from app.ui.today.pressing import PressingList
from app.ui.today.strip import Strip
from app.ui.widgets.basic import Plain, button, column, label, row, scroll_down
from app.ui.widgets.empty import Empty

READS: Mapping[str, frozenset[str]] = {
    "due": frozenset(("tasks", "contacts", "businesses")),
    "deals": frozenset(("deals", "contacts", "businesses", "user_settings")),
    "events": frozenset(("events", "contacts", "businesses")),
    "people": frozenset(("contacts", "businesses", "followups", "interactions", "tasks", "events", "user_settings")),
}
"""What each list is read from."""
TABLES = frozenset.union(*READS.values(), {"time_entries", "coach_insights"})


class TodayPage(Page):
    primary_label, primary_hint = "New lead", "Ctrl+L"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "today")
        look = desk.look
        self._whole: set[str] = set()
        self._asked, self._people_due = 0, False
        self._rested = QTimer(self)
        self._rested.setSingleShot(True)
        self._day: dict[str, Part] = {name: Part() for name in READS}
        self.hello, self.briefing, self.strip = label("", "title"), label("", "lead"), Strip(look)
        self.waiting = button("", "plain", hint="Open the inbox")
        self.matters = Card(look, "What matters most", "Nothing is pressing. A good day to start something.")
        self.pressing = PressingList(look, self._now, self._find_pressing, self._fetch_insights)
        self.parts = {
            "events": Card(look, "Appointments", ""),
            "due": Card(look, "Tasks due", "Nothing is due today."),
            "deals": Card(look, "Deals that need a step", "Every open deal has a next step ahead."),
            "people": Card(look, "People to contact", "Nobody is waiting to hear from you."),
        }
        sentence = "Your day will stand here: what is due, which deals need a step, who should hear from you."
        self.empty = Empty(look, "sun-horizon", sentence, "New lead", self.primary)
        self._stack, self._scroll, self._sides = (
            QStackedWidget(),
            QScrollArea(),
            QBoxLayout(QBoxLayout.Direction.LeftToRight),
        )
        self._lay_out()
        self._connect()

    def heading(self) -> str:
        return words.long_day(self.desk.now.date())

    @Slot()
    def primary(self) -> None:
        self.desk.lead_wanted.emit()

    def refresh(self, touched: Touched) -> None:
        stale = [name for name, tables in READS.items() if not touched or tables & touched.keys()]
        now = self.desk.now
        with self.desk.read() as session:
            waiting, told = inbox.count_waiting(session, now), briefing.as_told(session, now)
            begun = figures.has_records(session) or bool(figures.count_tasks(session))
            self._day |= {
                name: today.part(session, name, now, whole=name in self._whole) for name in stale if name != "people"
            }
            progress = today.progress(session, now)
        self._stack.setCurrentWidget(self._scroll if begun else self.empty)
        self.hello.setText(phrases.greeting(now))
        self.waiting.setText(f"Inbox: {words.number(waiting)} waiting")
        self.waiting.setAccessibleName(self.waiting.text())
        self.waiting.setVisible(waiting > 0 and bool(self.desk.settings["coach_enabled"]))
        if not self.briefing.text():
            self.briefing.setText(told or " ")
        self.strip.show_progress(progress, self.desk.currency)
        self._show_day()
        self._people_due = self._people_due or "people" in stale
        if stale and not self._rested.isActive():
            self._rested.start(tokens.PAINTED if touched else 0)

    @Slot()
    def _look_around(self) -> None:
        """What looks through all contacts comes a moment later: people, and the day in words. After a deed not before
        the coach has answered it: the two would slow each other down. Of two questions the last one's answer counts."""
        self._asked += 1
        asked, db, now, due, whole = (
            self._asked, self.desk.app.db, self.desk.now, self._people_due, "people" in self._whole
        )  # fmt: skip

        def work(_handle: Handle) -> tuple[int, Part | None, str]:
            with db.read() as session:
                people = today.part(session, "people", now, whole=whole) if due else None
                return asked, people, briefing.as_it_stands(session, now)

        self.desk.quietly(work).done.connect(self._take_people)

    @Slot(object)
    def _take_people(self, answer: tuple[int, Part | None, str]) -> None:
        asked, people, told = answer
        if asked != self._asked:
            return
        self.briefing.setText(told)
        if people is not None:
            self._people_due, self._day["people"] = False, people
            self._show_day()

    def _now(self) -> datetime:
        return self.desk.now

    def _find_pressing(self) -> Sequence[int]:
        """None while the coach is off."""
        if not self.desk.settings["coach_enabled"]:
            return ()
        with self.desk.read() as session:
            return inbox.pressing(session, self.desk.now, today.MATTERS)

    def _fetch_insights(self, ids: Sequence[int]) -> Mapping[int, Line]:
        with self.desk.read() as session:
            return inbox.fetch(session, ids, self.desk.now)

    def _show_day(self) -> None:
        now = self.desk.now
        self.pressing.refresh()
        about = [line.entity for line in self.pressing.lines()]
        room = today.MATTERS - len(about)
        lines = [line for line in today.matters(self._day) if (line.kind, line.id) not in about]
        self.matters.show_lines(lines[:room], 0, now, above=len(about))
        self.parts["events"].setVisible(self._day["events"].count > 0)
        for name, part in self._day.items():
            self.parts[name].show_lines(part.lines, part.count, now, whole=name in self._whole)
        self.headed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = event.size().width() >= self.desk.look.px(tokens.TWO_COLUMNS)
        self.strip.set_narrow(event.size().width() < self.desk.look.px(tokens.BOTH_MIN))
        self._sides.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)

    def _lay_out(self) -> None:
        look = self.desk.look
        inner = Plain(self)
        edge = tokens.S4 + tokens.S1
        stack = column(look, tokens.S4, (edge, 0, edge, tokens.S5), inner)
        head, first = column(look, tokens.S1), row(look, tokens.S2)
        self.briefing.setWordWrap(True)
        first.addWidget(self.hello, 1)
        first.addWidget(self.waiting)
        head.addLayout(first)
        head.addWidget(self.briefing)
        stack.addLayout(head)
        stack.addWidget(self.strip)
        self.matters.put_first(self.pressing)
        stack.addLayout(self._sides)
        stack.addStretch(1)
        self._sides.setSpacing(look.px(tokens.S4))
        for cards in (
            (self.matters, self.parts["events"], self.parts["due"]),
            (self.parts["deals"], self.parts["people"]),
        ):
            side = column(look, tokens.S4)
            for card in cards:
                side.addWidget(card)
            side.addStretch(1)
            self._sides.addLayout(side, 1)
        scroll_down(self._scroll, inner)
        self._stack.addWidget(self._scroll)
        self._stack.addWidget(self.empty)
        column(look, 0, parent=self.content).addWidget(self._stack)

    def _connect(self) -> None:
        self._rested.timeout.connect(self._look_around)
        self.strip.wanted.connect(self.desk.page_wanted)
        self.waiting.clicked.connect(self._show_inbox)
        self.pressing.opened.connect(self.desk.coach.why)
        self.pressing.acted.connect(self.desk.coach.act)
        self.pressing.dismissed.connect(self.desk.coach.dismiss)
        for card in (self.matters, *self.parts.values()):
            card.list.opened.connect(self.desk.open_wanted)
            card.list.ticked.connect(self._complete)
            card.whole_wanted.connect(self._show_whole)

    @Slot()
    def _show_inbox(self) -> None:
        self.desk.page_wanted.emit("inbox")

    @Slot(object)
    def _complete(self, task_id: int) -> None:
        at = self.desk.now

        def work(session: Any) -> str:
            return tasks.complete(session, task_id, at=at).title

        title = self.desk.write(work)
        if title:
            self.desk.say(f"Done: {title[:60]}. Ctrl+Z takes it back.")

    @Slot()
    def _show_whole(self) -> None:
        """All rows of a card, or only the first again."""
        name = next(name for name, card in self.parts.items() if card is self.sender())
        self._whole ^= {name}
        self.refresh({})


PAGE = PageDeclaration(
    "today", "Today", "sun-horizon", "work", TodayPage, TABLES, words="home dashboard start agenda calendar"
)
