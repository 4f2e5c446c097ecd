"""Best work time: says what was found, and nothing else."""

from typing import Any

import pytest

from app.coach import wording
from app.coach.rules.best_work_time import RULE
from app.core.clock import Clock
from app.core.db import Database
from tests.coach.rules.claims import keep, sentences

CLAIM: Any = ("tasks_weekday", "Tuesday", "best")
MORE: Any = {"facts": {"more": "40 %", "less": "0 %"}}


@pytest.mark.parametrize(
    "case",
    [
        (
            "tasks_weekday",
            "Tuesday",
            "best",
            {"facts": {"more": "40 %", "less": "0 %"}},
            "Tuesday is your best day: you get 40 % more done than on other working days, since Jan 2, 2023.",
        ),
        (
            "tasks_weekday",
            "Saturday",
            "above",
            {"facts": {"more": "65 %", "less": "0 %"}},
            "You get 65 % more done on a Saturday than on other working days, since Jan 2, 2023.",
        ),
        (
            "tasks_weekday",
            "Friday",
            "below",
            {"facts": {"more": "0 %", "less": "30 %"}},
            "You get 30 % less done on a Friday than on other working days, since Jan 2, 2023.",
        ),
        (
            "tasks_hours",
            "20-23",
            "best",
            {"facts": {"start": "20:00", "end": "23:00"}},
            "You get most done between 20:00 and 23:00: 61 % of your working hours lie there, since Jan 2, 2023.",
        ),
        (
            "time_hours",
            "9-12",
            "best",
            {"facts": {"start": "9:00", "end": "12:00"}},
            "You work most between 9:00 and 12:00: 61 % of the hours you log lie there, since Jan 2, 2023.",
        ),
    ],
)
def test_a_claim_is_told_with_its_figures(db: Database, clock: Clock, case: Any) -> None:
    question, group, how, change, said = case
    keep(db, RULE, question, group, how, **change)
    assert sentences(db, clock, RULE) == [said]


def test_what_goes_without_saying_is_not_told(db: Database, clock: Clock) -> None:
    keep(db, RULE, "tasks_weekday", "Saturday", "off", news=False, value=0.0)
    keep(db, RULE, "tasks_weekday", "Friday", "on", news=False)
    assert sentences(db, clock, RULE) == []
    assert {"on", "off"} <= {name.rsplit("_", 1)[1] for name in wording.messages(RULE.id)["text"]}
