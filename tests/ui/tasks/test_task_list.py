"""The list of tasks: headings, midnight, boxes, what was deleted or cannot be read."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from app.compose import App
from app.crm import contacts, tasks
from app.ui.desk import Desk
from app.ui.pages.tasks import TasksPage
from app.ui.tasks import phrases, views
from app.ui.tasks.phrases import Due
from tests import build
from tests.conftest import NOW

TODAY = NOW.date()
BERLIN = ZoneInfo("Europe/Berlin")


class Hands:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.moment = NOW

    def __call__(self) -> datetime:
        return self.moment


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> Iterator[TasksPage]:
    made = TasksPage(desk)
    made.resize(1000, 700)
    desk.bridge.changed.connect(made.refresh)
    made.refresh({})
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.hide()
    made.deleteLater()


def titles(page: TasksPage) -> list[str]:
    return [page.list.rows.index(place, 1).data() for place in range(page.list.rows.rowCount())]


def headings(page: TasksPage) -> dict[int, str]:
    return {place: group.title for place, group in page.list.painter.groups.items()}


def add_days(app: App) -> None:
    with app.db.write() as session:
        build.task(session, "Late", due_on=TODAY - timedelta(days=3))
        build.task(session, "At eight", due_at=NOW.replace(hour=8))
        build.task(session, "At noon", due_at=NOW.replace(hour=12))
        build.task(session, "Some time today", due_on=TODAY, priority="high")
        build.task(session, "Tomorrow's", due_on=TODAY + timedelta(days=1))
        build.task(session, "Far", due_on=date(9999, 12, 31))
        build.task(session, "Some day")


def test_overdue_stands_before_today_under_headings(page: TasksPage, app: App) -> None:
    add_days(app)
    page.refresh({})
    assert titles(page) == ["Late", "At eight", "At noon", "Some time today"]
    assert headings(page) == {0: "Overdue", 2: "Today"}
    assert [page.list.rows.index(place, 2).data() for place in (0, 1, 3)] == [
        "3 days ago",
        "today 8:00\u202fAM, late",
        "today",
    ]
    high = [page.list.table.rowHeight(place) for place in range(4)]
    assert high[0] == high[2] > high[1] == high[3]
    assert page.heading() == "4  ·  2 overdue"
    assert [button.text() for button in page.switch.buttons] == [
        "Today  4",
        "Upcoming  2",
        "Anytime  1",
        "Done",
        "All  7",
    ]
    page.list.rows.sort(1)
    assert headings(page) == {}, "another order has no groups"
    assert page.list.table.rowHeight(0) == high[1]


def test_upcoming_is_told_by_day_then_by_month(page: TasksPage, app: App) -> None:
    with app.db.write() as session:
        for ahead in (1, 3, 18, 19, 31, 395):
            build.task(session, f"In {ahead} days", due_on=TODAY + timedelta(days=ahead))
    page.show_view("upcoming")
    assert headings(page) == {
        0: "Tomorrow", 1: "Thursday, March 5", 2: "Later in March", 4: "April", 5: "April 2027",
    }  # fmt: skip


def test_a_click_on_a_heading_is_none_on_the_row(page: TasksPage, app: App, qtbot: QtBot) -> None:
    add_days(app)
    page.refresh({})
    view = page.list.table
    box = view.visualRect(page.list.rows.index(0, 0))
    for place in (QPoint(box.center().x(), box.top() + 10), QPoint(box.center().x() + 200, box.top() + 10)):
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert page.counts.done == 0
    assert page.detail.isHidden()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(box.center().x(), box.bottom() - 10))
    assert page.counts.done == 1
    assert titles(page)[0] == "At eight"


def test_the_page_notices_midnight_and_an_hour_that_passes(page: TasksPage, app: App, clock: Hands) -> None:
    add_days(app)
    page.refresh({})
    clock.moment = NOW.replace(hour=12, minute=1)
    page.look_at_clock()
    assert headings(page) == {0: "Overdue", 3: "Today"}
    clock.moment = NOW + timedelta(days=1)
    page.look_at_clock()
    assert titles(page) == ["Late", "At eight", "At noon", "Some time today", "Tomorrow's"]
    assert headings(page) == {0: "Overdue", 4: "Today"}


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25)])
def test_days_on_which_the_clock_changes(page: TasksPage, app: App, clock: Hands, day: date) -> None:
    """23 and 25 hours long: a task of that day is not late before the next one begins."""
    with app.db.write() as session:
        build.task(session, "On that day", due_on=day)
    last = datetime.combine(day, datetime.max.time(), BERLIN).replace(microsecond=0)
    for moment, late in ((last, 0), (last + timedelta(seconds=1), 1)):
        clock.moment = moment.astimezone()
        page.refresh({})
        assert page.counts.today == 1
        assert page.counts.overdue == late


def test_a_completed_task_leaves_and_the_next_row_is_current(page: TasksPage, app: App) -> None:
    add_days(app)
    page.refresh({})
    page.list.table.selectRow(1)
    page.tick()
    assert titles(page) == ["Late", "At noon", "Some time today"]
    assert page.list.table.currentIndex().row() == 1


def test_a_rule_that_is_garbage_in_the_file_stops_nothing(page: TasksPage, app: App) -> None:
    with app.db.write() as session:
        task_id = build.task(session, "Odd", due_on=TODAY, repeat="daily").id
    with app.db.write() as session:
        session.execute(text("UPDATE tasks SET repeat = 'NOW;AND=THEN'"))
    said: list[str] = []
    page.desk.said.connect(lambda words, _error, _action: said.append(words))
    page.refresh({})
    page.open_record("task", task_id)
    assert page.task.texts["repeat"].text() == "a rule that cannot be read"
    page.list.table.selectRow(0)
    page.tick()
    assert said == ["Done: Odd. Its rule for repeating cannot be read, so there is no next one."]


def test_the_day_of_several_tasks_is_typed_as_anywhere_else(page: TasksPage, app: App, qtbot: QtBot) -> None:
    with app.db.write() as session:
        ids = [build.task(session, title, due_on=TODAY).id for title in ("Call", "Write")]
    page.show_view("all")
    bulk = page.list.bulk
    change = next(change for change in page.list._listed.changes if change.field == "due_on")
    for typed, due in (("in 3 days", TODAY + timedelta(days=3)), ("fri", date(2026, 3, 6)), ("", None)):
        page.list.table.selectAll()
        bulk._ask(change, "New due")
        QTest.keyClicks(bulk.field, typed)
        QTest.keyClick(bulk.field, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda due=due: days_of(app, ids) == [due, due])
    bulk._ask(change, "New due")
    QTest.keyClicks(bulk.field, "someday")
    QTest.keyClick(bulk.field, Qt.Key.Key_Return)
    assert bulk.asking
    assert days_of(app, ids) == [None, None]


def days_of(app: App, ids: list[int]) -> list[date | None]:
    with app.db.read() as session:
        return [tasks.get(session, task_id).due_on for task_id in ids]


def test_a_task_whose_contact_was_deleted(page: TasksPage, app: App) -> None:
    with app.db.write() as session:
        person = build.contact(session)
        task_id = build.task(session, "Call", due_on=TODAY, contact_id=person.id).id
        person_id = person.id
    page.refresh({})
    page.open_record("task", task_id)
    assert page.task.aims["contact"].field.text() == "Ana Ruiz"
    with app.db.write() as session:
        contacts.delete(session, person_id, at=NOW)
    page.refresh({})
    assert page.task.aims["contact"].field.text() == ""
    assert page.list.rows.index(0, 5).data() == ""
    with app.db.write() as session:
        tasks.delete(session, task_id, at=NOW)
    page.refresh({})
    assert page.detail.isHidden()


def test_moves_at_the_end_of_the_calendar(page: TasksPage, app: App) -> None:
    with app.db.write() as session:
        task_id = build.task(session, "Far", due_on=date.max, repeat="daily").id
    page.refresh({})
    page.open_record("task", task_id)
    page.list.table.select(task_id)
    page.move_due("later")
    with app.db.read() as session:
        assert tasks.get(session, task_id).due_on == date.max
    page.tick()
    with app.db.read() as session:
        assert tasks.get(session, task_id).status == "completed"


def test_the_list_is_a_correct_model(page: TasksPage, app: App, qtmodeltester: ModelTester) -> None:
    add_days(app)
    page.show_view("all")
    qtmodeltester.check(page.list.rows)


def test_what_the_coach_suggested_says_why(page: TasksPage, app: App) -> None:
    with app.db.write() as session:
        task_id = build.task(
            session, "Ask Ana", origin="coach", ai_reasoning="She asked twice.", ai_suggested_priority=8
        ).id
        own = build.task(session, "Mine").id
    page.open_record("task", task_id)
    assert page.task.coach.isVisible()
    assert page.task.why.text() == "She asked twice.\nPriority in its eyes: 8 of 10."
    page.open_record("task", own)
    assert page.task.coach.isHidden()


def test_late_is_said_in_words() -> None:
    def words(days: int, *, late: bool) -> str:
        return phrases.due_words(Due(TODAY + timedelta(days=days), None, late, TODAY))

    assert [words(days, late=days < 0) for days in (-40, -3, -1, 0, 1)] == [
        "Jan 21, late", "3 days ago", "yesterday", "today", "tomorrow",
    ]  # fmt: skip


def test_every_view_has_conditions_and_a_count() -> None:
    counts = tasks.Counts(1, 2, 3, 4, 5)
    assert [views.count_of(view.key, counts) for view in views.VIEWS] == [2, 3, 4, 5, 14]
