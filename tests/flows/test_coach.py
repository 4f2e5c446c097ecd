"""The coach through the real window: from what is done, or from the time, to a toast, its button, and back."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot
from sqlalchemy import func, select

from app.coach import insights
from app.compose import App
from app.core.db import Database
from app.core.events import Bus
from app.crm import bulk, contacts, deals, preferences
from app.crm.journal import Journal
from app.models import CoachInsight, Contact, LedgerEntry, PatternFinding, Task
from app.ui.desk import Desk
from app.ui.start.coached import Coached
from app.ui.window import Window
from tests import build
from tests.conftest import NOW
from tests.fakes import NoNotifications

Start = Callable[[], Coached]
FEW_SECONDS = 5_000


@pytest.fixture
def start(window: Window, desk: Desk) -> Iterator[Start]:
    """Begin with the coach; the data is there by then."""
    made: list[Coached] = []

    def begin() -> Coached:
        coached = Coached(desk, window, NoNotifications())
        made.append(coached)
        coached.start()
        coached.jobs.wait(20)
        QApplication.processEvents()
        return coached

    yield begin
    for coached in made:
        coached.close()


def without_briefing(app: App) -> None:
    with app.db.write() as session:
        preferences.change(session, "show_morning_briefing", False, at=NOW)


def a_deal(app: App) -> int:
    with app.db.write() as session:
        ana = build.contact(session, "Ana Ruiz", status="client")
        return build.deal(session, "Acme website", contact_id=ana.id, value_cents=100_000).id


def won(app: App, desk: Desk, start: Start) -> tuple[Coached, int]:
    """A deal is won while the coach is there."""
    without_briefing(app)
    deal = a_deal(app)
    coached = start()
    desk.write(lambda session: deals.close(session, deal, won=True, at=NOW))
    return coached, deal


def old_leads(app: App, *names: str) -> None:
    """Leads that came three weeks ago."""
    past = Database(app.db.path, Bus(), Journal(), lambda: NOW - timedelta(days=21))
    with past.write(actor="import") as session:
        for name in names:
            build.contact(session, name, status="lead")
    past.close()


def messages(app: App) -> list[str]:
    with app.db.read() as session:
        return [one.message for one in insights.latest(session, 50)]


def showing(coached: Coached, qtbot: QtBot) -> str:
    """What the toast says, once there is one."""
    qtbot.waitUntil(lambda: coached.toasts.overlay.showing is not None, timeout=FEW_SECONDS)
    return said(coached)


def said(coached: Coached) -> str:
    content = coached.toasts.overlay.corner.toast.content
    return content.message if content else ""


def pending(app: App) -> list[insights.Insight]:
    with app.db.read() as session:
        return insights.pending(session, NOW)


def reach(coached: Coached) -> None:
    """A moment that suits: as after a saved record."""
    coached.toasts.moment.reach()
    QApplication.processEvents()


def test_a_won_deal_ends_in_a_task_and_undo_takes_it_back(
    app: App, window: Window, desk: Desk, start: Start, qtbot: QtBot
) -> None:
    coached, _deal = won(app, desk, start)
    assert "Ana Ruiz" in showing(coached, qtbot)
    QTest.keyClick(window, Qt.Key.Key_F8)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    with app.db.read() as session:
        [task] = session.scalars(select(Task)).all()
        assert (task.title, task.origin) == ("Ask Ana Ruiz for a referral", "coach")
        assert session.scalars(select(CoachInsight.outcome).where(CoachInsight.rule_id == "deal-won")).all() == [
            "acted"
        ]
    assert said(coached) == "Task created."
    QTest.keyClick(window, Qt.Key.Key_F8)
    with qtbot.waitSignal(desk.said) as told:
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert told.args[0] == "Undone: Task added: Ask Ana Ruiz for a referral"
    with app.db.read() as session:
        assert session.scalar(select(func.count()).select_from(Task)) == 0
        outcomes = session.scalars(select(CoachInsight.outcome).where(CoachInsight.rule_id == "deal-won")).all()
        assert outcomes == ["undone"]


def test_stale_leads_are_told_at_the_start(app: App, window: Window, start: Start, qtbot: QtBot) -> None:
    without_briefing(app)
    old_leads(app, "Ana Ruiz", "Bo Li", "Cy Ode")
    coached = start()
    reach(coached)
    text = showing(coached, qtbot)
    assert text.startswith("3 leads have not been contacted in 7+ days")
    assert all(name in text for name in ("Ana Ruiz", "Bo Li", "Cy Ode"))


def test_the_morning_briefing_comes_once(app: App, window: Window, start: Start, qtbot: QtBot) -> None:
    with app.db.write() as session:
        build.task(session, "Send the offer", priority="high", due_on=NOW.date())
    coached = start()
    reach(coached)
    assert showing(coached, qtbot).startswith("Good morning")
    coached.toasts.overlay.clear()
    coached.jobs.look(anew=True)
    coached.jobs.wait(20)
    reach(coached)
    assert coached.toasts.overlay.showing is None
    assert sum(text.startswith("Good morning") for text in messages(app)) == 1


def test_a_toast_waits_while_a_field_is_edited(app: App, window: Window, start: Start, qtbot: QtBot) -> None:
    without_briefing(app)
    coached = start()
    assert window.frame is not None
    field = window.frame.title.search.field
    assert isinstance(field, QLineEdit)
    window.activateWindow()
    field.setFocus()
    QTest.keyClicks(field, "An")
    old_leads(app, "Ana Ruiz", "Bo Li")
    coached.jobs.look(anew=True)
    coached.jobs.wait(20)
    reach(coached)
    qtbot.waitUntil(lambda: len(coached.toasts.overlay.waiting()) == 1, timeout=FEW_SECONDS)
    assert coached.toasts.overlay.showing is None


def test_off_shows_nothing_and_stores_nothing(app: App, desk: Desk, window: Window, start: Start, qtbot: QtBot) -> None:
    with app.db.write() as session:
        preferences.change(session, "coach_enabled", False, at=NOW)
    desk.load_settings()
    old_leads(app, "Ana Ruiz")
    deal = a_deal(app)
    coached = start()
    desk.write(lambda session: deals.close(session, deal, won=True, at=NOW))
    coached.jobs.wait(20)
    reach(coached)
    assert coached.toasts.overlay.showing is None
    with app.db.read() as session:
        for table in (CoachInsight, LedgerEntry, PatternFinding):
            assert session.scalar(select(func.count()).select_from(table)) == 0


def test_a_record_that_is_gone_is_said_and_nothing_is_lost(
    app: App, desk: Desk, window: Window, start: Start, qtbot: QtBot
) -> None:
    coached, deal = won(app, desk, start)
    showing(coached, qtbot)
    [insight] = [one for one in pending(app) if one.rule == "deal-won"]
    with app.db.read() as session:
        contact = session.scalar(select(Contact.id))
    with app.db.write() as session:
        deals.delete(session, deal, at=NOW)
        contacts.delete(session, contact or 0, at=NOW)
    assert desk.coach.act(insight.id) is False
    with app.db.read() as session:
        assert insights.get(session, insight.id).outcome == "expired"
        assert session.scalar(select(func.count()).select_from(Task)) == 0


def test_undoing_the_deed_takes_its_toast_away(
    app: App, desk: Desk, window: Window, start: Start, qtbot: QtBot
) -> None:
    coached, _deal = won(app, desk, start)
    showing(coached, qtbot)
    desk.undo()
    qtbot.waitUntil(lambda: coached.toasts.overlay.showing is None, timeout=FEW_SECONDS)
    assert "deal-won" not in {one.rule for one in pending(app)}


def test_a_change_to_hundreds_is_answered_once_it_is_done(
    app: App, window: Window, desk: Desk, start: Start, qtbot: QtBot
) -> None:
    without_briefing(app)
    with app.db.write() as session:
        preferences.change(session, "coach_level", 3, at=NOW)
        ids = [build.task(session, f"Task {n}", priority="high").id for n in range(301)]
    coached = start()
    done = bulk.edit(app.db, "task", ids[:-1], {"status": "completed"})
    assert done.changed == 300
    assert coached.jobs.wait(20)
    with app.db.read() as session:
        told = [one for one in insights.latest(session, 400) if one.rule == "task-completed"]
    assert [one.message for one in told] == ["Done. Next: Task 300."], "what is still to do"
