"""The inbox with an insight open, and the settings unfolded: reached by Tab, named, in the order of the eye."""

import pytest
from pytestqt.qtbot import QtBot

from app.compose import App
from app.crm import preferences
from app.crm.standing.row import Row
from app.ui.pages.inbox import InboxPage
from app.ui.pages.settings import SettingsPage
from app.ui.theme.look import Look
from app.ui.window import Window
from tests import build
from tests.coach import stored
from tests.conftest import NOW
from tests.ui.walking import problems, unseen_focus


@pytest.fixture(params=["wide", "narrow"])
def inbox(request: pytest.FixtureRequest, window: Window, app: App, look: Look, qtbot: QtBot) -> Window:
    with app.db.write() as session:
        people = [build.contact(session, f"Ana {'Ruiz ' * 20}{n}") for n in range(12)]
        rows = [Row("contact", who.id, who.name, {"days": 9}) for who in people]
        first = stored.of_leads(session, *rows, count=1_240, figures={"n": 48, "value": 0.4, "low": 0.3, "high": 0.5})
        for n in range(20):
            stored.insight(session, f"Insight {n} {'long ' * 60}", critical=n == 3)
        preferences.change(session, "lowered_rules", [stored.RULE], at=NOW)
    if request.param == "narrow":
        look.set("dark", 150, True)
        window.resize(1000, 640)
    assert window.frame is not None
    with qtbot.waitActive(window):
        window.activateWindow()
    window.frame.desk.load_settings()
    window.frame.desk.coach.why(first)
    qtbot.waitUntil(lambda: not window.frame.desk.workers.busy)  # type: ignore[union-attr]
    qtbot.wait(50)
    return window


def test_an_open_insight_is_walked(inbox: Window) -> None:
    assert inbox.frame is not None
    page = inbox.frame.pages["inbox"]
    assert isinstance(page, InboxPage)
    assert page.why.isVisible()
    found = problems(inbox)
    assert not found, "\n".join(found)
    assert unseen_focus(inbox) == []


def test_nothing_in_the_pane_stands_beyond_its_edge(inbox: Window) -> None:
    assert inbox.frame is not None
    page = inbox.frame.pages["inbox"]
    assert isinstance(page, InboxPage)
    inner = page.why.widget()
    assert inner is not None
    assert inner.width() <= page.why.viewport().width()
    for part in (page.why.message, page.why.doc, page.why.rows, page.why.ledger):
        assert part.x() + part.width() <= inner.width()


def test_the_unfolded_settings_are_walked(window: Window, app: App, qtbot: QtBot) -> None:
    with app.db.write() as session:
        preferences.change(session, "lowered_rules", [stored.RULE], at=NOW)
    assert window.frame is not None
    with qtbot.waitActive(window):
        window.activateWindow()
    page = window.frame.show_page("settings")
    assert isinstance(page, SettingsPage)
    for fold in page._folds():
        fold.button.click()
    page.rules.rows[stored.RULE].more.click()
    qtbot.wait(50)
    found = problems(window)
    assert not found, "\n".join(found)
