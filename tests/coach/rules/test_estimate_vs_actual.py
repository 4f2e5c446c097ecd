"""Estimate and actual: says what was found, and nothing else."""

from typing import Any

import pytest

from app.coach.rules.estimate_vs_actual import RULE
from app.core.clock import Clock
from app.core.db import Database
from tests.coach.rules.claims import keep, sentences

CLAIM: Any = ("tasks", "all", "above")
MORE: Any = {"value": 1.4, "rest": 1.0, "unit": "ratio"}


@pytest.mark.parametrize(
    "case",
    [
        (
            "tasks",
            "all",
            "above",
            {"value": 1.4, "rest": 1.0, "unit": "ratio"},
            "Your tasks take 40 % longer than estimated (median of 41, since Jan 2, 2023).",
        ),
        (
            "tasks",
            "all",
            "below",
            {"value": 0.8, "rest": 1.0, "unit": "ratio"},
            "Your tasks take 20 % less time than estimated (median of 41, since Jan 2, 2023).",
        ),
    ],
)
def test_a_claim_is_told_with_its_figures(db: Database, clock: Clock, case: Any) -> None:
    question, group, how, change, said = case
    keep(db, RULE, question, group, how, **change)
    assert sentences(db, clock, RULE) == [said]
