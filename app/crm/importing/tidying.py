"""Moves what a long import has written from SQLite's log into the file, beside the writes and not within them.

SQLite does so every 4 MB at the end of whichever write comes along, which then takes long, and writes the same pages
of the indexes again and again. Here it happens between two writes, on a connection of its own, every so many rows.
"""

from types import TracebackType
from typing import Any

from app.core import sqlite
from app.core.db import Database

EVERY = 8_000
USUAL_PAGES = 1000


class Tidying:
    """While open, the writer leaves its log alone."""

    def __init__(self, db: Database) -> None:
        self._db, self._rows = db, 0
        self._connection: Any = None

    def __enter__(self) -> "Tidying":
        self._connection = sqlite.driver().connect(str(self._db.path), check_same_thread=False)
        self._set_pages(0)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.tidy()
        self._set_pages(USUAL_PAGES)
        self._connection.close()

    def count(self, rows: int) -> None:
        self._rows += rows
        if self._rows >= EVERY:
            self.tidy()

    def tidy(self) -> None:
        """As far as nobody reads older pages; others go on reading and writing meanwhile."""
        self._rows = 0
        self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()

    def _set_pages(self, pages: int) -> None:
        with self._db.write(actor="import", durable=False) as session:
            session.connection().exec_driver_sql(f"PRAGMA wal_autocheckpoint={pages}")
