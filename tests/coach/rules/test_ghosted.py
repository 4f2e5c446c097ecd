"""Ghosted: who left at least two messages unanswered, and who did not."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from app.coach.actions import KINDS, perform
from app.coach.engine import Engine
from app.coach.rules import stale_leads
from app.coach.rules.ghosted import RULE
from app.core.clock import fixed
from app.core.db import Database
from app.crm import contacts, today
from tests import build
from tests.coach.rules.asking import ask, ids, told
from tests.conftest import NOW

Said = tuple[float, str, str, int | None]
"""Days ago, kind, direction, minutes."""


def wrote(days: float, kind: str = "email", minutes: int | None = None) -> Said:
    return days, kind, "outbound", minutes


def heard(days: float, kind: str = "email") -> Said:
    return days, kind, "inbound", None


def person(db: Database, said: Sequence[Said], name: str = "Ana Ruiz", **fields: object) -> int:
    with db.write() as session:
        found = build.contact(session, name, at=NOW - timedelta(days=400), **fields).id
        for days, kind, direction, minutes in said:
            build.interaction(
                session, found, kind, direction=direction, happened_at=NOW - timedelta(days=days),
                duration_minutes=minutes,
            )  # fmt: skip
    return found


def test_one_is_told_with_how_often_and_since_when(db: Database) -> None:
    ana = person(db, [heard(40), wrote(30), wrote(20), wrote(12)])
    draft = ask(db, RULE)
    assert draft is not None
    assert told(db, RULE) == (
        "You reached out to Ana Ruiz 3 times without an answer, the last 12 days ago. Write once more, or let it rest."
    )
    assert (draft.entity, draft.count, ids(draft)) == (("contact", ana), 1, [ana])
    assert [action.kind for action in draft.actions] == ["draft", "snooze_record", "open"]
    assert all(action.kind in KINDS for action in draft.actions)


def test_several_are_ranked_by_open_deals_then_by_how_fresh_it_is(db: Database) -> None:
    old, fresh, valued = (person(db, [wrote(80), wrote(days)], name) for name, days in
                          (("Old One", 40), ("Fresh One", 8), ("Valued One", 60)))  # fmt: skip
    with db.write() as session:
        build.deal(session, contact_id=valued)
    assert ids(ask(db, RULE)) == [valued, fresh, old]
    assert told(db, RULE) == (
        "3 people have not answered your last messages: Valued One, Fresh One, Old One. "
        "Write once more, or let it rest."
    )
    assert ids(ask(db, RULE, silent=[valued])) == [fresh, old]


@pytest.mark.parametrize(
    ("said", "speaks"),
    [
        ([wrote(20), wrote(10)], True),
        ([wrote(10)], False),
        ([], False),
        ([wrote(20), wrote(7)], True),
        ([wrote(20), wrote(6.9)], False),
        ([wrote(120), wrote(91)], False),
        ([wrote(120), wrote(89)], True),
        ([wrote(20), heard(15), wrote(10)], False),
        ([wrote(20), wrote(10), heard(8)], False),
        ([heard(30), wrote(20), wrote(10)], True),
        ([wrote(10.2), wrote(10)], False),
        ([wrote(20), wrote(10.2), wrote(10)], True),
        ([wrote(20), wrote(10, "call")], True),
        ([wrote(20), wrote(10, "call", 5)], False),
        ([wrote(20), wrote(15, "meeting"), wrote(10)], False),
        ([wrote(30, "call", 5), wrote(20), wrote(10, "sms")], True),
    ],
)
def test_two_attempts_without_an_answer_make_it(db: Database, said: list[Said], *, speaks: bool) -> None:
    person(db, said)
    assert bool(ask(db, RULE)) is speaks


@pytest.mark.parametrize(
    ("fields", "speaks"),
    [({"status": "client"}, True), ({"status": "lost"}, False), ({"do_not_contact": True}, False)],
)
def test_who_is_lost_or_protected_is_left_alone(db: Database, fields: dict[str, object], *, speaks: bool) -> None:
    person(db, [wrote(20), wrote(10)], **fields)
    assert bool(ask(db, RULE)) is speaks


@pytest.mark.parametrize("plan", ["task", "followup", "late followup", "event"])
def test_who_has_something_planned_is_not_counted(db: Database, plan: str) -> None:
    ana = person(db, [wrote(20), wrote(10)])
    with db.write() as session:
        if plan == "task":
            build.task(session, contact_id=ana, due_on=NOW.date() + timedelta(days=2))
        elif plan == "event":
            build.event(session, NOW + timedelta(days=2), contact_id=ana)
        else:
            build.followup(session, NOW + timedelta(days=-2 if plan.startswith("late") else 2), contact_id=ana)
    assert ask(db, RULE) is None


def test_deleted_people_and_empty_tables_are_silence(db: Database) -> None:
    assert ask(db, RULE) is None
    ana = person(db, [wrote(20), wrote(10)])
    assert ask(db, RULE, NOW - timedelta(days=30)) is None
    with db.write() as session:
        contacts.delete(session, ana, at=NOW)
    assert ask(db, RULE) is None


def test_letting_it_rest_ends_it(db: Database) -> None:
    person(db, [wrote(20), wrote(10)])
    engine = Engine(db, fixed(NOW), (RULE,))
    (insight,) = engine.run_checks(NOW).insights
    letter = perform(db, insight.id, 0, at=NOW).letter
    assert letter is not None
    assert letter.body.startswith("Hello Ana,")
    engine.close()


def test_rest_is_a_plan(db: Database) -> None:
    person(db, [wrote(20), wrote(10)])
    engine = Engine(db, fixed(NOW), (RULE,))
    (insight,) = engine.run_checks(NOW).insights
    perform(db, insight.id, 1, at=NOW)
    assert ask(db, RULE, NOW + timedelta(days=10)) is None
    engine.close()


def test_a_lead_who_does_not_answer_is_not_told_as_forgotten(db: Database) -> None:
    ana = person(db, [wrote(20), wrote(10)])
    bo = person(db, [wrote(10)], "Bo Li")
    assert ids(ask(db, RULE)) == [ana]
    assert ids(ask(db, stale_leads.RULE)) == [bo]
    with db.read() as session:
        assert [line.id for line in today.part(session, "people", NOW).lines] == [bo]
