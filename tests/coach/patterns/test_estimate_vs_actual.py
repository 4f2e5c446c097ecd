"""Whether tasks take longer than estimated."""

from datetime import timedelta
from random import Random

from app.core.db import Database
from app.models import Task, TimeEntry
from tests.coach.patterns.history import DAY, add, claimed, moments, silent
from tests.conftest import NOW

RULE = "estimate-vs-actual"


def tell(db: Database, factor: float, n: int = 60, estimate: int | None = 60) -> None:
    """Finished tasks with two time entries each, one of them without any."""
    chance, tasks, entries = Random(9), [], []
    for number, at in enumerate(moments(n), 1):
        tasks.append({
            "id": number, "title": f"Task {number}", "sort_title": "", "status": "completed", "priority": "medium",
            "completed_at": at, "estimate_minutes": estimate, "origin": "owner", "custom": {},
        })  # fmt: skip
        minutes = round(60 * factor * chance.uniform(0.8, 1.25))
        entries += [
            {"task_id": number, "started_at": at - timedelta(minutes=part), "ended_at": at, "custom": {},
             "duration_minutes": part, "billable": True}
            for part in (minutes // 2, minutes - minutes // 2)
        ]  # fmt: skip
    add(db, Task, tasks)
    add(db, TimeEntry, entries[:-2])


def test_tasks_that_take_longer_are_told_with_the_median(db: Database) -> None:
    tell(db, 1.5)
    found = claimed(db, RULE)["tasks", "all"]
    assert 1.4 < (found.value or 0) < 1.6
    assert (found.n, found.text["count"], found.text["side"]) == (59, 59, "above")


def test_good_estimates_are_silent(db: Database) -> None:
    tell(db, 1.0)
    assert silent(db, RULE)["tasks"][0] == "no_difference"


def test_tasks_without_an_estimate_or_of_the_future_do_not_count(db: Database) -> None:
    tell(db, 1.5, 12, None)
    assert silent(db, RULE)["tasks"] == ("not_enough", "0 of 10 finished tasks")
    assert silent(db, RULE, NOW - 2000 * DAY)["tasks"] == ("not_enough", "0 of 10 finished tasks")
