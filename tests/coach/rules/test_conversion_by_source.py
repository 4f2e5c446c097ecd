"""Conversion by source: says what was found, and nothing else."""

from typing import Any

import pytest

from app.coach.rules.conversion_by_source import RULE
from app.core.clock import Clock
from app.core.db import Database
from tests.coach.rules.claims import heard, keep, sentences

CLAIM: Any = ("deals", "referral", "best")
MORE: Any = {}


@pytest.mark.parametrize(
    "case",
    [
        (
            "deals",
            "referral",
            "best",
            {},
            "Deals from referral are won most often: 61 % of 41, of all others 33 %, since Jan 2, 2023.",
        ),
        (
            "deals",
            "cold_outreach",
            "below",
            {"value": 0.2},
            (
                "Deals from cold outreach are won less often than the rest: 20 % of 41, of all others 33 "
                "%, since Jan 2, 2023."
            ),
        ),
        (
            "leads",
            "referral",
            "above",
            {},
            (
                "Leads from referral become clients more often than the rest: 61 % of 41, of all others "
                "33 %, since Jan 2, 2023."
            ),
        ),
    ],
)
def test_a_claim_is_told_with_its_figures(db: Database, clock: Clock, case: Any) -> None:
    question, group, how, change, said = case
    keep(db, RULE, question, group, how, **change)
    assert sentences(db, clock, RULE) == [said]


def test_its_evidence_is_the_figure_and_the_cases(db: Database, clock: Clock) -> None:
    keep(db, RULE, *CLAIM, **MORE)
    [insight] = heard(db, clock, RULE)
    assert {"n", "value", "low", "high", "count"} <= insight.evidence.keys()
    assert insight.evidence["count"] == 41
    assert [button.kind for button in insight.buttons] == ["open"]


def test_it_is_told_once(db: Database, clock: Clock) -> None:
    keep(db, RULE, *CLAIM, **MORE)
    assert len(heard(db, clock, RULE)) == 1
    assert heard(db, clock, RULE) == []


def test_it_is_silent_without_a_claim(db: Database, clock: Clock) -> None:
    assert sentences(db, clock, RULE) == []
    keep(db, RULE, *CLAIM, lasting=False, **MORE)
    assert sentences(db, clock, RULE) == []
