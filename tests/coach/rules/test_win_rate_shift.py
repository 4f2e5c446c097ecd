"""Win rate shift: says what was found, and nothing else."""

from typing import Any

import pytest

from app.coach.rules.win_rate_shift import RULE
from app.core.clock import Clock
from app.core.db import Database
from tests.coach.rules.claims import keep, sentences

CLAIM: Any = ("deals", "April 2025", "below")
MORE: Any = {"value": 0.3, "rest": 0.6}


@pytest.mark.parametrize(
    "case",
    [
        (
            "deals",
            "April 2025",
            "below",
            {"value": 0.3, "rest": 0.6},
            "You win fewer deals since April 2025: 30 % of 41, before 60 %.",
        ),
        ("deals", "April 2025", "above", {}, "You win more deals since April 2025: 61 % of 41, before 33 %."),
    ],
)
def test_a_claim_is_told_with_its_figures(db: Database, clock: Clock, case: Any) -> None:
    question, group, how, change, said = case
    keep(db, RULE, question, group, how, **change)
    assert sentences(db, clock, RULE) == [said]
