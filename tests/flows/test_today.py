"""The day at a glance: ticked off, opened and followed by the keyboard alone."""

from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from app.coach import insights
from app.compose import App
from app.crm import preferences, tasks
from app.crm.today import Line
from app.ui.pages.inbox import InboxPage
from app.ui.pages.today import TodayPage
from app.ui.today.line_list import LineList, LineModel
from app.ui.widgets.roles import ACCESSIBLE
from app.ui.window import Window
from tests import build
from tests.coach import stored
from tests.conftest import NOW

CTRL = Qt.KeyboardModifier.ControlModifier
TODAY = NOW.date()


def today_page(window: Window) -> TodayPage:
    assert window.frame is not None
    page = window.frame.show_page("today")
    assert isinstance(page, TodayPage)
    return page


def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(QApplication.focusWidget(), key, modifiers)


def tab_to(wanted: LineList) -> None:
    for _step in range(40):
        if wanted.hasFocus():
            return
        press(Qt.Key.Key_Tab)
    raise AssertionError("Tab does not reach the list")


def test_a_task_is_ticked_undone_and_opened_by_keys(window: Window, app: App, qtbot: QtBot) -> None:
    with app.db.write() as session:
        first = build.task(session, "Send quote", due_on=TODAY - timedelta(days=2)).id
        build.task(session, "Call Bo", due_on=TODAY)
        build.deal(session, "Website", value_cents=540_000)
    page = today_page(window)
    window.activateWindow()
    qtbot.waitUntil(lambda: page.parts["due"].list.lines.rowCount() == 2)
    qtbot.waitUntil(lambda: page.briefing.text() == "1 task today, 1 task overdue.")
    window.frame.title.primary.setFocus()  # type: ignore[union-attr]
    tab_to(page.parts["due"].list)
    press(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: page.parts["due"].list.lines.rowCount() == 1)
    with app.db.read() as session:
        assert tasks.get(session, first).status == "completed"
    assert page.strip.figures["done"].accessibleName() == "1 task done this week"
    assert page.parts["due"].list.hasFocus()
    press(Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: page.parts["due"].list.lines.rowCount() == 2)
    tab_to(page.parts["deals"].list)
    press(Qt.Key.Key_Return)
    assert window.frame is not None
    assert window.frame.current == "pipeline"


def test_all_of_a_long_list_is_one_key_away(window: Window, app: App, qtbot: QtBot) -> None:
    with app.db.write() as session:
        for number in range(11):
            build.task(session, f"Task {number}", due_on=TODAY)
    page, card = today_page(window), today_page(window).parts["due"]
    qtbot.waitUntil(lambda: card.all.text() == "Show all 11")
    card.all.click()
    assert card.list.lines.rowCount() == 11
    assert card.all.text() == "Show less"
    card.all.click()
    assert card.list.lines.rowCount() == 8
    assert page.heading() == "Monday, March 2"


def test_people_arrive_a_moment_later_and_open_by_enter(window: Window, app: App, qtbot: QtBot) -> None:
    with app.db.write() as session:
        ana = build.contact(session, "Ana Ruiz")
        build.followup(session, contact_id=ana.id, scheduled_at=NOW)
    page = today_page(window)
    card = page.parts["people"].list
    qtbot.waitUntil(lambda: card.lines.rowCount() == 1)
    assert page.briefing.text() == "1 follow-up today."
    window.activateWindow()
    card.setFocus()
    press(Qt.Key.Key_Return)
    assert window.frame is not None
    assert window.frame.current == "contacts"


def test_an_empty_file_says_what_will_be_here_and_offers_a_lead(window: Window) -> None:
    page = today_page(window)
    assert page._stack.currentWidget() is page.empty
    page.empty.button.click()
    assert window.frame is not None
    assert window.frame.lead.isVisible()


def test_lines_are_a_correct_model_and_say_all_aloud(qtmodeltester: ModelTester) -> None:
    model = LineModel()
    lines = [
        Line("task", 1, "Send quote", "task_late", "Ana Ruiz", days=3, priority="high"),
        Line("deal", 2, "م" * 300, "step_missing", days=12, cents=10**14, currency="EUR"),
        Line("contact", 3, "Bo 🎈", "rhythm", days=800),
        Line("contact", 4, "Cy", "stale_lead", days=9),
    ]
    model.show(lines, NOW)
    qtmodeltester.check(model)
    said = [model.index(n).data(Qt.ItemDataRole.AccessibleTextRole) for n in range(4)]
    assert said[0] == "Send quote, Ana Ruiz, high priority, 3 days overdue"
    assert said[2:] == ["Bo 🎈, last contact 2 years ago", "Cy, lead without a word for 9 days"]


def test_a_person_who_was_never_spoken_to_is_not_said_to_have_been(window: Window, app: App, qtbot: QtBot) -> None:
    with app.db.write() as session:
        new = build.contact(session, "Ana Ruiz", status="client", keep_in_touch_days=30)
        new.created_at = NOW - timedelta(days=40)
    page = today_page(window)
    shown = page.parts["people"].list.lines
    qtbot.waitUntil(lambda: shown.rowCount() == 1)
    assert "no contact yet, added 40 days ago" in shown.index(0).data(ACCESSIBLE)


def test_what_the_coach_finds_pressing_stands_first_and_is_answered_by_keys(
    window: Window, app: App, qtbot: QtBot
) -> None:
    with app.db.write() as session:
        late = build.task(session, "Send quote", due_on=TODAY - timedelta(days=2), priority="high")
        build.task(session, "Call Bo", due_on=TODAY)
        about = {"entity_type": "task", "entity_id": late.id}
        first = stored.insight(session, "The quote is late.", priority="high", **about)
        stored.insight(session, "Not pressing.", priority="low")
    page = today_page(window)
    window.activateWindow()
    qtbot.waitUntil(lambda: [line.message for line in page.pressing.lines()] == ["The quote is late."])
    shown = page.matters.list.lines
    assert [line.title for place in range(shown.rowCount()) if (line := shown.line_at(place))] == ["Call Bo"]
    assert page.waiting.text() == "Inbox: 2 waiting"
    page.pressing.setFocus()
    press(Qt.Key.Key_Delete)
    with app.db.read() as session:
        assert insights.get(session, first).outcome == "dismissed"
    qtbot.waitUntil(page.pressing.isHidden)
    assert shown.rowCount() == 2, "its task stands among the others again"
    page.waiting.click()
    assert window.frame is not None
    assert window.frame.current == "inbox"


def test_the_evidence_of_a_pressing_insight_is_one_key_away(window: Window, app: App, qtbot: QtBot) -> None:
    with app.db.write() as session:
        build.task(session, "Call Bo")
        first = stored.insight(session, "Critical.", critical=True)
    page = today_page(window)
    window.activateWindow()
    qtbot.waitUntil(page.pressing.isVisible)
    page.pressing.setFocus()
    press(Qt.Key.Key_Return)
    assert window.frame is not None
    inbox = window.frame.pages["inbox"]
    assert isinstance(inbox, InboxPage)
    assert window.frame.current == "inbox"
    assert inbox.why.insight_id == first


def test_nothing_of_the_coach_stands_here_while_it_is_off(window: Window, app: App, qtbot: QtBot) -> None:
    with app.db.write() as session:
        build.task(session, "Call Bo", due_on=TODAY)
        stored.insight(session, "Critical.", critical=True)
        preferences.change(session, "coach_enabled", value=False, at=NOW)
    page = today_page(window)
    qtbot.waitUntil(lambda: page.parts["due"].list.lines.rowCount() == 1)
    assert page.pressing.isHidden()
    assert page.waiting.isHidden()


def test_the_briefing_of_the_morning_is_there_at_once_and_follows_the_day(
    window: Window, app: App, qtbot: QtBot
) -> None:
    told = {"rule_id": "morning-briefing", "delivery": "shown", "reason": None}
    with app.db.write() as session:
        build.task(session, "Call Bo", due_on=TODAY)
        stored.insight(session, "Good morning! 2 tasks today.", **told)
        stored.insight(session, "Good morning! 9 tasks today.", created_at=NOW - timedelta(days=1), **told)
    page = TodayPage(window.frame.desk)  # type: ignore[union-attr]
    qtbot.addWidget(page)
    page.refresh({})
    assert page.hello.text() == "Good morning."
    assert page.briefing.text() == "2 tasks today."
    qtbot.waitUntil(lambda: page.briefing.text() == "1 task today.")
