"""Work on many records never holds the file for long."""

import time

from sqlalchemy.orm import Session

from app.core.db import Database
from app.goals import steady


def test_many_take_many_writes_in_their_order(db: Database) -> None:
    done: list[int] = []
    sessions: set[int] = set()

    def work(session: Session, one: int) -> bool:
        time.sleep(steady.HOLD)
        done.append(one)
        sessions.add(id(session.info.setdefault("once", object())))
        session.info.setdefault("held", []).append(one)
        assert len(session.info["held"]) == 1, "the hold was over after the first"
        return one % 2 == 0

    assert steady.each(db, range(6), work, pause=0) == 3
    assert done == list(range(6))


def test_the_owner_writes_between(db: Database) -> None:
    at: list[float] = []

    def work(_session: Session, _one: int) -> bool:
        at.append(time.perf_counter())
        time.sleep(steady.HOLD)
        return True

    steady.each(db, range(2), work, pause=0.05)
    assert at[1] - at[0] >= 0.05


def test_it_stops_between_two_writes(db: Database) -> None:
    done: list[int] = []

    def work(_session: Session, one: int) -> bool:
        done.append(one)
        time.sleep(steady.HOLD)
        return True

    assert steady.each(db, range(5), work, stopping=lambda: len(done) == 2, pause=0) == 2
