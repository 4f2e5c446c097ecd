"""The pipeline by the keys alone: table and funnel, why a deal was lost, stages, and what happens to an open deal."""

from datetime import timedelta

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from app.compose import App
from app.crm import (
    contacts,
    custom_fields,
    deals,
    figures,
    pipelines,
    preferences,
    projects,
    stages,
    tasks,
    time_entries,
)
from app.crm.listing import Condition
from app.ui.pages import pipeline
from app.ui.pages.pipeline import PipelinePage
from app.ui.pipeline.board_view import FEW, LONG
from app.ui.pipeline.card_model import CardModel
from app.ui.widgets.id_table import VALUE
from app.ui.window import Window
from tests.conftest import NOW
from tests.flows.test_pipeline import add_deals, board_of, stage_ids

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
CTRL_SHIFT = CTRL | Qt.KeyboardModifier.ShiftModifier


def press(qtbot: QtBot, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    qtbot.keyClick(focus(), key, modifier)


def write(qtbot: QtBot, text: str) -> None:
    """Into whatever has the focus, and Enter."""
    field = focus()
    if isinstance(field, QLineEdit):
        field.selectAll()
    qtbot.keyClicks(field, text)
    qtbot.keyClick(focus(), Qt.Key.Key_Return)


def focus() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def titles(page: PipelinePage) -> list[str]:
    rows = page.list.rows
    return [rows.index(place, 0).data() for place in range(rows.rowCount())]


def undo(window: Window, qtbot: QtBot) -> None:
    assert window.frame is not None
    window.frame.undoing.undo_step()


def test_the_three_views_by_keys_and_the_last_one_comes_back(window: Window, app: App, qtbot: QtBot) -> None:
    add_deals(app, "Website", "Packaging")
    page = board_of(window, qtbot)
    window.activateWindow()
    qtbot.keyClick(window, Qt.Key.Key_2, ALT)
    assert page.list.isVisible()
    assert sorted(titles(page)) == ["Packaging", "Website"]
    assert page.heading() == "2  ·  €10,800"
    qtbot.keyClick(window, Qt.Key.Key_3, ALT)
    assert page.funnel.isVisible()
    assert pipeline.last_view(page.desk) == "funnel"
    page.desk.remember(pipeline.REMEMBERED, QByteArray(b"a view that is no more"))
    assert pipeline.last_view(page.desk) == "board"


def let_deals_go_through(app: App) -> None:
    """Twelve deals: eleven leave Lead, one of them goes on past Proposal, one is lost from Qualified."""
    ids, known = add_deals(app, *(f"Deal {n}" for n in range(12))), stage_ids(app)
    with app.db.write() as session:
        for deal_id in ids[:11]:
            deals.move(session, deal_id, known["Qualified"], at=NOW)
        deals.move(session, ids[0], known["Negotiation"], at=NOW)
        deals.close(session, ids[1], won=False, at=NOW)


def test_every_number_of_the_funnel_opens_exactly_its_deals(
    window: Window, app: App, qtbot: QtBot, qtmodeltester: ModelTester
) -> None:
    let_deals_go_through(app)
    page = board_of(window, qtbot)
    window.activateWindow()
    page.show_view("funnel")
    model = page.funnel.table.funnel
    qtbot.waitUntil(lambda: model.rowCount() == 5)
    qtmodeltester.check(model)
    page.funnel.focus()
    assert model.index(0, 2).data() == "92 %"
    assert model.index(1, 2).data() == "9 %"
    assert model.index(2, 2).data() == "not enough yet"
    opened = 0
    for row in range(model.rowCount()):
        for column in range(model.columnCount()):
            index = model.index(row, column)
            if index.data(VALUE) is None:
                continue
            step = model.steps[row]
            expected = {2: step.went_on, 3: step.left}.get(column, step.reached)
            page.show_view("funnel")
            page.funnel.table.setCurrentIndex(index)
            page.funnel.table.setFocus()
            press(qtbot, Qt.Key.Key_Return)
            assert page.view == "table"
            assert len(titles(page)) == expected, (row, column)
            opened += 1
    assert opened == 17
    assert page.list.table.hasFocus()


def test_all_deals_of_the_period_and_the_open_ones_among_them_are_listed(
    window: Window, app: App, qtbot: QtBot
) -> None:
    let_deals_go_through(app)
    page = board_of(window, qtbot)
    page.show_view("funnel")
    qtbot.waitUntil(lambda: page.funnel.shown is not None)
    qtbot.keyClick(page.funnel.added, Qt.Key.Key_Space)
    assert len(titles(page)) == 12
    page.show_view("funnel")
    qtbot.keyClick(page.funnel.still_open, Qt.Key.Key_Space)
    assert len(titles(page)) == 11


def test_a_deal_that_is_lost_asks_why_and_can_be_passed_over(window: Window, app: App, qtbot: QtBot) -> None:
    website, packaging = add_deals(app, "Website", "Packaging")
    page = board_of(window, qtbot)
    window.activateWindow()
    page.board.select(website)
    qtbot.keyClick(window, Qt.Key.Key_L, CTRL_SHIFT)
    assert page.reason.isVisible()
    assert focus() is page.reason.field
    write(qtbot, "Too expensive")
    assert page.reason.isHidden()
    page.board.select(packaging)
    qtbot.keyClick(window, Qt.Key.Key_L, CTRL_SHIFT)
    assert page.reason._known.stringList() == ["Too expensive"]
    press(qtbot, Qt.Key.Key_Escape)
    with app.db.read() as session:
        assert (deals.get(session, website).lost_reason, deals.get(session, website).won) == ("Too expensive", False)
        assert (deals.get(session, packaging).lost_reason, deals.get(session, packaging).won) == (None, False)
    page.board.select(website)
    qtbot.keyClick(window, Qt.Key.Key_O, CTRL_SHIFT)
    qtbot.keyClick(window, Qt.Key.Key_W, CTRL_SHIFT)
    with app.db.read() as session:
        assert deals.get(session, website).won is True


def test_the_question_goes_when_undo_opens_the_deal_again(window: Window, app: App, qtbot: QtBot) -> None:
    deal_id = add_deals(app, "Website")[0]
    page = board_of(window, qtbot)
    page.board.select(deal_id)
    page.close_deal(won=False)
    assert page.reason.isVisible()
    undo(window, qtbot)
    qtbot.waitUntil(page.reason.isHidden)


def test_the_pane_of_a_deal_by_keys(window: Window, app: App, qtbot: QtBot) -> None:
    deal_id = add_deals(app, "Website")[0]
    with app.db.write() as session:
        preferences.change(session, "currency", "EUR", at=NOW)
        custom_fields.create(session, at=NOW, entity_type="deal", label="Budget year", value_type="number")
    page = board_of(window, qtbot)
    window.activateWindow()
    page.board.select(deal_id)
    press(qtbot, Qt.Key.Key_Return)
    fields = page.deal.fields
    for field, text in (
        (fields.contact.field, "Mia Neumann"), (fields.business.field, "Acme"),
        (fields.near._texts["value_cents"], "9,5"), (fields.near._texts["cost_cents"], "2"),
        (fields.own._texts["budget_year"], "2027"), (page.deal.tags.field, "vip"),
    ):  # fmt: skip
        field.setFocus()
        write(qtbot, text)
    page.deal.tasks.plus.setFocus()
    press(qtbot, Qt.Key.Key_Space)
    write(qtbot, "Send the offer")
    page.deal.start_project.setFocus()
    press(qtbot, Qt.Key.Key_Space)
    with app.db.read() as session:
        deal = deals.get(session, deal_id)
        assert contacts.get(session, deal.contact_id or 0).name == "Mia Neumann"
        assert (deal.value_cents, deal.cost_cents, deal.custom) == (950, 200, {"budget_year": 2027})
        assert tasks.get(session, 1).deal_id == deal_id
        assert projects.get(session, 1).business_id == deal.business_id is not None
    assert fields.margin.text() == "€7.50 margin (79 %): €9.50 less €2 of cost"
    fields.near._texts["currency"].setFocus()
    write(qtbot, "jpy")
    with app.db.read() as session:
        assert (deals.get(session, deal_id).currency, deals.get(session, deal_id).value_cents) == ("JPY", 10)


def test_the_margin_says_which_hours_it_is_made_of(window: Window, app: App, qtbot: QtBot) -> None:
    deal_id = add_deals(app, "Website")[0]
    with app.db.write() as session:
        for cost in (6000, None):
            project = projects.create(session, at=NOW, name="Site", deal_id=deal_id, hourly_cost_cents=cost)
            time_entries.create(
                session, at=NOW, project_id=project.id, ended_at=NOW, duration_minutes=90, note="Design"
            )  # fmt: skip
    page = board_of(window, qtbot)
    page.open_record("deal", deal_id)
    assert page.deal.fields.margin.text() == (
        "€5,310 margin (98 %): €5,400 less €90 for 1:30 h of work. "
        "1 project not counted: no cost an hour in this currency"
    )


def test_what_cannot_be_read_stays_to_be_mended(window: Window, app: App, qtbot: QtBot) -> None:
    deal_id = add_deals(app, "Website")[0]
    page = board_of(window, qtbot)
    window.activateWindow()
    page.open_record("deal", deal_id)
    for key, text in (("value_cents", "a lot"), ("next_step_on", "some day"), ("currency", "EURO")):
        field = page.deal.fields.near._texts[key]
        field.setFocus()
        write(qtbot, text)
        assert field.text() == text
    with app.db.read() as session:
        deal = deals.get(session, deal_id)
        assert (deal.value_cents, deal.next_step_on, deal.currency) == (540000, None, page.desk.currency)


def test_the_cards_of_columns_that_are_gone_go_with_them(window: Window, app: App, qtbot: QtBot) -> None:
    add_deals(app, "Website")
    with app.db.write() as session:
        other = pipelines.create(session, at=NOW, name="Renewals").id
    page = board_of(window, qtbot)
    for pipeline_id in (other, 1, other, 1):
        page._show_pipeline(pipeline_id)

    def cards() -> int:
        return len(page.board.findChildren(CardModel))

    qtbot.waitUntil(lambda: cards() == len(page.board.lanes))


def test_a_deal_deleted_while_it_is_open_or_carried(window: Window, app: App, qtbot: QtBot) -> None:
    website, packaging = add_deals(app, "Website", "Packaging")
    page = board_of(window, qtbot)
    page.open_record("deal", website)
    with app.db.write() as session:
        deals.delete(session, website, at=NOW)
    qtbot.waitUntil(page.detail.isHidden)
    assert page.board.list_of(1).cards.rowCount() == 1
    with app.db.write() as session:
        deals.delete(session, packaging, at=NOW)
    page.board.moved.emit(packaging, 2)
    assert window.frame is not None
    assert "There is no deal" in window.frame.message.text.text()


def test_the_board_follows_a_few_changes_card_by_card_and_many_at_once(window: Window, app: App, qtbot: QtBot) -> None:
    ids, page = add_deals(app, *(f"Deal {n}" for n in range(FEW + 5))), board_of(window, qtbot)
    resets: list[int] = []
    lead = page.board.list_of(1).cards
    lead.modelReset.connect(lambda: resets.append(1))
    with app.db.write() as session:
        deals.move(session, ids[3], 2, at=NOW + timedelta(minutes=1))
        deals.move(session, ids[9], 2, at=NOW + timedelta(minutes=2))
        deals.edit(session, ids[0], at=NOW, value_cents=100)
    qtbot.waitUntil(lambda: page.board.list_of(2).cards.rowCount() == 2)
    assert [page.board.list_of(2).cards.id_at(n) for n in (0, 1)] == [ids[9], ids[3]], "the newest arrival first"
    assert lead.rowCount() == FEW + 3
    assert resets == []
    assert page.heading().startswith(f"{FEW + 5} open  ·  €{(5400 * (FEW + 4) + 1):,}")
    with app.db.write() as session:
        for deal_id in ids[4:9]:
            deals.move(session, deal_id, 2, at=NOW)
        deals.move(session, ids[3], 1, at=NOW)
        deals.move(session, ids[9], 1, at=NOW)
    qtbot.waitUntil(lambda: page.board.list_of(2).cards.rowCount() == 5)
    with app.db.read() as session:
        for lane in figures.board(session, 1, NOW):
            shown = page.board.list_of(lane.stage_id).cards
            assert [shown.id_at(n) for n in range(shown.rowCount())] == list(lane.ids)
    with app.db.write() as session:
        for deal_id in ids:
            deals.move(session, deal_id, 3, at=NOW)
    qtbot.waitUntil(lambda: page.board.list_of(3).cards.rowCount() == FEW + 5)
    assert len(resets) == 1


def test_a_long_column_moves_at_once_and_its_sums_follow(window: Window, app: App, qtbot: QtBot) -> None:
    deal_id = add_deals(app, "Website")[0]
    with app.db.write() as session:
        session.connection().exec_driver_sql(
            "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < ?) "
            "INSERT INTO deals (title, sort_title, stage_id, stage_entered_at, currency, value_cents, custom, "
            "created_at, updated_at) SELECT 'Deal', 'deal', 1, stage_entered_at, currency, 100, '{}', created_at, "
            "updated_at FROM deals, n",
            (LONG + 1,),
        )
    page = board_of(window, qtbot)
    page.board.select(deal_id)
    page.board.moved.emit(deal_id, 2)
    assert page.board.list_of(2).cards.place_of(deal_id) == 0
    qtbot.waitUntil(lambda: page.board.lanes[0].count.text() == f"{LONG + 1:,}")
    assert page.board.lanes[1].sum.text() == "€5,400"


def test_many_long_and_large(window: Window, app: App, qtbot: QtBot) -> None:
    with app.db.write() as session:
        preferences.change(session, "currency", "EUR", at=NOW)
        for n in range(21):
            stages.create(session, at=NOW, name=f"{n} {'long name ' * 29}")
        deals.create(session, at=NOW, title="x" * 300, value_cents=10**14, currency="EUR")
        deals.create(session, at=NOW, title="\u202eRTL 🎉", value_cents=10**14, currency="USD")
    page = board_of(window, qtbot)
    window.resize(1000, 640)
    QApplication.processEvents()
    assert len(page.board.lanes) == 27
    assert page.board.horizontalScrollBar().maximum() > 0
    assert page.heading() == "2 open  ·  €1T  ·  + 1 deal in USD"
    page.board.moved.emit(1, 27)
    page.open_record("deal", 1)
    page.edit_stages()
    page.show_view("table")
    assert page.heading() == "2  ·  €1T  ·  + 1 deal in USD"
    page.list.table.selectAll()
    assert page.heading() == "2 selected  ·  €1T  ·  + 1 deal in USD"
    page.show_view("funnel")
    qtbot.waitUntil(lambda: page.funnel.table.funnel.rowCount() == 26)
    window.grab()


def test_tab_shows_where_the_keys_are_and_passes_empty_columns(window: Window, app: App, qtbot: QtBot) -> None:
    add_deals(app, "Website")
    page = board_of(window, qtbot)
    window.activateWindow()
    page.gear.setFocus()
    for _ in range(3):
        press(qtbot, Qt.Key.Key_Tab)
        if page.board.list_of(1).hasFocus():
            break
    assert page.board.selected_id == 1
    press(qtbot, Qt.Key.Key_Tab)
    assert not any(page.board.list_of(stage_id).hasFocus() for stage_id in (2, 3, 4, 5))


def test_what_a_filter_finds_and_says(window: Window, app: App, qtbot: QtBot) -> None:
    ids = add_deals(app, "Website", "Packaging", "Sign")
    with app.db.write() as session:
        deals.edit(session, ids[0], at=NOW, next_step="Call", next_step_on=NOW.date() - timedelta(days=3))
        deals.edit(session, ids[1], at=NOW, next_step="Write", next_step_on=NOW.date())
        deals.close(session, ids[2], won=True, at=NOW)
    page = board_of(window, qtbot)
    page.show_view("table")
    said = {
        ("step", "is", "overdue"): ("Next step is overdue", ["Website"]),
        ("step", "is", "planned"): ("Next step is planned", ["Packaging"]),
        ("won", "empty", None): ("Open deals", ["Packaging", "Website"]),
        ("won", "is", True): ("Won deals", ["Sign"]),
        ("stuck", "is", False): ("Not stuck deals", ["Packaging", "Sign", "Website"]),
        ("stage", "is", 1): ("Stage is Lead", ["Packaging", "Website"]),
        ("reached", "is", ("period", "this_year", "stage", 5)): ("Reached Won, added this year", ["Sign"]),
    }
    for (field, op, value), (text, found) in said.items():
        wanted = dict(zip(value[::2], value[1::2], strict=True)) if isinstance(value, tuple) else value
        page.list.line.set_conditions([Condition(field, op, wanted)])
        assert sorted(titles(page)) == found, field
        assert chip(page) == text
    page.list.line.set_conditions([Condition("reached", "is", {"stage": 77})])
    assert titles(page) == []


def chip(page: PipelinePage) -> str:
    return page.list.line.chips._chips[0].accessibleName().removeprefix("Take off: ")
