"""First win: a rhythm is offered once somebody has become a client, after deal-won has spoken."""

import pytest

from app.coach import actions
from app.coach.engine import Engine
from app.coach.rules import deal_won
from app.coach.rules.first_win import RULE
from app.compose import App
from app.core.events import ActivityRecorded
from app.crm import contacts, deals
from app.models import Contact
from tests import build
from tests.coach.rules.reacting import labels, reaction, said
from tests.conftest import NOW


def add(app: App, title: str = "Acme website", **fields: object) -> int:
    with app.db.write() as session:
        return build.deal(session, title, **fields).id


def ana(app: App, **fields: object) -> int:
    with app.db.write() as session:
        return build.contact(session, **fields).id


def win(deal_id: int):  # type: ignore[no-untyped-def]
    return lambda session: deals.close(session, deal_id, won=True, at=NOW)


def test_a_rhythm_is_offered_and_set_in_one_click(app: App) -> None:
    person = ana(app)
    draft = reaction(app, RULE, win(add(app, contact_id=person)))
    assert said(RULE, draft).startswith("Acme website is your first deal with Ana Ruiz.")
    assert labels(RULE, draft) == ["Every 30 days", "Every 90 days"]
    assert draft is not None
    with app.db.write() as session:
        actions.KINDS["set_rhythm"](session, draft.actions[1].params, NOW)
        assert session.get_one(Contact, person).keep_in_touch_days == 90


def test_deal_won_speaks_and_this_waits_in_the_inbox(app: App) -> None:
    deal = add(app, contact_id=ana(app))
    events: list[ActivityRecorded] = []
    app.bus.subscribe(ActivityRecorded, events.append)
    with app.db.write() as session:
        win(deal)(session)
    closed = next(event for event in events if event.action == "deal_closed")
    found = Engine(app.db, app.clock, (RULE, deal_won.RULE)).react(closed).insights
    assert [(one.rule, one.delivery, one.reason) for one in found] == [
        ("deal-won", "queued", ""), ("first-win", "inboxed", "same record")
    ]  # fmt: skip


def test_a_second_win_is_silent_also_with_a_colleague(app: App) -> None:
    with app.db.write() as session:
        acme = build.business(session).id
    first, colleague = ana(app, business_id=acme), ana(app, business_id=acme)
    reaction(app, RULE, win(add(app, contact_id=first)))
    assert reaction(app, RULE, win(add(app, "Second", contact_id=first))) is None
    assert reaction(app, RULE, win(add(app, "Third", contact_id=colleague))) is None


def test_two_without_a_business_are_no_colleagues(app: App) -> None:
    reaction(app, RULE, win(add(app, contact_id=ana(app))))
    assert reaction(app, RULE, win(add(app, "Other", contact_id=ana(app)))) is not None


@pytest.mark.parametrize("fields", [{"keep_in_touch_days": 60}, {"do_not_contact": True}])
def test_who_has_a_rhythm_or_must_not_be_contacted_is_left_alone(app: App, fields: dict[str, object]) -> None:
    assert reaction(app, RULE, win(add(app, contact_id=ana(app, **fields)))) is None


def test_lost_and_without_a_contact_it_is_silent(app: App) -> None:
    deal = add(app, contact_id=ana(app))
    assert reaction(app, RULE, lambda s: deals.close(s, deal, won=False, at=NOW)) is None
    assert reaction(app, RULE, win(add(app))) is None
    gone = ana(app)
    other = add(app, "Other", contact_id=gone)
    assert reaction(app, RULE, lambda s: (win(other)(s), contacts.delete(s, gone, at=NOW))) is None
