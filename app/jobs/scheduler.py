"""Background work: three lanes of threads, timed jobs on the same lanes, and a row for every run.

Lanes: `react` (one worker, so that reactions keep their order; nothing slow), `coach` (one worker: analysis) and `io`
(four: files, models, providers). APScheduler only says when to look; whether a job is due is read from its last run,
so that a job missed while the computer slept or was off is done once, at the next look.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from app.core.clock import Clock
from app.core.db import Database
from app.crm import days
from app.models import JobRun

LANES = {"react": 1, "coach": 1, "io": 4}
PULSE = 60.0
"""Seconds between two looks at the clock."""
RETRY = timedelta(hours=1)
"""After a failure: sooner than the rhythm says, but not every minute."""
JUMP = 120
"""Seconds that the clock must run ahead of the machine's to say that the computer slept."""
DONE, FAILED, RUNNING = "done", "failed", "running"

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Timed:
    """A job with a rhythm. every: a timedelta, or "day": once on each of the owner's days, at first use.

    run: does the work and returns what the operations page should say about it, or None. at_start: also at every start
    and whenever the computer woke, however short ago it ran.
    """

    name: str
    lane: str
    every: timedelta | str
    run: Callable[[], str | None]
    at_start: bool = False


class Jobs:
    """Owns the lanes and the timer. Stop it before the database is closed."""

    def __init__(self, db: Database, clock: Clock, timer: Callable[[], float] = time.monotonic) -> None:
        self._db, self._clock, self._timer = db, clock, timer
        self._lanes = {name: ThreadPoolExecutor(size, f"rainmaker-{name}") for name, size in LANES.items()}
        self._timed: tuple[Timed, ...] = ()
        self._pending: set[Future[None]] = set()
        self._busy: set[str] = set()
        self._guard = threading.Lock()
        self._scheduler: Any = None
        self._looked = (clock(), timer())
        self.stopping = threading.Event()
        """Long work looks at this now and then."""

    def soon(self, lane: str, work: Callable[[], object], name: str = "") -> None:
        """Run in the background as soon as the lane is free. name: also write a row for a run that goes well."""

        def run() -> None:
            self._run(name or getattr(work, "__qualname__", "job"), work, quiet=not name)

        self._submit(lane, run)

    def start(self, timed: Iterable[Timed], *, pulse: float | None = PULSE) -> None:
        """Begin: close the rows of runs that were cut short, do what is due, and look again every `pulse` seconds.

        pulse: None where the caller looks by hand.
        """
        self._timed = tuple(timed)
        self._close_cut_short()
        self.look(anew=True)
        if pulse is not None:
            self._scheduler = _started(self._lanes["io"], self.pulse, pulse)

    def pulse(self) -> None:
        """Once a minute: look for what is due; after a sleep everything with a rhythm counts anew from now."""
        now, ticks = self._clock(), self._timer()
        slept = (now - self._looked[0]).total_seconds() - (ticks - self._looked[1])
        self._looked = (now, ticks)
        if abs(slept) > JUMP:
            log.info("the clock moved by %d seconds", slept)
        self.look(anew=abs(slept) > JUMP)

    def look(self, *, anew: bool = False) -> None:
        """Start every timed job that is due and not under way. anew: after a start or a sleep."""
        for timed in self._timed:
            if not self.stopping.is_set() and ((anew and timed.at_start) or self._is_due(timed)):
                self._begin(timed)

    def stop(self, patience: float = 5.0) -> bool:
        """No new work; waits so many seconds for what runs. True when all of it ended."""
        self.stopping.set()
        if self._scheduler is not None:
            self._scheduler.shutdown(wait=False)
        for lane in self._lanes.values():
            lane.shutdown(wait=False, cancel_futures=True)
        return self.wait(patience)

    def wait(self, seconds: float) -> bool:
        """Whether everything handed in so far ended within this time."""
        with self._guard:
            pending = set(self._pending)
        return not wait(pending, seconds).not_done

    def _submit(self, lane: str, run: Callable[[], None]) -> bool:
        """False when the lanes are closed already: an action in the last moment of a session."""
        with self._guard:
            try:
                future = self._lanes[lane].submit(run)
            except RuntimeError:
                return False
            self._pending.add(future)
        future.add_done_callback(self._forget)
        return True

    def _forget(self, future: Future[None]) -> None:
        with self._guard:
            self._pending.discard(future)

    def _begin(self, timed: Timed) -> None:
        with self._guard:
            if timed.name in self._busy:
                return
            self._busy.add(timed.name)

        def run() -> None:
            try:
                self._run(timed.name, timed.run)
            finally:
                self._busy.discard(timed.name)

        if not self._submit(timed.lane, run):
            self._busy.discard(timed.name)

    def _is_due(self, timed: Timed) -> bool:
        """By its last run. One dated after now was stamped by a clock that was wrong, and does not count."""
        try:
            last = self._last_run(timed.name)
        except Exception:
            log.exception("the runs of %s cannot be read", timed.name)
            return False
        now = self._clock()
        if last is None or last[1] > now:
            return True
        status, at = last
        if status == FAILED and now - at >= RETRY:
            return True
        if isinstance(timed.every, timedelta):
            return now - at >= timed.every
        return status != FAILED and days.local_day(at, now) < now.date()

    def _last_run(self, name: str) -> tuple[str, datetime] | None:
        query = select(JobRun.status, JobRun.started_at).where(JobRun.job == name)
        with self._db.read() as session:
            row = session.execute(query.order_by(JobRun.id.desc()).limit(1)).first()
        return None if row is None else (row.status, row.started_at)

    def _run(self, name: str, work: Callable[[], object], *, quiet: bool = False) -> None:
        """Do the work; whatever it raises stays here. quiet: a row is written only if it fails."""
        run_id = None if quiet else self._note(name, RUNNING, None)
        try:
            said = work()
        except Exception as error:
            log.exception("job %s failed", name)
            self._note(name, FAILED, str(error) or type(error).__name__, run_id)
        else:
            if run_id is not None:
                self._note(name, DONE, said if isinstance(said, str) else None, run_id)

    def _note(self, name: str, status: str, message: str | None, run_id: int | None = None) -> int | None:
        """Write or change the row of a run. A file that cannot be written costs us the row, not the job."""
        try:
            with self._db.write() as session:
                now = self._clock()
                ended = {"status": status, "message": message, "finished_at": None if status == RUNNING else now}
                if run_id is not None:
                    session.execute(update(JobRun).where(JobRun.id == run_id).values(**ended))
                    return run_id
                row = JobRun(job=name, started_at=now, **ended)
                session.add(row)
                session.flush()
                return row.id
        except Exception:
            log.exception("the run of %s cannot be written down", name)
            return None

    def _close_cut_short(self) -> None:
        try:
            with self._db.write() as session:
                cut = {"status": FAILED, "message": "Rainmaker ended while it ran.", "finished_at": self._clock()}
                session.execute(update(JobRun).where(JobRun.status == RUNNING).values(**cut))
        except Exception:
            log.exception("the runs that were cut short cannot be closed")


def _started(lane: ThreadPoolExecutor, look: Callable[[], None], seconds: float) -> Any:
    """A scheduler on our own threads, which alone are waited for when the program ends."""
    from apscheduler.executors.pool import BasePoolExecutor  # noqa: PLC0415 - not needed before the window is up
    from apscheduler.schedulers.background import BackgroundScheduler  # noqa: PLC0415
    from apscheduler.triggers.interval import IntervalTrigger  # noqa: PLC0415

    class Lane(BasePoolExecutor):  # type: ignore[misc]
        def __init__(self, pool: ThreadPoolExecutor) -> None:
            super().__init__(pool)

        def shutdown(self, wait: bool = True) -> None:
            """The lanes are closed by their owner."""

    rules = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    scheduler = BackgroundScheduler(executors={"default": Lane(lane)}, job_defaults=rules, timezone="UTC")
    scheduler.add_job(look, IntervalTrigger(seconds=seconds, timezone="UTC"), name="pulse")
    scheduler.start()
    return scheduler
