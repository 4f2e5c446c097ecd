"""Why this? One insight beside the list: its rows, its figure, how it is made, its rule and what that did before."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app.coach import trials
from app.coach.insights import Button, Insight
from app.coach.why import Counted, Decided, Why, why
from app.core.errors import CrmError
from app.ui import words
from app.ui.desk import Desk
from app.ui.inbox import phrases
from app.ui.inbox.entry_list import Entry, EntryList
from app.ui.inbox.snooze_menu import SnoozeMenu
from app.ui.theme import tokens
from app.ui.widgets.basic import Elided, Plain, button, column, icon_button, label, row
from app.ui.widgets.flow import Flow

ROWS, DECISIONS = 8, 5
"""Shown at first."""
ICONS: Mapping[str, str] = {
    "contact": "user", "business": "buildings", "deal": "columns", "task": "check-square", "project": "folder",
    "time_entry": "timer", "followup": "calendar-check", "event": "calendar-blank",
}  # fmt: skip


class WhyPane(QScrollArea):
    """acted: the id and the number of the button. muted: the rule, and whether it shall be quiet."""

    closed = Signal()
    acted = Signal(object, int)
    dismissed, snoozed = Signal(object), Signal(object, str)
    muted = Signal(str, bool)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.insight_id: int | None = None
        self.rule_id = ""
        self._offered: tuple[int, Sequence[Button] | None] = (0, None)
        look, inner = desk.look, Plain(self)
        self.setWidget(inner)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.body: QVBoxLayout = column(look, tokens.S2, (tokens.S4, tokens.S2, tokens.S4, tokens.S4), inner)
        self.over, self.leave = Elided("", "muted"), icon_button(look, "x", "Close this pane", "Close (Esc)")
        self.message, self.state = self._words("title"), self._words("muted")
        self.buttons = Flow(look)
        self.rows_head, self.rows = label("", "strong"), EntryList(look, "Counted records", ROWS)
        self.figure, self.formula = self._words(), self._words("muted")
        self.rule_name, self.doc, self.speaks = label("", "strong"), self._words("muted"), self._words()
        self.trial = self._words()
        self.mute, self.loud = button("Mute this rule"), button("Speak as before")
        self.history, self.ledger = self._words("muted"), EntryList(look, "Decisions about this rule", DECISIONS)
        self.snoozes = SnoozeMenu(self)
        self._fill()
        self._connect()

    def show_insight(self, insight_id: int) -> bool:
        """False where it is gone."""
        now = self._desk.now
        try:
            with self._desk.read() as session:
                found = why(session, insight_id, now)
        except CrmError:
            return False
        anew = insight_id != self.insight_id
        self.insight_id, self.rule_id = insight_id, found.rule.id
        if anew:
            self.verticalScrollBar().setValue(0)
        self._show_insight(found.insight, now)
        self._show_evidence(found, anew=anew)
        self._show_rule(found, now, anew=anew)
        return True

    def refresh(self) -> bool:
        """Read it again; False when it is gone."""
        return self.insight_id is not None and self.show_insight(self.insight_id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def _show_insight(self, insight: Insight, now: datetime) -> None:
        self.over.setText(f"{insight.name}  ·  {words.when(insight.created_at, now)}")
        self.message.setText(insight.message)
        self.state.setText(phrases.origin(insight, now))
        offered = insight.buttons if insight.outcome in (None, "snoozed") else None
        if (insight.id, offered) != self._offered:
            self._offered = (insight.id, offered)
            self._show_buttons(offered)

    def _show_buttons(self, offered: Sequence[Button] | None) -> None:
        """None: nothing can be said to it any more."""
        focused = self.window().focusWidget()
        if focused is not None and self.buttons.isAncestorOf(focused):
            self.leave.setFocus()
        self.buttons.show_parts([] if offered is None else self._buttons(offered))
        self.buttons.setVisible(offered is not None)

    def _buttons(self, offered: Sequence[Button]) -> list[QWidget]:
        """Those of the insight, the suggested one first, then what can be said to any."""
        made: list[QWidget] = []
        for place, one in enumerate(offered):
            pushed = button(one.label, "coach" if place == 0 else "")
            pushed.setProperty("number", one.n)
            pushed.clicked.connect(self._act)
            made.append(pushed)
        dismiss, snooze = button("Dismiss", hint="Dismiss (Delete in the list)"), button("Snooze …")
        dismiss.clicked.connect(self._dismiss)
        snooze.clicked.connect(self._ask_snooze)
        return [*made, snooze, dismiss]

    def _show_evidence(self, found: Why, *, anew: bool) -> None:
        self.rows_head.setText(phrases.counted(found))
        self.rows_head.setVisible(bool(found.rows))
        self.rows.show_entries([_entry(row) for row in found.rows], anew=anew)
        self._say(self.figure, phrases.figure(found))
        self._say(self.formula, found.rule.formula)

    def _show_rule(self, found: Why, now: datetime, *, anew: bool) -> None:
        rule = found.rule
        self.rule_name.setText(f"The rule: {rule.name}")
        self._say(self.doc, phrases.told_doc(rule.doc))
        self._say(self.speaks, phrases.speaks(rule))
        self._say(self.trial, "" if found.trial is None else trials.told(found.trial))
        self.mute.setText("Unmute this rule" if rule.is_off else "Mute this rule")
        self.mute.setAccessibleName(self.mute.text())
        self.mute.setVisible(bool(rule.formula))
        self.loud.setVisible(bool(rule.lowered) and not rule.is_off)
        self.history.setText(phrases.history(found))
        self.ledger.show_entries([_decision(line, now) for line in found.ledger], anew=anew)

    def _fill(self) -> None:
        look = self._desk.look
        head = row(look, tokens.S0)
        head.addWidget(self.over, 1)
        head.addWidget(self.leave)
        self.body.addLayout(head)
        self.body.addWidget(self.message)
        self.body.addWidget(self.state)
        self.body.addWidget(self.buttons)
        for title, parts in (
            (self.rows_head, (self.rows,)),
            (label("How it is made", "strong"), (self.figure, self.formula)),
            (self.rule_name, (self.doc, self.speaks, self.trial, self._both())),
            (label("What it did before", "strong"), (self.history, self.ledger)),
        ):
            self.body.addSpacing(look.px(tokens.S3))
            self.body.addWidget(title)
            for part in parts:
                self.body.addWidget(part)
        self.body.addStretch(1)

    def _both(self) -> QWidget:
        holder = Plain()
        line = row(self._desk.look, tokens.S2, parent=holder)
        for part in (self.mute, self.loud):
            line.addWidget(part)
        line.addStretch(1)
        return holder

    def _connect(self) -> None:
        self.leave.clicked.connect(self.closed)
        self.rows.view.opened.connect(self._desk.open_wanted)
        self.snoozes.chosen.connect(self._snooze)
        self.mute.clicked.connect(self._mute)
        self.loud.clicked.connect(self._unmute)

    def _words(self, tone: str = "") -> QLabel:
        made = label("", tone)
        made.setWordWrap(True)
        return made

    def _say(self, part: QLabel, text: str) -> None:
        part.setText(text)
        part.setVisible(bool(text))

    @Slot()
    def _act(self) -> None:
        pushed = self.sender()
        if isinstance(pushed, QPushButton):
            self.acted.emit(self.insight_id, int(pushed.property("number")))

    @Slot()
    def _dismiss(self) -> None:
        self.dismissed.emit(self.insight_id)

    @Slot()
    def _ask_snooze(self) -> None:
        pushed = self.sender()
        if isinstance(pushed, QPushButton):
            self.snoozes.popup(pushed.mapToGlobal(pushed.rect().bottomLeft()))

    @Slot(str)
    def _snooze(self, choice: str) -> None:
        self.snoozed.emit(self.insight_id, choice)

    @Slot()
    def _mute(self) -> None:
        self.muted.emit(self.rule_id, self.mute.text().startswith("Mute"))

    @Slot()
    def _unmute(self) -> None:
        self.muted.emit(self.rule_id, False)


def _entry(row: Counted) -> Entry:
    if row.there:
        return Entry(row.title or f"{row.kind.capitalize()} {row.id}", row.note, (row.kind, row.id), _icon(row.kind))
    return Entry(row.title or f"{row.kind.capitalize()} {row.id}", "deleted", None, "trash")


def _icon(kind: str) -> str:
    return ICONS.get(kind, "file")


def _decision(line: Decided, now: datetime) -> Entry:
    return Entry(phrases.decided(line), words.stamp(line.at, now))
