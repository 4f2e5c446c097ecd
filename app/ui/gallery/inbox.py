"""The coach's pages: rows of the inbox, their evidence, how quiet it was, and its settings."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from PySide6.QtWidgets import QWidget

from app.coach.inbox import Line
from app.coach.quiet import Day, Kept, Quiet
from app.coach.roster import RuleNow
from app.core import settings as declared
from app.ui.gallery.data import NAMES
from app.ui.gallery.stage import Group, Specimen, Stage
from app.ui.inbox.entry_list import Entry, EntryList
from app.ui.inbox.insight_list import InsightList
from app.ui.inbox.quiet_strip import QuietStrip
from app.ui.settings.controls import Weekdays
from app.ui.settings.disclosure import Disclosure
from app.ui.settings.rule_list import RuleRow
from app.ui.theme import tokens
from app.ui.widgets.filter_field import FilterField
from app.ui.widgets.section import Section

SHOWN = (0, 2, 1, 0, 3, 0, 1)
"""Toasts of a week."""
DOC = "Stale leads: name the leads nobody has spoken to.\n\nAsked when: time passes. Silent when: nobody waits."
RULE = RuleNow("stale-leads", "Stale leads", "time", DOC, "Leads without a word for a week.", 3, 1, False)


def _lines(stage: Stage) -> dict[int, Line]:
    now = stage.desk.now
    first = Line(
        1, RULE.id, RULE.name, "time", "3 leads have not been contacted in 7+ days: Ana, Bo, Cy.", "medium", False,
        "Plan three calls", "waiting", "inboxed", "quiet hours", False, now - timedelta(hours=1), None, None, None,
    )  # fmt: skip
    others = (
        replace(first, type="action", critical=True, message=f"{' '.join(NAMES[-1])} wrote. " * 4, delivery="shown"),
        replace(first, type="pattern", message="نجمة الحسيني لم تتلقّ جوابًا منذ ثلاثة أيام.", seen=True, suggested=""),
        replace(first, state="acted", suggested="", seen=True, acted_at=now, message="You won the map of a village."),
        replace(first, state="withheld", suggested="", seen=True, reason="muted"),
    )
    return {place: replace(line, id=place) for place, line in enumerate((first, *others), start=1)}


def _insights(stage: Stage) -> QWidget:
    lines = _lines(stage)

    def find() -> Sequence[int]:
        return list(lines)

    def fetch(ids: Sequence[int]) -> Mapping[int, Line]:
        return {place: lines[place] for place in ids}

    now = stage.desk.now
    made = InsightList(stage.look, lambda: now, find, fetch)
    made.refresh()
    made.select(1)
    made.setFixedHeight(len(lines) * stage.look.px(tokens.TODAY_ROW))
    return made


def _strip(stage: Stage) -> QWidget:
    made, today = QuietStrip(stage.look), stage.desk.now.date()
    week = tuple(Day(today - timedelta(days=6 - place), count) for place, count in enumerate(SHOWN))
    kept = (Kept("inboxed", "level", 12), Kept("inboxed", "quiet hours", 4), Kept("withheld", "muted", 1))
    made.show_quiet(Quiet(week, 5, kept))
    return made


def _counted(stage: Stage) -> QWidget:
    made = EntryList(stage.look, "Counted records", 3)
    there = [Entry(" ".join(name), "silent for 9 days", ("contact", 1), "user") for name in NAMES]
    made.show_entries([Entry("Somebody", "deleted", None, "trash"), *there], anew=True)
    return made


def _rules(stage: Stage) -> QWidget:
    made, fold = Section(stage.look, "Rules of the coach"), Disclosure(stage.look, "As time passes", "2 rules, 1 off")
    fold.show_open(True)
    told = RuleRow(stage.look, replace(RULE, muted=True, lowered=0))
    told.doc.show()
    for row in (fold, RuleRow(stage.look, RULE), told):
        made.add(row)
    return made


def _days(stage: Stage) -> QWidget:
    setting = next(setting for setting in declared.DECLARED if setting.shown_as == "weekdays")
    made = Weekdays(stage.look, setting)
    made.show_value(setting.default)
    return made


def _find(stage: Stage) -> QWidget:
    return FilterField(stage.look, "Find a setting")


GROUPS = (
    Group("Inbox", (
        Specimen("Insights", _insights, walked=True), Specimen("How quiet was I", _strip),
        Specimen("Records of the evidence", _counted), Specimen("Rules", _rules), Specimen("Days of the week", _days),
        Specimen("Find field", _find),
    )),
)  # fmt: skip
