"""Time that waits for its bill: which, since when, and what it is worth."""

from datetime import datetime, timedelta

import pytest

from app.coach.actions import KINDS
from app.coach.rules.unbilled_hours import RULE
from app.core.db import Database
from app.crm import projects, time_entries
from tests import build
from tests.coach.rules.asking import ask, ids, money, told
from tests.conftest import NOW

OLD = NOW - timedelta(days=20)
RATE = 9_000


def project(db: Database, minutes: int = 90, name: str = "Website", at: datetime = OLD, **fields: object) -> int:
    """With so many billable minutes that ended then."""
    with db.write() as session:
        found = build.project(session, name, at=OLD, **{"hourly_rate_cents": RATE, **fields}).id
        build.time_entry(session, minutes, at=at, project_id=found)
    return found


def test_one_is_told_with_its_time_and_its_worth(db: Database) -> None:
    website = project(db)
    draft = ask(db, RULE)
    assert draft is not None
    assert told(db, RULE) == f"Website has 1.5 h not billed yet, {money(13_500)} at your rate."
    assert (draft.entity, draft.value, ids(draft)) == (("project", website), 1.5, [website])
    assert all(action.kind in KINDS for action in draft.actions)
    with db.read() as session:
        standing = projects.standing(session, website)
        assert (standing.unbilled, standing.worth) == (90, 13_500)


def test_several_are_ranked_by_worth_and_summed_in_one_currency(db: Database) -> None:
    small, large = project(db, 60, "Small"), project(db, 120, "Large")
    dollars = project(db, 600, "Dollars", currency="USD")
    assert ids(ask(db, RULE)) == [large, small, dollars]
    assert told(db, RULE) == (
        f"3 projects have 13 h not billed yet, {money(27_000)} + 1 in USD at your rates: Large, Small, Dollars."
    )
    assert ids(ask(db, RULE, silent=[large])) == [small, dollars]


@pytest.mark.parametrize(
    ("now", "ended", "speaks"),
    [
        (NOW, NOW - timedelta(days=14), True),
        (NOW, NOW - timedelta(days=13, hours=23), False),
        (NOW.replace(month=3, day=28), NOW.replace(month=3, day=27), False),
        (NOW.replace(month=3, day=29), NOW.replace(month=3, day=27), True),
        (NOW.replace(month=3, day=31), NOW.replace(month=3, day=31, hour=8), True),
        (NOW.replace(month=4, day=1), NOW.replace(month=3, day=31, hour=8), False),
    ],
)
def test_it_speaks_after_two_weeks_and_at_the_end_of_a_month(
    db: Database, now: datetime, ended: datetime, *, speaks: bool
) -> None:
    project(db, at=ended)
    assert bool(ask(db, RULE, now)) is speaks


def test_only_billable_ended_and_unbilled_time_counts(db: Database) -> None:
    assert ask(db, RULE) is None
    billed = project(db)
    with db.write() as session:
        projects.bill(session, billed, at=NOW)
        free = build.project(session, "Free", hourly_rate_cents=RATE).id
        build.time_entry(session, at=OLD, project_id=free, billable=False)
        build.time_entry(session, at=OLD)
    assert ask(db, RULE) is None


def test_a_timer_that_still_runs_is_not_counted(db: Database) -> None:
    with db.write() as session:
        running = build.project(session, hourly_rate_cents=RATE).id
        time_entries.start_timer(session, at=OLD, project_id=running)
    assert ask(db, RULE) is None


def test_without_a_rate_only_what_was_billed_before_counts(db: Database) -> None:
    fixed = project(db, hourly_rate_cents=None)
    assert ask(db, RULE) is None
    with db.write() as session:
        projects.bill(session, fixed, at=NOW)
        build.time_entry(session, 30, at=OLD, project_id=fixed)
    assert told(db, RULE) == "Website has 0.5 h not billed yet."


def test_a_closed_project_is_still_to_be_billed_and_a_deleted_one_is_not(db: Database) -> None:
    website = project(db)
    with db.write() as session:
        projects.close(session, website, at=NOW)
    assert ids(ask(db, RULE)) == [website]
    with db.write() as session:
        projects.delete(session, website, at=NOW)
    assert ask(db, RULE) is None
    assert ask(db, RULE, NOW - timedelta(days=60)) is None
