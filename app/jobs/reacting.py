"""From what the owner did to what the coach says about it: off the writing thread, in order, without drowning."""

import logging
import threading
from collections import Counter
from collections.abc import Callable

from app.coach.engine import Engine
from app.core.events import ActivityRecorded
from app.jobs.scheduler import Jobs

MOST = 3
"""Of one kind of activity in one breath so many, the latest, are reacted to; of a change to many only the last."""


log = logging.getLogger(__name__)
LARGE = 500
"""Records of an import from which on the history is looked through again at once."""


class Reactions:
    """Listens to the bus. look_back: looks for patterns."""

    def __init__(self, engine: Engine, jobs: Jobs, look_back: Callable[[], str | None]) -> None:
        self._engine, self._jobs, self._look_back = engine, jobs, look_back
        self._waiting: list[ActivityRecorded] = []
        self._guard = threading.Lock()

    def hear(self, event: ActivityRecorded) -> None:
        """Called on the thread that wrote, right after the commit."""
        if event.action == "import_finished" and int(event.details.get("created") or 0) >= LARGE:
            self._jobs.soon("coach", self._look_back, "coach-patterns")
        if event.actor != "owner" or event.more_follow:
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
            try:
                self._engine.react(event)
            except Exception:
                log.exception("no reaction to activity %d", event.activity_id)


def _latest(events: list[ActivityRecorded]) -> list[ActivityRecorded]:
    """In order, at most `MOST` of each kind."""
    left = Counter(dict.fromkeys({event.action for event in events}, MOST))
    kept = []
    for event in reversed(events):
        left[event.action] -= 1
        if left[event.action] >= 0:
            kept.append(event)
    return kept[::-1]
