"""Whatever the history is like, the gate answers, and keeps its limits."""

from datetime import UTC, datetime
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from app.coach.stats import Claim, Durations, Moments, Money, Question, Rates, Ratios, Season, Shift, WorkTimes, judge
from app.coach.stats.strata import Floats, Ints
from app.coach.stats.survival import Flags

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
LABELS = ("a", "b", "c")


@st.composite
def histories(draw: Any) -> tuple[Any, ...]:
    """Of 0 to 400 cases: few or many weeks, few or many ties, all or none won."""
    n, weeks = draw(st.sampled_from([0, 1, 2, 9, 40, 400])), draw(st.sampled_from([1, 5, 24, 150]))
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    at = np.datetime64("2022-01-03T00:00:00") + rng.integers(0, weeks * 7 * 24 * 60, n) * np.timedelta64(60, "s")
    group = rng.integers(-1, draw(st.integers(0, 3)), n)
    won = rng.random(n) < draw(st.sampled_from([0.0, 0.02, 0.5, 1.0]))
    closed = rng.random(n) < draw(st.sampled_from([0.0, 0.1, 0.6, 1.0]))
    value = rng.integers(0, draw(st.sampled_from([1, 2, 1000])), n).astype(float)
    return at, group, won, closed, value


def questions(at: Moments, group: Ints, won: Flags, closed: Flags, value: Floats) -> list[Question]:
    months, place = np.unique(at.astype("datetime64[M]"), return_inverse=True)
    by_month = np.bincount(place, value) if len(at) else np.zeros(0)
    return [
        Rates("rates", LABELS, group, won, at),
        Durations("durations", LABELS, group, value, closed, at, won),
        Money("money", LABELS, group, value, at),
        Ratios("ratios", value, at),
        Shift("shift", won, at),
        Season("season", months, by_month),
        Season("quarter", months, by_month, 3),
        WorkTimes("work", at, closed),
    ]


@settings(max_examples=150, deadline=None)
@given(histories())
def test_it_answers_within_its_limits(history: tuple[Any, ...]) -> None:
    verdicts = judge(questions(*history), NOW)
    assert {v.question for v in verdicts} == {q.name for q in questions(*history)}
    for claim in verdicts:
        if isinstance(claim, Claim):
            assert claim.p <= claim.q <= 0.05
            assert claim.low <= claim.value <= claim.high
            assert claim.n >= 3
            assert claim.since <= claim.until
            assert np.isfinite([claim.value, claim.rest]).all()


@settings(max_examples=30, deadline=None)
@given(histories(), st.integers(0, 10**6))
def test_the_order_of_cases_says_nothing(history: tuple[Any, ...], seed: int) -> None:
    order = np.random.default_rng(seed).permutation(len(history[0]))
    turned = questions(*(part[order] for part in history))
    for ours, theirs in zip(judge(questions(*history), NOW), judge(turned, NOW), strict=True):
        assert type(ours) is type(theirs)
        assert (ours.question, ours.part) == (theirs.question, theirs.part)
