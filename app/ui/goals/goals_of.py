"""The goals of one business, each with its items, and what is not known yet."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QApplication, QWidget

from app.core.errors import CrmError
from app.crm import businesses
from app.goals import agenda, shown
from app.goals.shapes import Gap, GoalShown, ItemShown
from app.ui import words
from app.ui.desk import Desk
from app.ui.goals import changes, phrases
from app.ui.goals.changes import Write
from app.ui.goals.goal_card import GoalCard
from app.ui.tasks.record_field import RecordField
from app.ui.theme import tokens
from app.ui.widgets.basic import Plain, button, clear, column, label, row, rule

AT_ONCE = 10
"""Goals that are shown at first, and with each wish for more."""
EMPTY = (
    "The coach has set itself no goals here yet. It does so by itself for you, your clients, partners and prospects; "
    "“Look over again” does it now."
)
OFF = "The coach is off, so it sets itself no goals. Settings can turn it on."

SAID = {"do": "It is on your list. Ctrl+Z takes it back.", "answer": "Noted. Ctrl+Z takes it back."}


@dataclass(frozen=True)
class Shown:
    """business_id: None where there is no business of the owner yet."""

    business_id: int | None
    name: str = ""
    goals: tuple[GoalShown, ...] = ()
    ended: tuple[GoalShown, ...] = ()
    gaps: tuple[Gap, ...] = ()


class GoalsOf(Plain):
    """The goals of one business, each with its items, and what is not known yet."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._business: int | None = None
        self.seen, self._most, self._closed = Shown(None), AT_ONCE, False
        self.cards: dict[int, GoalCard] = {}
        self.chooser = RecordField(desk, "business", "Whose goals")
        self.chooser.field.setPlaceholderText("Your own business")
        self.again = button("Look over again", hint="Checks the goals against what is known now")
        self.more, self.ended = button("", "plain"), button("", "plain")
        self.empty, self.gaps = label(EMPTY, "muted"), label("", "meta")
        for text in (self.empty, self.gaps):
            text.setWordWrap(True)
        self.list = Plain()
        self._stack = column(desk.look, 0, parent=self.list)
        self._lay_out()
        self.chooser.chosen.connect(self._choose)
        self.again.clicked.connect(self._generate)
        self.more.clicked.connect(self._show_more)
        self.ended.clicked.connect(self._show_ended)
        desk.settings_changed.connect(self._show_enabled)

    def refresh(self) -> None:
        self.seen = self._read()
        self._show()

    def _read(self) -> Shown:
        """A business that is gone meanwhile gives way to the owner's own."""
        with self._desk.read() as session:
            for business_id in (self._business, businesses.find_own(session)):
                if business_id is not None:
                    try:
                        now = agenda.agenda(session, business_id, self._desk.now)
                    except CrmError:
                        continue
                    ended = tuple(shown.goals(session, business_id, closed=True))
                    return Shown(business_id, now.name, tuple(shown.goals(session, business_id)), ended, now.gaps)
        return Shown(None)

    def _show(self) -> None:
        seen = self.seen
        self.chooser.show_record(seen.business_id, seen.name)
        wanted = list((*seen.goals, *(seen.ended if self._closed else ()))[: self._most])
        self._show_cards(wanted)
        self._show_enabled()
        self.empty.setVisible(not seen.goals)
        self.gaps.setText(phrases.gaps_line(seen.gaps))
        self.gaps.setVisible(bool(seen.goals))
        left = len(seen.goals) + len(seen.ended) * self._closed - len(wanted)
        self.more.setText(f"Show {words.number(min(left, AT_ONCE))} more of {words.many(left, 'goal')}")
        self.more.setVisible(left > 0)
        self.ended.setText(f"{'Hide' if self._closed else 'Show'} {words.many(len(seen.ended), 'ended goal')}")
        self.ended.setVisible(bool(seen.ended))

    @Slot()
    def _show_enabled(self) -> None:
        """A coach that is off looks for nothing."""
        enabled = bool(self._desk.settings["coach_enabled"])
        self.again.setEnabled(enabled)
        self.empty.setText(EMPTY if enabled else OFF)

    def _show_cards(self, goals: Sequence[GoalShown]) -> None:
        """In place where the goals are the same ones; else anew, the focus where it was."""
        now = self._desk.now
        if list(self.cards) == [goal.id for goal in goals]:
            for goal in goals:
                self.cards[goal.id].show_goal(goal, now)
            return
        focused = QApplication.focusWidget()
        here = focused.objectName() if focused is not None and self.list.isAncestorOf(focused) else ""
        opened = {goal_id for goal_id, card in self.cards.items() if card.opened}
        clear(self._stack)
        self.cards = {goal.id: GoalCard(self._desk.look, goal, now, opened=goal.id in opened) for goal in goals}
        for card in self.cards.values():
            card.act.connect(self._act)
            card.item_act.connect(self._item_act)
            self._stack.addWidget(rule())
            self._stack.addWidget(card)
            card.show()  # now, not with the next turn of the event loop: it may get the focus
        if here:
            self._focus(here)

    def _focus(self, name: str) -> None:
        """The same button of the same goal; where it went, the first one that is there."""
        there = (card.findChild(QWidget, name) for card in self.cards.values())
        found = next((part for part in there if part is not None), None)
        fallback = next(iter(self.cards.values())).show_items if self.cards else self.again
        target = found if isinstance(found, QWidget) else fallback
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _lay_out(self) -> None:
        look = self._desk.look
        stack = column(look, tokens.S2, (0, 0, 0, tokens.S3), self)
        line = row(look, tokens.S2)
        line.addWidget(label("Goals for", "muted"))
        self.chooser.field.setProperty("kind", "")
        self.chooser.field.setAlignment(Qt.AlignmentFlag.AlignLeft)
        line.addWidget(self.chooser, 1)
        line.addWidget(self.again)
        foot = row(look, tokens.S2)
        foot.addWidget(self.more)
        foot.addWidget(self.ended)
        foot.addStretch(1)
        stack.addLayout(line)
        for part in (self.empty, self.list, self.gaps):
            stack.addWidget(part)
        stack.addLayout(foot)

    @Slot(str, object)
    def _choose(self, _key: str, business_id: int | None) -> None:
        self._business, self._most, self._closed = business_id, AT_ONCE, False
        self.refresh()

    @Slot()
    def _show_more(self) -> None:
        self._most += AT_ONCE
        self._show()

    @Slot()
    def _show_ended(self) -> None:
        self._closed = not self._closed
        self._show()

    def _write(self, work: Write) -> bool:
        return bool(self._desk.write(lambda session: (work(session), True)[1]))

    @Slot()
    def _generate(self) -> None:
        if self._write(changes.looked_over(self.seen.business_id, self._desk.now)):
            self.refresh()
            self._desk.say("The goals are up to date.")

    @Slot(str, object)
    def _act(self, what: str, goal_id: int) -> None:
        if self._write(changes.of_goal(what, goal_id, self._desk.now)) and what == "give up":
            self._desk.say("Goal given up. Ctrl+Z brings it back.")

    @Slot(str, object, str)
    def _item_act(self, what: str, item: ItemShown, text: str) -> None:
        if what == "open":
            self._desk.open_wanted.emit("task", item.task_id)
        elif self._write(changes.of_item(what, item, self.seen.business_id, text, self._desk.now)) and what in SAID:
            self._desk.say(SAID[what])
