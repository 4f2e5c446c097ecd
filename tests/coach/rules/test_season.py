"""Season: says what was found, and nothing else."""

from typing import Any

import pytest

from app.coach.rules.season import RULE
from app.core.clock import Clock
from app.core.db import Database
from tests.coach.rules.claims import keep, sentences

CLAIM: Any = ("year", "August", "below")
MORE: Any = {"value": 2.0, "rest": 4.5, "unit": "value"}


@pytest.mark.parametrize(
    "case",
    [
        (
            "year",
            "August",
            "below",
            {"value": 2.0, "rest": 4.5, "unit": "value"},
            "In August you win fewer deals: 2 on average, in the other months 4.5, since Jan 2, 2023.",
        ),
        (
            "quarter",
            "the last month of a quarter",
            "best",
            {"value": 9.0, "rest": 4.5, "unit": "value"},
            (
                "In the last month of a quarter you win the most deals: 9 on average, in the other months "
                "4.5, since Jan 2, 2023."
            ),
        ),
    ],
)
def test_a_claim_is_told_with_its_figures(db: Database, clock: Clock, case: Any) -> None:
    question, group, how, change, said = case
    keep(db, RULE, question, group, how, **change)
    assert sentences(db, clock, RULE) == [said]
