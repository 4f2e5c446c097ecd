"""Goals kept up to date while the window is open: when a profile changes or whether somebody may be contacted, or when
what became of an item is deleted."""

import threading

from sqlalchemy.orm import Session

from app.core.clock import Clock
from app.core.db import Database
from app.core.events import ActivityRecorded, RecordsChanged
from app.crm import preferences, profile_facts
from app.goals import fitting, generation, steady, tracking
from app.jobs.scheduler import Jobs

BECAME = ("tasks", "followups")


def look_over(db: Database, clock: Clock, jobs: Jobs) -> str | None:
    """All that is missing or changed, as a job with a rhythm. None while the coach is off."""
    if not _is_on(db):
        return None
    count = generation.refresh(db, clock, stopping=jobs.stopping.is_set)
    return f"{count} businesses looked over"


class GoalKeeping:
    """Listens to the bus. What is written is done by the lane for slow work, all that has gathered at once."""

    def __init__(self, db: Database, clock: Clock, jobs: Jobs) -> None:
        self._db, self._clock, self._jobs = db, clock, jobs
        self._businesses: set[int] = set()
        self._facts: set[int] = set()
        self._contacts: set[int] = set()
        self._items: set[int] = set()
        self._queued = False
        self._guard = threading.Lock()

    def hear(self, event: RecordsChanged) -> None:
        """Called on the thread that wrote, right after the commit."""
        touched = event.touched
        became = any(name in touched for name in BECAME)
        with self._guard:
            self._businesses |= touched.get("businesses") or set()
            self._facts |= touched.get("profile_facts") or set()
            self._contacts |= touched.get("contacts") or set()
            self._items |= (touched.get("checklist_items") or set()) if became else set()
            begins = not self._queued and bool(self._businesses or self._facts or self._contacts or self._items)
            self._queued |= begins
        if begins:
            self._jobs.soon("io", self._work)

    def hear_import(self, event: ActivityRecorded) -> None:
        """Businesses that came in with an import get theirs when all of it is there."""
        if event.action == "import_finished":
            self._jobs.soon("io", lambda: look_over(self._db, self._clock, self._jobs))

    def _work(self) -> None:
        with self._guard:
            changed, facts, contacts, items = self._businesses, self._facts, self._contacts, self._items
            self._businesses, self._facts, self._contacts, self._items = set(), set(), set(), set()
            self._queued = False
        if not _is_on(self._db):
            return
        self._follow(items)
        with self._db.read() as session:
            changed |= profile_facts.businesses_of(session, facts) | fitting.concerned(session, contacts)
        generation.generate_all(self._db, sorted(changed), stopping=self._jobs.stopping.is_set)

    def _follow(self, items: set[int]) -> None:
        with self._db.read() as session:
            strays = tracking.unfollowed(session, items) if items else []
        steady.each(self._db, strays, _followed, stopping=self._jobs.stopping.is_set)


def _followed(session: Session, of_one_business: list[int]) -> bool:
    tracking.follow(session, of_one_business, at=session.info["at"])
    return True


def _is_on(db: Database) -> bool:
    with db.read() as session:
        return bool(preferences.get(session, "coach_enabled"))
