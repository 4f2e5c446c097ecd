"""The funnel, counted by hand: deals that skip stages, move back, are lost, and stages that get other names."""

from datetime import datetime, timedelta

import pytest

from app.core.db import Database
from app.core.errors import CrmError
from app.crm import deals, funnel, listing, pipelines, preferences, stages
from app.crm.figures import Sum
from app.crm.listing import Condition
from tests.conftest import NOW


def walk(db: Database, *names: str, at: datetime = NOW, days: int = 0, **fields: object) -> int:
    """A deal that stood in these stages, `days` in each."""
    with db.write() as session:
        first = pipelines.find_stage(session, names[0]).id
        deal_id = deals.create(session, at=at, title=" > ".join(names), stage_id=first, **fields).id
        for n, name in enumerate(names[1:], start=1):
            stage = pipelines.find_stage(session, name).id
            deals.move(session, deal_id, stage, at=at + timedelta(days=days * n))
    return deal_id


def reached(db: Database, period: str = "all") -> dict[str, int]:
    with db.read() as session:
        return {step.name: step.reached for step in funnel.funnel(session, 1, period, NOW).steps}


def behind(db: Database, **wanted: object) -> set[int]:
    """The rows that open behind a number."""
    with db.read() as session:
        return set(listing.find_ids(session, "deal", conditions=[Condition("reached", "is", wanted)], now=NOW))


def stage_id(db: Database, name: str) -> int:
    with db.read() as session:
        return pipelines.find_stage(session, name).id


def test_skipped_stages_count_and_what_was_reached_stays_reached(db: Database) -> None:
    skipped = walk(db, "Lead", "Negotiation")
    back = walk(db, "Lead", "Qualified", "Proposal", "Lead")
    lost = walk(db, "Lead", "Qualified", "Lost")
    won = walk(db, "Qualified", "Won")
    never = walk(db, "Lost")
    assert reached(db) == {"Lead": 4, "Qualified": 4, "Proposal": 3, "Negotiation": 2, "Won": 1}
    with db.read() as session:
        found = funnel.funnel(session, 1, "all", NOW)
    assert (found.added, found.still_open) == (5, 2)
    assert [step.went_on for step in found.steps] == [4, 3, 2, 1, 0]
    expected = {
        "Lead": {skipped, back, lost, won}, "Qualified": {skipped, back, lost, won}, "Proposal": {skipped, back, won},
        "Negotiation": {skipped, won}, "Won": {won},
    }  # fmt: skip
    for name, ids in expected.items():
        assert behind(db, period="all", stage=stage_id(db, name)) == ids, name
    assert behind(db, period="all") == {skipped, back, lost, won, never}


def test_a_deal_won_and_reopened_has_reached_won(db: Database) -> None:
    walk(db, "Lead", "Won", "Lead", "Lost")
    assert reached(db) == {"Lead": 1, "Qualified": 1, "Proposal": 1, "Negotiation": 1, "Won": 1}


def test_periods_begin_on_the_owner_s_calendar(db: Database) -> None:
    this_year = walk(db, "Lead", at=NOW.replace(month=1, day=1, hour=0))
    last_year = walk(db, "Lead", at=NOW.replace(year=2025, month=12))
    old = walk(db, "Lead", at=NOW.replace(year=2025, month=3))
    lead = stage_id(db, "Lead")
    assert behind(db, period="this_year", stage=lead) == {this_year}
    assert behind(db, period="last_12_months", stage=lead) == {this_year, last_year}
    assert behind(db, period="all", stage=lead) == {this_year, last_year, old}
    assert [reached(db, period)["Lead"] for period in funnel.PERIODS] == [1, 2, 3]


def test_a_renamed_stage_and_a_deleted_one_are_still_known(db: Database) -> None:
    walk(db, "Lead", "Proposal", "Lost")
    walk(db, "Lead", "Negotiation", "Lost")
    with db.write() as session:
        stages.edit(session, pipelines.find_stage(session, "Proposal").id, at=NOW, name="Offer")
        stages.edit(session, pipelines.find_stage(session, "Lead").id, at=NOW, name="Proposal")
    assert reached(db)["Offer"] == 1, "the present name counts before a former one"
    with db.write() as session:
        stages.edit(session, pipelines.find_stage(session, "Proposal").id, at=NOW, name="Lead")
    assert reached(db) == {"Lead": 2, "Qualified": 2, "Offer": 2, "Negotiation": 1, "Won": 0}
    with db.write() as session:
        stages.delete(session, pipelines.find_stage(session, "Negotiation").id, at=NOW)
    assert reached(db) == {"Lead": 2, "Qualified": 2, "Offer": 2, "Won": 0}


def test_money_stays_in_its_currency_and_days_are_those_of_each_deal(db: Database) -> None:
    with db.write() as session:
        preferences.change(session, "currency", "EUR", at=NOW)
    begun = NOW - timedelta(days=60)
    twice = walk(db, "Lead", "Qualified", "Lead", "Qualified", at=begun, days=3, value_cents=10**14, currency="EUR")
    once = walk(db, "Lead", "Qualified", at=begun, days=8, value_cents=500, currency="USD")
    with db.read() as session:
        lead = funnel.funnel(session, 1, "all", NOW).steps[0]
    assert lead.sum == Sum(2, 10**14, (("USD", 1),))
    assert (lead.left, lead.days) == (2, 7), "six days in two stays, and eight in one"
    assert (lead.usual_days, lead.share) == (None, None), "two are not enough"
    assert behind(db, period="all", left=lead.stage_id) == {twice, once}


def test_from_ten_deals_on_shares_and_days_have_a_name(db: Database) -> None:
    for n in range(10):
        walk(db, *(("Lead", "Qualified") if n < 6 else ("Lead",)), at=NOW - timedelta(days=9), days=2)
    with db.read() as session:
        lead, qualified = funnel.funnel(session, 1, "all", NOW).steps[:2]
    assert (lead.share, lead.usual_days, qualified.share) == (0.6, None, None)


@pytest.mark.parametrize("wanted", [None, "Lead", {"period": "ever"}, {"stage": "Lead"}])
def test_a_wrong_question_is_refused(db: Database, wanted: object) -> None:
    with pytest.raises(CrmError), db.read() as session:
        listing.find_ids(session, "deal", conditions=[Condition("reached", "is", wanted)], now=NOW)


def test_no_deal_has_reached_a_stage_that_is_gone(db: Database) -> None:
    walk(db, "Lead")
    assert behind(db, stage=99) == behind(db, stage=10**30) == set()


def test_two_such_conditions_hold_together(db: Database) -> None:
    both = walk(db, "Lead", "Proposal", at=NOW - timedelta(days=9), days=2)
    walk(db, "Proposal")
    conditions = [
        Condition("reached", "is", {"stage": stage_id(db, "Proposal")}),
        Condition("reached", "is", {"left": stage_id(db, "Lead")}),
    ]
    with db.read() as session:
        assert listing.find_ids(session, "deal", conditions=conditions, now=NOW) == [both]
