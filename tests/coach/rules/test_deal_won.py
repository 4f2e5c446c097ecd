"""Deal won: a referral is asked for, with the owner's own figures where they may be told."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.coach import actions
from app.coach.rules.deal_won import RULE
from app.compose import App
from app.core.events import ActivityRecorded
from app.crm import businesses, contacts, deals, tasks
from tests import build
from tests.coach.rules.asking import money
from tests.coach.rules.reacting import answer, finding, labels, reaction, rows, said
from tests.conftest import NOW


def add(app: App, **fields: object) -> tuple[int, int]:
    with app.db.write() as session:
        ana = build.contact(session)
        return ana.id, build.deal(session, contact_id=ana.id, **fields).id


def win(deal_id: int):  # type: ignore[no-untyped-def]
    return lambda session: deals.close(session, deal_id, won=True, at=NOW)


def test_a_referral_is_asked_for(app: App) -> None:
    ana, deal = add(app)
    draft = reaction(app, RULE, win(deal))
    assert said(RULE, draft) == "You won Acme website. A good moment to ask Ana Ruiz for a referral."
    assert draft is not None
    assert (draft.entity, rows(draft), draft.n) == (("deal", deal), [("deal", deal), ("contact", ana)], None)
    assert labels(RULE, draft) == ["Ask for a referral", "Write now"]


def test_a_deal_with_a_business_alone_asks_the_business(app: App) -> None:
    with app.db.write() as session:
        acme = build.business(session).id
        deal = build.deal(session, business_id=acme).id
    draft = reaction(app, RULE, win(deal))
    assert "ask Acme GmbH for a referral" in said(RULE, draft)
    assert labels(RULE, draft) == ["Ask for a referral"]
    with app.db.write() as session:
        assert draft is not None
        actions.KINDS["create_task"](session, {**draft.actions[0].params, "title": "Ask"}, NOW)
    with app.db.write() as session:
        again = build.deal(session, "Next", business_id=acme).id
    assert reaction(app, RULE, win(again)) is None


def test_referrals_that_are_won_more_often_are_told_with_the_numbers_and_their_rows(app: App) -> None:
    _ana, deal = add(app)
    with app.db.write() as session:
        known = build.deal(session, "Known", source="referral").id
    gone = ["deal", 999]
    finding(
        app.db, ("conversion-by-source", "deals"), "referral", 0.62, 0.31, n=45, text={"rows": [["deal", known], gone]}
    )
    draft = reaction(app, RULE, win(deal))
    assert "Of your 45 deals by referral 62 % were won since Jan 6, 2025, of all others 31 %" in said(RULE, draft)
    assert draft is not None
    assert (draft.n, draft.value, draft.low) == (45, 0.62, 0.62 * 0.8)
    assert rows(draft)[2:] == [("deal", known)]
    assert draft.count == 47


@pytest.mark.parametrize(
    ("question", "pair", "unit", "expected"),
    [
        ("source_margin", (0.5, 0.3), "share", "left a median margin of 50 %, all others 30 %."),
        (
            "source_value",
            (500_000, 120_000),
            "money",
            f"brought a median of {money(500_000)}, all others {money(120_000)}.",
        ),
    ],
)
def test_clients_by_referral_that_are_worth_more_are_told(
    app: App, question: str, pair: tuple[float, float], unit: str, expected: str
) -> None:
    _ana, deal = add(app)
    finding(app.db, ("best-clients", question), "referral", *pair, text={"unit": unit, "currency": "EUR"})
    assert said(RULE, reaction(app, RULE, win(deal))).endswith(expected)


def test_more_won_is_told_before_larger_ones(app: App) -> None:
    _ana, deal = add(app)
    finding(app.db, ("best-clients", "source_value"), "referral", 9, 1, text={"unit": "money", "currency": "EUR"})
    finding(app.db, ("conversion-by-source", "deals"), "referral", 0.6, 0.3)
    draft = reaction(app, RULE, win(deal))
    assert draft is not None
    assert draft.text == "won_more"


@pytest.mark.parametrize(
    ("question", "group", "value", "more"),
    [
        (("conversion-by-source", "deals"), "referral", 0.2, {}),
        (("conversion-by-source", "deals"), "event", 0.6, {}),
        (("conversion-by-source", "leads"), "referral", 0.6, {}),
        (("conversion-by-source", "deals"), "referral", 0.6, {"lasting": False}),
        (("conversion-by-source", "deals"), "referral", 0.6, {"since": None}),
        (("best-clients", "trade_value"), "referral", 0.6, {}),
    ],
)
def test_a_figure_that_says_something_else_is_not_told(
    app: App, question: tuple[str, str], group: str, value: float, more: dict[str, object]
) -> None:
    _ana, deal = add(app)
    finding(app.db, question, group, value, 0.3, **more)
    draft = reaction(app, RULE, win(deal))
    assert draft is not None
    assert (draft.text, draft.n) == ("default", None)


def refuse(session: Session, ana: int, _deal: int) -> None:
    contacts.edit(session, ana, at=NOW, do_not_contact=True)


def asked(session: Session, ana: int, _deal: int) -> None:
    tasks.create(session, at=NOW, title="Ask", contact_id=ana, action_type="introduction")


def nobody(session: Session, _ana: int, deal: int) -> None:
    deals.edit(session, deal, at=NOW, contact_id=None)


@pytest.mark.parametrize("before", [refuse, asked, nobody])
def test_it_is_silent(app: App, before) -> None:  # type: ignore[no-untyped-def]
    ana, deal = add(app)
    with app.db.write() as session:
        before(session, ana, deal)
    assert reaction(app, RULE, win(deal)) is None


def test_a_request_of_long_ago_counts_no_more(app: App) -> None:
    ana, deal = add(app)
    with app.db.write() as session:
        asked(session, ana, deal)
    later = NOW + timedelta(days=91)
    assert reaction(app, RULE, win(deal), now=later) is not None


def test_a_lost_a_reopened_and_a_deleted_deal_are_silent(app: App) -> None:
    _ana, deal = add(app)
    assert reaction(app, RULE, lambda s: deals.close(s, deal, won=False, at=NOW)) is None
    assert reaction(app, RULE, lambda s: (win(deal)(s), deals.reopen(s, deal, at=NOW))) is None
    assert reaction(app, RULE, lambda s: (win(deal)(s), deals.delete(s, deal, at=NOW))) is None
    assert answer(app.db, RULE, ActivityRecorded(1, "deal_closed", "deal", 999, "owner")) is None


def test_a_deleted_business_leaves_a_deal_with_nobody(app: App) -> None:
    with app.db.write() as session:
        acme = build.business(session).id
        deal = build.deal(session, business_id=acme).id
        businesses.delete(session, acme, at=NOW)
    assert reaction(app, RULE, win(deal)) is None
