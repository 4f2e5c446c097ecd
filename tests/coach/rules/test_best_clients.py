"""Best clients: says what was found, and nothing else."""

from typing import Any

import pytest

from app.coach.rules.best_clients import RULE
from app.core.clock import Clock
from app.core.db import Database
from tests.coach.rules.claims import heard, keep, sentences

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
