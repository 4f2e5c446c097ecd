"""What no longer holds is over: by what was just done, and at the latest with the next round of checks."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from app.coach import insights
from app.coach.engine import Engine
from app.coach.rule import Context, Draft, Every, Rule
from app.coach.rules import overdue_tasks
from app.core.db import Database
from app.core.events import ActivityRecorded, Bus, InsightGone
from app.crm import preferences, tasks
from app.crm.standing.row import Row
from app.models import CoachInsight
from tests import build
from tests.coach.stored import insight
from tests.conftest import NOW


class Leads:
    """A rule over a list that a test changes. more: how many stand on it beyond its rows."""

    def __init__(self, db: Database, *ids: int) -> None:
        self.ids, self.more, self.now = list(ids), 0, NOW
        self.engine = Engine(db, self.clock, (Rule("stale-leads", (Every(),), 2, "medium", self.check, lists=True),))

    def clock(self) -> datetime:
        return self.now

    def check(self, _ctx: Context) -> Draft | None:
        if not self.ids:
            return None
        rows = tuple(Row("contact", one, f"P{one}", {"days": 9}) for one in self.ids)
        values = {"n": len(rows), "limit": 7, "names": "Ana, Bo", "days": 9, "person": "Ana"}
        return Draft(values, text="many", rows=rows, count=len(rows) + self.more)

    def contacted(self, contact_id: int) -> None:
        self.ids.remove(contact_id)
        self.engine.react(ActivityRecorded(1, "contact_contacted", "contact", contact_id, "owner"))


def states(db: Database) -> list[tuple[str, str | None]]:
    with db.read() as session:
        rows = session.execute(select(CoachInsight.delivery, CoachInsight.outcome).order_by(CoachInsight.id))
        return [(row.delivery, row.outcome) for row in rows]


def test_a_task_that_is_done_is_told_no_more(db: Database, bus: Bus) -> None:
    engine = Engine(db, lambda: NOW, (overdue_tasks.RULE,))
    bus.subscribe(ActivityRecorded, engine.react)
    gone: list[InsightGone] = []
    bus.subscribe(InsightGone, gone.append)
    with db.write() as session:
        task = build.task(session, "Send the offer", due_on=NOW.date() - timedelta(days=5), priority="high").id
    [told] = engine.run_checks().insights
    assert (told.critical, told.delivery) == (True, "queued")
    with db.write() as session:
        tasks.complete(session, task, at=NOW)
    assert states(db) == [("inboxed", "expired")]
    assert [one.insight_id for one in gone] == [told.id]
    assert not engine.may_show(told.id)


def test_a_list_is_over_when_all_that_it_named_have_left_it(db: Database) -> None:
    leads = Leads(db, 1, 2)
    leads.engine.run_checks()
    leads.contacted(1)
    assert states(db) == [("queued", None)]
    leads.contacted(2)
    assert states(db) == [("inboxed", "expired")]


def test_what_nothing_was_logged_about_ends_with_the_next_round(db: Database) -> None:
    leads = Leads(db, 1)
    leads.engine.run_checks()
    leads.ids = []
    assert leads.engine.run_checks(dry_run=True).considered == 0
    assert states(db) == [("queued", None)]
    leads.engine.run_checks()
    assert states(db) == [("inboxed", "expired")]


def test_what_was_snoozed_and_is_done_does_not_come_back(db: Database) -> None:
    leads = Leads(db, 1)
    [told] = leads.engine.run_checks().insights
    with db.write() as session:
        insights.snooze(session, told.id, NOW + timedelta(hours=1), at=NOW)
    leads.ids, leads.now = [], NOW + timedelta(hours=1)
    assert leads.engine.run_checks().insights == ()
    assert states(db) == [("inboxed", "expired")]


def test_who_comes_back_to_the_list_is_told_of_on_another_day(db: Database) -> None:
    leads = Leads(db, 1)
    leads.engine.run_checks()
    leads.contacted(1)
    leads.ids = [1]
    assert leads.engine.run_checks().insights == ()
    leads.now = NOW + timedelta(days=1)
    assert [one.delivery for one in leads.engine.run_checks().insights] == ["queued"]


@pytest.mark.parametrize("why", ["longer than its rows", "damaged", "off"])
def test_what_cannot_be_known_to_be_over_stays(db: Database, why: str) -> None:
    leads = Leads(db, 7)
    rows = [{"kind": "contact", "id": 1}] if why != "damaged" else "x"
    with db.write() as session:
        insight(session, evidence={"rows": rows})
        if why == "off":
            preferences.change(session, "coach_enabled", False, at=NOW)
    leads.more = 1 if why == "longer than its rows" else 0
    leads.engine.react(ActivityRecorded(1, "contact_contacted", "contact", 1, "owner"))
    assert states(db) == [("inboxed", None)]
