"""What the coach is working on, seen and changed by the keyboard alone; every change is one step of undo."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.compose import App
from app.crm import businesses, preferences, profile_facts, tasks, undo
from app.goals import generation, shown, tracking
from app.goals.shapes import GoalShown, ItemShown
from app.models import ChecklistItem, Goal
from app.ui.goals.goals_of import GoalsOf
from app.ui.pages.settings import SettingsPage
from app.ui.window import Window
from tests.conftest import NOW
from tests.ui.test_window import nameless


def make(app: App, **fields: Any) -> int:
    """A business with goals."""
    with app.db.write() as session:
        kind = fields.setdefault("kind", "own")
        found = businesses.find_own(session) if kind == "own" else None
        business_id = found or businesses.create(session, at=NOW, **{"name": "Sign Studio", **fields}).id
    with app.db.write(actor="coach") as session:
        generation.generate(session, business_id, at=NOW)
    return business_id


def goals(app: App, business_id: int, *, closed: bool = False) -> list[GoalShown]:
    with app.db.read() as session:
        return shown.goals(session, business_id, closed=closed)


def item_of(app: App, item_id: int) -> ChecklistItem:
    with app.db.read() as session:
        return session.get_one(ChecklistItem, item_id)


def first(found: list[GoalShown], *types: str, field: str = "") -> ItemShown:
    return next(
        item for goal in found for item in goal.items
        if item.item_type in types and item.status == "pending" and field in ("", item.field)
    )  # fmt: skip


def opened(window: Window) -> GoalsOf:
    """The list, unfolded by the keyboard."""
    assert window.frame is not None
    window.activateWindow()
    page = window.frame.show_page("settings")
    assert isinstance(page, SettingsPage)
    page.goals.fold.button.setFocus()
    press(Qt.Key.Key_Return)
    assert page.goals.body is not None
    return page.goals.body


def unfolded(window: Window) -> GoalsOf:
    body = opened(window)
    for card in body.cards.values():
        card.show_items.setFocus()
        press(Qt.Key.Key_Space)
    return body


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def press(*keys: Qt.Key) -> None:
    for key in keys:
        QTest.keyClick(focused(), key)


def go(body: GoalsOf, name: str) -> QWidget:
    found = [part for part in body.findChildren(QWidget, name) if part.isVisibleTo(body)]
    assert len(found) == 1, name
    found[0].setFocus()
    return found[0]


def undo_it(window: Window) -> None:
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)


def test_it_is_closed_until_it_is_asked_for(window: Window, app: App) -> None:
    make(app)
    assert window.frame is not None
    page = window.frame.show_page("settings")
    assert isinstance(page, SettingsPage)
    assert page.goals.body is None
    body = opened(window)
    assert body.seen.name
    assert 2 <= len(body.cards) <= 4
    card = next(iter(body.cards.values()))
    assert card.why.text().startswith("It comes from the rule “")
    assert card.items.isHidden()
    press(Qt.Key.Key_Return)
    assert body.isHidden()


def test_while_the_coach_is_off_it_says_so_and_makes_no_goals(window: Window) -> None:
    assert window.frame is not None
    window.frame.desk.write(lambda session: preferences.change(session, "coach_enabled", False, at=NOW))
    body = opened(window)
    assert body.empty.text() == "The coach is off, so it sets itself no goals. Settings can turn it on."
    assert not body.again.isEnabled()
    window.frame.desk.write(lambda session: preferences.change(session, "coach_enabled", True, at=NOW))
    assert "Look over again" in body.empty.text()
    assert body.again.isEnabled()


def test_without_a_business_there_is_a_sentence_and_a_way(window: Window, app: App) -> None:
    body = opened(window)
    assert body.seen.goals == ()
    assert "Look over again" in body.empty.text()
    assert not body.empty.isHidden()
    body.again.setFocus()
    press(Qt.Key.Key_Return)
    assert 2 <= len(body.cards) <= 4
    assert body.empty.isHidden()
    with app.db.read() as session:
        assert undo.undo_label(session) == "Goals looked over again"


def test_looking_over_again_adds_nothing_twice(window: Window, app: App) -> None:
    own = make(app)
    before = [goal.id for goal in goals(app, own)]
    body = opened(window)
    body.again.setFocus()
    press(Qt.Key.Key_Return, Qt.Key.Key_Return)
    assert [goal.id for goal in goals(app, own)] == before
    assert list(body.cards) == before


def test_a_goal_is_given_up_and_brought_back(window: Window, app: App, qtbot: QtBot) -> None:
    own = make(app)
    body = opened(window)
    given_up = next(iter(body.cards))
    go(body, f"goal {given_up} end")
    press(Qt.Key.Key_Space)
    assert given_up not in body.cards
    assert focused() is not body.window(), "the focus stays in the list"
    assert body.isAncestorOf(focused())
    body.ended.setFocus()
    press(Qt.Key.Key_Return)
    assert body.cards[given_up].line.text().endswith("given up")
    undo_it(window)
    qtbot.waitUntil(lambda: given_up in [goal.id for goal in goals(app, own)])
    qtbot.waitUntil(lambda: given_up in body.cards and body.cards[given_up].goal.status == "active")


def test_a_goal_is_put_on_hold_and_taken_up_again(window: Window, app: App) -> None:
    make(app, focus_areas=["finding_clients", "scaling"], team_size="1", current_challenges=["too_few_enquiries"])
    body = opened(window)
    held = next(iter(body.cards))
    go(body, f"goal {held} hold")
    press(Qt.Key.Key_Space)
    assert body.cards[held].line.text().endswith("on hold")
    go(body, f"goal {held} hold")
    press(Qt.Key.Key_Space)
    assert body.cards[held].goal.status == "active"


def test_an_item_is_skipped_and_reopened_by_one_button(window: Window, app: App) -> None:
    item = first(goals(app, make(app)), "data_collection")
    body = unfolded(window)
    go(body, f"item {item.id} close")
    press(Qt.Key.Key_Space)
    assert item_of(app, item.id).status == "skipped"
    assert focused().objectName() == f"item {item.id} close"
    press(Qt.Key.Key_Space)
    assert item_of(app, item.id).status == "pending"


def test_a_question_is_put_in_other_words_and_stays_so(window: Window, app: App) -> None:
    own = make(app)
    item = first(goals(app, own), "data_collection")
    body = unfolded(window)
    line = next(card.lines[item.id] for card in body.cards.values() if item.id in card.lines)
    line.ask.setFocus()
    line.ask.selectAll()
    line.ask.insertPlainText("How many say yes? 🎨")
    press(Qt.Key.Key_Return)
    assert item_of(app, item.id).ask == "How many say yes? 🎨"
    body.again.setFocus()
    press(Qt.Key.Key_Return)
    assert item_of(app, item.id).ask == "How many say yes? 🎨"


def test_a_question_is_answered_here_and_the_profile_knows_it(window: Window, app: App, qtbot: QtBot) -> None:
    own = make(app, focus_areas=["finding_clients"])
    item = first(goals(app, own), "data_collection", field="close_rate")
    body = unfolded(window)
    go(body, f"item {item.id} now")
    press(Qt.Key.Key_Return)
    answer = go(body, f"item {item.id} answer")
    QTest.keyClicks(answer, "no idea")
    press(Qt.Key.Key_Return)
    assert item_of(app, item.id).status == "pending"
    assert window.frame is not None
    assert "one percentage" in window.frame.message.text.text()
    assert answer.property("text") == "no idea"
    answer.setProperty("text", "about 30 %")
    press(Qt.Key.Key_Return)
    assert item_of(app, item.id).status == "completed"
    with app.db.read() as session:
        fact = profile_facts.current(session, own)["close_rate"]
        assert (fact.value, fact.source) == ("30", "owner")
    undo_it(window)
    qtbot.waitUntil(lambda: item_of(app, item.id).status == "pending")
    with app.db.read() as session:
        assert "close_rate" not in profile_facts.current(session, own)


def test_a_recommendation_becomes_a_task_that_can_be_opened(window: Window, app: App) -> None:
    item = first(goals(app, make(app)), "recommendation")
    body = unfolded(window)
    go(body, f"item {item.id} now")
    press(Qt.Key.Key_Return)
    kept = item_of(app, item.id)
    assert kept.status == "completed"
    assert kept.task_id is not None
    with app.db.read() as session:
        assert tasks.get(session, kept.task_id).origin == "coach"
    wanted: list[tuple[str, object]] = []
    assert window.frame is not None
    window.frame.desk.open_wanted.connect(lambda kind, record_id: wanted.append((kind, record_id)))
    go(body, f"item {item.id} open")
    press(Qt.Key.Key_Return)
    assert wanted == [("task", kept.task_id)]


def test_when_it_was_brought_up_stands_with_its_words(window: Window, app: App) -> None:
    item = first(goals(app, make(app)), "data_collection")
    with app.db.write(actor="coach") as session:
        tracking.asked(session, [item.id], "You said work comes and goes.", at=NOW)
    body = unfolded(window)
    line = next(card.lines[item.id] for card in body.cards.values() if item.id in card.lines)
    assert line.meta.text() == "Brought up just now: “You said work comes and goes.”"
    assert line.mark.accessibleName() == "Brought up"


def test_another_business_is_found_by_its_name(window: Window, app: App) -> None:
    own = make(app)
    other = make(app, name="Bakery Möller", kind="client")
    body = opened(window)
    body.chooser.field.setFocus()
    body.chooser.field.selectAll()
    QTest.keyClicks(body.chooser.field, "bakery")
    press(Qt.Key.Key_Return)
    assert body.seen.business_id == other
    assert set(body.cards) == {goal.id for goal in goals(app, other)}
    body.chooser.field.selectAll()
    press(Qt.Key.Key_Delete, Qt.Key.Key_Return)
    assert body.seen.business_id == own


def test_a_business_that_is_deleted_gives_way_to_ones_own(window: Window, app: App, qtbot: QtBot) -> None:
    own = make(app)
    other = make(app, name="Bakery", kind="client")
    body = opened(window)
    body.chooser.chosen.emit("business_id", other)
    assert body.seen.business_id == other
    with app.db.write() as session:
        businesses.delete(session, other, at=NOW)
    qtbot.waitUntil(lambda: body.seen.business_id == own)


def test_what_the_coach_does_meanwhile_shows_and_is_no_step_to_undo(window: Window, app: App, qtbot: QtBot) -> None:
    item = first(goals(app, make(app)), "data_collection")
    body = unfolded(window)
    with app.db.read() as session:
        before = undo.undo_label(session)
    with app.db.write(actor="coach") as session:
        tracking.asked(session, [item.id], "", at=NOW)
    line = next(card.lines[item.id] for card in body.cards.values() if item.id in card.lines)
    qtbot.waitUntil(lambda: line.mark.accessibleName() == "Brought up")
    with app.db.read() as session:
        assert undo.undo_label(session) == before


def test_a_hundred_goals_come_ten_at_a_time(window: Window, app: App) -> None:
    own = make(app)
    with app.db.write(actor="coach") as session:
        for n in range(100):
            text = f"Goal {n} " + "Donaudampfschifffahrtsgesellschaft🎨 שלום" * 6
            session.add(
                Goal(business_id=own, rule=f"r{n}", goal_type="custom", goal_description=text, status="blocked")
            )
    body = opened(window)
    assert len(body.cards) == 10
    more = len(goals(app, own)) - 10
    assert body.more.text() == f"Show 10 more of {more} goals"
    body.more.setFocus()
    press(Qt.Key.Key_Return)
    assert len(body.cards) == 20


@pytest.mark.parametrize("scale", [100, 200])
def test_every_control_has_a_name_and_stays_inside(window: Window, app: App, qtbot: QtBot, scale: int) -> None:
    own = make(app)
    with app.db.write(actor="coach") as session:
        for goal in session.query(Goal).filter_by(business_id=own):
            goal.goal_description = "Donaudampfschifffahrtsgesellschaft" * 9
    assert window.frame is not None
    window.resize(1000, 640)
    window.frame.desk.look.set("dark", scale, True)
    body = unfolded(window)
    assert nameless(body) == []
    page = window.frame.pages["settings"]
    assert isinstance(page, SettingsPage)
    qtbot.waitUntil(lambda: page.inner.width() <= page.area.viewport().width())
