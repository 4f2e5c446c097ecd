"""One goal of the coach: what it is for, how far it is, why it is there, and what the coach has in mind for it."""

from datetime import datetime

from PySide6.QtCore import Qt, Signal, Slot

from app.goals.shapes import GoalShown
from app.ui.goals import phrases
from app.ui.goals.item_line import ItemLine
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.basic import Plain, button, clear, column, label, row
from app.ui.widgets.share_bar import ShareBar

PURSUED = ("active", "blocked")


class GoalCard(Plain):
    """Its items are made once they are asked for. `act`: give up, hold, resume."""

    act = Signal(str, object)
    """what, the id of the goal"""
    item_act = Signal(str, object, str)

    def __init__(self, look: Look, goal: GoalShown, now: datetime, *, opened: bool) -> None:
        super().__init__()
        self._look, self.goal, self._now = look, goal, now
        self.lines: dict[int, ItemLine] = {}
        self.opened = opened
        self.description, self.share = label("", "strong"), label("", "muted")
        self.line, self.aims, self.why = label("", "meta"), label(""), label("", "meta")
        self.bar = ShareBar(look)
        self.show_items, self.hold, self.give_up = button("", "plain"), button("Hold", "plain"), button("", "plain")
        self.items = Plain()
        self._stack = column(look, 0, (tokens.S3, 0, 0, 0), self.items)
        for words in (self.description, self.line, self.aims, self.why):
            words.setWordWrap(True)
        self._lay_out()
        self.show_items.clicked.connect(self._toggle)
        self.hold.clicked.connect(self._hold)
        self.give_up.clicked.connect(self._give_up)
        self.show_goal(goal, now)

    def show_goal(self, goal: GoalShown, now: datetime) -> None:
        self.goal, self._now = goal, now
        percent = f"{goal.progress} %"
        self.description.setText(goal.description)
        self.share.setText(percent)
        self.line.setText(phrases.goal_line(goal))
        self.aims.setText(phrases.aims(goal))
        self.why.setText(phrases.why(goal))
        self.bar.show_share(goal.progress / 100, f"{percent}, {phrases.done_line(goal)}", "coach")
        self._show_buttons()
        self._show_lines()

    def _show_buttons(self) -> None:
        goal = self.goal
        pursued = goal.status in PURSUED
        self.show_items.setText(f"{'Hide' if self.opened else 'Show'} what it takes, {phrases.done_line(goal)}")
        self.hold.setVisible(pursued)
        self.hold.setText("Take up again" if goal.status == "blocked" else "Hold")
        self.give_up.setText("Give up" if pursued else "Take up again")
        self.give_up.setVisible(goal.status != "completed")
        for made, name in ((self.show_items, "items"), (self.hold, "hold"), (self.give_up, "end")):
            made.setObjectName(f"goal {goal.id} {name}")
            made.setAccessibleName(f"{made.text()}: {goal.description}")

    def _show_lines(self) -> None:
        """In place where the items are the same ones, so that nothing typed and no focus is lost."""
        self.items.setVisible(self.opened)
        if not self.opened:
            return
        if list(self.lines) == [item.id for item in self.goal.items]:
            for item in self.goal.items:
                self.lines[item.id].show_item(item, self._now)
            return
        clear(self._stack)
        self.lines = {item.id: ItemLine(self._look, item, self._now) for item in self.goal.items}
        for line in self.lines.values():
            line.act.connect(self.item_act)
            self._stack.addWidget(line)
            line.show()

    def _lay_out(self) -> None:
        look = self._look
        stack = column(look, tokens.S1, (0, tokens.S3, 0, tokens.S3), self)
        head, foot = row(look, tokens.S3), row(look, tokens.S1)
        head.addWidget(self.description, 1)
        head.addWidget(self.share, 0, Qt.AlignmentFlag.AlignTop)
        for part, share in ((self.show_items, 0), (self.hold, 0), (self.give_up, 0)):
            foot.addWidget(part, share)
            if part is self.show_items:
                foot.addStretch(1)
        stack.addLayout(head)
        for words in (self.line, self.bar, self.aims, self.why):
            stack.addWidget(words)
        stack.addLayout(foot)
        stack.addWidget(self.items)

    @Slot()
    def _toggle(self) -> None:
        self.opened = not self.opened
        self._show_buttons()
        self._show_lines()

    @Slot()
    def _hold(self) -> None:
        self.act.emit("resume" if self.goal.status == "blocked" else "hold", self.goal.id)

    @Slot()
    def _give_up(self) -> None:
        self.act.emit("give up" if self.goal.status in PURSUED else "resume", self.goal.id)
