"""A person from the list to the undo, by the keys alone; then what can go wrong with one."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.compose import App
from app.crm import contacts, deals, listing, tags, tasks
from app.ui.contacts.contact_detail import ContactDetail
from app.ui.frame import Frame
from app.ui.pages.contacts import ContactsPage
from app.ui.window import Window
from tests import build
from tests.conftest import NOW

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier


def frame_of(window: Window) -> Frame:
    assert window.frame is not None
    return window.frame


def opened(window: Window, contact_id: int) -> ContactDetail:
    page = frame_of(window).show_page("contacts")
    assert isinstance(page, ContactsPage)
    page.open_record("contact", contact_id)
    return page.pane


def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE, times: int = 1) -> None:
    for _time in range(times):
        target = QApplication.activePopupWidget() or QApplication.focusWidget()
        assert target is not None
        QTest.keyClick(target, key, modifiers)


def tab_to(widget: QWidget, most: int = 120) -> None:
    """By Tab alone, as somebody without a mouse has to."""
    for _stop in range(most):
        if QApplication.focusWidget() is widget:
            return
        press(Qt.Key.Key_Tab)
    raise AssertionError(f"Tab does not reach {widget.accessibleName()}")


def type_into(field: QLineEdit, text: str) -> None:
    """Reached by Tab, given by Enter."""
    tab_to(field)
    QTest.keyClicks(field, text)
    press(Qt.Key.Key_Return)


def said(window: Window) -> str:
    return frame_of(window).message.text.text()


def moments(contact: ContactDetail) -> list[str]:
    model = contact.feed.moments
    return [model.index(row).data() for row in range(model.rowCount())]


def activate(window: Window, qtbot: QtBot) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)


def test_filter_open_edit_tag_log_and_undo_by_the_keys_alone(window: Window, app: App, qtbot: QtBot) -> None:
    with app.db.write() as session:
        for name in ("Ana Ruiz", "Bo Lind", "Cy Young"):
            person = build.contact(session, name, email=f"{name.split()[0].lower()}@example.org")
    activate(window, qtbot)
    page = frame_of(window).show_page("contacts")
    assert isinstance(page, ContactsPage)
    press(Qt.Key.Key_F, CTRL)
    QTest.keyClicks(QApplication.focusWidget(), "young")
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.list.rows.rowCount() == 1)
    page.list.focus()
    press(Qt.Key.Key_Return)
    assert page.detail.isVisible()
    contact = page.pane
    type_into(contact.tags.field, "vip, slow")
    assert tags_of(app, person.id) == ["slow", "vip"]
    type_into(contact.log.field, "called 5 min wants a quote")
    assert moments(contact)[0] == "Call, 5 min: Wants a quote"
    type_into(contact.fields.near._texts["role"], "Potter")
    assert contact.below.text() == "Potter"
    qtbot.waitUntil(lambda: "Changed role: empty → Potter" in moments(contact))
    window.setFocus()
    press(Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: contact.below.text() == "Lead")
    press(Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: "Call, 5 min: Wants a quote" not in moments(contact))
    press(Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: tags_of(app, person.id) == [])


def test_three_are_selected_tagged_and_freed_by_undo(window: Window, app: App, qtbot: QtBot) -> None:
    with app.db.write() as session:
        ids = [build.contact(session, name).id for name in ("Ana A", "Bo B", "Cy C", "Di D")]
    activate(window, qtbot)
    page = frame_of(window).show_page("contacts")
    assert isinstance(page, ContactsPage)
    page.list.focus()
    press(Qt.Key.Key_Down, SHIFT, 2)
    tab_to(page.list.bulk.tag)
    press(Qt.Key.Key_Space)
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    QTest.keyClicks(page.list.bulk.field, "fair")
    QTest.keyClick(page.list.bulk.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: [bool(tags_of(app, n)) for n in ids] == [True, True, True, False])
    qtbot.waitUntil(lambda: "Ctrl+Z" in said(window))
    activate(window, qtbot)
    QTest.keyClick(window, Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: not any(tags_of(app, n) for n in ids))


def test_a_deal_and_a_task_are_added_from_the_pane_and_a_wrong_value_stays_typed(
    window: Window, app: App, qtbot: QtBot
) -> None:
    with app.db.write() as session:
        ana = build.contact(session, "Ana Ruiz", source="referral").id
    activate(window, qtbot)
    contact = opened(window, ana)
    contact.deals.plus.setFocus()
    press(Qt.Key.Key_Space)
    fill(contact.deals.fields, title="Website", value="a lot")
    press(Qt.Key.Key_Return)
    assert contact.deals.fields["value"].text() == "a lot"
    assert "a lot" in said(window)
    contact.deals.fields["value"].setText("3200")
    QTest.keyClick(contact.deals.fields["value"], Qt.Key.Key_Return)
    assert contact.deals.heading.text() == "Deals  1"
    contact.tasks.plus.click()
    fill(contact.tasks.fields, title="Send quote", due="fri")
    press(Qt.Key.Key_Return)
    assert contact.tasks.heading.text() == "Open tasks  1"
    with app.db.read() as session:
        deal = deals.get(session, listing.find_ids(session, "deal")[0])
        assert (deal.value_cents, deal.contact_id, deal.source) == (320_000, ana, "referral")
        task = tasks.get(session, listing.find_ids(session, "task")[0])
        assert (task.title, task.contact_id, task.due_on.isoformat()) == ("Send quote", ana, "2026-03-06")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [("ana at example", "is not a phone number"), ("ana@", "is not an e-mail address"), ("no way", "not a phone")],
)
def test_an_e_mail_or_phone_that_is_none_is_said_and_stays_typed(
    window: Window, app: App, typed: str, sentence: str
) -> None:
    with app.db.write() as session:
        ana = build.contact(session, "Ana Ruiz", email="ana@example.org").id
    contact = opened(window, ana)
    contact.reach.new.setFocus()
    QTest.keyClicks(contact.reach.new, typed)
    QTest.keyClick(contact.reach.new, Qt.Key.Key_Return)
    assert sentence in said(window)
    assert contact.reach.new.text() == typed
    with app.db.write() as session:
        build.note(session, contacts.get(session, ana))
    contact.refresh()
    assert contact.reach.new.text() == typed
    QTest.keyClick(contact.reach.new, Qt.Key.Key_Escape)
    assert contact.reach.new.text() == ""
    with app.db.read() as session:
        assert [point.original for point in contacts.points(session, ana)] == ["ana@example.org"]


def test_what_was_refused_is_not_carried_to_the_next_person(window: Window, app: App) -> None:
    with app.db.write() as session:
        ana, bo = (build.contact(session, name).id for name in ("Ana A", "Bo B"))
    contact = opened(window, ana)
    birthday = contact.fields.far._texts["birthday"]
    QTest.keyClicks(birthday, "someday")
    QTest.keyClick(birthday, Qt.Key.Key_Return)
    assert "not a birthday" in said(window)
    assert birthday.text() == "someday"
    contact = opened(window, bo)
    assert birthday.text() == ""
    QTest.keyClicks(birthday, "17 may")
    QTest.keyClick(birthday, Qt.Key.Key_Return)
    with app.db.read() as session:
        assert (contacts.get(session, ana).birthday, contacts.get(session, bo).birthday) == (None, "--05-17")


def test_points_have_labels_and_a_first_one(window: Window, app: App) -> None:
    with app.db.write() as session:
        ana = build.contact(session, "Ana Ruiz", emails=[("a@example.org", "work"), "b@example.org"]).id
    contact = opened(window, ana)
    contact.reach.rows[1].more.click()
    actions = {action.text(): action for action in contact.reach.menu.actions()}
    contact.reach.menu.close()
    actions["Use this one first"].trigger()
    with app.db.read() as session:
        assert contacts.get(session, ana).email == "b@example.org"
        assert [(p.original, p.label, p.is_primary) for p in contacts.points(session, ana)] == [
            ("b@example.org", None, True), ("a@example.org", "work", False),
        ]  # fmt: skip


def test_do_not_contact_is_said_at_the_top_with_its_reason(window: Window, app: App) -> None:
    with app.db.write() as session:
        ana = build.contact(session, do_not_contact=True, do_not_contact_reason="Asked me to stop.").id
    contact = opened(window, ana)
    assert contact.notice.isVisible()
    assert contact.notice_words.text() == "Do not contact: Asked me to stop."


def test_consent_and_rhythm_are_kept_as_typed_and_shown_in_words(window: Window, app: App) -> None:
    with app.db.write() as session:
        ana = build.contact(session).id
    contact = opened(window, ana)
    contact.fields.toggle()
    contact.fields.consent.saved.emit("email", True)
    contact.fields.consent.saved.emit("phone", False)
    rhythm = contact.fields.far._texts["keep_in_touch_days"]
    QTest.keyClicks(rhythm, "every 2 weeks")
    QTest.keyClick(rhythm, Qt.Key.Key_Return)
    with app.db.read() as session:
        kept = contacts.get(session, ana)
        assert (kept.consent, kept.keep_in_touch_days) == ({"email": True, "phone": False}, 14)
    assert rhythm.text() == "every 14 days"
    contact.fields.consent.saved.emit("email", None)
    with app.db.read() as session:
        assert contacts.get(session, ana).consent == {"phone": False}


def test_two_that_are_one_are_found_compared_merged_and_parted(window: Window, app: App, qtbot: QtBot) -> None:
    with app.db.write() as session:
        ana = build.contact(session, "Ana Ruiz", email="ana@example.org", role="Potter", city="Rome").id
        twin = build.contact(session, "Ana Ruiz", email="ana@example.org", role="Owner", phone="+34 612 345 678").id
        build.interaction(session, twin, summary="With the twin")
    activate(window, qtbot)
    contact = opened(window, ana)
    qtbot.waitUntil(contact.twin.isVisible)
    assert "same e-mail ana@example.org" in contact.twin_words.text()
    contact.compare.click()
    dialog = contact._dialog
    assert dialog is not None
    said_of = {words.text() for words in dialog.findChildren(type(dialog.along))}
    assert any("(to a note)" in words for words in said_of)
    assert dialog.choices[0].isChecked()
    dialog.choices[1].click()
    assert "1 call or message" in dialog.along.text()
    dialog.merge.click()
    qtbot.waitUntil(lambda: count(app) == 1)
    qtbot.waitUntil(lambda: any("With the twin" in words for words in moments(contact)))
    qtbot.waitUntil(contact.twin.isHidden)
    activate(window, qtbot)
    QTest.keyClick(window, Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: count(app) == 2)


def test_a_record_that_another_program_deletes_closes_its_pane(window: Window, app: App, qtbot: QtBot) -> None:
    with app.db.write() as session:
        ana = build.contact(session).id
    contact = opened(window, ana)
    contact.log.field.setText("called")
    with app.db.write(actor="coach") as session:
        contacts.delete(session, ana, at=NOW)
    page = frame_of(window).pages["contacts"]
    qtbot.waitUntil(page.detail.isHidden)


@pytest.mark.parametrize("name", ["x" * 300, "مُحَمَّد بن سَلْمَان", "👩🏽‍🎨 Zoë 🎪", "אבג \u202e cba", "<b>&amp;</b> & Co"])
def test_any_name_can_be_shown_opened_and_deleted(window: Window, app: App, qtbot: QtBot, name: str) -> None:
    with app.db.write() as session:
        odd = contacts.create(session, at=NOW, last_name=name, role=name).id
        tags.add(session, "contact", odd, name[:90], at=NOW)
    contact = opened(window, odd)
    window.grab()
    assert contact.fields.near._texts["last_name"].text() == contact.name.text()
    assert contact.width() <= frame_of(window).width() / 2
    contact.delete.click()
    qtbot.waitUntil(lambda: count(app) == 0)


def fill(fields: dict[str, QLineEdit], **typed: str) -> None:
    for key, text in typed.items():
        fields[key].setFocus()
        QTest.keyClicks(fields[key], text)


def tags_of(app: App, contact_id: int) -> list[str]:
    with app.db.read() as session:
        return tags.of(session, "contact", [contact_id]).get(contact_id, [])


def count(app: App) -> int:
    with app.db.read() as session:
        return listing.count(session, "contact")
