"""Cycle by source: says what was found, and nothing else."""

from typing import Any

import pytest

from app.coach.rules.cycle_by_source import RULE
from app.core.clock import Clock
from app.core.db import Database
from tests.coach.rules.claims import keep, sentences

CLAIM: Any = ("deals", "referral", "best")
MORE: Any = {"value": 17.4, "rest": 44.6, "unit": "days"}


@pytest.mark.parametrize(
    "case",
    [
        (
            "deals",
            "referral",
            "best",
            {"value": 17.4, "rest": 44.6, "unit": "days"},
            (
                "Deals from referral are won fastest: half of them within 17 days, of all others within "
                "45, since Jan 2, 2023."
            ),
        ),
        (
            "deals",
            "website",
            "above",
            {"value": 52.0, "rest": 21.0, "unit": "days"},
            (
                "Deals from website take longer to win than the rest: half of them 52 days, of all others "
                "21, since Jan 2, 2023."
            ),
        ),
    ],
)
def test_a_claim_is_told_with_its_figures(db: Database, clock: Clock, case: Any) -> None:
    question, group, how, change, said = case
    keep(db, RULE, question, group, how, **change)
    assert sentences(db, clock, RULE) == [said]
