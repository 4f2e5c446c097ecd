"""In which stages deals are lost more or less often than in the others.

One case is one stay of a closed deal in a stage of its pipeline, on the day it left: the deal was lost from there, or
went on. Stages answer to the names they had; a stage that is gone keeps its own.
"""

from collections.abc import Iterator

from app.coach.patterns import stages
from app.coach.patterns.detector import Asked, Detector, Past, of_group
from app.coach.stats import Rates


def ask(past: Past) -> Iterator[Asked]:
    known, stays = stages.read(past)
    ended = stays.closed
    group, at = stays.stage[ended], stays.left[ended]
    question = Rates(DETECTOR.name("stages"), known.labels, group, stays.lost[ended], at)
    behind = of_group("deal", stays.deal[ended & stays.lost], known.labels, stays.stage[ended & stays.lost],
                      stays.left[ended & stays.lost])  # fmt: skip
    yield Asked("stages", question, behind, "stays in a stage", shown=known.shown, outcomes=("lost there", "moved on"))


DETECTOR = Detector("stage-drop-off", ask)
