"""A list of thousands: what was written shows at once in its old place, and the new order comes from a thread."""

from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app.compose import App
from app.crm import contacts
from app.ui.pages.contacts import ContactsPage
from app.ui.records import record_list
from app.ui.window import Window
from tests import build
from tests.conftest import NOW


@pytest.fixture
def page(window: Window, app: App, monkeypatch: pytest.MonkeyPatch) -> ContactsPage:
    """Four people; any list counts as long."""
    monkeypatch.setattr(record_list, "LONG", 0)
    with app.db.write() as session:
        for name in ("Ana Alt", "Bo Berg", "Cy Conte", "Di Dorn"):
            build.contact(session, name)
    assert window.frame is not None
    shown = window.frame.show_page("contacts")
    assert isinstance(shown, ContactsPage)
    return shown


def names(page: ContactsPage) -> list[Any]:
    rows = page.list.rows
    return [rows.index(place, 0).data() for place in range(rows.rowCount())]


def test_a_renamed_row_is_seen_at_once_and_moves_a_moment_later(page: ContactsPage, app: App, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: len(names(page)) == 4)
    first = page.list.rows.id_at(0)
    page.desk.write(lambda session: contacts.edit(session, first, at=NOW, last_name="Zorn"))
    assert names(page)[0] == "Ana Zorn"
    qtbot.waitUntil(lambda: names(page) == ["Bo Berg", "Cy Conte", "Di Dorn", "Ana Zorn"])


def test_a_new_row_is_selected_when_it_comes(page: ContactsPage, app: App, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: len(names(page)) == 4)
    added = page.desk.write(lambda session: build.contact(session, "Al Bach").id)
    page.open_record("contact", added)
    qtbot.waitUntil(lambda: page.list.table.current_id == added)
    assert page.pane.name.text() == "Al Bach"
    assert names(page)[1] == "Al Bach"


def test_changes_in_a_row_end_in_the_last_one(page: ContactsPage, app: App, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: len(names(page)) == 4)
    for name in ("Eva Ernst", "Flo Falk", "Gus Groß"):
        with app.db.write() as session:
            build.contact(session, name)
        page.desk.bridge.flush()
    qtbot.waitUntil(lambda: len(names(page)) == 7)
    assert page.heading() == "7"
