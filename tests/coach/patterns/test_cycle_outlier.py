"""Which open deals stand longer than nearly all before them."""

from app.core.db import Database
from app.models import ActivityLog, Deal
from tests.coach.patterns.history import DAY, add, analysed, claimed, deal, silent
from tests.conftest import NOW

RULE = "cycle-outlier"


def stays(db: Database, days: list[int], stage: str = "Proposal") -> None:
    """Won deals that stood so long in this stage."""
    add(db, Deal, [deal(db, 1000 + n, NOW - 100 * DAY, won=True) for n in range(len(days))])
    add(db, ActivityLog, [
        {"action": "deal_stage_changed", "entity_type": "deal", "entity_id": 1000 + n, "actor": "owner",
         "details": {"old_stage": stage, "new_stage": "Won", "days_in_stage": took},
         "created_at": NOW - 100 * DAY, "utc_offset_minutes": 60}
        for n, took in enumerate(days)
    ])  # fmt: skip


def opened(db: Database, number: int, days: int) -> dict[str, object]:
    return deal(db, number, None, won=False, created_at=NOW - days * DAY) | {"title": f"Open for {days}"}


def test_a_deal_beyond_the_limit_of_its_stage_is_named(db: Database) -> None:
    stays(db, [10 + n % 10 for n in range(40)])
    add(db, Deal, [opened(db, 1, 15), opened(db, 2, 45)])
    [found] = claimed(db, RULE).values()
    assert (found.group_name, found.value, found.rest, found.n) == ("Open for 45", 45, 14.5, 40)
    assert found.text["facts"] == {"stage": "Proposal"}
    assert found.text["rows"] == [["deal", 2]]


def test_those_that_went_beyond_it_last_come_first_and_not_hundreds(db: Database) -> None:
    stays(db, [10] * 40)
    add(db, Deal, [opened(db, n, 20 + n) for n in range(1, 60)])
    found = analysed(db, RULE).findings
    assert len(found) == 20
    assert {one.group_name for one in found} == {f"Open for {20 + n}" for n in range(1, 21)}


def test_nineteen_stays_are_not_enough_and_those_of_a_day_do_not_count(db: Database) -> None:
    stays(db, [10] * 19 + [0] * 50)
    add(db, Deal, [opened(db, 1, 400)])
    found = {one.missing for one in analysed(db, RULE).silences}
    assert "19 of 20 finished stays in Proposal" in found
    assert not claimed(db, RULE)


def test_deals_that_an_import_brought_stood_in_no_stage(db: Database) -> None:
    add(db, Deal, [deal(db, n, NOW - n * DAY, won=True) for n in range(1, 60)])
    add(db, Deal, [opened(db, 100, 900)])
    assert {reason for reason, _missing in silent(db, RULE).values()} == {"not_enough"}
