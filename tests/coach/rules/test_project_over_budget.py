"""Projects beyond what was agreed, in time or in money; as the page of a project counts."""

import pytest

from app.coach.actions import KINDS
from app.coach.rules.project_over_budget import RULE
from app.core.db import Database
from app.crm import projects
from tests import build
from tests.coach.rules.asking import ask, ids, money, told
from tests.conftest import NOW

RATE = 10_000


def project(db: Database, minutes: int, name: str = "Website", *, billable: bool = True, **fields: object) -> int:
    with db.write() as session:
        found = build.project(session, name, **{"hourly_rate_cents": RATE, **fields}).id
        build.time_entry(session, minutes, project_id=found, billable=billable)
    return found


def test_time_beyond_its_budget_is_an_alert(db: Database) -> None:
    with db.write() as session:
        acme = build.business(session).id
    website = project(db, 150, budget_minutes=120, business_id=acme)
    draft = ask(db, RULE)
    assert draft is not None
    assert told(db, RULE) == "Website is over its budget: 2.5 h of 2 h used."
    assert (draft.critical, draft.entity, draft.value, ids(draft)) == (True, ("project", website), 1.25, [website])
    assert draft.actions[0].params["business_id"] == acme
    assert all(action.kind in KINDS for action in draft.actions)
    with db.read() as session:
        assert projects.standing(session, website).used == draft.value


def test_money_beyond_its_budget_is_told_in_money(db: Database) -> None:
    website = project(db, 90, budget_cents=10_000)
    assert told(db, RULE) == f"Website is over its budget: {money(15_000)} of {money(10_000)} used."
    with db.read() as session:
        assert projects.standing(session, website).used == 1.5


def test_the_budget_exceeded_further_is_told(db: Database) -> None:
    project(db, 120, budget_minutes=100, budget_cents=10_000)
    assert told(db, RULE) == f"Website is over its budget: {money(20_000)} of {money(10_000)} used."


def test_several_are_ranked_by_how_far_they_are_over(db: Database) -> None:
    bit, lot = project(db, 61, "A bit", budget_minutes=60), project(db, 120, "A lot", budget_minutes=60)
    assert ids(ask(db, RULE)) == [lot, bit]
    assert told(db, RULE) == "2 projects are over their budget: A lot, A bit."
    assert ids(ask(db, RULE, silent=[lot])) == [bit]


@pytest.mark.parametrize(
    ("minutes", "fields", "speaks"),
    [
        (60, {"budget_minutes": 60}, False),
        (61, {"budget_minutes": 60}, True),
        (61, {}, False),
        (61, {"budget_minutes": 0, "budget_cents": 0}, False),
        (60, {"budget_cents": 10_000}, False),
        (61, {"budget_cents": 10_000}, True),
        (600, {"budget_cents": 10_000, "hourly_rate_cents": None}, False),
        (61, {"budget_minutes": 60, "status": "paused"}, False),
        (61, {"budget_minutes": 60, "status": "closed"}, False),
    ],
)
def test_only_active_projects_beyond_their_budget_count(
    db: Database, minutes: int, fields: dict[str, object], *, speaks: bool
) -> None:
    project(db, minutes, **fields)
    assert bool(ask(db, RULE)) is speaks


def test_time_that_is_not_billable_uses_hours_but_no_money(db: Database) -> None:
    project(db, 600, "Money", billable=False, budget_cents=10_000)
    assert ask(db, RULE) is None
    hours = project(db, 600, "Hours", billable=False, budget_minutes=60)
    assert ids(ask(db, RULE)) == [hours]


def test_deleted_projects_and_empty_tables_are_silence(db: Database) -> None:
    assert ask(db, RULE) is None
    website = project(db, 61, budget_minutes=60)
    with db.write() as session:
        projects.delete(session, website, at=NOW)
    assert ask(db, RULE) is None
