"""Stage drop-off: says what was found, and nothing else."""

from typing import Any

import pytest

from app.coach.rules.stage_drop_off import RULE
from app.core.clock import Clock
from app.core.db import Database
from tests.coach.rules.claims import keep, sentences

CLAIM: Any = ("stages", "Proposal", "best")
MORE: Any = {"value": 0.38, "rest": 0.06}


@pytest.mark.parametrize(
    "case",
    [
        (
            "stages",
            "Proposal",
            "best",
            {"value": 0.38, "rest": 0.06},
            "Proposal is where deals are lost: 38 % of the 41 that left it, from other stages 6 %, since Jan 2, 2023.",
        ),
        (
            "stages",
            "Lead",
            "below",
            {"value": 0.04, "rest": 0.19},
            (
                "Fewer deals are lost from Lead than from other stages: 4 % of 41, from the others 19 %, "
                "since Jan 2, 2023."
            ),
        ),
    ],
)
def test_a_claim_is_told_with_its_figures(db: Database, clock: Clock, case: Any) -> None:
    question, group, how, change, said = case
    keep(db, RULE, question, group, how, **change)
    assert sentences(db, clock, RULE) == [said]
