"""Clients beyond their own rhythm: what the rhythm is, and who is left out."""

from datetime import timedelta

import pytest

from app.coach.actions import KINDS
from app.coach.rules import ghosted
from app.coach.rules.client_gone_quiet import RULE
from app.core.db import Database
from app.crm import contacts
from tests import build
from tests.coach.rules.asking import ask, ids, told
from tests.conftest import NOW


def client(db: Database, ago: list[float], name: str = "Ana Ruiz", **fields: object) -> int:
    """With calls so many days ago, by turns from either side."""
    with db.write() as session:
        found = build.contact(session, name, at=NOW - timedelta(days=900), **{"status": "client", **fields}).id
        for place, days in enumerate(ago):
            direction = "inbound" if place % 2 else "outbound"
            moment = NOW - timedelta(days=days)
            build.interaction(session, found, direction=direction, happened_at=moment, duration_minutes=5)
    return found


WEEKLY = [65.0, 58.0, 51.0, 44.0, 37.0, 30.0]


def test_one_is_told_with_its_rhythm_and_on_what_it_rests(db: Database) -> None:
    ana = client(db, WEEKLY)
    draft = ask(db, RULE)
    assert draft is not None
    assert told(db, RULE) == (
        "Ana Ruiz has been silent for 30 days. You are usually in touch every 7 days (median of 5 gaps)."
    )
    assert (draft.entity, draft.n, draft.value, ids(draft)) == (("contact", ana), 5, 7.0, [ana])
    assert all(action.kind in KINDS for action in draft.actions)


def test_several_are_ranked_by_what_they_brought(db: Database) -> None:
    ana, bo = client(db, WEEKLY), client(db, WEEKLY, "Bo Li")
    with db.write() as session:
        build.deal(session, contact_id=ana, stage="Won", value_cents=900, currency="USD")
        build.deal(session, contact_id=bo, stage="Won", value_cents=100)
    draft = ask(db, RULE)
    assert draft is not None
    assert (ids(draft), draft.entity, draft.n) == ([bo, ana], None, None)
    assert told(db, RULE) == "2 clients are quieter than usual: Bo Li, Ana Ruiz."
    assert ids(ask(db, RULE, silent=[bo])) == [ana]


@pytest.mark.parametrize(
    ("ago", "speaks"),
    [
        (WEEKLY, True),
        (WEEKLY[1:], False),
        ([day - 16.5 for day in WEEKLY], False),
        ([day - 15.5 for day in WEEKLY], True),
        ([95, 88, 51, 44, 37, 30], False),
        ([135, 105, 75, 68, 61, 54, 47, 40, 33, 26, 19], False),
        ([112, 82, 75, 68, 61, 54, 47, 40, 33, 26, 19], True),
        ([14, 13, 12, 11, 10, 9, 8, 6.9], False),
        ([14, 13, 12, 11, 10, 9, 8, 7.1], True),
        ([30.3, 30.25, 30.2, 30.15, 30.1, 30.05, 30], False),
        ([435, 428, 421, 414, 407, 366], False),
        ([], False),
    ],
)
def test_quiet_is_beyond_twice_the_median_and_nine_in_ten_gaps(db: Database, ago: list[float], *, speaks: bool) -> None:
    client(db, ago)
    assert bool(ask(db, RULE)) is speaks


@pytest.mark.parametrize(
    ("fields", "speaks"),
    [
        ({"status": "lead"}, False),
        ({"status": "past_client"}, False),
        ({"do_not_contact": True}, False),
        ({"keep_in_touch_days": 20}, False),
        ({"keep_in_touch_days": 40}, True),
    ],
)
def test_only_clients_that_no_other_list_names(db: Database, fields: dict[str, object], *, speaks: bool) -> None:
    client(db, WEEKLY, **fields)
    assert bool(ask(db, RULE)) is speaks


@pytest.mark.parametrize("plan", ["task", "followup", "event"])
def test_a_plan_is_enough(db: Database, plan: str) -> None:
    ana = client(db, WEEKLY)
    ahead = NOW + timedelta(days=2)
    with db.write() as session:
        if plan == "task":
            build.task(session, contact_id=ana, due_on=ahead.date())
        elif plan == "event":
            build.event(session, ahead, contact_id=ana)
        else:
            build.followup(session, ahead, contact_id=ana)
    assert ask(db, RULE) is None


def test_who_does_not_answer_stands_in_one_list_alone(db: Database) -> None:
    ana = client(db, WEEKLY)
    with db.write() as session:
        for days in (25, 20):
            build.interaction(session, ana, "email", happened_at=NOW - timedelta(days=days))
    assert ask(db, RULE) is None
    assert ids(ask(db, ghosted.RULE)) == [ana]


def test_deleted_people_and_a_clock_set_back_are_silence(db: Database) -> None:
    assert ask(db, RULE) is None
    ana = client(db, WEEKLY)
    assert ask(db, RULE, NOW - timedelta(days=60)) is None
    with db.write() as session:
        contacts.delete(session, ana, at=NOW)
    assert ask(db, RULE) is None
