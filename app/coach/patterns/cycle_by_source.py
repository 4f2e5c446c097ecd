"""From which sources deals are won sooner or later than from the rest.

Won deals with the days they took, and open ones with the days they stand so far. Lost ones say nothing about how long
it takes to win: where losing is quick, a source that loses more would only look fast.
"""

from collections.abc import Iterator

import numpy as np

from app.coach.patterns import deals
from app.coach.patterns.detector import Asked, Detector, Past, of_group
from app.coach.stats import Durations


def ask(past: Past) -> Iterator[Asked]:
    found = deals.read(past)
    kept = (found.won | ~found.closed) & np.isfinite(found.days) & (found.days >= 0)
    group, at = found.source[kept], found.began[kept]
    won = found.won[kept]
    question = Durations(DETECTOR.name("deals"), found.labels, group, found.days[kept], won, at, None)
    behind = of_group("deal", found.id[kept][won], found.labels, group[won], found.ended[kept][won])
    yield Asked("deals", question, behind, "won deals")


DETECTOR = Detector("cycle-by-source", ask)
