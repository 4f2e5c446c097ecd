"""Conversion by source: says what was found, and nothing else."""

from typing import Any

import pytest

from app.coach.rules.conversion_by_source import RULE
from app.core.clock import Clock
from app.core.db import Database
from tests.coach.rules.claims import keep, sentences

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
