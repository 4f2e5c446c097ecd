"""Client inbound: who wrote and waits for an answer."""

from datetime import datetime, timedelta

import pytest

from app.coach import actions, insights
from app.coach.engine import Engine
from app.coach.rules.client_inbound import RULE
from app.compose import App
from app.core.clock import fixed
from app.core.db import Database
from app.core.events import ActivityRecorded
from app.crm import contacts, interactions
from tests import build
from tests.coach.rules.asking import ask, ids, told
from tests.coach.rules.reacting import labels, reaction, said
from tests.conftest import NOW

HOUR = timedelta(hours=1)


def person(app: App, name: str = "Ana Ruiz", **fields: object) -> int:
    with app.db.write(actor="import") as session:
        return build.contact(session, name, **fields).id


def wrote(app: App, contact: int, hours: float, kind: str = "email", direction: str = "inbound") -> None:
    with app.db.write(actor="import") as session:
        build.interaction(session, contact, kind, NOW - hours * HOUR, direction=direction)


def comes_in(contact: int, kind: str = "email", **fields: object):  # type: ignore[no-untyped-def]
    return lambda session: build.interaction(session, contact, kind, **{"direction": "inbound", **fields})


@pytest.mark.parametrize("status", ["lead", "prospect", "client", "past_client", "lost"])
@pytest.mark.parametrize("kind", ["email", "sms", "message", "other"])
def test_whoever_wrote_is_told(app: App, kind: str, status: str) -> None:
    ana = person(app, status=status)
    draft = reaction(app, RULE, comes_in(ana, kind))
    assert said(RULE, draft) == "Ana Ruiz wrote. An answer is due."
    assert draft is not None
    assert (draft.entity, draft.critical) == (("contact", ana), False)
    assert labels(RULE, draft) == ["Answer", "I answered", "Plan it today"]


def test_saying_that_it_was_answered_ends_it(app: App) -> None:
    ana = person(app)
    draft = reaction(app, RULE, comes_in(ana, "sms", happened_at=NOW - 30 * HOUR))
    assert draft is not None
    assert "Ana Ruiz wrote on" in told(app.db, RULE)
    with app.db.write() as session:
        done = draft.actions[1]
        actions.KINDS[done.kind](session, done.params, NOW)
        assert (
            session.query(interactions.Interaction).order_by(interactions.Interaction.id.desc()).first().kind == "sms"
        )
    assert told(app.db, RULE) == ""


@pytest.mark.parametrize("kind", ["call", "meeting"])
def test_where_both_spoke_no_answer_is_due(app: App, kind: str) -> None:
    ana = person(app)
    assert reaction(app, RULE, comes_in(ana, kind)) is None
    wrote(app, ana, 40)
    assert told(app.db, RULE) == ""


def test_what_the_owner_wrote_and_what_lies_back_is_silent(app: App) -> None:
    ana = person(app)
    assert reaction(app, RULE, comes_in(ana, direction="outbound")) is None
    assert reaction(app, RULE, comes_in(ana, happened_at=NOW - 3 * HOUR)) is None
    assert reaction(app, RULE, comes_in(person(app), happened_at=NOW - timedelta(days=31))) is None


def test_do_not_contact_and_a_deleted_contact_are_silent(app: App) -> None:
    quiet, gone = person(app, do_not_contact=True), person(app)
    assert reaction(app, RULE, comes_in(quiet)) is None
    assert reaction(app, RULE, lambda s: (comes_in(gone)(s), contacts.delete(s, gone, at=NOW))) is None
    wrote(app, quiet, 48)
    assert ask(app.db, RULE) is None


def test_after_a_day_it_is_critical(app: App) -> None:
    ana = person(app)
    wrote(app, ana, 23.9)
    assert told(app.db, RULE) == ""
    wrote(app, ana, 24)
    assert told(app.db, RULE) == "Ana Ruiz wrote on Mar 1, 2026 and has no answer yet."
    draft = ask(app.db, RULE)
    assert draft is not None
    assert (draft.critical, draft.priority, draft.entity, draft.dedupe) == (True, "high", ("contact", ana), "")


def test_it_counts_from_the_first_letter_after_the_last_answer(app: App) -> None:
    ana = person(app)
    wrote(app, ana, 90)
    wrote(app, ana, 80, direction="outbound")
    wrote(app, ana, 50, "message")
    wrote(app, ana, 2)
    draft = ask(app.db, RULE)
    assert draft is not None
    assert draft.rows[0].facts == {"on": (NOW - 50 * HOUR).date(), "kind": "message"}


@pytest.mark.parametrize(("kind", "direction"), [("email", "outbound"), ("call", "inbound"), ("meeting", "outbound")])
def test_an_answer_of_any_kind_ends_the_waiting(app: App, kind: str, direction: str) -> None:
    ana = person(app)
    wrote(app, ana, 50)
    wrote(app, ana, 10, kind, direction)
    assert told(app.db, RULE) == ""


def test_a_plan_made_since_is_an_answer_and_an_older_or_a_late_one_is_none(app: App) -> None:
    ana = person(app)
    with app.db.write(actor="import") as session:
        build.task(session, contact_id=ana, due_on=NOW.date()).created_at = NOW - 60 * HOUR
        build.task(session, contact_id=ana, due_on=NOW.date() - timedelta(days=1)).created_at = NOW - 40 * HOUR
    wrote(app, ana, 50)
    draft = ask(app.db, RULE)
    assert ids(draft) == [ana]
    assert draft is not None
    with app.db.write() as session:
        plan = draft.actions[2]
        actions.KINDS[plan.kind](session, {**plan.params, "title": "Answer Ana"}, NOW)
    assert ids(ask(app.db, RULE)) == []
    assert ids(ask(app.db, RULE, NOW + timedelta(days=1))) == [ana]
    with app.db.write() as session:
        build.followup(session, NOW + timedelta(days=3), contact_id=ana)
    assert ids(ask(app.db, RULE, NOW + timedelta(days=1))) == []


def test_several_are_one_list_clients_first_then_who_waited_longest(app: App) -> None:
    lead, client = person(app, "Lea Lead"), person(app, "Cy Client", status="client")
    old, ancient = person(app, "Odo Old"), person(app, "Ann Cient")
    for contact, hours in ((lead, 30), (client, 26), (old, 200), (ancient, 24 * 31)):
        wrote(app, contact, hours)
    draft = ask(app.db, RULE)
    assert ids(draft) == [client, old, lead]
    assert told(app.db, RULE) == (
        "3 people wrote more than 24 hours ago and have no answer yet: Cy Client, Odo Old, Lea Lead."
    )
    assert draft is not None
    assert (draft.count, draft.entity) == (3, None)
    assert ids(ask(app.db, RULE, silent=[client, lead])) == [old]


def test_the_engine_tells_it_at_once_and_again_after_a_day_at_minimal(app: App, db: Database) -> None:
    ana = person(app)
    events: list[ActivityRecorded] = []
    app.bus.subscribe(ActivityRecorded, events.append)
    with db.write() as session:
        comes_in(ana)(session)
    engine = Engine(db, app.clock, (RULE,))
    first = engine.react(events[0]).insights
    assert [(one.message, one.delivery) for one in first] == [("Ana Ruiz wrote. An answer is due.", "queued")]
    assert engine.react(events[0]).considered == 0
    with db.write(actor="coach") as session:
        insights.dismiss(session, first[0].id, at=NOW)
        bo = build.contact(session, "Bo Lee").id
        build.interaction(session, bo, "email", NOW, direction="inbound")
    later = NOW + timedelta(days=1)
    found = Engine(db, fixed(later), (RULE,)).run_checks(later, level=1).insights
    assert [(one.message, one.critical, one.delivery) for one in found] == [
        ("Bo Lee wrote on Mar 2, 2026 and has no answer yet.", True, "queued")
    ]


def test_a_toast_that_came_late_does_not_silence_what_is_critical(app: App, db: Database) -> None:
    ana = person(app)
    events: list[ActivityRecorded] = []
    app.bus.subscribe(ActivityRecorded, events.append)
    with db.write() as session:
        comes_in(ana)(session)
    first = Engine(db, app.clock, (RULE,)).react(events[0]).insights[0]
    with db.write(actor="coach") as session:
        insights.mark_shown(session, insights.row(session, first.id), at=NOW + HOUR)
    engine = Engine(db, app.clock, (RULE,))
    assert engine.run_checks(NOW + 24.5 * HOUR).considered == 0
    found = engine.run_checks(NOW + 25 * HOUR).insights
    assert [(one.critical, one.delivery) for one in found] == [(True, "queued")]


@pytest.mark.parametrize("now", [NOW - timedelta(days=400), datetime(2026, 3, 29, 3, 30, tzinfo=NOW.tzinfo)])
def test_a_clock_set_back_and_a_day_of_23_hours_do_no_harm(app: App, now: datetime) -> None:
    ana = person(app)
    wrote(app, ana, 30)
    found = ask(app.db, RULE, now)
    assert ids(found) == ([] if now < NOW else [ana])


def test_nobody_waits_where_there_is_nothing(db: Database) -> None:
    assert ask(db, RULE) is None
