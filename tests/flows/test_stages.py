"""The stages and pipelines edited by the keys alone: renamed, added, moved, deleted."""

from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.compose import App
from app.crm import (
    deals,
    pipelines,
    stages,
)
from app.ui.pages.pipeline import PipelinePage
from app.ui.window import Window
from tests.conftest import NOW
from tests.flows.test_pipeline import add_deals, board_of, stage_ids
from tests.flows.test_pipeline_views import ALT, CTRL, focus, press, titles, undo, write


def test_stages_are_renamed_added_moved_and_deleted_by_keys(window: Window, app: App, qtbot: QtBot) -> None:
    deal_id = add_deals(app, "Website")[0]
    page = board_of(window, qtbot)
    window.activateWindow()
    page.gear.setFocus()
    press(qtbot, Qt.Key.Key_Space)
    editor = page.stages
    assert focus() is editor.rows[stage_ids(app)["Lead"]].name
    write(qtbot, "Inquiry")
    editor.rows[1].stuck.setFocus()
    write(qtbot, "5 days")
    press(qtbot, Qt.Key.Key_Down, ALT)
    assert names(app) == ["Qualified", "Inquiry", "Proposal", "Negotiation", "Won", "Lost"]
    assert editor.rows[1].isAncestorOf(focus()), "the row keeps the keys where it goes"
    editor.new.setFocus()
    write(qtbot, "Contract")
    assert names(app)[4] == "Contract"
    editor.rows[1].delete.setFocus()
    press(qtbot, Qt.Key.Key_Space)
    assert editor.leaving.isVisible()
    assert [editor.leaving.target.itemText(n) for n in range(editor.leaving.target.count())] == [
        "Qualified", "Proposal", "Negotiation", "Contract",
    ]  # fmt: skip
    editor.leaving.go.setFocus()
    press(qtbot, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: "Inquiry" not in names(app))
    with app.db.read() as session:
        assert stages.get(session, deals.get(session, deal_id).stage_id).name == "Qualified"
    undo(window, qtbot)
    qtbot.waitUntil(lambda: "Inquiry" in names(app))
    with app.db.read() as session:
        assert stages.get(session, deals.get(session, deal_id).stage_id).name == "Inquiry", "one step brings all back"
        assert stages.get(session, 1).stuck_after_days == 5


def test_a_name_that_is_taken_is_refused_and_the_won_stage_stays_last(window: Window, app: App, qtbot: QtBot) -> None:
    page = board_of_stages(window, qtbot)
    editor = page.stages
    editor.rows[1].name.setFocus()
    write(qtbot, "Won")
    assert editor.rows[1].name.text() == "Won"
    assert names(app)[0] == "Lead"
    editor.rows[4].name.setFocus()
    press(qtbot, Qt.Key.Key_Down, ALT)
    assert names(app)[3:] == ["Negotiation", "Won", "Lost"]
    press(qtbot, Qt.Key.Key_Escape)
    assert page.detail.isHidden()


def test_won_deals_keep_their_stage(window: Window, app: App, qtbot: QtBot) -> None:
    deal_id = add_deals(app, "Website")[0]
    with app.db.write() as session:
        deals.close(session, deal_id, won=True, at=NOW)
    page = board_of_stages(window, qtbot)
    page.stages.rows[5].delete.setFocus()
    press(qtbot, Qt.Key.Key_Space)
    assert window.frame is not None
    assert window.frame.message.text.text() == "Won is the only won stage, and 1 deal stands there. Rename it instead."
    assert page.stages.leaving.isHidden()
    assert "Won" in names(app)


def test_a_stage_is_carried_by_its_handle(window: Window, app: App, qtbot: QtBot) -> None:
    page = board_of_stages(window, qtbot)
    QApplication.processEvents()
    handle, target = page.stages.rows[1].handle, page.stages.rows[3]
    start = handle.rect().center()
    end = handle.mapFromGlobal(target.mapToGlobal(target.rect().bottomLeft()))
    qtbot.mousePress(handle, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(handle, (start + end) / 2)
    qtbot.mouseMove(handle, end)
    QApplication.processEvents()
    qtbot.mouseRelease(handle, Qt.MouseButton.LeftButton, pos=end)
    assert names(app) == ["Qualified", "Proposal", "Lead", "Negotiation", "Won", "Lost"]
    undo(window, qtbot)
    qtbot.waitUntil(lambda: names(app)[0] == "Lead")


def test_pipelines_are_added_shown_and_deleted_when_empty(window: Window, app: App, qtbot: QtBot) -> None:
    add_deals(app, "Website")
    page = board_of_stages(window, qtbot)
    page.stages.pipelines.new.setFocus()
    write(qtbot, "Renewals")
    assert page.choice.currentText() == "Renewals"
    qtbot.keyClick(window, Qt.Key.Key_N, CTRL)
    write(qtbot, "Renewal 2027")
    with app.db.read() as session:
        deal = deals.get(session, 2)
        assert stages.get(session, deal.stage_id).pipeline_id == page.pipeline_id == 2
    page.show_view("table")
    assert titles(page) == ["Renewal 2027"], "a view holds one pipeline"
    page._show_pipeline(1)
    assert titles(page) == ["Website"]
    with app.db.write() as session:
        deals.delete(session, 2, at=NOW)
        pipelines.delete(session, 2, at=NOW)
    qtbot.waitUntil(lambda: page.choice.count() == 1)


def names(app: App) -> list[str]:
    with app.db.read() as session:
        return [stage.name for stage in pipelines.stages(session, 1)]


def board_of_stages(window: Window, qtbot: QtBot) -> PipelinePage:
    assert window.frame is not None
    page = window.frame.show_page("pipeline")
    assert isinstance(page, PipelinePage)
    window.activateWindow()
    page.edit_stages()
    return page


def test_a_stage_without_a_limit_shows_the_one_that_counts(app: App, window: Window, qtbot: QtBot) -> None:
    add_deals(app, "Website")
    with app.db.write() as session:
        qualified = pipelines.find_stage(session, "Qualified").id
        for number in range(10):
            gone = deals.create(session, at=NOW - timedelta(days=60), title=f"Deal {number}")
            deals.move(session, gone.id, qualified, at=NOW - timedelta(days=60 - 30))
            deals.close(session, gone.id, won=True, at=NOW - timedelta(days=29))
    page = board_of(window, qtbot)
    page.edit_stages()
    shown = {row.name.text(): row.stuck.placeholderText() for row in page.stages.rows.values()}
    assert (shown["Lead"], shown["Qualified"], shown["Proposal"]) == ("31 days", "2 days", "14 days")
