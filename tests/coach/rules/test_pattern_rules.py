"""What holds for every rule that speaks of a pattern; the sentences of each stand in its own file."""

from types import ModuleType

import pytest

from app.core.clock import Clock
from app.core.db import Database
from tests.coach.rules import (
    test_best_clients,
    test_best_work_time,
    test_conversion_by_source,
    test_cycle_by_source,
    test_estimate_vs_actual,
    test_season,
    test_speed_to_lead,
    test_stage_drop_off,
    test_win_rate_shift,
)
from tests.coach.rules.claims import heard, keep, sentences

OF_PATTERNS = (
    test_best_clients,
    test_best_work_time,
    test_conversion_by_source,
    test_cycle_by_source,
    test_season,
    test_speed_to_lead,
    test_stage_drop_off,
    test_estimate_vs_actual,
    test_win_rate_shift,
)
each_rule = pytest.mark.parametrize("of", OF_PATTERNS, ids=[of.RULE.id for of in OF_PATTERNS])


@each_rule
def test_its_evidence_is_the_figure_and_the_cases(db: Database, clock: Clock, of: ModuleType) -> None:
    keep(db, of.RULE, *of.CLAIM, **of.MORE)
    [insight] = heard(db, clock, of.RULE)
    assert {"n", "value", "low", "high", "count"} <= insight.evidence.keys()
    assert insight.evidence["count"] == 41
    assert [button.kind for button in insight.buttons] == ["open"]


@each_rule
def test_it_is_told_once(db: Database, clock: Clock, of: ModuleType) -> None:
    keep(db, of.RULE, *of.CLAIM, **of.MORE)
    assert len(heard(db, clock, of.RULE)) == 1
    assert heard(db, clock, of.RULE) == []


@each_rule
def test_it_is_silent_without_a_claim(db: Database, clock: Clock, of: ModuleType) -> None:
    assert sentences(db, clock, of.RULE) == []
    keep(db, of.RULE, *of.CLAIM, lasting=False, **of.MORE)
    assert sentences(db, clock, of.RULE) == []
