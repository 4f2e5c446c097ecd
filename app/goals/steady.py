"""Work on many records in small writes, as the owner writes too."""

import time
from collections.abc import Callable, Iterable
from typing import TypeVar

from sqlalchemy.orm import Session

from app.core.db import Database

HOLD, PAUSE = 0.008, 0.02
"""Seconds of one write, and between two."""
T = TypeVar("T")


def never() -> bool:
    return False


def each(
    db: Database, todo: Iterable[T], work: Callable[[Session, T], bool], *, stopping: Callable[[], bool] = never,
    pause: float = PAUSE,
) -> int:  # fmt: skip
    """Do `work` with each, in order, some milliseconds in one write. Returns how often it said True.

    stopping: asked between two writes. pause: seconds between two writes.
    """
    left, done = list(todo)[::-1], 0
    while left and not stopping():
        with db.write(actor="coach", durable=False) as session:
            until = time.perf_counter() + HOLD
            while left:
                done += work(session, left.pop())
                if time.perf_counter() >= until:
                    break
        if left:
            time.sleep(pause)
    return done
