"""What may be claimed: the only door between the owner's history and a sentence that names a group.

`judge` takes all questions of a run and gives claims and silences. Each step is a pure function of its own:
`questions` (what can be asked), `groups`, `work_times`, `single` (each kind with its test), `strata`, `survival`,
`months` (the tests themselves), `slices` (does it last), `multiplicity`, `intervals`, `distributions`, `verdicts`
(the answers).
"""

from app.coach.stats.gate import Verdict, judge
from app.coach.stats.intervals import prediction_limit
from app.coach.stats.questions import (
    Durations,
    Moments,
    Money,
    Outliers,
    Question,
    Rates,
    Ratios,
    Season,
    Shift,
    WorkTimes,
    coded,
    wall_clock,
)
from app.coach.stats.verdicts import Claim, Shortfall, Silence

__all__ = [
    "Claim",
    "Durations",
    "Moments",
    "Money",
    "Outliers",
    "Question",
    "Rates",
    "Ratios",
    "Season",
    "Shift",
    "Shortfall",
    "Silence",
    "Verdict",
    "WorkTimes",
    "coded",
    "judge",
    "prediction_limit",
    "wall_clock",
]
