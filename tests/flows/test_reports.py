"""The reports by the keyboard alone: from the page to a bar, to its records, to a deal; and a table for elsewhere."""

import csv
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from app.compose import App
from app.crm import deals, preferences
from app.ui.pages.pipeline import PipelinePage
from app.ui.pages.reports import ReportsPage
from app.ui.window import Window
from tests import build
from tests.conftest import NOW

KEYS = Qt.Key


@pytest.fixture
def history(app: App) -> dict[str, int]:
    """Two deals won in January, one in March, one last year; nine lost; two hours."""
    found: dict[str, int] = {}
    with app.db.write() as session:
        preferences.change(session, "currency", "EUR", at=NOW)
        for title, days in (("Menu", 40), ("Poster", 45), ("Logo", 0), ("Label", 300)):
            at = NOW - timedelta(days=days)
            deal = build.deal(session, title, at=at - timedelta(days=10), value_cents=100_000, source="referral")
            deals.close(session, deal.id, won=True, at=at)
            found[title] = deal.id
        for n in range(9):
            deal = build.deal(session, f"Lost {n}", at=NOW - timedelta(days=20), source="website")
            deals.close(session, deal.id, won=False, at=NOW)
        build.time_entry(session, 120, at=NOW, project_id=build.project(session, "Website", at=NOW).id)
        build.deal(session, "Open", at=NOW, value_cents=50_000, expected_close_on=NOW.date() + timedelta(days=5))
    return found


def press(key: Qt.Key, widget: QWidget | None = None) -> None:
    from PySide6.QtTest import QTest  # noqa: PLC0415

    target = widget or QApplication.focusWidget() or QApplication.activeWindow()
    assert target is not None
    QTest.keyClick(target, key)


def tab_to(widget: QWidget) -> None:
    for _ in range(60):
        if QApplication.focusWidget() is widget:
            return
        press(KEYS.Key_Tab)
    raise AssertionError(f"Tab does not reach {widget.accessibleName()}")


def opened(window: Window, qtbot: QtBot) -> ReportsPage:
    window.activateWindow()
    assert window.frame is not None
    keys = next(entry.keys for entry in window.frame.entries if entry.title == "Go to Reports")
    qtbot.keyClick(window, Qt.Key(ord(keys[-1])), Qt.KeyboardModifier.ControlModifier)
    page = window.frame.pages["reports"]
    assert isinstance(page, ReportsPage)
    return page


def filled(page: ReportsPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: all(card.shown is not None for card in page.cards.values()), timeout=10_000)


def test_from_the_page_to_a_deal_by_keys_alone(
    window: Window, qtbot: QtBot, history: dict[str, int], qtmodeltester: ModelTester
) -> None:
    page = opened(window, qtbot)
    filled(page, qtbot)
    won = page.cards["won"]
    assert (won.figure.text(), won.words.text()) == ("€4,000", "won with 4 deals")
    tab_to(page.period.buttons[1])
    press(KEYS.Key_Left)
    qtbot.waitUntil(lambda: won.figure.text() == "€3,000")
    assert page.heading() == "Jan 2026 to Dec 2026"

    assert won.chart is not None
    tab_to(won.chart)
    press(KEYS.Key_Home)
    assert won.chart.accessibleName() == "Won by month. January 2026: €2,000, 2 deals"
    press(KEYS.Key_Return)
    assert page.rows.isVisible()
    assert page.rows.title.text() == "Won in January 2026"
    assert page.rows.model.rowCount() == 2
    qtmodeltester.check(page.rows.model)
    assert page.rows.table.hasFocus()
    assert page.rows.table.current_id == history["Menu"], "the newest first"

    press(KEYS.Key_Escape)
    assert page.detail.isHidden()
    assert won.chart.hasFocus()
    press(KEYS.Key_Return)
    press(KEYS.Key_Down)
    press(KEYS.Key_Return)
    assert window.frame is not None
    pipeline = window.frame.pages["pipeline"]
    assert window.frame.current == "pipeline"
    assert isinstance(pipeline, PipelinePage)
    assert pipeline.deal.title.text() == "Poster"


def test_the_numbers_are_a_table_too(
    window: Window, qtbot: QtBot, history: dict[str, int], qtmodeltester: ModelTester
) -> None:
    page = opened(window, qtbot)
    filled(page, qtbot)
    sources = page.cards["sources"]
    tab_to(sources.as_table)
    press(KEYS.Key_Space)
    assert sources.numbers is not None
    assert sources.stack.currentWidget() is sources.numbers
    qtmodeltester.check(sources.numbers.rows)
    texts = [sources.numbers.rows.index(0, column).data() for column in range(4)]
    assert texts == ["Website", "0 of 9", "too few", ""]
    sources.numbers.rows.sort(1)
    assert sources.numbers.rows.index(0, 0).data() == "Referral"
    tab_to(sources.numbers)
    press(KEYS.Key_Down)
    press(KEYS.Key_Return)
    assert page.rows.model.rowCount() in (4, 9)
    tab_to(sources.as_table)
    press(KEYS.Key_Space)
    assert sources.stack.currentWidget() is sources.chart


def test_rows_follow_what_happens_to_their_records(
    window: Window, app: App, qtbot: QtBot, history: dict[str, int]
) -> None:
    page = opened(window, qtbot)
    filled(page, qtbot)
    page.cards["won"].all_rows.click()
    assert page.rows.model.rowCount() == 4
    page.desk.write(lambda session: deals.reopen(session, history["Menu"], at=NOW))
    assert page.rows.model.rowCount() == 3
    qtbot.waitUntil(lambda: page.cards["won"].figure.text() == "€3,000")
    page.desk.write(lambda session: deals.delete(session, history["Poster"], at=NOW))
    assert page.rows.count.text() == "2 deals"


def test_a_card_is_saved_as_a_table_by_keys(
    window: Window, qtbot: QtBot, history: dict[str, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = opened(window, qtbot)
    filled(page, qtbot)
    offered: list[str] = []

    def choose(_parent: object, _title: str, wanted: str, _filter: str) -> tuple[str, str]:
        offered.append(Path(wanted).name)
        return str(tmp_path / Path(wanted).name), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)

    def choose_table() -> None:
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        for key in (KEYS.Key_Down, KEYS.Key_Down, KEYS.Key_Return):
            press(key, menu)

    tab_to(page.cards["won"].save)
    QTimer.singleShot(50, choose_table)
    press(KEYS.Key_Space)
    qtbot.waitUntil(lambda: bool(offered))
    assert offered == ["Won by month 2025-04 to 2026-03.csv"]
    raw = (tmp_path / offered[0]).read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(raw.decode("utf-8-sig").splitlines()))
    assert rows[0] == ["From", "To", "Deals won", "Won (EUR)"]
    assert rows[-1] == ["2026-03-01", "2026-03-31", "1", "1000.00"]
    assert sum(int(row[2]) for row in rows[1:]) == 4
    assert window.frame is not None
    assert window.frame.message.text.text() == f"Saved as {offered[0]}."


def test_every_card_becomes_a_picture_and_a_table(
    window: Window, qtbot: QtBot, history: dict[str, int], tmp_path: Path
) -> None:
    page = opened(window, qtbot)
    filled(page, qtbot)
    for key in page.cards:
        page.save_card(key, tmp_path / f"{key}.png")
        page.save_card(key, tmp_path / f"{key}.csv")
        image = QImage(str(tmp_path / f"{key}.png"))
        assert image.width() == 2 * 880
        assert len({image.pixel(x, y) for x in range(0, 1760, 7) for y in range(0, 1040, 7)}) > 3, f"{key} is empty"
        assert (tmp_path / f"{key}.csv").read_text("utf-8-sig").count("\n") > 1


def test_a_place_that_cannot_be_written_is_one_sentence(
    window: Window, qtbot: QtBot, history: dict[str, int], tmp_path: Path
) -> None:
    page = opened(window, qtbot)
    filled(page, qtbot)
    assert window.frame is not None
    for name in ("a.csv", "a.png"):
        page.save_card("won", tmp_path / "missing" / name)
        text = window.frame.message.text.text()
        assert text.count(".") >= 1
        assert not text.startswith("Saved")
    page.save_card("won", tmp_path)
    assert not window.frame.message.text.text().startswith("Saved")


def test_without_records_there_is_one_button(window: Window, qtbot: QtBot) -> None:
    page = opened(window, qtbot)
    assert page.empty.isVisible()
    assert page.period.isHidden()
    tab_to(page.empty.button)
    press(KEYS.Key_Space)
    assert window.frame is not None
    assert window.frame.current == "pipeline"


def test_hours_by_project_and_the_look_may_change_under_way(
    window: Window, app: App, qtbot: QtBot, history: dict[str, int]
) -> None:
    page = opened(window, qtbot)
    filled(page, qtbot)
    tab_to(page.hours_by.buttons[0])
    press(KEYS.Key_Right)
    shown = page.cards["hours"].shown
    assert shown is not None
    assert [mark.label for mark in shown.drawing.marks] == ["Website"]
    page.cards["hours"].all_rows.click()
    page.desk.write(lambda session: preferences.change(session, "theme", "dark", at=NOW))
    assert window.frame is not None
    anew = window.frame.pages["reports"]
    assert isinstance(anew, ReportsPage)
    assert anew is not page
    filled(anew, qtbot)
    assert anew.hours_by.buttons[1].isChecked()
    assert anew.rows.isVisible()
    assert anew.rows.count.text() == "1 time entry"
    press(KEYS.Key_Return, anew.rows.table)
    assert window.frame.current == "projects", "an hour is shown on its project"


def test_a_late_answer_to_an_older_question_is_dropped(window: Window, qtbot: QtBot, history: dict[str, int]) -> None:
    page = opened(window, qtbot)
    filled(page, qtbot)
    for place in (0, 2, 3, 2):
        page.period.buttons[place].click()
    qtbot.waitUntil(lambda: page.heading() == "Jan 2025 to Dec 2025")
    qtbot.wait(300)
    assert page.heading() == "Jan 2025 to Dec 2025"
    assert page.cards["won"].figure.text() == "€1,000"
