"""Follow-up due: promises, check-ins and next steps whose day has come."""

from datetime import UTC, datetime, timedelta

import pytest

from app.coach import actions
from app.coach.engine import Engine
from app.coach.rules.follow_up_due import RULE
from app.compose import App
from app.core.db import Database
from app.crm import contacts, deals, followups, tasks, undo
from tests import build
from tests.coach.rules.asking import ask, ids, told
from tests.conftest import NOW

TODAY, DAY, HOUR = NOW.date(), timedelta(days=1), timedelta(hours=1)


def plan(db: Database, name: str, when: datetime, **fields: object) -> int:
    with db.write() as session:
        person = build.contact(session, name)
        build.followup(session, when, contact_id=person.id, **fields)
        return person.id


def test_today_and_before_is_due_and_tomorrow_is_not(db: Database) -> None:
    plan(db, "Tom", NOW.replace(hour=0) + DAY)
    assert told(db, RULE) == ""
    ana = plan(db, "Ana", NOW.replace(hour=23))
    assert told(db, RULE) == "Your follow-up with Ana is due today."
    bo = plan(db, "Bo", NOW - 3 * DAY)
    assert told(db, RULE) == "2 follow-ups are due, the oldest 3 days overdue: Bo, Ana."
    assert ids(ask(db, RULE)) == [bo, ana]


@pytest.mark.parametrize(("kind", "critical"), [("check_in", False), ("reminder", True), ("recommendation", True)])
def test_a_promise_is_critical(db: Database, kind: str, *, critical: bool) -> None:
    plan(db, "Old", NOW - 9 * DAY)
    person = plan(db, "Ana", NOW - DAY, kind=kind)
    draft = ask(db, RULE)
    assert draft is not None
    assert (draft.critical, draft.priority) == (critical, "high" if critical else None)
    assert (draft.rows[0].id == person) is critical


def test_a_next_step_of_an_open_deal_is_due(db: Database) -> None:
    with db.write() as session:
        deal = build.deal(session, "Acme", next_step="Send it", next_step_on=TODAY - 2 * DAY).id
        build.deal(session, "Ahead", next_step="Call", next_step_on=TODAY + DAY)
        won = build.deal(session, "Won", next_step="Call", next_step_on=TODAY)
        deals.close(session, won.id, won=True, at=NOW)
    assert told(db, RULE) == "The next step for Acme is 2 days overdue: Send it."
    draft = ask(db, RULE)
    assert draft is not None
    assert draft.entity == ("deal", deal)
    assert draft.actions[1].params == {"kind": "deal", "id": deal, "days": 3}
    plan(db, "Ana", NOW)
    assert told(db, RULE) == "2 follow-ups and next steps are due, the oldest 2 days overdue: Ana, Acme."


def test_a_step_with_a_day_and_no_words_is_told(db: Database) -> None:
    with db.write() as session:
        build.deal(session, "Acme", next_step_on=TODAY)
    assert told(db, RULE) == "Next step for Acme today: the next step."


def test_several_with_one_person_name_them_once(db: Database) -> None:
    ana = plan(db, "Ana", NOW)
    with db.write() as session:
        build.followup(session, NOW - HOUR, contact_id=ana)
    assert told(db, RULE) == "2 follow-ups are due today: Ana."


def test_a_follow_up_about_a_business_names_it(db: Database) -> None:
    with db.write() as session:
        acme = build.business(session).id
        build.followup(session, NOW, business_id=acme)
    draft = ask(db, RULE)
    assert told(db, RULE) == "Your follow-up with Acme GmbH is due today."
    assert draft is not None
    assert draft.entity == ("business", acme)


def test_silent_where_it_is_settled_or_forbidden(db: Database) -> None:
    off = plan(db, "Off", NOW - DAY, kind="reminder")
    gone = plan(db, "Gone", NOW - DAY)
    with db.write() as session:
        build.deal(session, "With Off", contact_id=off, next_step="Call", next_step_on=TODAY)
        contacts.edit(session, off, at=NOW, do_not_contact=True)
        contacts.delete(session, gone, at=NOW)
        person = build.contact(session, "Bo").id
        for status in ("sent", "completed", "cancelled"):
            followups.settle(session, build.followup(session, NOW - DAY, contact_id=person).id, status, at=NOW)
        done = build.task(session)
        build.followup(session, NOW - DAY, contact_id=person, task_id=done.id, skip_if_completed=True)
        tasks.complete(session, done.id, at=NOW)
    assert told(db, RULE) == ""
    rejected = plan(db, "No", NOW)
    assert ask(db, RULE, silent=[rejected]) is None


def test_a_task_that_is_open_or_does_not_settle_it_leaves_it_due(db: Database) -> None:
    with db.write() as session:
        person = build.contact(session).id
        undone, done = build.task(session), build.task(session)
        build.followup(session, NOW, contact_id=person, task_id=undone.id, skip_if_completed=True)
        build.followup(session, NOW, contact_id=person, task_id=done.id)
        tasks.complete(session, done.id, at=NOW)
    draft = ask(db, RULE)
    assert draft is not None
    assert draft.count == 2


def test_one_can_be_ticked_off_and_that_is_undone_with_one_step(app: App) -> None:
    plan(app.db, "Ana", NOW)
    [insight] = Engine(app.db, app.clock, (RULE,)).run_checks().insights
    assert [button.label for button in insight.buttons] == ["Open", "Done"]
    done = actions.perform(app.db, insight.id, 1, at=NOW)
    assert done.said == "Follow-up done."
    assert told(app.db, RULE) == ""
    undo.undo(app.db)
    assert told(app.db, RULE) == "Your follow-up with Ana is due today."


def test_days_are_local_also_when_the_clocks_change(db: Database) -> None:
    plan(db, "Ana", datetime(2026, 3, 28, 22, 30, tzinfo=UTC))
    at_one = datetime(2026, 3, 28, 23, 30, tzinfo=UTC).astimezone()
    assert told(db, RULE, at_one) == "Your follow-up with Ana is 1 day overdue."
    assert told(db, RULE, at_one - HOUR) == "Your follow-up with Ana is due today."
    assert told(db, RULE, at_one - 30 * DAY) == ""
