"""The colours can change at any moment, as the system's do at dusk."""

from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.compose import App
from app.crm import contacts
from app.ui.pages.contacts import ContactsPage
from app.ui.theme.look import Look
from app.ui.window import Window
from tests import build


def test_what_is_half_typed_is_kept_when_the_colours_change(window: Window, app: App, look: Look, qtbot: QtBot) -> None:
    with app.db.write() as session:
        person = build.contact(session, "Ana Ruiz")
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    assert window.frame is not None
    page = window.frame.show_page("contacts")
    assert isinstance(page, ContactsPage)
    page.open_record("contact", person.id)
    field = page.pane.fields.near._texts["role"]
    field.setFocus()
    QTest.keyClicks(field, "Potter")
    look.changed.emit()
    with app.db.read() as session:
        assert contacts.get(session, person.id).role == "Potter"
