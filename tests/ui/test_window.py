"""The window as a whole: names for screen readers, keys, sizes, what refreshes, what goes wrong."""

import sqlite3
import sys
from collections.abc import Iterator
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QComboBox, QLineEdit, QProgressBar, QWidget
from pytestqt.qtbot import QtBot

from app import compose
from app.compose import App
from app.core.errors import CrmError
from app.core.paths import DataFolder
from app.crm import businesses, contacts, deals, interactions, preferences, sample
from app.ui.desk import Desk
from app.ui.frame import Frame
from app.ui.pages.all import PAGES
from app.ui.pages.contacts import ContactsPage
from app.ui.pages.pipeline import PipelinePage
from app.ui.start.screens import Welcome
from app.ui.start.troubles import Troubles
from app.ui.theme.look import Look
from app.ui.window import Window
from tests import build
from tests.conftest import NOW

CONTROLS = (QAbstractButton, QLineEdit, QComboBox, QAbstractItemView, QProgressBar)
LONG = "Donaudampfschifffahrtsgesellschaft " * 9


def frame_of(window: Window) -> Frame:
    assert window.frame is not None
    return window.frame


def pipeline(window: Window) -> PipelinePage:
    page = frame_of(window).show_page("pipeline")
    assert isinstance(page, PipelinePage)
    return page


def people(window: Window) -> ContactsPage:
    page = frame_of(window).show_page("contacts")
    assert isinstance(page, ContactsPage)
    return page


def nameless(root: QWidget) -> list[str]:
    """Controls that a screen reader could not tell, without those inside Qt's own combo boxes and fields."""
    found = []
    for control in root.findChildren(QWidget):
        if not isinstance(control, CONTROLS) or any(isinstance(a, QComboBox | QLineEdit) for a in ancestors(control)):
            continue
        text = control.text() if isinstance(control, QAbstractButton) else ""
        if not (control.accessibleName() or text):
            chain = [above.metaObject().className() for above in (control, *ancestors(control))]
            found.append(" in ".join(chain))
    return found


def ancestors(widget: QWidget) -> Iterator[QWidget]:
    above = widget.parentWidget()
    while above is not None:
        yield above
        above = above.parentWidget()


def test_every_control_has_a_name_for_a_screen_reader(window: Window, app: App, look: Look) -> None:
    with app.db.write() as session:
        person = contacts.create(session, at=NOW, first_name="Ana", email="ana@example.org")
        deal_id = deals.create(session, at=NOW, title="Acme", contact_id=person.id).id
    pipeline(window).open_record("deal", deal_id)
    people(window).open_record("contact", person.id)
    assert nameless(window) == []
    assert nameless(Welcome(look, "EUR")) == []


@pytest.mark.parametrize("scale", [100, 150, 200])
@pytest.mark.parametrize("size", [(1000, 640), (1280, 800), (3840, 2160)])
def test_long_names_emoji_and_large_sums_stay_inside_their_places(
    window: Window, app: App, look: Look, scale: int, size: tuple[int, int]
) -> None:
    with app.db.write() as session:
        for first in (LONG[:300], "فاطمة الزهراء المنصوري", "👩‍🎨 Zoë 🎨"):
            firm = businesses.create(session, at=NOW, name=f"{first[:290]} Ltd")
            person = contacts.create(session, at=NOW, first_name=first, last_name="x", business_id=firm.id)
            deals.create(session, at=NOW, title=first, contact_id=person.id, value_cents=10**14, next_step=first[:200])
    look.set("dark", scale, True)
    window.resize(*size)
    last = deals_of(app)[-1]
    pipeline(window).open_record("deal", last)
    people(window).open_record("contact", person.id)
    for key in ("pipeline", "contacts"):
        page = frame_of(window).show_page(key)
        window.grab()
        assert page.geometry().right() <= window.width()
        assert window.width() <= max(size[0], 16 * scale * 7 // 10)


def deals_of(app: App) -> list[int]:
    with app.db.read() as session:
        return [row[0] for row in session.connection().exec_driver_sql("SELECT id FROM deals ORDER BY id")]


def test_keys_alone_open_pages_search_and_add(window: Window, app: App, qtbot: QtBot) -> None:
    frame = frame_of(window)
    window.activateWindow()
    qtbot.keyClick(window, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    assert frame.current == "contacts"
    qtbot.keyClick(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    page = people(window)
    assert page.form.isVisible()
    qtbot.keyClicks(page.form.fields["name"], "Maria von Trapp")
    qtbot.keyClicks(page.form.fields["business"], "Trapp & Sons")
    qtbot.keyClick(page.form.fields["business"], Qt.Key.Key_Return)
    assert page.pane.name.text() == "Maria von Trapp"
    assert page.pane.below.text() == "Trapp & Sons"
    qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    field, found = frame.title.search.field, frame.palette_of_all
    qtbot.keyClicks(field, "trap")
    assert found.isVisible()
    assert "Maria von Trapp" in [found.rows.index(n).data() for n in range(found.rows.rowCount())]
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert not found.isVisible()
    qtbot.keyClicks(field, "maria")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert page.pane.name.text() == "Maria von Trapp"


def test_a_contact_is_edited_in_place_and_undone(window: Window, app: App, qtbot: QtBot) -> None:
    with app.db.write() as session:
        person = contacts.create(session, at=NOW, first_name="Ana", last_name="Ruiz", email="ana@example.org")
    page, frame = people(window), frame_of(window)
    page.open_record("contact", person.id)
    role = page.pane.fields.near._texts["role"]
    role.setFocus()
    qtbot.keyClicks(role, "Owner")
    qtbot.keyClick(role, Qt.Key.Key_Escape)
    assert role.text() == ""
    qtbot.keyClicks(role, "Founder")
    qtbot.keyClick(role, Qt.Key.Key_Return)
    assert page.pane.below.text() == "Founder"
    extra = page.pane.reach.new
    qtbot.keyClicks(extra, "+49 30 1234567")
    qtbot.keyClick(extra, Qt.Key.Key_Return)
    assert [p.written for p in page.pane.reach.points] == ["ana@example.org", "+49 30 1234567"]
    qtbot.waitUntil(lambda: frame.bottom.undo.isVisible() and "Ana Ruiz" in frame.bottom.undo.text())
    frame.undoing.undo_step()
    qtbot.waitUntil(lambda: [p.written for p in page.pane.reach.points] == ["ana@example.org"])
    frame.undoing.undo_step()
    qtbot.waitUntil(lambda: page.pane.below.text() == "Lead")
    frame.undoing.redo()
    qtbot.waitUntil(lambda: page.pane.below.text() == "Founder")


def test_what_is_logged_quickly_stands_in_the_timeline(window: Window, app: App, qtbot: QtBot) -> None:
    with app.db.write() as session:
        person = contacts.create(session, at=NOW - timedelta(days=3), first_name="Ana")
    page = people(window)
    page.open_record("contact", person.id)
    line = page.pane.log
    for text in ("called 5 min wants a quote", "task send quote fri", "likes orange"):
        qtbot.keyClicks(line.field, text)
        qtbot.keyClick(line.field, Qt.Key.Key_Return)
    feed = page.pane.feed.moments
    told = {feed.index(n).data() for n in range(feed.rowCount())}
    assert {"Call, 5 min: Wants a quote", "likes orange", "Send quote: task added"} & told >= {
        "Call, 5 min: Wants a quote", "likes orange",
    }  # fmt: skip
    with app.db.read() as session:
        assert contacts.get(session, person.id).last_contact_at == NOW


def test_a_deleted_contact_leaves_the_pane_and_returns_by_undo(window: Window, app: App, qtbot: QtBot) -> None:
    with app.db.write() as session:
        person = contacts.create(session, at=NOW, first_name="Ana")
    page = people(window)
    page.open_record("contact", person.id)
    page.pane.delete.click()
    qtbot.waitUntil(lambda: page.list.rows.rowCount() == 0 and page.detail.isHidden())
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: page.list.rows.rowCount() == 1)


def test_the_selection_survives_sorting_and_what_others_write(window: Window, app: App, qtbot: QtBot) -> None:
    with app.db.write() as session:
        ids = [contacts.create(session, at=NOW, first_name=name).id for name in ("Cy", "Ana", "Bo")]
    page = people(window)
    qtbot.waitUntil(lambda: page.list.rows.rowCount() == 3)
    page.list.table.select(ids[0])
    page.list.rows.sort(0, Qt.SortOrder.DescendingOrder)
    assert page.list.table.current_id == ids[0]
    with app.db.write(actor="coach") as session:
        contacts.create(session, at=NOW, first_name="Abe")
    qtbot.waitUntil(lambda: page.list.rows.rowCount() == 4)
    assert page.list.table.current_id == ids[0]


def test_another_program_s_write_shows_up(window: Window, app: App, desk: Desk, qtbot: QtBot) -> None:
    page = people(window)
    other = sqlite3.connect(app.folder.database)
    other.execute(
        "INSERT INTO contacts (name, sort_name, status, do_not_contact, consent, custom, created_at, updated_at) "
        "VALUES ('From outside', 'from outside', 'lead', 0, '{}', '{}', '2026-03-02 08:00:00', '2026-03-02 08:00:00')"
    )
    other.commit()
    other.close()
    desk.bridge.look()
    qtbot.waitUntil(lambda: page.list.rows.rowCount() == 1)
    qtbot.waitUntil(lambda: frame_of(window).sidebar.rows["contacts"].accessibleDescription() == "1")


def test_our_own_write_is_not_taken_for_another_program_s(app: App, desk: Desk, qtbot: QtBot) -> None:
    heard: list[object] = []
    desk.bridge.changed.connect(heard.append)
    with app.db.write() as session:
        contacts.create(session, at=NOW, first_name="Ana")
    qtbot.waitUntil(lambda: len(heard) == 1)
    assert heard[0]
    desk.bridge.look()
    with qtbot.assertNotEmitted(desk.bridge.changed, wait=50):
        pass


def test_settings_changed_elsewhere_take_effect(window: Window, app: App, look: Look, qtbot: QtBot) -> None:
    with app.db.write() as session:
        preferences.change(session, "theme", "dark", at=NOW)
        preferences.change(session, "ui_scale", 150, at=NOW)
    qtbot.waitUntil(lambda: look.dark and look.scale == 1.5)


def test_a_mistake_is_a_message_and_a_bug_can_be_copied(window: Window, desk: Desk, qtbot: QtBot) -> None:
    frame = frame_of(window)
    before = sys.excepthook
    sys.excepthook = lambda *_args: None
    troubles = Troubles(desk)
    try:
        error = CrmError("A deal needs a title.")
        sys.excepthook(CrmError, error, None)
        assert frame.message.text.text() == "A deal needs a title."
        try:
            raise ValueError("a bug")
        except ValueError as bug:
            sys.excepthook(ValueError, bug, bug.__traceback__)
        assert "should not" in frame.message.text.text()
        frame.message._act()
        assert "ValueError: a bug" in QGuiApplication.clipboard().text()
    finally:
        troubles.release()
        sys.excepthook = before


def test_an_empty_start_says_what_will_be_here(window: Window) -> None:
    board = pipeline(window).board_view
    assert board.currentWidget() is board.empty
    assert people(window).list._stack.currentWidget() is people(window).list.empty
    assert board.empty.button.text() == "New deal"


def test_the_sample_business_fills_both_pages(window: Window, app: App, qtbot: QtBot) -> None:
    sample.fill(app.db, app.clock)
    frame_of(window).refresh({})
    assert people(window).list.rows.rowCount() == 260
    page = pipeline(window)
    qtbot.waitUntil(lambda: "weighted" in page.heading())


def test_a_deal_without_a_contact_takes_notes_and_odd_input_changes_nothing(
    window: Window, app: App, qtbot: QtBot
) -> None:
    with app.db.write() as session:
        deal_id = deals.create(session, at=NOW, title="Acme").id
    page = pipeline(window)
    page.open_record("deal", deal_id)
    qtbot.keyClicks(page.deal.log.field, "called 5 min")
    qtbot.keyClick(page.deal.log.field, Qt.Key.Key_Return)
    assert page.deal.feed.moments.index(0).data() == "called 5 min"
    value = page.deal.fields.near._texts["value_cents"]
    value.setFocus()
    qtbot.keyClicks(value, "a lot")
    qtbot.keyClick(value, Qt.Key.Key_Return)
    assert "not a number" in frame_of(window).message.text.text()
    with app.db.read() as session:
        assert deals.get(session, deal_id).value_cents is None
        assert not session.query(interactions.Interaction).count()


def test_a_window_left_open_shows_the_new_day(folder: DataFolder, qtbot: QtBot, look: Look) -> None:
    moment = [NOW]
    app = compose.wire(folder, lambda: moment[0])
    desk, window = Desk(app, look), Window()
    with app.db.write() as session:
        build.task(session, "Send quote", due_on=NOW.date() + timedelta(days=1))
    frame = window.furnish(desk, PAGES)
    page = frame.show_page("today")
    assert page.parts["due"].list.lines.rowCount() == 0  # type: ignore[attr-defined]
    moment[0] = NOW + timedelta(days=1)
    frame.look_at_day()
    assert page.parts["due"].list.lines.rowCount() == 1  # type: ignore[attr-defined]
    assert page.heading() == "Tuesday, March 3"
    window.take_down()
    desk.close()
    app.close()


def test_in_a_narrow_window_the_detail_stands_alone_until_it_is_closed(window: Window, app: App, qtbot: QtBot) -> None:
    with app.db.write() as session:
        person = contacts.create(session, at=NOW, first_name="Ana").id
    page = people(window)
    window.resize(760, 500)
    page.open_record("contact", person)
    qtbot.waitUntil(page.content.isHidden)
    assert page.detail.isVisible()
    window.resize(1280, 800)
    qtbot.waitUntil(page.content.isVisible)
    window.resize(760, 500)
    qtbot.waitUntil(page.content.isHidden)
    frame_of(window).primary()
    assert page.form.isVisible()
    assert page.detail.isHidden()
