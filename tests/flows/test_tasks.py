"""A day's tasks through the real window, by keys alone: typed, done, taken back, moved, filtered, found again."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.compose import App
from app.crm import tasks
from app.crm.listing import Condition
from app.ui.frame import Frame
from app.ui.pages.tasks import TasksPage
from app.ui.window import Window
from tests import build
from tests.conftest import NOW

CTRL, ALT, SHIFT = (
    Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier,
)  # fmt: skip


def tasks_page(window: Window) -> TasksPage:
    assert isinstance(window.frame, Frame)
    page = window.frame.show_page("tasks")
    assert isinstance(page, TasksPage)
    window.activateWindow()
    QApplication.processEvents()
    return page


def focused() -> QWidget:
    """What has the focus in the window, which offscreen a closed popup leaves inactive."""
    window = next(made for made in QApplication.topLevelWidgets() if isinstance(made, Window) and made.isVisible())
    window.activateWindow()
    focus = window.focusWidget()
    assert focus is not None
    return focus


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """To whatever has the focus, as from a keyboard."""
    QTest.keyClick(focused(), key, modifier)
    QApplication.processEvents()


def type_text(text: str) -> None:
    QTest.keyClicks(focused(), text)


def titles(page: TasksPage) -> list[str]:
    rows = page.list.rows
    return [rows.index(place, 1).data() for place in range(rows.rowCount())]


def message(window: Window) -> str:
    assert window.frame is not None
    return window.frame.message.text.text()


def add_three(window: Window, app: App) -> TasksPage:
    with app.db.write() as session:
        ana = build.contact(session, "Ana Ruiz").id
    page = tasks_page(window)
    press(Qt.Key.Key_N, CTRL)
    assert page.entry.line.hasFocus()
    type_text("send quote to Ana 14:00 !high #website every week")
    assert page.entry.meaning.text().startswith("Enter adds: Send quote to Ana  ·  due today")
    assert "contact Ana Ruiz" in page.entry.meaning.text()
    press(Qt.Key.Key_Return)
    for text in ("write the invoice !high", "water the plants"):
        assert page.entry.line.text() == "", "it stays for the next one"
        type_text(text)
        press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Escape)
    assert page.entry.isHidden()
    assert titles(page) == ["Send quote to Ana", "Write the invoice", "Water the plants"]
    with app.db.read() as session:
        assert tasks.get(session, page.list.rows.id_at(0) or 0).contact_id == ana
    return page


def test_a_day_of_tasks_by_keys_alone(window: Window, app: App, qtbot: QtBot) -> None:
    page = add_three(window, app)
    press(Qt.Key.Key_Home, CTRL)
    press(Qt.Key.Key_Space)
    assert message(window) == "Done: Send quote to Ana. The next one is due in 7 days."
    assert titles(page) == ["Write the invoice", "Water the plants"]
    assert page.counts.upcoming == 1
    press(Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: len(titles(page)) == 3)
    assert page.counts.upcoming == 0, "the next one goes with it"

    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_M)
    assert message(window) == "Water the plants is due tomorrow."
    press(Qt.Key.Key_U, ALT)
    assert titles(page) == ["Water the plants"]
    press(Qt.Key.Key_T, ALT)
    page.list.line.set_conditions([Condition("priority", "is", "high")])
    page.list.focus()
    press(Qt.Key.Key_A, CTRL)
    press(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: page.counts.today == 0)
    page.list.line.clear()
    press(Qt.Key.Key_D, ALT)
    assert sorted(titles(page)) == ["Send quote to Ana", "Write the invoice"]


def test_a_name_is_completed_and_picked_by_keys(window: Window, app: App) -> None:
    with app.db.write() as session:
        first, second = (build.contact(session, name).id for name in ("Bo Li", "Bo Berg"))
    page = tasks_page(window)
    press(Qt.Key.Key_N, CTRL)
    type_text("call Bo")
    assert "“Bo”" in page.entry.unclear.text(), "two have this name"
    popup = page.entry.line._popup
    assert popup.isVisible()
    QTest.keyClick(popup, Qt.Key.Key_Down)
    chosen = popup.currentIndex().data()
    QTest.keyClick(popup, Qt.Key.Key_Return)
    assert page.entry.line.text().startswith("call @Bo ")
    type_text("tomorrow")
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Escape)
    press(Qt.Key.Key_U, ALT)
    with app.db.read() as session:
        task = tasks.get(session, page.list.rows.id_at(0) or 0)
        assert task.contact_id == (first if "Li" in chosen else second)
        assert task.title.startswith("Call Bo ")


def test_a_task_is_edited_beside_the_list(window: Window, app: App) -> None:
    with app.db.write() as session:
        build.contact(session, "Ana Ruiz")
        task_id = build.task(session, "Send the quote", due_on=NOW.date()).id
    page = tasks_page(window)
    page.list.focus()
    press(Qt.Key.Key_Return)
    assert page.task.record_id == task_id
    for key, text in (
        ("due_on", "thu"),
        ("due_at", "14:30"),
        ("repeat", "every 2 weeks"),
        ("estimate_minutes", "1,5 h"),
    ):
        typed_into(page.task.texts[key], text)
    typed_into(page.task.aims["contact"].field, "ana ruiz")
    with app.db.read() as session:
        task = tasks.get(session, task_id)
        assert (str(task.due_on), task.repeat, task.estimate_minutes) == (
            "2026-03-05", "FREQ=WEEKLY;INTERVAL=2", 90,
        )  # fmt: skip
        assert task.due_at is not None
        assert task.due_at.astimezone(NOW.tzinfo).hour == 14
        assert task.contact_id is not None
    assert page.task.aims["contact"].open.isVisible()


def typed_into(field: Any, text: str) -> None:
    field.setFocus()
    assert focused() is field
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)
    QApplication.processEvents()


def test_what_cannot_be_read_stays_to_be_mended(window: Window, app: App) -> None:
    with app.db.write() as session:
        build.task(session, "Send the quote", due_on=NOW.date())
    page = tasks_page(window)
    page.list.focus()
    press(Qt.Key.Key_Return)
    for key, text, said in (
        ("due_on", "someday", "is not a date"), ("due_at", "noonish", "is not an hour"),
        ("repeat", "now and then", "does not say when"), ("estimate_minutes", "long", "is not a length"),
    ):  # fmt: skip
        typed_into(page.task.texts[key], text)
        assert said in message(window)
        assert page.task.texts[key].text() == text
        QTest.keyClick(page.task.texts[key], Qt.Key.Key_Escape)
    typed_into(page.task.aims["deal"].field, "nothing like it")
    assert message(window) == "No deal is called “nothing like it”."
    assert page.task.aims["deal"].field.text() == "nothing like it"


def test_of_several_with_one_name_one_is_picked(window: Window, app: App) -> None:
    with app.db.write() as session:
        build.task(session, "Send the quote", due_on=NOW.date())
        ids = {name: build.contact(session, name).id for name in ("Bo Li", "Bo Berg")}
    page = tasks_page(window)
    page.list.focus()
    press(Qt.Key.Key_Return)
    aim = page.task.aims["contact"]
    typed_into(aim.field, "Bo")
    assert message(window) == "Several contacts are called “Bo”: pick one."
    assert aim.field.text() == "Bo"
    typed_into(aim.field, "Bo")
    popup = aim.field.completer().popup()
    QTest.keyClick(popup, Qt.Key.Key_Down)
    chosen = popup.currentIndex().data()
    QTest.keyClick(popup, Qt.Key.Key_Return)
    assert aim.field.text() == chosen
    with app.db.read() as session:
        assert tasks.get(session, page.task.record_id or 0).contact_id == ids[chosen]


def test_an_empty_title_is_not_added_and_the_text_stays(window: Window, app: App) -> None:
    page = tasks_page(window)
    press(Qt.Key.Key_N, CTRL)
    type_text("!high tomorrow")
    press(Qt.Key.Key_Return)
    assert message(window) == "Type what is to be done."
    assert page.entry.line.text() == "!high tomorrow"
    page.entry.line.setText("x" * 600)
    press(Qt.Key.Key_Return)
    assert page.entry.line.text() == "x" * 600
    assert page.counts.today == 0
