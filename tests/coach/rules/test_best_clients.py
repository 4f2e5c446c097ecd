"""Best clients: says what was found, and nothing else."""

from typing import Any

import pytest

from app.coach.rules.best_clients import RULE
from app.core.clock import Clock
from app.core.db import Database
from tests.coach.rules.claims import keep, sentences

CLAIM: Any = ("source_value", "referral", "best")
MORE: Any = {"value": 820000.0, "rest": 230000.0, "unit": "money"}


@pytest.mark.parametrize(
    "case",
    [
        (
            "source_value",
            "referral",
            "best",
            {"value": 820000.0, "rest": 230000.0, "unit": "money"},
            (
                "Clients from referral bring the most: a median of €8,200 each, all others €2,300 (41 "
                "clients, since Jan 2, 2023)."
            ),
        ),
        (
            "trade_margin",
            "Retail",
            "above",
            {},
            (
                "Clients in Retail leave a better margin than the rest: a median of 61 %, all others 33 % "
                "(41 clients, since Jan 2, 2023)."
            ),
        ),
        (
            "size_value",
            "11-50",
            "below",
            {"value": 10000.0, "rest": 230000.0, "unit": "money"},
            (
                "Clients with a team of 11-50 bring less than the rest: a median of €100 each, all others "
                "€2,300 (41 clients, since Jan 2, 2023)."
            ),
        ),
    ],
)
def test_a_claim_is_told_with_its_figures(db: Database, clock: Clock, case: Any) -> None:
    question, group, how, change, said = case
    keep(db, RULE, question, group, how, **change)
    assert sentences(db, clock, RULE) == [said]
