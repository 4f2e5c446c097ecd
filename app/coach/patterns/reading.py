"""History as columns: SQL adds up, rows come back in batches, so that no other thread waits for long."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from app.coach.stats import Moments, wall_clock
from app.core.db import driver
from app.crm import days
from app.models.types import stored

BATCH = 2000
"""Rows turned into arrays at a time: about a millisecond."""
DAY = 86_400
Columns = dict[str, NDArray[Any]]


def columns(session: Session, sql: str, values: Mapping[str, Any], kinds: Mapping[str, str]) -> Columns:
    """The result of a query, column by column. kinds: name -> numpy type ("O" for text), in the order of the query.

    A missing number must come as some number of its own; a missing text is None.
    """
    cursor = driver(session).execute(sql, dict(values))
    parts: dict[str, list[NDArray[Any]]] = {name: [np.zeros(0, kind)] for name, kind in kinds.items()}
    while rows := cursor.fetchmany(BATCH):
        for (name, kind), cells in zip(kinds.items(), zip(*rows, strict=True), strict=True):
            part = np.empty(len(cells), kind)
            part[:] = cells
            parts[name].append(part)
    return {name: np.concatenate(found) for name, found in parts.items()}


def until(now: datetime) -> dict[str, str]:
    """The parameter `:now` as the tables keep a moment."""
    return {"now": stored(now)}


def local(seconds: NDArray[np.int64], now: datetime) -> Moments:
    """The owner's wall clock at moments given in Unix seconds, by the owner's zone of now; the offset is looked up once
    for each day, at noon."""
    day, place = np.unique(seconds // DAY, return_inverse=True)
    offsets = np.array([_offset(int(one), now) for one in day], dtype=np.int64)
    return wall_clock(seconds.astype("datetime64[s]"), offsets[place] if len(day) else np.zeros(0, dtype=np.int64))


def _offset(day: int, now: datetime) -> int:
    """In minutes."""
    offset = days.local(datetime.fromtimestamp(day * DAY + DAY // 2, UTC), now).utcoffset()
    return int(offset.total_seconds() // 60) if offset else 0
