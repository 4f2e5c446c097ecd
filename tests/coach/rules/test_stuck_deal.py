"""Stuck deals: which limit counts, what is planned, and what is said; the board marks the same ones."""

from datetime import datetime, timedelta

import pytest

from app.coach.actions import KINDS
from app.coach.engine import Engine
from app.coach.rules.stuck_deal import RULE
from app.core.clock import fixed
from app.core.db import Database
from app.crm import deals, figures, preferences, stages
from tests import build
from tests.coach.rules.asking import ask, ids, money, told
from tests.conftest import NOW


def days_ago(days: int) -> datetime:
    return NOW - timedelta(days=days)


def stays(db: Database, *lengths: int, of: str = "Lead", to: str = "Qualified") -> None:
    """Deals that went through a stage in so many days, and were lost."""
    with db.write() as session:
        there = build.stage(session, to).id
        for days in lengths:
            gone = build.deal(session, at=days_ago(400), stage=of)
            deals.move(session, gone.id, there, at=days_ago(400 - days))
            deals.close(session, gone.id, won=False, at=days_ago(400 - days))


def waiting(db: Database, days: int, title: str = "Acme website", stage: str = "Proposal", **fields: object) -> int:
    with db.write() as session:
        return build.deal(session, title, at=days_ago(days), stage=stage, **fields).id


def test_one_is_told_with_whom_it_is_where_and_for_how_long(db: Database) -> None:
    with db.write() as session:
        acme = build.business(session, "Acme").id
    deal = waiting(db, 22, business_id=acme, value_cents=300_000)
    draft = ask(db, RULE)
    assert draft is not None
    assert told(db, RULE) == "Deal with Acme has been in Proposal for 22 days, with nothing planned: Acme website."
    assert (draft.entity, draft.count, ids(draft)) == (("deal", deal), 1, [deal])
    assert [action.kind for action in draft.actions] == ["create_task", "open", "snooze_record"]
    assert all(action.kind in KINDS for action in draft.actions)


def test_a_deal_with_nobody_is_told_by_its_title(db: Database) -> None:
    waiting(db, 14)
    assert told(db, RULE) == "Acme website has been in Proposal for 14 days, with nothing planned."


def test_several_are_ranked_by_value_and_summed_in_one_currency(db: Database) -> None:
    small = waiting(db, 40, "Small", value_cents=100)
    dollars = waiting(db, 30, "Dollars", value_cents=900_000, currency="USD")
    large = waiting(db, 20, "Large", value_cents=200_000)
    unvalued = waiting(db, 60, "Unvalued")
    draft = ask(db, RULE)
    assert draft is not None
    assert (ids(draft), draft.entity, draft.count) == ([large, small, unvalued, dollars], None, 4)
    worth = f"{money(200_100)} + 1 in USD"
    assert (
        told(db, RULE) == f"4 deals worth {worth} are stuck, with nothing planned: Large, Small, Unvalued and 1 more."
    )
    assert ids(ask(db, RULE, silent=[large, dollars])) == [small, unvalued]


def test_deals_without_values_are_not_summed(db: Database) -> None:
    waiting(db, 20, "One")
    waiting(db, 21, "Two")
    assert told(db, RULE) == "2 deals are stuck, with nothing planned: Two, One."


@pytest.mark.parametrize(("days", "speaks"), [(13, False), (14, True)])
def test_without_a_history_the_setting_counts(db: Database, days: int, *, speaks: bool) -> None:
    waiting(db, days, stage="Lead")
    stays(db, *[3] * 9)
    assert bool(ask(db, RULE)) is speaks


@pytest.mark.parametrize(("days", "speaks"), [(8, False), (9, True)])
def test_from_ten_ended_stays_on_the_owner_s_own_pace_counts(db: Database, days: int, *, speaks: bool) -> None:
    waiting(db, days, stage="Lead")
    stays(db, *range(1, 11))
    assert bool(ask(db, RULE)) is speaks


def test_a_slow_stage_is_given_its_time_and_others_keep_theirs(db: Database) -> None:
    patient, usual = waiting(db, 50, stage="Lead"), waiting(db, 50)
    stays(db, *[60] * 10)
    assert ids(ask(db, RULE)) == [usual]
    assert ids(ask(db, RULE, NOW + timedelta(days=11))) == [patient, usual]


def test_the_owner_s_own_limit_weighs_more_than_what_was_counted(db: Database) -> None:
    deal = waiting(db, 6, stage="Lead")
    stays(db, *[60] * 10)
    with db.write() as session:
        stages.edit(session, build.stage(session, "Lead").id, at=NOW, stuck_after_days=5)
    assert ids(ask(db, RULE)) == [deal]


def test_a_renamed_stage_keeps_its_pace(db: Database) -> None:
    waiting(db, 20, stage="Lead")
    stays(db, *[60] * 10)
    with db.write() as session:
        stages.edit(session, build.stage(session, "Lead").id, at=NOW, name="Enquiry")
    assert ask(db, RULE) is None


def test_stays_of_no_time_do_not_make_every_new_deal_stuck(db: Database) -> None:
    waiting(db, 0, stage="Lead")
    stays(db, *[0] * 10)
    assert ask(db, RULE) is None


@pytest.mark.parametrize("planned", ["step", "task", "followup", "nothing", "late task", "done task", "late step"])
def test_what_is_planned_is_not_stuck(db: Database, planned: str) -> None:
    deal = waiting(db, 30)
    tomorrow, yesterday = NOW.date() + timedelta(days=1), NOW.date() - timedelta(days=1)
    with db.write() as session:
        if planned.endswith("step"):
            deals.edit(session, deal, at=NOW, next_step_on=yesterday if planned == "late step" else NOW.date())
        if planned.endswith("task"):
            due = yesterday if planned == "late task" else tomorrow
            status = "completed" if planned == "done task" else "pending"
            build.task(session, deal_id=deal, due_on=due, status=status)
        if planned == "followup":
            build.followup(session, NOW + timedelta(days=3), deal_id=deal)
    is_free = planned in ("nothing", "late task", "done task", "late step")
    assert ids(ask(db, RULE)) == ([deal] if is_free else [])
    with db.read() as session:
        assert figures.cards(session, [deal], NOW)[deal].stuck is is_free
        assert figures.find_stuck(session, NOW) == ([deal] if is_free else [])


def test_nothing_is_said_of_closed_or_deleted_deals_or_before_their_time(db: Database) -> None:
    assert ask(db, RULE) is None
    closed, deleted = waiting(db, 30, "Closed"), waiting(db, 30, "Deleted")
    with db.write() as session:
        deals.close(session, closed, won=True, at=NOW)
        deals.delete(session, deleted, at=NOW)
    assert ask(db, RULE) is None
    waiting(db, 30, "Ahead")
    assert ask(db, RULE, NOW - timedelta(days=60)) is None


def test_the_setting_is_heard_at_once(db: Database) -> None:
    waiting(db, 10)
    assert ask(db, RULE) is None
    with db.write() as session:
        preferences.change(session, "stuck_deal_days", 10, at=NOW)
    assert ask(db, RULE) is not None


def test_damaged_log_rows_are_no_stays(db: Database) -> None:
    deal = waiting(db, 20, stage="Lead")
    stays(db, *[60] * 10)
    with db.write() as session:
        session.connection().exec_driver_sql(
            """UPDATE activity_logs SET metadata = '{"old_stage": 7, "days_in_stage": "soon"}'
            WHERE action = 'deal_stage_changed'"""
        )
    assert ids(ask(db, RULE)) == [deal]


def test_it_is_told_once_until_another_deal_joins(db: Database) -> None:
    waiting(db, 20, "One")
    engine = Engine(db, fixed(NOW), (RULE,))
    assert len(engine.run_checks(NOW).insights) == 1
    assert engine.run_checks(NOW + timedelta(hours=1)).insights == ()
    waiting(db, 20, "Two")
    assert len(engine.run_checks(NOW + timedelta(days=1)).insights) == 1
    engine.close()
