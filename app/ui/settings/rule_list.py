"""The rules of the coach: what each looks for, a switch for each, and the way back for one that speaks less often."""

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.coach import insights, trials
from app.coach.roster import RuleNow, roster
from app.crm import names
from app.ui import words
from app.ui.background import Handle
from app.ui.desk import Desk
from app.ui.inbox import phrases
from app.ui.settings.disclosure import Disclosure
from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.basic import Plain, button, icon_button, label, row
from app.ui.widgets.section import Row, Section
from app.ui.widgets.switch import Switch

GROUPS: Mapping[str, str] = {
    "action": "After what you did", "time": "As time passes", "pattern": "From your own history",
}  # fmt: skip
NOTE = "What the coach looks for. One that is off is not shown, and stands in the inbox under Withheld alone."


class RuleRow(Row):
    """Its doc is one click away."""

    muted = Signal(str, bool)
    """id, and whether it shall be quiet"""

    def __init__(self, look: Look, rule: RuleNow) -> None:
        super().__init__(look, rule.name, " ")
        self.rule = rule
        self.doc = label("", "meta")
        self.doc.setWordWrap(True)
        self.doc.hide()
        self.trial = label("", "meta")
        self.trial.setWordWrap(True)
        self.trial.hide()
        self.texts.addWidget(self.trial)
        self.texts.addWidget(self.doc)
        right = Plain(self)
        line = row(look, tokens.S2, parent=right)
        self.loud = button("Speak as before", hint="It speaks less often than at first")
        self.more = icon_button(look, "info", f"{rule.name}: what it looks for", "What it looks for")
        self.switch = Switch(look, rule.name)
        for part, name in ((self.loud, "loud"), (self.more, "doc"), (self.switch, "on")):
            part.setObjectName(f"{rule.id} {name}")
            line.addWidget(part)
        self.line.addWidget(right, 0, Qt.AlignmentFlag.AlignVCenter)
        self.more.clicked.connect(self._toggle_doc)
        self.loud.clicked.connect(self._speak)
        self.switch.clicked.connect(self._turn)
        self.show_rule(rule)

    @property
    def words(self) -> str:
        """Everything it can be found by; its doc would match nearly all that is searched."""
        return names.fold(f"rules {self.rule.id.replace('-', ' ')} {self.rule.name}")

    def show_rule(self, rule: RuleNow) -> None:
        self.rule = rule
        self.switch.setChecked(not rule.is_off)
        self.loud.setVisible(rule.lowered > 0)
        self.loud.setAccessibleName(f"{rule.name}: speak as before")
        summary = phrases.summary(rule.doc)
        self.note.setText(f"{summary} {phrases.speaks(rule)}" if rule.lowered or rule.stopped else summary)
        self.doc.setText(f"{phrases.told_doc(rule.doc)}\n{rule.formula}")

    def show_trial(self, told: str) -> None:
        """What holding its toasts back has shown; empty where none was."""
        self.trial.setText(told)
        self.trial.setVisible(bool(told))

    @Slot()
    def _toggle_doc(self) -> None:
        self.doc.setVisible(self.doc.isHidden())
        self.note.setVisible(self.doc.isHidden())

    @Slot(bool)
    def _turn(self, on: bool) -> None:
        self.muted.emit(self.rule.id, not on)

    @Slot()
    def _speak(self) -> None:
        self.muted.emit(self.rule.id, False)


class RuleList(QObject):
    """The section: a line for each group, under which its rules stand once it is opened. Filled when first needed."""

    grown = Signal()
    """there are rows, or more are seen"""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self.section = Section(desk.look, "Rules of the coach", NOTE)
        self.rows: dict[str, RuleRow] = {}
        self.groups = {cause: Disclosure(desk.look, title) for cause, title in GROUPS.items()}
        for group in self.groups.values():
            group.toggled.connect(self.grown)
            self.section.add(group)

    def refresh(self) -> None:
        """As the rules stand now."""
        rules = roster(self._desk.settings)
        for rule in rules:
            if rule.id in self.rows:
                self.rows[rule.id].show_rule(rule)
        for cause, group in self.groups.items():
            found = [rule for rule in rules if rule.cause == cause]
            group.say(_counted(found))
        if self.rows:
            self._read_trials()

    def muted(self) -> frozenset[str]:
        """Ids of the rules that are off."""
        return frozenset(rule.id for rule in roster(self._desk.settings) if rule.is_off)

    def fill(self) -> None:
        """Make the rows, if they are not there yet."""
        if self.rows:
            return
        above: dict[str, QWidget] = {**self.groups}
        for rule in roster(self._desk.settings):
            made = self.rows[rule.id] = RuleRow(self._desk.look, rule)
            made.muted.connect(self._mute)
            self.section.add_below(above[rule.cause], made)
            above[rule.cause] = made
        self._read_trials()

    def fits(self, row: object, wanted: list[str], has: Callable[[object, list[str]], bool]) -> bool:
        """Whether a row is seen now. wanted: the words that are searched; has: whether a row has them."""
        if isinstance(row, RuleRow):
            return has(row, wanted) if wanted else self.groups[row.rule.cause].open
        return not wanted

    def _read_trials(self) -> None:
        """They count over everything ever shown: they come a moment later."""
        desk, now = self._desk, self._desk.now

        def work(_handle: Handle) -> dict[str, str]:
            with desk.read() as session:
                return {one.rule: trials.told(one) for one in trials.find(session, now)}

        desk.quietly(work).done.connect(self._show_trials)

    @Slot(object)
    def _show_trials(self, told: dict[str, str]) -> None:
        for rule_id, shown in self.rows.items():
            shown.show_trial(told.get(rule_id, ""))

    @Slot(str, bool)
    def _mute(self, rule_id: str, quiet: bool) -> None:
        mute(self._desk, rule_id, quiet=quiet)


def mute(desk: Desk, rule_id: str, *, quiet: bool) -> None:
    """Turn a rule off, or on as it was at first."""
    at, change = desk.now, insights.mute if quiet else insights.unmute

    def work(session: Any) -> None:
        change(session, rule_id, at=at)

    desk.write(work)


def _counted(rules: list[RuleNow]) -> str:
    """ "16 rules, 1 muted, 2 speak less often"."""
    off, lowered = sum(rule.is_off for rule in rules), sum(rule.lowered > 0 and not rule.is_off for rule in rules)
    parts = [words.many(len(rules), "rule")]
    parts += [f"{words.number(off)} off"] if off else []
    parts += [f"{words.number(lowered)} speak{'s' if lowered == 1 else ''} less often"] if lowered else []
    return ", ".join(parts)
