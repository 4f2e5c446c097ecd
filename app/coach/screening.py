"""Toasts and inbox lines pass the leak guard before they are stored: none gives away the coach's private list."""

import threading

from app.core.clock import Clock
from app.core.db import Database
from app.core.events import Bus, RecordsChanged
from app.crm import businesses
from app.goals import agenda, section
from app.guard import Guard
from app.guard.judge import PASSES, Verdict

TABLES = frozenset(("goals", "checklist_items"))


class Screening:
    """Knows what is private about the owner's own business; reads it again when it changes."""

    def __init__(self, db: Database, bus: Bus, clock: Clock) -> None:
        self._db, self._clock, self._lock = db, clock, threading.Lock()
        self._guard: Guard | None = None
        self._is_known = False
        bus.subscribe(RecordsChanged, self._drop)

    def judge(self, text: str) -> Verdict:
        guard = self._current()
        return PASSES if guard is None else guard.judge(text)

    def _current(self) -> Guard | None:
        """None where nothing is private yet."""
        with self._lock:
            if not self._is_known:
                self._guard = self._built()
                self._is_known = True
            return self._guard

    def _built(self) -> Guard | None:
        with self._db.read() as session:
            own = businesses.find_own(session)
            found = None if own is None else agenda.agenda(session, own, self._clock())
        return Guard(section.private(found, "toasts")) if found is not None and found.goals else None

    def _drop(self, event: RecordsChanged) -> None:
        if not TABLES.isdisjoint(event.touched):
            with self._lock:
                self._is_known = False
