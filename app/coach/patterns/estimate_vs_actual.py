"""Whether finished tasks usually take longer, or shorter, than estimated: time logged on a task over its estimate."""

from collections.abc import Iterator

import numpy as np

from app.coach.patterns.detector import Asked, Cases, Detector, Past, latest
from app.coach.patterns.reading import columns, local, until
from app.coach.stats import Claim, Ratios

TASKS = """
    SELECT t.id, unixepoch(t.completed_at), CAST(sum(e.duration_minutes) AS REAL) / t.estimate_minutes
    FROM time_entries e JOIN tasks t ON t.id = e.task_id
    WHERE t.completed_at <= :now AND t.estimate_minutes > 0 AND e.ended_at <= :now
    GROUP BY t.id HAVING sum(e.duration_minutes) > 0
"""


def ask(past: Past) -> Iterator[Asked]:
    found = columns(past.session, TASKS, until(past.now), {"id": "i8", "at": "i8", "ratio": "f8"})
    at = local(found["at"], past.now)

    def behind(_claim: Claim) -> Cases:
        return latest("task", found["id"], at, np.ones(len(at), dtype=bool))

    yield Asked("tasks", Ratios(DETECTOR.name("tasks"), found["ratio"], at), behind, "finished tasks")


DETECTOR = Detector("estimate-vs-actual", ask)
