"""From an imported file to a won deal and back, through the real window: by mouse, then by keys alone."""

from datetime import timedelta

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.compose import App
from app.crm import contacts, deals, pipelines, tasks
from app.ui.frame import Frame
from app.ui.pages.pipeline import PipelinePage
from app.ui.pipeline.card_list import CardList
from app.ui.pipeline.card_model import CARD
from app.ui.window import Window
from tests.conftest import NOW

NONE = Qt.KeyboardModifier.NoModifier


def logged(app: App, action: str) -> list[tuple[int, str]]:
    """(deal, details) of the activities of one kind, as they lie in the file."""
    with app.db.read() as session:
        sql = "SELECT entity_id, metadata FROM activity_logs WHERE action = ? ORDER BY id"
        return [(row[0], row[1]) for row in session.connection().exec_driver_sql(sql, (action,))]


def stage_ids(app: App) -> dict[str, int]:
    with app.db.read() as session:
        return {stage.name: stage.id for stage in pipelines.stages(session)}


def add_deals(app: App, *titles: str) -> list[int]:
    with app.db.write() as session:
        person = contacts.create(session, at=NOW, first_name="Ana", last_name="Ruiz")
        return [
            deals.create(session, at=NOW, title=title, contact_id=person.id, value_cents=540000).id for title in titles
        ]


def board_of(window: Window, qtbot: QtBot) -> PipelinePage:
    assert isinstance(window.frame, Frame)
    page = window.frame.show_page("pipeline")
    assert isinstance(page, PipelinePage)
    page.refresh({})
    qtbot.waitUntil(page.board.isVisible)
    QApplication.processEvents()
    return page


def middle_of(cards: CardList, deal_id: int) -> QPoint:
    place = cards.cards.place_of(deal_id)
    assert place is not None
    return cards.visualRect(cards.cards.index(place)).center()


def drag(qtbot: QtBot, page: PipelinePage, deal_id: int, source: int, target: int) -> None:
    """Press on the card, carry it to the middle of another column, let go: real mouse events."""
    cards, goal = page.board.list_of(source), page.board.list_of(target).parentWidget()
    assert goal is not None
    start = middle_of(cards, deal_id)
    end = cards.viewport().mapFromGlobal(goal.mapToGlobal(goal.rect().center()))
    left = Qt.MouseButton.LeftButton
    qtbot.mousePress(cards.viewport(), left, NONE, start)
    for share in (0.1, 0.5, 1.0):
        qtbot.mouseMove(cards.viewport(), start + (end - start) * share)
    qtbot.mouseRelease(cards.viewport(), left, NONE, end)


def test_a_card_dragged_to_won_closes_the_deal_and_undo_opens_it_again(window: Window, app: App, qtbot: QtBot) -> None:
    packaging, website = add_deals(app, "Packaging", "Website")
    stages, page = stage_ids(app), board_of(window, qtbot)
    drag(qtbot, page, packaging, stages["Lead"], stages["Won"])
    assert [deal for deal, _details in logged(app, "deal_closed")] == [packaging]
    assert '"won": true' in logged(app, "deal_closed")[0][1]
    assert page.board.list_of(stages["Won"]).cards.place_of(packaging) == 0
    assert page.board.selected_id == packaging
    assert window.frame is not None
    assert window.frame.message.text.text() == "Packaging is won."
    qtbot.waitUntil(lambda: window.frame.bottom.undo.text() == "Undo: Deal won: Packaging")

    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: page.board.list_of(stages["Lead"]).cards.place_of(packaging) is not None)
    assert logged(app, "deal_closed") == []
    assert {page.board.list_of(stages["Lead"]).cards.id_at(n) for n in (0, 1)} == {packaging, website}


def test_the_same_by_keys_alone(window: Window, app: App, qtbot: QtBot) -> None:
    website = add_deals(app, "Website", "Packaging")[0]
    stages, page = stage_ids(app), board_of(window, qtbot)
    window.activateWindow()
    first = page.board.list_of(stages["Lead"])
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Down)
    qtbot.keyClick(first, Qt.Key.Key_Down)
    assert page.board.selected_id == website
    for name in ("Lead", "Qualified", "Proposal", "Negotiation"):
        qtbot.keyClick(page.board.list_of(stages[name]), Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    won = page.board.list_of(stages["Won"])
    assert won.hasFocus()
    assert [deal for deal, _details in logged(app, "deal_closed")] == [website]
    qtbot.keyClick(won, Qt.Key.Key_Return)
    assert page.deal.isVisible()
    assert page.deal.title.text() == "Website"
    qtbot.keyClick(won, Qt.Key.Key_Escape)
    assert page.detail.isHidden()
    qtbot.keyClick(won, Qt.Key.Key_Left)
    assert page.board.list_of(stages["Lead"]).hasFocus(), "empty columns are passed by"
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: page.board.list_of(stages["Negotiation"]).cards.place_of(website) == 0)


def test_a_card_let_go_where_it_was_or_outside_or_by_escape_stays(window: Window, app: App, qtbot: QtBot) -> None:
    deal_id = add_deals(app, "Website")[0]
    stages, page = stage_ids(app), board_of(window, qtbot)
    before = len(logged(app, "deal_stage_changed"))
    drag(qtbot, page, deal_id, stages["Lead"], stages["Lead"])
    cards = page.board.list_of(stages["Lead"])
    start = middle_of(cards, deal_id)
    for end in (start + QPoint(-4000, 0), start + QPoint(0, 9000)):
        qtbot.mousePress(cards.viewport(), Qt.MouseButton.LeftButton, NONE, start)
        qtbot.mouseMove(cards.viewport(), end)
        qtbot.mouseRelease(cards.viewport(), Qt.MouseButton.LeftButton, NONE, end)
    qtbot.mousePress(cards.viewport(), Qt.MouseButton.LeftButton, NONE, start)
    qtbot.mouseMove(cards.viewport(), start + QPoint(400, 0))
    qtbot.keyClick(cards, Qt.Key.Key_Escape)
    qtbot.mouseRelease(cards.viewport(), Qt.MouseButton.LeftButton, NONE, start + QPoint(400, 0))
    assert len(logged(app, "deal_stage_changed")) == before
    assert page.board.list_of(stages["Lead"]).cards.place_of(deal_id) == 0
    assert page.board._ghost.isHidden()


def test_the_lost_column_takes_a_card_while_it_is_folded(window: Window, app: App, qtbot: QtBot) -> None:
    deal_id = add_deals(app, "Website")[0]
    stages, page = stage_ids(app), board_of(window, qtbot)
    cards = page.board.list_of(stages["Lead"])
    lost = next(view for view in page.board.lanes if view.lane.kind == "lost")
    assert lost.folded
    start = middle_of(cards, deal_id)
    end = cards.viewport().mapFromGlobal(lost.mapToGlobal(lost.rect().center()))
    qtbot.mousePress(cards.viewport(), Qt.MouseButton.LeftButton, NONE, start)
    qtbot.mouseMove(cards.viewport(), end)
    assert lost.is_target
    qtbot.mouseRelease(cards.viewport(), Qt.MouseButton.LeftButton, NONE, end)
    assert '"won": false' in logged(app, "deal_closed")[0][1]
    assert not lost.folded, "the column opens to show where the card went"


def test_a_new_deal_takes_a_few_keystrokes(window: Window, app: App, qtbot: QtBot) -> None:
    page = board_of_empty(window)
    qtbot.keyClick(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    for field, text in ((page.form.title, "Acme website"), (page.form.person, "Bo Li"), (page.form.value, "3200")):
        qtbot.keyClicks(field, text)
    qtbot.keyClick(page.form.value, Qt.Key.Key_Return)
    assert page.heading().startswith("1 open  ·  €3,200")
    with app.db.read() as session:
        deal = deals.get(session, page.board.selected_id or 0)
        assert contacts.get(session, deal.contact_id or 0).last_name == "Li"
    qtbot.waitUntil(
        lambda: window.frame is not None and window.frame.sidebar.rows["contacts"].accessibleDescription() == "1"
    )


def board_of_empty(window: Window) -> PipelinePage:
    assert isinstance(window.frame, Frame)
    page = window.frame.show_page("pipeline")
    assert isinstance(page, PipelinePage)
    window.activateWindow()
    return page


def test_a_task_ahead_takes_the_mark_of_a_stuck_deal_away(app: App, window: Window, qtbot: QtBot) -> None:
    with app.db.write() as session:
        stuck = deals.create(session, at=NOW - timedelta(days=30), title="Waiting").id
    page = board_of(window, qtbot)
    cards = page.board.list_of(stage_ids(app)["Lead"]).cards

    def is_stuck() -> bool:
        return bool(cards.index(0).data(CARD).stuck)

    assert is_stuck()
    with app.db.write() as session:
        tasks.create(session, at=NOW, title="Ask again", deal_id=stuck, due_on=NOW.date())
    qtbot.waitUntil(lambda: not is_stuck())
