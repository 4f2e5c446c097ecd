"""Cycle outlier: names the open deals that stand too long, as they stand now."""

from datetime import timedelta

from app.coach.rules.cycle_outlier import RULE
from app.core.clock import Clock
from app.core.db import Database
from app.crm import deals
from tests import build
from tests.coach.rules.asking import ask, ids
from tests.coach.rules.claims import heard, keep, sentences
from tests.conftest import NOW


def standing(db: Database, title: str, days: int, stage: str = "Proposal") -> int:
    """An open deal that entered its stage so long ago, and the finding about it."""
    with db.write() as session:
        deal = build.deal(session, title, at=NOW - timedelta(days=days), stage=stage)
        deal_id: int = deal.id
    keep(
        db, RULE, "stage_3", title, asked="stage", value=float(days), rest=23.0, unit="days",
        facts={"stage": stage}, rows=[["deal", deal_id]],
    )  # fmt: skip
    return deal_id


def test_one_deal_is_told_beside_what_is_usual(db: Database, clock: Clock) -> None:
    deal_id = standing(db, "Acme", 45)
    [insight] = heard(db, clock, RULE)
    assert insight.message == "Your deals take 23 days in Proposal; Acme is at 45."
    assert insight.entity == ("deal", deal_id)
    assert insight.evidence["rows"] == [{"kind": "deal", "id": deal_id, "title": "Acme", "note": "45 days in Proposal"}]
    assert [button.kind for button in insight.buttons] == ["open", "create_task"]


def test_several_are_one_sentence_the_latest_first(db: Database, clock: Clock) -> None:
    for title, days in (("Bo", 80), ("Acme", 45), ("Cy", 60)):
        standing(db, title, days)
    assert sentences(db, clock, RULE) == [
        (
            "3 deals stand longer in their stage than nearly all before: Acme, Cy, Bo. Deals take 23 days in Proposal; "
            "Acme is at 45."
        )
    ]


def test_a_deal_that_moved_on_closed_or_went_is_not_named(db: Database, clock: Clock) -> None:
    moved, closed, deleted = (standing(db, title, 45) for title in ("Moved", "Closed", "Deleted"))
    with db.write() as session:
        deals.move(session, moved, build.stage(session, "Negotiation").id, at=NOW)
        deals.close(session, closed, won=True, at=NOW)
        deals.delete(session, deleted, at=NOW)
    assert sentences(db, clock, RULE) == []


def test_a_deal_that_was_rejected_is_left_out(db: Database) -> None:
    first, second = standing(db, "Acme", 45), standing(db, "Bo", 60)
    assert ids(ask(db, RULE, silent=[first])) == [second]
    assert ask(db, RULE, silent=[first, second]) is None


def test_it_is_silent_without_a_finding(db: Database, clock: Clock) -> None:
    with db.write() as session:
        build.deal(session, "Acme", at=NOW - timedelta(days=900), stage="Proposal")
    assert sentences(db, clock, RULE) == []
