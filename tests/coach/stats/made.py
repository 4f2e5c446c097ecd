"""Histories made for the tests of the gate, and what is asked of its answers."""

from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np

from app.coach.stats import Claim, Moments, Question, Verdict, judge

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
MOMENT = np.datetime64("2026-03-04T12:00:00")
START = np.datetime64("2023-01-02")


def days(n: int, years: int = 3, seed: int = 0) -> Moments:
    return START + np.sort(np.random.default_rng(seed).integers(0, 365 * years, n))


def one(question: Question) -> Verdict:
    verdicts = judge([question], NOW)
    assert len(verdicts) == 1
    return verdicts[0]


def named(verdicts: Sequence[Verdict]) -> set[tuple[str, str]]:
    return {(v.group, v.side) for v in verdicts if isinstance(v, Claim)}
