"""What is planned on one deal is what the lists of waiting deals leave out, and an appointment besides."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.db import Database
from app.crm import deals
from app.crm.standing import plans, stuck
from app.models import Deal
from tests import build
from tests.conftest import NOW

DAY = timedelta(days=1)
PLANS: dict[str, Callable[[Session, int], object]] = {
    "nothing": lambda _s, _deal: None,
    "step today": lambda s, deal: deals.edit(s, deal, at=NOW, next_step_on=NOW.date()),
    "step of yesterday": lambda s, deal: deals.edit(s, deal, at=NOW, next_step_on=NOW.date() - DAY),
    "step without a day": lambda s, deal: deals.edit(s, deal, at=NOW, next_step="Call"),
    "task today": lambda s, deal: build.task(s, deal_id=deal, due_on=NOW.date()),
    "late task": lambda s, deal: build.task(s, deal_id=deal, due_on=NOW.date() - DAY),
    "task without a day": lambda s, deal: build.task(s, deal_id=deal),
    "done task": lambda s, deal: build.task(s, deal_id=deal, due_on=NOW.date() + DAY, status="completed"),
    "follow-up earlier today": lambda s, deal: build.followup(s, NOW - timedelta(hours=1), deal_id=deal),
    "follow-up of yesterday": lambda s, deal: build.followup(s, NOW - DAY, deal_id=deal),
    "sent follow-up": lambda s, deal: build.followup(s, NOW + DAY, deal_id=deal, status="sent"),
}


@pytest.mark.parametrize("plan", PLANS)
def test_one_deal_and_the_lists_agree(db: Database, plan: str) -> None:
    with db.write() as session:
        deal = build.deal(session).id
        PLANS[plan](session, deal)
    with db.read() as session:
        listed = session.scalar(select(Deal.id).where(Deal.id == deal, stuck.is_planned(NOW))) is not None
        assert plans.on_deal(session, deal, NOW) is listed


def test_an_appointment_with_the_contact_is_a_plan_and_one_with_somebody_else_is_none(db: Database) -> None:
    with db.write() as session:
        ana, bo = build.contact(session).id, build.contact(session, "Bo Lee").id
        deal = build.deal(session, contact_id=ana).id
        build.event(session, NOW + DAY, contact_id=bo)
        build.event(session, NOW - DAY, contact_id=ana)
    with db.read() as session:
        assert not plans.on_deal(session, deal, NOW)
        assert not plans.with_contact(session, ana, NOW)
        assert plans.with_contact(session, bo, NOW)
    with db.write() as session:
        build.event(session, NOW + DAY, contact_id=ana)
    with db.read() as session:
        assert plans.on_deal(session, deal, NOW)
        assert not plans.on_deal(session, 999, NOW)
