"""Projects and hours by the keyboard alone: a project, the timer, time logged, billed, undone."""

from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from app.compose import App
from app.crm import listing, projects, time_entries
from app.ui.frame import Frame
from app.ui.pages.projects import TIME, ProjectsPage
from app.ui.window import Window
from tests import build
from tests.conftest import NOW

CTRL = Qt.KeyboardModifier.ControlModifier


def frame_of(window: Window) -> Frame:
    assert window.frame is not None
    return window.frame


def projects_page(window: Window) -> ProjectsPage:
    page = frame_of(window).show_page("projects")
    assert isinstance(page, ProjectsPage)
    return page


def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(QApplication.focusWidget(), key, modifiers)


def write(text: str) -> None:
    QTest.keyClicks(QApplication.focusWidget(), text)


def rows(app: App, kind: str) -> list[listing.Row]:
    with app.db.read() as session:
        return list(listing.fetch(session, kind, listing.find_ids(session, kind)).values())


def test_a_project_is_added_timed_and_undone_by_keys(window: Window, app: App, qtbot: QtBot) -> None:
    page = projects_page(window)
    window.activateWindow()
    frame_of(window).title.primary.setFocus()
    press(Qt.Key.Key_N, CTRL)
    for text in ("Website", "Ruiz Bikes", "40", "85,50"):
        write(text)
        press(Qt.Key.Key_Tab)
    page.new.fields["hourly_rate"].setFocus()
    press(Qt.Key.Key_Return)
    assert page.project.name.text() == "Website"
    (project,) = rows(app, "project")
    assert (project["business"], project["budget_minutes"], project["hourly_rate_cents"]) == ("Ruiz Bikes", 2400, 8550)
    page.projects.focus()
    press(Qt.Key.Key_T, CTRL)
    timer = frame_of(window).timer
    assert timer.isVisible()
    page.project.timer.click()
    qtbot.waitUntil(lambda: page.project.timer.text() == "Stop timer")
    assert timer.words.text() == "0:00 h  Website"
    press(Qt.Key.Key_T, CTRL)
    assert not timer.isVisible()
    press(Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(timer.isVisible)


def test_time_is_logged_afterwards_one_entry_after_the_other(window: Window, app: App) -> None:
    with app.db.write() as session:
        build.project(session, "Website")
    page = projects_page(window)
    window.activateWindow()
    page.log_time()
    page.log.project.setText("Website")
    press(Qt.Key.Key_Tab)
    for text in ("1:30", "Design", "yesterday"):
        write(text)
        press(Qt.Key.Key_Tab)
    page.log.day.setFocus()
    press(Qt.Key.Key_Return)
    assert page.log.long.hasFocus()
    write("45 min")
    press(Qt.Key.Key_Return)
    found = {row["duration_minutes"]: row for row in rows(app, "time_entry")}
    assert found[90]["note"] == "Design"
    assert found[90]["started_at"].date() == (NOW - timedelta(days=1)).date()
    assert (found[45]["project"], found[45]["ended_at"]) == ("Website", NOW)
    assert page.heading() == "2  ·  2:15 h  ·  2:15 h billable"
    write("soon")
    press(Qt.Key.Key_Return)
    assert page.log.long.text() == "soon"
    assert len(rows(app, "time_entry")) == 2
    press(Qt.Key.Key_Escape)
    assert not page.log.isVisible()


def test_the_pane_says_where_a_project_stands_and_bills_it(window: Window, app: App, qtbot: QtBot) -> None:
    with app.db.write() as session:
        project = build.project(
            session, "Website", hourly_rate_cents=100_00, hourly_cost_cents=40_00, budget_minutes=60
        ).id
        build.time_entry(session, 90, project_id=project)
        build.time_entry(session, 30, project_id=project, billable=False)
    page = projects_page(window)
    page.open_record("project", project)
    assert page.project.figures.text() == (
        "2:00 h logged  ·  1:30 h billable  ·  worth €150  ·  €70 after costs  ·  1:30 h not billed"
    )
    assert page.project.used.text() == "200 % of the budget used, over it"
    page.project.bill.click()
    qtbot.waitUntil(page.project.bill.isHidden)
    with app.db.read() as session:
        assert projects.standing(session, project).unbilled == 0
    qtbot.keyClick(window, Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: not page.project.bill.isHidden())


def test_a_closed_project_is_found_among_all_and_odd_values_change_nothing(window: Window, app: App) -> None:
    with app.db.write() as session:
        closed = build.project(session, "م" * 300, status="closed").id
        build.project(session, "Open")
    page = projects_page(window)
    assert page.heading() == "1"
    page.open_record("project", closed)
    assert page.heading() == "2"
    page.project.fields.saved.emit("hourly_rate", "a lot")
    page.project.fields.saved.emit("budget_time", "12x")
    page.project.fields.saved.emit("due_on", "someday")
    assert [row["hourly_rate_cents"] for row in rows(app, "project")] == [None, None]
    page.project.delete.click()
    assert len(rows(app, "project")) == 1
    assert page.detail.isHidden()


def test_a_time_entry_is_corrected_in_its_pane(window: Window, app: App) -> None:
    with app.db.write() as session:
        entry = build.time_entry(session, 30, note="Call").id
    page = projects_page(window)
    page.open_record("time_entry", entry)
    assert page.view == TIME
    page.entry.fields.saved.emit("duration", "1:10 h")
    page.entry.fields.saved.emit("billable", False)
    page.entry.fields.saved.emit("billed", True)
    page.entry.fields.saved.emit("started_at", "2026-03-02 07:00")
    (row,) = rows(app, "time_entry")
    assert (row["duration_minutes"], row["billable"], row["billed_at"]) == (70, False, NOW)
    with app.db.write() as session:
        time_entries.delete(session, entry, at=NOW)
    page.refresh({})
    assert page.detail.isHidden()


def test_the_tables_are_correct_models(window: Window, app: App, qtmodeltester: ModelTester) -> None:
    with app.db.write() as session:
        project = build.project(session).id
        build.time_entry(session, 30, project_id=project)
    page = projects_page(window)
    page.show_view(TIME)
    qtmodeltester.check(page.projects.rows)
    qtmodeltester.check(page.hours.rows)
