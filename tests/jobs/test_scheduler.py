"""Background work runs in order, alone, once, and one failure stops nothing else."""

import threading
import time
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone

import pytest

from app.core.db import Database
from app.jobs.scheduler import Jobs, Timed
from app.models import JobRun
from tests.conftest import NOW


class Hands:
    """A clock and the machine's timer, moved by hand."""

    def __init__(self) -> None:
        self.now, self.ticks = NOW, 0.0

    def clock(self) -> datetime:
        return self.now

    def timer(self) -> float:
        return self.ticks

    def wait(self, time: timedelta) -> None:
        self.now, self.ticks = self.now + time, self.ticks + time.total_seconds()


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def jobs(db: Database, hands: Hands) -> Iterator[Jobs]:
    made = Jobs(db, hands.clock, hands.timer)
    yield made
    made.stop()


def rows(db: Database) -> list[tuple[str, str, str | None]]:
    with db.read() as session:
        return [(row.job, row.status, row.message) for row in session.query(JobRun).order_by(JobRun.id)]


def test_reactions_keep_their_order_and_a_failing_one_is_written_down_alone(jobs: Jobs, db: Database) -> None:
    seen: list[int] = []

    def fail() -> None:
        raise ValueError("no such rule")

    for number in range(50):
        jobs.soon("react", lambda number=number: seen.append(number))  # type: ignore[misc]
        if number == 20:
            jobs.soon("react", fail, "react")
    assert jobs.wait(10)
    assert seen == list(range(50))
    assert rows(db) == [("react", "failed", "no such rule")]


def test_a_slow_job_on_one_lane_holds_up_no_other(jobs: Jobs) -> None:
    release, reacted = threading.Event(), threading.Event()
    jobs.soon("coach", lambda: release.wait(10))
    jobs.soon("react", reacted.set)
    assert reacted.wait(5)
    release.set()


def counted(counts: dict[str, int], name: str, every: timedelta | str, lane: str = "io") -> Timed:
    def run() -> str:
        counts[name] = counts.get(name, 0) + 1
        return f"run {counts[name]}"

    return Timed(name, lane, every, run)


def test_a_rhythm_a_daily_job_and_what_was_missed_while_asleep(jobs: Jobs, hands: Hands, db: Database) -> None:
    counts: dict[str, int] = {}
    table = [counted(counts, "checks", timedelta(minutes=15), "coach"), counted(counts, "backup", "day")]
    jobs.start(table, pulse=None)

    def pulse(after: timedelta) -> dict[str, int]:
        hands.wait(after)
        jobs.pulse()
        assert jobs.wait(10)
        return dict(counts)

    assert pulse(timedelta(0)) == {"checks": 1, "backup": 1}
    assert pulse(timedelta(minutes=14)) == {"checks": 1, "backup": 1}
    assert pulse(timedelta(minutes=1)) == {"checks": 2, "backup": 1}
    hands.now += timedelta(days=3)  # asleep: the machine's own timer stood still
    assert pulse(timedelta(minutes=1)) == {"checks": 3, "backup": 2}
    hands.now -= timedelta(days=200)  # the clock is set back
    assert pulse(timedelta(minutes=1)) == {"checks": 4, "backup": 3}
    assert {status for _job, status, _message in rows(db)} == {"done"}
    assert rows(db)[-1][2] in ("run 3", "run 4")


def test_the_day_of_a_daily_job_is_the_owners(jobs: Jobs, hands: Hands) -> None:
    counts: dict[str, int] = {}
    hands.now = NOW.replace(hour=23, minute=30)
    jobs.start([counted(counts, "backup", "day")], pulse=None)
    jobs.wait(10)
    hands.wait(timedelta(hours=1))
    jobs.look()
    jobs.wait(10)
    assert counts == {"backup": 2}


def test_a_late_run_before_summer_time_was_on_the_day_before(jobs: Jobs, hands: Hands) -> None:
    """By the offset of the summer it would have been after midnight."""
    counts: dict[str, int] = {}
    hands.now = datetime(2026, 3, 28, 23, 30, tzinfo=timezone(timedelta(hours=1)))
    jobs.start([counted(counts, "backup", "day")], pulse=None)
    jobs.wait(10)
    hands.now = datetime(2026, 3, 29, 10, 0, tzinfo=timezone(timedelta(hours=2)))
    jobs.look()
    jobs.wait(10)
    assert counts == {"backup": 2}


def test_a_job_under_way_is_not_started_again(jobs: Jobs, hands: Hands) -> None:
    started, release = [], threading.Event()

    def slow() -> None:
        started.append(1)
        release.wait(10)

    jobs.start([Timed("slow", "io", timedelta(minutes=1), slow)], pulse=None)
    for _look in range(5):
        hands.wait(timedelta(minutes=2))
        jobs.look()
    release.set()
    jobs.wait(10)
    assert started == [1]


def test_a_job_that_failed_is_tried_again_within_the_hour_and_stops_no_other(
    jobs: Jobs, hands: Hands, db: Database
) -> None:
    counts: dict[str, int] = {}

    def fail() -> None:
        raise OSError(28, "No space left on device")

    jobs.start([Timed("backup", "io", "day", fail), counted(counts, "other", "day")], pulse=None)
    for minutes in (30, 31, 5):
        jobs.wait(10)
        hands.wait(timedelta(minutes=minutes))
        jobs.look()
    jobs.wait(10)
    assert counts == {"other": 1}
    assert [row for row in rows(db) if row[0] == "backup"] == [
        ("backup", "failed", "[Errno 28] No space left on device")
    ] * 2


def test_a_run_cut_short_by_a_crash_is_closed_at_the_next_start(jobs: Jobs, db: Database) -> None:
    with db.write() as session:
        session.add(JobRun(job="backup", status="running", started_at=NOW - timedelta(hours=2)))
    jobs.start([], pulse=None)
    assert rows(db) == [("backup", "failed", "Rainmaker ended while it ran.")]


@pytest.mark.parametrize("delay", [0, 0.001, 0.01, 0.05])
def test_stopping_in_the_middle_of_everything_is_quiet(db: Database, hands: Hands, delay: float) -> None:
    jobs, counts = Jobs(db, hands.clock, hands.timer), {}
    jobs.start([counted(counts, "backup", "day")])
    for _number in range(20):
        jobs.soon("react", lambda: time.sleep(0.001))
    time.sleep(delay)
    assert jobs.stop()
    jobs.soon("react", lambda: counts.update(late=1))
    jobs.look()
    assert "late" not in counts
    assert not [thread.name for thread in threading.enumerate() if thread.name == "APScheduler"]


def test_the_timer_really_looks(db: Database, hands: Hands) -> None:
    jobs, runs = Jobs(db, hands.clock, hands.timer), threading.Semaphore(0)
    jobs.start([Timed("always", "coach", timedelta(0), runs.release)], pulse=0.05)
    assert [runs.acquire(timeout=5) for _run in range(3)] == [True] * 3
    assert jobs.stop()
