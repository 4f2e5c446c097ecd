"""Stage drop-off: says what was found, and nothing else."""

from typing import Any

import pytest

from app.coach.rules.stage_drop_off import RULE
from app.core.clock import Clock
from app.core.db import Database
from tests.coach.rules.claims import heard, keep, sentences

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
