"""Deal advanced: what comes next, where nothing is planned."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.coach.rules.deal_advanced import RULE
from app.compose import App
from app.core.events import ActivityRecorded
from app.crm import deals, pipelines
from tests import build
from tests.coach.rules.reacting import answer, labels, reaction, reactions, said
from tests.conftest import NOW


def add(app: App, stage: str = "Qualified", days: int = 0, **fields: object) -> int:
    with app.db.write() as session:
        return build.deal(session, at=NOW - timedelta(days=days), stage=stage, **fields).id


def move(deal_id: int, stage: str):  # type: ignore[no-untyped-def]
    return lambda session: deals.move(session, deal_id, build.stage(session, stage).id, at=NOW)


def test_the_next_step_is_asked_for(app: App) -> None:
    deal = add(app)
    draft = reaction(app, RULE, move(deal, "Proposal"))
    assert said(RULE, draft) == "Acme website is in Proposal now, with nothing planned. What is the next step?"
    assert draft is not None
    assert draft.entity == ("deal", deal)
    assert labels(RULE, draft) == ["Step in 3 days", "Open"]


def test_the_time_in_the_stage_before_is_told(app: App) -> None:
    draft = reaction(app, RULE, move(add(app, days=1), "Negotiation"))
    assert said(RULE, draft).startswith(
        "Acme website is in Negotiation after 1 day in Qualified, with nothing planned."
    )


@pytest.mark.parametrize("stage", ["Lead", "Won", "Lost"])
def test_back_won_and_lost_are_silent(app: App, stage: str) -> None:
    assert reaction(app, RULE, move(add(app), stage)) is None


def test_reopened_is_silent(app: App) -> None:
    deal = add(app, stage="Won")
    assert reactions(app, RULE, move(deal, "Negotiation")) == []


def plan_step(session: Session, deal: int) -> None:
    deals.edit(session, deal, at=NOW, next_step_on=NOW.date())


def plan_task(session: Session, deal: int) -> None:
    build.task(session, deal_id=deal, due_on=NOW.date() + timedelta(days=1))


def plan_followup(session: Session, deal: int) -> None:
    build.followup(session, NOW + timedelta(days=1), deal_id=deal)


@pytest.mark.parametrize("plan", [plan_step, plan_task, plan_followup])
def test_what_is_planned_ahead_keeps_it_silent(app: App, plan) -> None:  # type: ignore[no-untyped-def]
    deal = add(app)
    with app.db.write() as session:
        plan(session, deal)
    assert reaction(app, RULE, move(deal, "Proposal")) is None


def test_a_step_of_yesterday_a_done_task_and_a_cancelled_follow_up_are_no_plan(app: App) -> None:
    deal = add(app, next_step_on=NOW.date() - timedelta(days=1))
    with app.db.write() as session:
        build.task(session, deal_id=deal, due_on=NOW.date(), status="completed")
        build.followup(session, NOW + timedelta(days=1), deal_id=deal, status="cancelled")
    assert reaction(app, RULE, move(deal, "Proposal")) is not None


def test_only_where_it_stands_now_is_told(app: App) -> None:
    deal = add(app, stage="Lead")
    draft = reaction(app, RULE, lambda s: (move(deal, "Qualified")(s), move(deal, "Proposal")(s)))
    assert "is in Proposal" in said(RULE, draft)
    assert reactions(app, RULE, lambda s: (move(deal, "Negotiation")(s), deals.delete(s, deal, at=NOW))) == []


def test_another_pipeline_has_its_own_order(app: App) -> None:
    deal = add(app, stage="Lead")

    def away(session: Session) -> None:
        other = pipelines.create(session, at=NOW, name="Other")
        stage = pipelines.find_stage(session, "Proposal", other.id)
        deals.move(session, deal, stage.id, at=NOW)

    with app.db.write() as session:
        pipelines.edit(session, 1, at=NOW, name="Main")
    found = reactions(app, RULE, away)
    assert [said(RULE, one) for one in found] == [
        "Acme website is in Proposal now, with nothing planned. What is the next step?"
    ]


def test_odd_details_are_no_reason_to_fail(app: App) -> None:
    deal = add(app)
    for details in ({}, {"old_stage": 1, "new_stage": 2}, {"old_stage": None, "new_stage": "Qualified"}):
        assert answer(app.db, RULE, ActivityRecorded(1, "deal_stage_changed", "deal", deal, "owner", details)) is None
