"""The claim gate over the work of eight busy years."""

from collections.abc import Iterator
from datetime import datetime

import numpy as np

from app.bench.line import Line, repeated
from app.bench.stand import Stand
from app.coach import stats

HOURS = 23_000
EVENING = (17, 21)
NOW = datetime(2026, 2, 1)  # noqa: DTZ001 - the owner's wall clock


def lines(_stand: Stand) -> Iterator[Line]:
    """Hours with a habit, since a claim is dearer than silence; the yardstick is sorting the same moments."""
    asked = [stats.WorkTimes("work", _moments())]
    gate = repeated(lambda: stats.judge(asked, NOW))
    plain = repeated(lambda: np.unique(asked[0].at))
    yield Line("claim gate over 23,000 hours", gate.p50, "ms", 20, plain.p50, "sorting them")


def _moments() -> stats.Moments:
    """Distinct hours in random order, a third of them in the evening."""
    chance = np.random.default_rng(1)
    hours = np.arange(8 * 365 * 24)
    late = (hours % 24 >= EVENING[0]) & (hours % 24 < EVENING[1])
    weight = np.where(late, 3.0, 1.0)
    chosen = chance.choice(hours, HOURS, replace=False, p=weight / weight.sum())
    moments: stats.Moments = np.datetime64("2017-01-02T00", "s") + chosen * np.timedelta64(3600, "s")
    return moments
