"""Stale leads: who was not spoken to for longer than the setting says, and has nothing planned."""

from datetime import UTC, datetime, timedelta

from app.coach.engine import Engine
from app.coach.rules.stale_leads import RULE
from app.core.clock import Clock
from app.core.db import Database
from app.crm import contacts, preferences, tasks, today
from tests import build
from tests.coach.rules.asking import ask, ids, told
from tests.conftest import NOW

DAY = timedelta(days=1)


def lead(db: Database, name: str, days: float, **fields: object) -> int:
    """Added so many days ago, never spoken to."""
    with db.write() as session:
        person = build.contact(session, name, **{"status": "lead", **fields})
        person.created_at = NOW - timedelta(days=days)
        return person.id


def test_the_warmest_are_named_first(db: Database) -> None:
    ana, bo, cy, di = lead(db, "Ana", 30), lead(db, "Bo", 8), lead(db, "Cy", 90), lead(db, "Di", 50)
    with db.write() as session:
        build.interaction(session, cy, at=NOW - 9 * DAY, direction="inbound")
    assert told(db, RULE) == "4 leads have not been contacted in 7+ days: Bo, Cy, Ana and 1 more."
    draft = ask(db, RULE)
    assert ids(draft) == [bo, cy, ana, di]
    assert draft is not None
    assert (draft.count, draft.entity, draft.rows[1].facts["days"]) == (4, None, 9)


def test_one_is_told_with_its_days(db: Database) -> None:
    ana = lead(db, "Ana", 8)
    assert told(db, RULE) == "Ana is a lead and has not been contacted in 8 days."
    draft = ask(db, RULE)
    assert draft is not None
    assert draft.entity == ("contact", ana)


def test_the_edge_is_the_setting_in_full_days(db: Database) -> None:
    lead(db, "Ana", 7)
    assert told(db, RULE) == ""
    with db.write() as session:
        preferences.change(session, "stale_lead_days", 3, at=NOW)
    assert "7 days" in told(db, RULE)


def test_silent_about_others_and_about_those_with_a_plan(db: Database) -> None:
    lead(db, "Client", 30, status="client")
    lead(db, "Off", 30, do_not_contact=True)
    gone = lead(db, "Gone", 30)
    called, later, task, meeting = (lead(db, name, 30) for name in ("Called", "Later", "Task", "Meeting"))
    with db.write() as session:
        contacts.delete(session, gone, at=NOW)
        build.interaction(session, called, at=NOW - DAY)
        build.followup(session, NOW + 3 * DAY, contact_id=later)
        build.task(session, due_on=NOW.date(), contact_id=task)
        build.event(session, NOW + DAY, contact_id=meeting)
    assert told(db, RULE) == ""


def test_a_plan_that_has_passed_or_is_done_is_none(db: Database) -> None:
    missed, done = lead(db, "Missed", 30), lead(db, "Done", 30)
    with db.write() as session:
        build.followup(session, NOW - 2 * DAY, contact_id=missed)
        tasks.complete(session, build.task(session, due_on=NOW.date() + DAY, contact_id=done).id, at=NOW)
    assert sorted(ids(ask(db, RULE))) == [missed, done]


def test_rejected_ones_are_left_out_and_a_newcomer_is_told(db: Database, clock: Clock) -> None:
    ana, bo = lead(db, "Ana", 30), lead(db, "Bo", 6.5)
    assert ids(ask(db, RULE, silent=[ana])) == []
    engine = Engine(db, clock, (RULE,))
    assert len(engine.run_checks(NOW).insights) == 1
    assert engine.run_checks(NOW + timedelta(hours=2)).insights == ()
    [again] = engine.run_checks(NOW + DAY).insights
    assert [row["id"] for row in again.evidence["rows"]] == [bo, ana]
    assert engine.run_checks(NOW + 2 * DAY).insights == ()


def test_more_than_are_named_are_counted(db: Database) -> None:
    with db.write() as session:
        for number in range(230):
            build.contact(session, f"Lead {number}", status="lead").created_at = NOW - timedelta(days=8 + number)
            if number % 2:
                build.interaction(session, number + 1, at=NOW - timedelta(days=8, hours=number))
    draft = ask(db, RULE)
    assert draft is not None
    assert (draft.count, len(draft.rows)) == (230, 200)


def test_page_and_rule_agree(db: Database) -> None:
    for number in range(5):
        person = lead(db, f"Lead {number}", 30)
        if number == 3:
            with db.write() as session:
                build.followup(session, NOW + DAY, contact_id=person)
    with db.read() as session:
        page = today.part(session, "people", NOW)
    draft = ask(db, RULE)
    assert draft is not None
    assert [line.id for line in page.lines] == ids(draft)
    assert page.count == draft.count == 4


def test_a_clock_set_back_and_the_change_of_the_clocks(db: Database) -> None:
    lead(db, "Ana", 8)
    assert told(db, RULE, NOW - 30 * DAY) == ""
    with db.write() as session:
        build.contact(session, "Bo", status="lead").created_at = datetime(2026, 3, 22, 8, tzinfo=UTC)
    before, after = datetime(2026, 3, 29, 8, tzinfo=UTC), datetime(2026, 3, 29, 8, 1, tzinfo=UTC)
    assert "Bo" not in told(db, RULE, before.astimezone())
    assert "Bo" in told(db, RULE, after.astimezone())
