"""Speed to lead: says what was found, and nothing else."""

from typing import Any

import pytest

from app.coach.rules.speed_to_lead import RULE
from app.core.clock import Clock
from app.core.db import Database
from tests.coach.rules.claims import keep, sentences

CLAIM: Any = ("leads", "within a day", "above")
MORE: Any = {}


@pytest.mark.parametrize(
    "case",
    [
        (
            "leads",
            "within a day",
            "above",
            {},
            "Of your 41 leads answered within a day, 61 % became clients, of all others 33 %, since Jan 2, 2023.",
        ),
        (
            "leads",
            "after more than three days",
            "below",
            {"value": 0.1},
            (
                "Of your 41 leads answered after more than three days, 10 % became clients, of all others "
                "33 %, since Jan 2, 2023."
            ),
        ),
    ],
)
def test_a_claim_is_told_with_its_figures(db: Database, clock: Clock, case: Any) -> None:
    question, group, how, change, said = case
    keep(db, RULE, question, group, how, **change)
    assert sentences(db, clock, RULE) == [said]
