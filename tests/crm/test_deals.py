"""Deals: what moving, closing and reopening log, and what is refused."""

from datetime import timedelta
from typing import Any

import pytest

from app.core.db import Database
from app.core.errors import CrmError
from app.crm import contacts, deals, pipelines, preferences
from app.models import ActivityLog
from tests.conftest import NOW

LATER = NOW + timedelta(days=6, hours=3)


def add_deal(db: Database, **fields: Any) -> int:
    with db.write() as session:
        wanted = {"value_cents": 500_000, "source": "referral"} | fields
        return deals.create(session, at=NOW, title="Acme website", **wanted).id


def log(db: Database) -> list[tuple[str, dict[str, Any]]]:
    with db.read() as session:
        return [(row.action, row.details) for row in session.query(ActivityLog).order_by(ActivityLog.id)]


def test_a_new_deal_starts_in_the_first_stage_in_the_owners_currency(db: Database) -> None:
    with db.write() as session:
        preferences.change(session, "currency", "CHF", at=NOW)
        ana = contacts.create(session, at=NOW, first_name="Ana").id
    deal_id = add_deal(db, contact_id=ana)
    with db.read() as session:
        deal = deals.get(session, deal_id)
        assert (deal.currency, deal.stage_id) == ("CHF", pipelines.default_stage(session).id)
    assert log(db)[-1] == (
        "deal_created",
        {"value": 500_000, "stage": "Lead", "contact_id": ana, "source": "referral"},
    )


def test_moving_logs_the_stages_and_the_days_between(db: Database) -> None:
    deal_id = add_deal(db)
    with db.write() as session:
        deals.move(session, deal_id, pipelines.find_stage(session, "proposal").id, at=LATER)
    assert log(db)[-1] == (
        "deal_stage_changed",
        {"old_stage": "Lead", "new_stage": "Proposal", "days_in_stage": 6},
    )


def test_winning_closes_in_the_won_stage_and_reopening_takes_it_back(db: Database) -> None:
    deal_id = add_deal(db, cost_cents=120_000)
    with db.write() as session:
        deals.move(session, deal_id, pipelines.find_stage(session, "Won").id, at=LATER)
    assert log(db)[-1] == (
        "deal_closed",
        {"won": True, "value": 500_000, "cost": 120_000, "days_to_close": 6, "source": "referral"},
    )
    with db.write() as session:
        deal = deals.move(session, deal_id, pipelines.find_stage(session, "Negotiation").id, at=LATER)
        assert (deal.closed_at, deal.won) == (None, None)
    assert [action for action, _ in log(db)][-2:] == ["deal_reopened", "deal_stage_changed"]


def test_a_lost_deal_keeps_its_reason_and_can_turn_into_a_won_one(db: Database) -> None:
    deal_id = add_deal(db)
    with db.write() as session:
        deals.close(session, deal_id, won=False, lost_reason="Price", at=NOW)
    with db.write() as session:
        deal = deals.close(session, deal_id, won=True, at=LATER)
        assert (deal.won, deal.lost_reason) == (True, None)


def test_closing_twice_is_refused_and_changes_nothing(db: Database) -> None:
    deal_id = add_deal(db)
    with db.write() as session:
        deals.close(session, deal_id, won=True, at=NOW)
    before = log(db)
    with pytest.raises(CrmError, match="already closed"), db.write() as session:
        deals.close(session, deal_id, won=True, at=LATER)
    assert log(db) == before


def test_a_new_value_is_logged_with_the_old_one(db: Database) -> None:
    deal_id = add_deal(db)
    with db.write() as session:
        deals.edit(session, deal_id, at=NOW, value_cents=600_000, next_step="Send offer")
    assert log(db)[-1] == ("deal_value_changed", {"old": 500_000, "new": 600_000})


def test_a_clock_set_back_gives_no_negative_days(db: Database) -> None:
    deal_id = add_deal(db)
    with db.write() as session:
        deals.close(session, deal_id, won=True, at=NOW - timedelta(days=9))
    assert log(db)[-1][1]["days_to_close"] == 0


@pytest.mark.parametrize(
    "fields",
    [{"value_cents": -1}, {"contact_id": 99}, {"stage_id": 99}, {"colour": "red"}, {"expected_close_on": "soon"}],
)
def test_wrong_input_is_a_sentence_and_adds_nothing(db: Database, fields: dict[str, Any]) -> None:
    with pytest.raises(CrmError):
        add_deal(db, **fields)
    assert log(db) == []


def test_an_amount_reads_the_same_in_another_currency(db: Database) -> None:
    deal_id = add_deal(db, value_cents=12_345, cost_cents=500, currency="EUR")
    with db.write() as session:
        deal = deals.edit(session, deal_id, at=LATER, currency="JPY")
        assert (deal.value_cents, deal.cost_cents) == (123, 5)
        deal = deals.edit(session, deal_id, at=LATER, currency="KWD", value_cents=1)
        assert (deal.value_cents, deal.cost_cents) == (1, 5000)
    with pytest.raises(CrmError), db.write() as session:
        deals.edit(session, deal_id, at=LATER, currency="EURO")
