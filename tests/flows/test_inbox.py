"""The inbox by the keyboard alone: read, acted on, dismissed, snoozed, explained, muted."""

from datetime import timedelta

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.coach import insights
from app.compose import App
from app.crm import contacts, preferences, tasks
from app.crm.standing.row import Row
from app.models import Task
from app.ui.pages.inbox import InboxPage
from app.ui.window import Window
from tests import build
from tests.coach import stored
from tests.conftest import NOW

CTRL = Qt.KeyboardModifier.ControlModifier


def inbox_page(window: Window) -> InboxPage:
    assert window.frame is not None
    page = window.frame.show_page("inbox")
    assert isinstance(page, InboxPage)
    window.activateWindow()
    page.list.setFocus()
    return page


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def press(*keys: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    for key in keys:
        QTest.keyClick(focused(), key, held)


def messages(page: InboxPage) -> list[str]:
    lines = [page.list.line_at(place) for place in range(page.list.rows.rowCount())]
    return [line.message for line in lines if line is not None]


def outcome(app: App, insight_id: int) -> str | None:
    with app.db.read() as session:
        return insights.get(session, insight_id).outcome


def lead(app: App, name: str = "Ana Ruiz") -> Row:
    with app.db.write() as session:
        who = build.contact(session, name)
        return Row("contact", who.id, who.name, {"days": 9})


def test_a_suggestion_is_carried_out_and_leaves_the_list(window: Window, app: App) -> None:
    ana = lead(app)
    with app.db.write() as session:
        first = stored.of_leads(session, ana)
    page = inbox_page(window)
    assert page.heading() == "1 waiting"
    press(Qt.Key.Key_Return)
    with app.db.read() as session:
        assert page.why.message.text() == insights.get(session, first).message
    plan = next(part for part in page.why.buttons.findChildren(QWidget) if part.property("number") == 1)
    plan.setFocus()
    press(Qt.Key.Key_Return)
    assert outcome(app, first) == "acted"
    with app.db.read() as session:
        assert session.query(Task).one().contact_id == ana.id
    assert messages(page) == []
    assert page.why.state.text() == "Noticed as time passed. Done just now."
    assert page.why.buttons.isHidden()
    assert page.nothing.sentence.text() == "Nothing waits for you."


def test_control_and_enter_does_what_is_suggested(window: Window, app: App) -> None:
    ana = lead(app)
    with app.db.write() as session:
        stored.of_leads(session, ana)
    inbox_page(window)
    press(Qt.Key.Key_Return, held=CTRL)
    assert window.frame is not None
    assert window.frame.current == "contacts"


def test_delete_dismisses_and_the_next_row_is_there(window: Window, app: App) -> None:
    with app.db.write() as session:
        first, second = (
            stored.insight(session, "new"),
            stored.insight(session, "old", created_at=NOW - timedelta(hours=1)),
        )
    page = inbox_page(window)
    press(Qt.Key.Key_Delete)
    assert outcome(app, first) == "dismissed"
    assert messages(page) == ["old"]
    assert page.list.current_id == second
    press(Qt.Key.Key_Delete)
    assert outcome(app, second) == "dismissed"
    page.switch.segments.buttons[3].click()
    assert messages(page) == ["new", "old"]


def test_what_is_snoozed_from_the_menu_waits_elsewhere(window: Window, app: App) -> None:
    with app.db.write() as session:
        one = stored.insight(session, "later")
    page = inbox_page(window)
    page.list.menu_wanted.emit(one, QPoint())
    page.menu.snoozes.actions()[1].trigger()
    page.menu.close()
    with app.db.read() as session:
        assert insights.get(session, one).snoozed_until == NOW.replace(day=3)
    assert messages(page) == []
    page.show_view("snoozed")
    line = page.list.line_at(0)
    assert line is not None
    assert "comes back tomorrow, 9:00" in page.list.rows.index(0, 0).data().replace("\u202f", " ")


def test_the_menu_offers_what_can_be_done_and_no_more(window: Window, app: App) -> None:
    ana = lead(app)
    with app.db.write() as session:
        one = stored.of_leads(session, ana)
    page = inbox_page(window)
    page.list.menu_wanted.emit(one, QPoint())
    said = [action.text().split("\t")[0] for action in page.menu.actions() if not action.isSeparator()]
    with app.db.read() as session:
        own = [button.label for button in insights.get(session, one).buttons]
    assert own
    assert said == ["Why this?", *own, "Snooze", "Dismiss", "Mute this rule"]
    next(action for action in page.menu.actions() if action.text().startswith("Dismiss")).trigger()
    page.list.menu_wanted.emit(one, QPoint())
    said = [action.text().split("\t")[0] for action in page.menu.actions() if not action.isSeparator()]
    page.menu.close()
    assert said == ["Why this?", "Mute this rule"]


def test_the_evidence_opens_its_records_and_says_which_are_gone(window: Window, app: App) -> None:
    ana, bo = lead(app), lead(app, "Bo Li")
    with app.db.write() as session:
        one = stored.of_leads(session, ana, bo, count=1_240, figures={"n": 48, "value": 0.4, "low": 0.31, "high": 0.49})
        contacts.delete(session, bo.id, at=NOW)
    assert window.frame is not None
    window.frame.desk.coach.why(one)
    page = window.frame.pages["inbox"]
    assert isinstance(page, InboxPage)
    why = page.why
    assert window.focusWidget() is page.list, "the keys go on from there"
    assert why.rows_head.text() == "First 2 of 1,240"
    assert why.figure.text() == "40 %, between 31 % and 49 % (95 % interval), from 48 cases"
    assert why.formula.text().startswith("Leads that may be contacted")
    entries = [why.rows.view.entries.entry_at(place) for place in range(2)]
    assert [(entry.text, entry.note, bool(entry.opens)) for entry in entries if entry] == [
        ("Ana Ruiz", "silent for 9 days", True), ("Bo Li", "deleted", False),
    ]  # fmt: skip
    window.activateWindow()
    why.rows.view.setFocus()
    press(Qt.Key.Key_Down, Qt.Key.Key_Return)
    assert window.frame.current == "inbox", "a deleted record does not open"
    press(Qt.Key.Key_Up, Qt.Key.Key_Return)
    assert window.frame.current == "contacts"


def test_a_rule_is_muted_where_it_is_explained_and_unmuted_again(window: Window, app: App) -> None:
    with app.db.write() as session:
        one = stored.of_leads(session)
    page = inbox_page(window)
    press(Qt.Key.Key_Return)
    page.why.mute.setFocus()
    press(Qt.Key.Key_Return)
    assert page.why.mute.text() == "Unmute this rule"
    assert page.why.speaks.text().startswith("Muted")
    press(Qt.Key.Key_Return)
    assert page.why.mute.text() == "Mute this rule"
    press(Qt.Key.Key_Escape)
    assert page.detail.isHidden()
    assert page.list.hasFocus()
    assert page.list.current_id == one


def test_what_is_read_leaves_the_count_of_the_sidebar(window: Window, app: App, qtbot: QtBot) -> None:
    with app.db.write() as session:
        for n in range(3):
            stored.insight(session, f"insight {n}")
    assert window.frame is not None
    window.frame.refresh({})
    row = window.frame.sidebar.rows["inbox"]
    qtbot.waitUntil(lambda: row.accessibleDescription() == "3")
    inbox_page(window)
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: row.accessibleDescription() == "2")
    qtbot.waitUntil(lambda: row.accessibleDescription() == "", timeout=8_000)


def test_insights_are_found_by_their_words(window: Window, app: App) -> None:
    with app.db.write() as session:
        stored.insight(session, "Ana waits")
        stored.insight(session, "Bo waits")
    page = inbox_page(window)
    page.seek()
    QTest.keyClicks(focused(), "ana")
    assert messages(page) == ["Ana waits"]
    QTest.keyClicks(focused(), " zebra")
    assert page.nothing.sentence.text() == "No insight here has the words “ana zebra”."
    page.nothing.button.click()
    assert messages(page) == ["Bo waits", "Ana waits"]


def test_a_record_of_another_view_is_found_where_it_stands(window: Window, app: App) -> None:
    with app.db.write() as session:
        old = stored.insight(session, "long ago", outcome="dismissed", acted_at=NOW)
    page = inbox_page(window)
    page.open_record("insight", old)
    assert page.view == "all"
    assert page.list.current_id == old
    assert not page.detail.isHidden()
    page.open_record("insight", 999)
    assert page.why.insight_id == old, "one that is gone leaves what is open"


def test_an_empty_inbox_says_what_will_be_here(window: Window, app: App) -> None:
    page = inbox_page(window)
    assert page._stack.currentWidget() is page.empty
    assert page.empty.sentence.text().startswith("What the coach notices will wait here")
    page.empty.button.click()
    assert window.frame is not None
    assert window.frame.current == "settings"


def test_the_coach_that_is_off_says_so(window: Window, app: App) -> None:
    page = inbox_page(window)
    assert window.frame is not None
    window.frame.desk.write(lambda session: preferences.change(session, "coach_enabled", value=False, at=NOW) is False)
    assert page.empty.sentence.text().startswith("The coach is off")
    assert page.strip.toasts.text() == "No toast in 7 days: the coach is off."


def test_an_insight_stands_in_the_inbox_as_it_is_stored(window: Window, app: App, qtbot: QtBot) -> None:
    page = inbox_page(window)
    with app.db.write() as session:
        stored.of_leads(session)
    qtbot.waitUntil(lambda: len(messages(page)) == 1)
    with app.db.write() as session:
        task = build.task(session).id
        tasks.complete(session, task, at=NOW)
    assert len(messages(page)) == 1
