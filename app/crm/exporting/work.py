"""The state of one taking back, and how its rows get into the file."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Table
from sqlalchemy.orm import Session

from app.core.db import Database
from app.crm import journal, search_index
from app.crm.exporting.staging import Stage, insert_statement

INDEX_LOT = 500
Progress = Callable[[int, int], None]


class Cancelled(Exception):  # noqa: N818 - the owner's wish, no error
    """The owner has thought better of it."""


@dataclass
class Work:
    """step: the undo step of all writes. made: ranges of new ids by table. richer: contacts of here that got more."""

    db: Database
    stage: Stage
    progress: Progress
    cancelled: Callable[[], bool]
    step: int = 0
    batch: int = 0
    done: int = 0
    created: int = 0
    skipped: int = 0
    errors: list[dict[str, Any]] = field(default_factory=list)
    made: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    richer: set[int] = field(default_factory=set)

    @property
    def total(self) -> int:
        return sum(self.stage.counts.values())

    def advance(self, rows: int) -> None:
        self.done += rows
        self.progress(self.done, self.total)
        if self.cancelled():
            raise Cancelled


def insert(work: Work, session: Session, table: Table, lot: list[tuple[Any, ...]]) -> None:
    """Add rows whose first value is a rising id; journaled as one range, indexed by `index` at the end."""
    if not lot:
        return
    session.info["search_later"] = True
    journal.set_recording(session, False)
    session.connection().exec_driver_sql(insert_statement(table), lot)
    journal.record_inserted(session, table.name, lot[0][0], lot[-1][0])
    journal.set_recording(session, True)
    work.made.setdefault(table.name, []).append((lot[0][0], lot[-1][0]))


def index(work: Work) -> None:
    """Make what came in findable, in small writes; the window may have changed some of it meanwhile."""
    for source in search_index.SOURCES:
        changed = work.richer if source.table == "contacts" else ()
        for ids in _lots(work.made.get(source.table, ()), changed):
            with work.db.write(actor="import", step=work.step, durable=False) as session:
                search_index.replace(session.connection(), source, ids)


def next_id(here: Any, table: str) -> int:
    """The lowest id that was never used. here: a driver connection."""
    row = here.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)).fetchone()
    return int(row[0]) + 1 if row else 1


def _lots(ranges: Iterable[tuple[int, int]], single: Iterable[int]) -> Iterator[list[int]]:
    for first, last in ranges:
        for start in range(first, last + 1, INDEX_LOT):
            yield list(range(start, min(start + INDEX_LOT, last + 1)))
    others = sorted(single)
    for start in range(0, len(others), INDEX_LOT):
        yield others[start : start + INDEX_LOT]
