"""Deal created: what a new deal lacks."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.coach import actions
from app.coach.rules.deal_created import RULE
from app.compose import App
from app.crm import deals
from app.models import Deal
from tests import build
from tests.coach.rules.reacting import labels, reaction, rows, said
from tests.conftest import NOW

STEP = {"next_step": "Send the offer"}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"contact": True, **STEP}, "Acme website has no value yet."),
        ({"value_cents": 0, **STEP}, "Acme website has no contact yet."),
        ({"value_cents": 1, "contact": True}, "Acme website has no next step yet."),
        (STEP, "Acme website has no value and no contact yet."),
        ({"contact": True}, "Acme website has no value and no next step yet."),
        ({"value_cents": 1}, "Acme website has no contact and no next step yet."),
        ({}, "Acme website has no value, no contact and no next step yet."),
        ({"value_cents": 1, "contact": True, **STEP}, ""),
        ({"value_cents": 1, "contact": True, "next_step_on": NOW.date() - timedelta(days=9)}, ""),
    ],
)
def test_it_says_which_is_missing(app: App, given: dict[str, object], expected: str) -> None:
    fields = {key: value for key, value in given.items() if key != "contact"}

    def add(session: Session) -> None:
        build.deal(session, **fields, contact_id=build.contact(session).id if "contact" in given else None)

    assert said(RULE, reaction(app, RULE, add)) == expected


@pytest.mark.parametrize("plan", ["task", "followup", "event"])
def test_what_is_planned_is_a_step(app: App, plan: str) -> None:
    def add(session: Session) -> None:
        ana = build.contact(session).id
        deal = build.deal(session, value_cents=1, contact_id=ana).id
        later = NOW + timedelta(days=2)
        if plan == "task":
            build.task(session, deal_id=deal, due_on=NOW.date())
        elif plan == "followup":
            build.followup(session, later, deal_id=deal)
        else:
            build.event(session, later, contact_id=ana)

    assert reaction(app, RULE, add) is None


def test_the_step_is_planned_in_one_click(app: App) -> None:
    draft = reaction(app, RULE, lambda s: build.deal(s, value_cents=1, contact_id=build.contact(s).id))
    assert labels(RULE, draft) == ["Step in 3 days", "Fill it in"]
    assert draft is not None
    ((kind, deal),) = rows(draft)
    assert draft.entity == (kind, deal)
    with app.db.write() as session:
        actions.KINDS[draft.actions[0].kind](session, draft.actions[0].params, NOW)
        assert session.get_one(Deal, deal).next_step_on == NOW.date() + timedelta(days=3)


def test_with_more_missing_the_deal_is_opened_first(app: App) -> None:
    assert labels(RULE, reaction(app, RULE, build.deal)) == ["Fill it in", "Step in 3 days"]
    assert labels(RULE, reaction(app, RULE, lambda s: build.deal(s, next_step="Call"))) == ["Fill it in"]


def test_a_closed_and_a_deleted_deal_are_silent(app: App) -> None:
    assert reaction(app, RULE, lambda s: build.deal(s, stage="Won")) is None
    assert reaction(app, RULE, lambda s: deals.delete(s, build.deal(s).id, at=NOW)) is None


def test_a_long_name_is_cut(app: App) -> None:
    sentence = said(RULE, reaction(app, RULE, lambda s: build.deal(s, "מ👍 {x}" * 60, value_cents=10**14)))
    assert len(sentence) < 120
    assert "{x}" in sentence
