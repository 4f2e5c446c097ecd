"""The settings of the coach by the keyboard alone: days, what is folded away, rules turned off and brought back."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.coach import hold_out
from app.coach.roster import roster
from app.coach.rules import RULES
from app.compose import App
from app.core import settings as declared
from app.crm import preferences
from app.ui.pages.settings import SettingsPage
from app.ui.theme.look import Look
from app.ui.window import Window
from tests.coach import stored as insights_of
from tests.conftest import NOW

STALE = "stale-leads"


def opened(window: Window) -> SettingsPage:
    assert window.frame is not None
    window.activateWindow()
    page = window.frame.show_page("settings")
    assert isinstance(page, SettingsPage)
    return page


def press(*keys: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    for key in keys:
        QTest.keyClick(focused(), key, held)


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def stored(app: App, key: str) -> object:
    with app.db.read() as session:
        return preferences.get(session, key)


def keep(app: App, key: str, value: declared.Value) -> None:
    with app.db.write() as session:
        preferences.change(session, key, value, at=NOW)


def button(page: SettingsPage, name: str) -> QAbstractButton:
    found = page.findChild(QAbstractButton, name)
    assert isinstance(found, QAbstractButton), name
    return found


def undo(window: Window) -> None:
    QTest.keyClick(focused(), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)


def test_the_group_begins_as_it_is_used_most(window: Window) -> None:
    page = opened(window)
    coach = [key for key, row in page.rows.items() if row.setting.group == "Coach"]
    assert coach == [
        "coach_enabled", "coach_level", "show_morning_briefing", "stale_lead_days", "stuck_deal_days",
        "show_pattern_insights",
    ]  # fmt: skip
    told = [label.text() for label in page.rows["coach_level"].meanings.values()]
    assert told == [
        "Minimal: Only critical business alerts.", "Balanced: Helpful nudges at key moments.",
        "Active Coach: Proactive tips and observations too.",
    ]  # fmt: skip


def test_what_is_folded_away_is_shown_and_hidden_again(window: Window) -> None:
    page = opened(window)
    fold = button(page, "show More")
    fold.setFocus()
    press(Qt.Key.Key_Return)
    later = [setting.key for setting in declared.DECLARED if setting.later and setting.group == "Coach"]
    assert later
    assert all(not page.rows[key].isHidden() for key in later)
    press(Qt.Key.Key_Return)
    assert all(page.rows[key].isHidden() for key in later)
    assert page.rows.keys() & {"muted_rules", "lowered_rules", "stopped_rules", "kept_rules"} == set(), (
        "raw lists are not shown"
    )


def test_a_working_day_is_turned_off_and_on(window: Window, app: App, qtbot: QtBot) -> None:
    page = opened(window)
    QTest.keyClicks(focused(), "working days")
    assert not page.rows["work_days"].isHidden()
    days = page.rows["work_days"].control.findChildren(QAbstractButton)
    assert [day.accessibleName().rpartition(": ")[2] for day in days if day.isChecked()] == [
        "Monday", "Tuesday", "Wednesday", "Thursday", "Friday",
    ]  # fmt: skip
    button(page, "work_days 4").setFocus()
    press(Qt.Key.Key_Space)
    assert stored(app, "work_days") == [0, 1, 2, 3]
    for day in (0, 1, 2, 3):
        button(page, f"work_days {day}").setFocus()
        press(Qt.Key.Key_Space)
    assert stored(app, "work_days") == []
    undo(window)
    qtbot.waitUntil(lambda: button(page, "work_days 3").isChecked())
    button(page, "work_days back").setFocus()
    press(Qt.Key.Key_Space)
    assert stored(app, "work_days") == [0, 1, 2, 3, 4]


def test_a_rule_is_found_turned_off_and_brought_back(window: Window, app: App, qtbot: QtBot) -> None:
    page = opened(window)
    QTest.keyClicks(focused(), "deal won")
    assert [rule for rule, row in page.rules.rows.items() if not row.isHidden()] == ["deal-won"]
    button(page, "deal-won on").setFocus()
    press(Qt.Key.Key_Space)
    assert stored(app, "muted_rules") == ["deal-won"]
    assert page.rules.groups["action"].note.text().endswith("1 off")
    undo(window)
    qtbot.waitUntil(lambda: button(page, "deal-won on").isChecked())
    assert stored(app, "muted_rules") == []


def test_the_rule_of_some_days_is_turned_off_beside_them(window: Window, app: App) -> None:
    page = opened(window)
    beside = button(page, "stale_lead_days rule")
    assert beside.isChecked()
    beside.setFocus()
    press(Qt.Key.Key_Space)
    assert stored(app, "muted_rules") == [STALE]
    assert not page.rows["stale_lead_days"].control.isEnabled()
    press(Qt.Key.Key_Space)
    assert stored(app, "muted_rules") == []
    assert page.rows["stale_lead_days"].control.isEnabled()


def test_a_rule_that_speaks_less_often_is_marked_and_speaks_as_before(window: Window, app: App) -> None:
    keep(app, "lowered_rules", [STALE, STALE])
    assert window.frame is not None
    window.frame.desk.load_settings()
    page = opened(window)
    group = page.rules.groups["time"]
    assert group.note.text().endswith("1 speaks less often")
    group.button.click()
    row = page.rules.rows[STALE]
    assert "less often than at first" in row.note.text()
    button(page, f"{STALE} loud").setFocus()
    press(Qt.Key.Key_Return)
    assert stored(app, "lowered_rules") == []
    assert row.loud.isHidden()


def test_a_rule_that_a_trial_stopped_is_said_once_and_brought_back(window: Window, app: App, qtbot: QtBot) -> None:
    for shown in (True, False):
        insights_of.tell(app.db, shown, 50, 20, NOW - timedelta(days=10))
    page = opened(window)
    said: list[str] = []
    window.frame.desk.said.connect(lambda text, _error, _action: said.append(text))  # type: ignore[union-attr]
    assert hold_out.stop_what_does_not_help(app.db, NOW) == [STALE]
    once = "“Stale leads” stopped: reminders did not help. Settings can undo that."
    qtbot.waitUntil(lambda: said == [once])
    group = page.rules.groups["time"]
    assert group.note.text().endswith("1 off")
    group.button.click()
    row = page.rules.rows[STALE]
    assert "reminders did not help" in row.note.text()
    assert not page.rows["stale_lead_days"].control.isEnabled()
    qtbot.waitUntil(lambda: not row.trial.isHidden())
    assert row.trial.text().startswith(
        "Contacted or taken up within 2 days: 40 % of 50 reminded, 40 % of 50 not reminded"
    )
    assert page.rules.rows["stuck-deal"].trial.isHidden()
    button(page, f"{STALE} on").setFocus()
    press(Qt.Key.Key_Space)
    assert stored(app, "stopped_rules") == []
    assert row.switch.isChecked()
    undo(window)
    qtbot.waitUntil(lambda: stored(app, "stopped_rules") == [STALE])
    qtbot.waitUntil(lambda: not row.switch.isChecked())
    assert said.count(once) == 1


def test_the_doc_of_a_rule_is_one_key_away(window: Window) -> None:
    page = opened(window)
    page.rules.groups["action"].button.click()
    row = page.rules.rows["deal-won"]
    row.more.setFocus()
    press(Qt.Key.Key_Space)
    assert "Silent when:" in row.doc.text()
    assert not row.doc.isHidden()
    press(Qt.Key.Key_Space)
    assert row.doc.isHidden()


def test_every_rule_stands_in_its_group(window: Window, qtbot: QtBot) -> None:
    page = opened(window)
    page.refresh({})
    for group in page.rules.groups.values():
        group.button.click()
    qtbot.waitUntil(page.rules.rows["deal-won"].isVisible)
    qtbot.wait(20)
    tops = {name: row.y() for name, row in {**page.rules.groups, **page.rules.rows}.items()}
    for rule in roster(page.desk.settings):
        below = [cause for cause in page.rules.groups if tops[cause] <= tops[rule.id]]
        assert below[-1] == rule.cause
    assert page.rules.rows.keys() == {rule.id for rule in RULES}
    assert all(not row.isHidden() for row in page.rules.rows.values())


@pytest.mark.parametrize("damaged", [["no such rule"], ["no such rule", STALE]])
def test_names_of_rules_that_are_no_more_do_no_harm(window: Window, app: App, damaged: list[str]) -> None:
    keep(app, "muted_rules", list(damaged))
    assert window.frame is not None
    window.frame.desk.load_settings()
    page = opened(window)
    button(page, "stuck_deal_days rule").click()
    assert stored(app, "muted_rules") == [*damaged, "stuck-deal"]


def test_what_is_unfolded_stays_so_in_other_colours(window: Window, look: Look, qtbot: QtBot) -> None:
    page = opened(window)
    button(page, "show More").click()
    page.rules.groups["pattern"].button.click()
    page.rows["theme"].control.given.emit("dark")
    assert look.dark
    assert window.frame is not None
    anew = window.frame.pages["settings"]
    assert isinstance(anew, SettingsPage)
    assert not anew.rows["work_days"].isHidden()
    assert anew.rules.groups["pattern"].open
    assert not anew.rules.groups["action"].open
