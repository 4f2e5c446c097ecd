"""Files come in through the dialog, fill the board and the table, and go out again by one click."""

import csv
from pathlib import Path

from pytestqt.qtbot import QtBot

from app.compose import App
from app.crm import backups, listing
from app.ui.importing.dialog import ImportDialog
from app.ui.pages.contacts import ContactsPage
from app.ui.pages.pipeline import PipelinePage
from app.ui.window import Window
from tests.flows.test_pipeline import drag, logged, stage_ids

PEOPLE = (
    "Contact ID,First Name,Last Name,Email,Lifecycle Stage,Create Date,Associated Company Domain",
    "C-1,Ana,Ruiz,ana@example.org,Lead,2025-11-03,ruiz.example",
    "C-2,Bo,Li,bo@example.org,Customer,2025-12-24,li.example",
)
DEALS = (
    "Deal ID,Deal Name,Deal Stage,Pipeline,Amount,Close Date,Create Date,Associated Contact Email",
    "D-1,Website,Qualified,Sales,5400,,2026-01-05,ana@example.org",
    "D-2,Packaging,Proposal,Sales,2600.50,,2026-01-09,bo@example.org",
    "D-3,No sum,Proposal,Sales,a lot,,2026-01-09,bo@example.org",
)
EITHER = (
    "First Name,Last Name,Email,Birthday",
    "Ana,Ruiz,ana@example.org,03/04/1980",
    "Bo,Li,bo@example.org,05/06/1981",
)


def write(path: Path, lines: tuple[str, ...]) -> Path:
    path.write_text("\n".join(lines) + "\n")
    return path


def opened(window: Window, path: Path, qtbot: QtBot) -> ImportDialog:
    assert window.frame is not None
    window.frame.open_import(path)
    dialog = window.frame.importing
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.steps.currentWidget() is dialog.preview)
    return dialog


def carried_out(dialog: ImportDialog, qtbot: QtBot) -> ImportDialog:
    dialog.go.click()
    qtbot.waitUntil(lambda: dialog.steps.currentWidget() is dialog.came)
    return dialog


def deals_on_board(window: Window) -> PipelinePage:
    assert window.frame is not None
    page = window.frame.show_page("pipeline")
    assert isinstance(page, PipelinePage)
    return page


def test_an_export_of_hubspot_becomes_a_board_and_a_won_deal(
    window: Window, app: App, tmp_path: Path, qtbot: QtBot
) -> None:
    dialog = carried_out(opened(window, write(tmp_path / "contacts.csv", PEOPLE), qtbot), qtbot)
    assert dialog.came.figures.text() == "2 contacts added."
    dialog = opened(window, write(tmp_path / "deals.csv", DEALS), qtbot)
    assert dialog.preview.found.text() == "3 deals from HubSpot"
    assert dialog.preview.outcome.text().startswith("2 are new, 1 cannot be read.")
    carried_out(dialog, qtbot)
    assert dialog.came.errors.item(0, 1).text() == "value"
    assert logged(app, "deal_closed") == []
    dialog.save_rows(tmp_path / "left.csv")
    with (tmp_path / "left.csv").open(encoding="utf-8-sig") as file:
        assert [row["Deal ID"] for row in csv.DictReader(file)] == ["D-3"]
    dialog.close()

    page, stages = deals_on_board(window), stage_ids(app)
    qtbot.waitUntil(lambda: page.heading().startswith("2 open"))
    with app.db.read() as session:
        website = listing.find_ids(session, "deal", text="Website")[0]
    drag(qtbot, page, website, stages["Qualified"], stages["Won"])
    assert [deal for deal, _details in logged(app, "deal_closed")] == [website]
    assert window.frame is not None
    window.frame.undoing.undo_step()
    qtbot.waitUntil(lambda: page.board.list_of(stages["Qualified"]).cards.place_of(website) is not None)
    assert logged(app, "deal_closed") == []


def test_a_whole_import_is_taken_back_by_one_click(window: Window, app: App, tmp_path: Path, qtbot: QtBot) -> None:
    dialog = carried_out(opened(window, write(tmp_path / "contacts.csv", PEOPLE), qtbot), qtbot)
    assert window.frame is not None
    page = window.frame.show_page("contacts")
    assert isinstance(page, ContactsPage)
    qtbot.waitUntil(lambda: page.list.rows.rowCount() == 2)
    assert [copy.reason for copy in backups.list_backups(app.folder)] == ["before-import"]
    dialog.came.undo.click()
    qtbot.waitUntil(lambda: dialog.came.title.text() == "Taken back")
    qtbot.waitUntil(lambda: page.list.rows.rowCount() == 0)


RENEWALS = (
    "Deal ID,Deal Name,Deal Stage,Pipeline,Amount,Close Date,Create Date",
    "D-8,Retainer,Contract Sent,Renewals,900,,2026-01-05",
)


def test_the_board_opens_on_the_pipeline_that_holds_the_deals(
    window: Window, app: App, tmp_path: Path, qtbot: QtBot
) -> None:
    page = deals_on_board(window)
    carried_out(opened(window, write(tmp_path / "renewals.csv", RENEWALS), qtbot), qtbot).close()
    qtbot.waitUntil(lambda: page.choice.currentText() == "Renewals")
    assert [list(lane.ids) for lane in page.board_view._lanes if lane.ids] == [[1]]
    page.choice.activated.emit(0)
    assert page.choice.currentText() == "Sales"
    page.open_record("deal", 1)
    assert page.choice.currentText() == "Renewals"


def test_day_or_month_is_asked_where_the_file_does_not_tell(
    window: Window, app: App, tmp_path: Path, qtbot: QtBot
) -> None:
    dialog = opened(window, write(tmp_path / "people.csv", EITHER), qtbot)
    assert not dialog.preview.question.isHidden()
    assert not dialog.go.isEnabled()
    dialog.preview.day.click()
    qtbot.waitUntil(dialog.go.isEnabled)
    assert dialog.preview.question.isHidden()
    carried_out(dialog, qtbot)
    with app.db.read() as session:
        rows = listing.fetch(session, "contact", listing.find_ids(session, "contact"))
    assert sorted(row["birthday"] for row in rows.values()) == ["1980-04-03", "1981-06-05"]


def test_a_column_can_be_left_out_and_a_file_that_holds_nothing_of_ours_is_refused(
    window: Window, app: App, tmp_path: Path, qtbot: QtBot
) -> None:
    dialog = opened(window, write(tmp_path / "people.csv", PEOPLE), qtbot)
    choice = dialog.preview._choices["Last Name"]
    choice.show_value("")
    choice.activated.emit(0)
    assert not dialog.go.isEnabled()
    qtbot.waitUntil(dialog.go.isEnabled)
    carried_out(dialog, qtbot)
    with app.db.read() as session:
        rows = listing.fetch(session, "contact", listing.find_ids(session, "contact"))
    assert sorted(row["name"] for row in rows.values()) == ["Ana", "Bo"]
    dialog.open_file(write(tmp_path / "shop.csv", ("sku,stock,weight_kg", "A-1,3,2.5", "A-2,0,1.5")))
    qtbot.waitUntil(lambda: bool(dialog.trouble.text()))
    assert dialog.steps.currentWidget() is dialog.choose
