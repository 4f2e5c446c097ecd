"""From what the owner did to what the coach says about it: off the writing thread, in order, without drowning."""

import threading
from collections import Counter

from app.coach.engine import Engine
from app.core.events import ActivityRecorded
from app.jobs.scheduler import Jobs

MOST = 10
"""Of one kind of activity in one breath (a bulk edit of hundreds) so many, the latest, are reacted to."""


class Reactions:
    """Listens to the bus."""

    def __init__(self, engine: Engine, jobs: Jobs) -> None:
        self._engine, self._jobs = engine, jobs
        self._waiting: list[ActivityRecorded] = []
        self._guard = threading.Lock()

    def hear(self, event: ActivityRecorded) -> None:
        """Called on the thread that wrote, right after the commit."""
        if event.actor != "owner":
            return
        with self._guard:
            self._waiting.append(event)
            first = len(self._waiting) == 1
        if first:
            self._jobs.soon("react", self._react)

    def _react(self) -> None:
        with self._guard:
            events, self._waiting = self._waiting, []
        for event in _latest(events):
            self._engine.react(event)


def _latest(events: list[ActivityRecorded]) -> list[ActivityRecorded]:
    """In order, at most `MOST` of each kind."""
    left = Counter(dict.fromkeys({event.action for event in events}, MOST))
    kept = []
    for event in reversed(events):
        left[event.action] -= 1
        if left[event.action] >= 0:
            kept.append(event)
    return kept[::-1]
