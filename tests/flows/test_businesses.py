"""A business from its name to its history, by the keys alone; then what can go wrong with one."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.compose import App
from app.crm import businesses, contacts, deals, interactions, listing, profile_facts, projects
from app.ui.businesses.business_detail import BusinessDetail
from app.ui.pages.businesses import BusinessesPage
from app.ui.window import Window
from tests import build
from tests.conftest import NOW
from tests.flows.test_contacts import CTRL, SHIFT, activate, frame_of, press, said, tab_to, tags_of, type_into
from tests.ui.test_window import nameless


def page_of(window: Window) -> BusinessesPage:
    page = frame_of(window).show_page("businesses")
    assert isinstance(page, BusinessesPage)
    return page


def opened(window: Window, business_id: int) -> BusinessDetail:
    page = page_of(window)
    page.open_record("business", business_id)
    return page.pane


def moments(pane: BusinessDetail) -> list[str]:
    model = pane.feed.moments
    return [model.index(row).data() for row in range(model.rowCount())]


def names(page: BusinessesPage) -> list[str]:
    return [page.list.rows.index(row, 0).data() for row in range(page.list.rows.rowCount())]


def add_acme() -> None:
    """A client with its domain, by the keys."""
    press(Qt.Key.Key_N, CTRL)
    QTest.keyClicks(QApplication.focusWidget(), "Acme GmbH")
    press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Tab)
    QTest.keyClicks(QApplication.focusWidget(), "acme.example")
    press(Qt.Key.Key_Return)


def test_a_business_is_added_described_tagged_and_logged_by_the_keys_alone(
    window: Window, app: App, qtbot: QtBot
) -> None:
    activate(window, qtbot)
    page = page_of(window)
    assert page.list.empty.isVisible()
    add_acme()
    pane = page.pane
    assert names(page) == ["Acme GmbH"]
    with app.db.read() as session:
        made = businesses.get(session, pane.record_id or 0)
        assert (made.kind, made.domain) == ("client", "acme.example")
    page.list.focus()
    type_into(pane.tags.field, "fair")
    type_into(pane.log.field, "likes round figures")
    assert moments(pane)[0] == "likes round figures"
    type_into(pane.fields.near._texts["industry_category"], "crafts")
    assert pane.below.text() == "Client, Crafts"
    tab_to(pane.fields.more)
    press(Qt.Key.Key_Space)
    type_into(pane.fields.lists["current_challenges"].field, "Late payments, a leaking roof")
    with app.db.read() as session:
        assert businesses.get(session, made.id).current_challenges == ["Late payments", "a leaking roof"]
    activate(window, qtbot)
    QTest.keyClick(window, Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: pane.fields.lists["current_challenges"].words == [])
    page.list.focus()
    QTest.keyClick(window, Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: pane.below.text() == "Client")


def test_its_feed_holds_the_history_of_its_people_and_deals_and_calls_reach_the_one_named(
    window: Window, app: App
) -> None:
    with app.db.write() as session:
        acme = build.business(session).id
        ana, bo = (build.contact(session, name, business_id=acme).id for name in ("Ana Ruiz", "Bo Lind"))
        build.interaction(session, ana, happened_at=NOW - timedelta(days=2), summary="Asked for a quote")
        deal = build.deal(session, "Website", contact_id=bo, business_id=acme)
        build.note(session, deal, "Wants it by May")
    pane = opened(window, acme)
    told = moments(pane)
    assert {"Ana Ruiz: call: Asked for a quote", "Website: Wants it by May", "Website: new deal in Lead"} <= set(told)
    QTest.keyClicks(pane.log.field, "called bo 5 min")
    assert pane.log.meaning.text() == "Enter logs: Call, 5 min, with Bo Lind"
    QTest.keyClick(pane.log.field, Qt.Key.Key_Return)
    with app.db.read() as session:
        assert contacts.get(session, bo).last_contact_at == NOW
        assert contacts.get(session, ana).last_contact_at == NOW - timedelta(days=2)
    pane.timeline.part.show_value("talk")
    pane.timeline.part.activated.emit(1)
    assert len(moments(pane)) == 2


def test_people_deals_tasks_and_projects_are_added_where_they_belong(window: Window, app: App, qtbot: QtBot) -> None:
    with app.db.write() as session:
        acme = build.business(session).id
    activate(window, qtbot)
    pane = opened(window, acme)
    typed = (
        (pane.people, {"name": "Ana Ruiz", "email": "ana@acme.example"}),
        (pane.deals, {"title": "Site", "value": "10"}), (pane.tasks, {"title": "Call", "due": "fri"}),
        (pane.projects, {"name": "Build"}),
    )  # fmt: skip
    for part, texts in typed:
        part.plus.setFocus()
        press(Qt.Key.Key_Space)
        for key, text in texts.items():
            QTest.keyClicks(part.fields[key], text)
        press(Qt.Key.Key_Return)
        assert part.heading.text().endswith("  1")
        assert not part.form.isVisible()
    with app.db.read() as session:
        assert contacts.get(session, listing.find_ids(session, "contact")[0]).business_id == acme
        assert deals.get(session, listing.find_ids(session, "deal")[0]).business_id == acme
        assert projects.get(session, listing.find_ids(session, "project")[0]).business_id == acme
    pane.people.plus.click()
    QTest.keyClicks(pane.people.fields["name"], "Bo")
    QTest.keyClicks(pane.people.fields["email"], "nothing")
    press(Qt.Key.Key_Return)
    assert "“nothing” is not an e-mail address." in said(window)
    assert pane.people.fields["email"].text() == "nothing"


def test_facts_say_where_they_come_from_and_the_owner_is_believed_first(window: Window, app: App) -> None:
    with app.db.write() as session:
        acme = build.business(session).id
        then = NOW - timedelta(days=120)
        profile_facts.learn(session, acme, "close_rate", "Half", source="import", at=then, confidence=0.8)
    pane = opened(window, acme)
    words = [label.text() for label in pane.facts.findChildren(type(pane.log.meaning))]
    assert "Close rate: Half" in words
    assert "from the import, Nov 2, 2025, 80 % sure" in words
    pane.facts.plus.click()
    QTest.keyClicks(pane.facts.fields["field"], "Close rate")
    QTest.keyClicks(pane.facts.fields["value"], "One in three")
    QTest.keyClick(pane.facts.fields["value"], Qt.Key.Key_Return)
    with app.db.read() as session:
        assert profile_facts.current(session, acme)["close_rate"].value == "One in three"


def test_three_are_selected_and_changed_together_and_undone(window: Window, app: App, qtbot: QtBot) -> None:
    with app.db.write() as session:
        ids = [build.business(session, name).id for name in ("Alpha", "Beta", "Gamma", "Delta")]
    activate(window, qtbot)
    page = page_of(window)
    page.list.focus()
    press(Qt.Key.Key_Down, SHIFT, 2)
    page.list.bulk._set({"kind": "partner"})
    qtbot.waitUntil(lambda: kinds(app, ids).count("partner") == 3)
    qtbot.waitUntil(lambda: said(window).startswith("3 businesses changed."))
    QTest.keyClick(window, Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: kinds(app, ids) == ["prospect"] * 4)


def test_the_own_business_stands_apart_and_cannot_be_deleted(window: Window, app: App) -> None:
    with app.db.write() as session:
        build.business(session, "Acme")
    page = page_of(window)
    page.own_button.click()
    assert (page.pane.name.text(), names(page)) == ("My business", ["Acme"])
    assert not page.pane.delete.isVisible()
    name = page.pane.fields.near._texts["name"]
    name.selectAll()
    QTest.keyClicks(name, "Sommer Studio")
    QTest.keyClick(name, Qt.Key.Key_Return)
    with app.db.read() as session:
        own = businesses.find_own(session)
        assert own is not None
        assert businesses.get(session, own).name == "Sommer Studio"
    page.own_button.click()
    assert page.pane.record_id == own


@pytest.mark.parametrize(
    ("key", "typed", "sentence"),
    [("name", "", "Name"), ("target_revenue_cents", "loads", "loads"), ("domain", "x" * 600, "500")],
)
def test_what_cannot_be_kept_is_said_and_stays_typed(
    window: Window, app: App, key: str, typed: str, sentence: str
) -> None:
    with app.db.write() as session:
        acme = build.business(session, domain="acme.example").id
    pane = opened(window, acme)
    fields = pane.fields.stands if key == "target_revenue_cents" else pane.fields.near
    field = fields._texts[key]
    field.setFocus()
    field.selectAll()
    QTest.keyClick(field, Qt.Key.Key_Delete)
    QTest.keyClicks(field, typed)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert sentence in said(window)
    assert field.text() == typed
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() != typed


def test_deleting_a_business_keeps_its_people_and_undo_joins_them_again(window: Window, app: App, qtbot: QtBot) -> None:
    with app.db.write() as session:
        acme = build.business(session).id
        ana = build.contact(session, business_id=acme).id
    pane = opened(window, acme)
    pane.delete.click()
    qtbot.waitUntil(page_of(window).detail.isHidden)
    with app.db.read() as session:
        assert contacts.get(session, ana).business_id is None
    activate(window, qtbot)
    QTest.keyClick(window, Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: names(page_of(window)) == ["Acme GmbH"])
    with app.db.read() as session:
        assert contacts.get(session, ana).business_id == acme


def test_two_that_are_one_are_offered_and_merged(window: Window, app: App, qtbot: QtBot) -> None:
    with app.db.write() as session:
        acme, twin = (build.business(session, name, domain="acme.example").id for name in ("Acme", "ACME GmbH"))
        build.contact(session, business_id=twin)
    pane = opened(window, acme)
    qtbot.waitUntil(pane.twin.isVisible)
    pane.compare.click()
    assert pane._dialog is not None
    pane._dialog.merge.click()
    qtbot.waitUntil(lambda: len(names(page_of(window))) == 1)


def test_a_business_of_very_many_people_opens_by_a_part_of_them(window: Window, app: App) -> None:
    with app.db.write() as session:
        acme = build.business(session).id
        people = [build.contact(session, f"P{n} Q", business_id=acme).id for n in range(250)]
        for contact_id in people[:40]:
            interactions.create(session, at=NOW, contact_id=contact_id, kind="call")
    pane = opened(window, acme)
    assert len(moments(pane)) == 30
    assert len(pane.people._links) == 5
    assert tags_of(app, people[0]) == []


def kinds(app: App, ids: list[int]) -> list[str]:
    with app.db.read() as session:
        return [businesses.get(session, business_id).kind for business_id in ids]


def test_every_control_of_both_panes_has_a_name_for_a_screen_reader(window: Window, app: App) -> None:
    with app.db.write() as session:
        acme = build.business(session).id
        ana = build.contact(session, email="ana@acme.example", business_id=acme).id
        profile_facts.learn(session, acme, "close_rate", "Half", source="import", at=NOW)
        build.tag(session, "contact", ana)
    opened(window, acme).fields.toggle()
    person = frame_of(window).show_page("contacts")
    person.open_record("contact", ana)
    person.pane.fields.toggle()  # type: ignore[attr-defined]
    frame_of(window).show_page("businesses")
    assert nameless(window) == []
