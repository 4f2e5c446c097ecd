"""Is the data file whole? Asked before anything opens it, and cheap unless the last run was cut short."""

import struct
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from app.core import copies, sqlite, troubles
from app.core.errors import CrmError
from app.core.paths import DataFolder

HEADER = 100
SMALL = 64_000_000
"""Bytes up to which a file with a log left beside it is read with its indexes, about a second's work."""


def refuse_damaged(folder: DataFolder, *, in_use: bool = False) -> None:
    """Errors: CrmError of kind `damaged`, its `where` the data file, for which a backup can be offered.

    Looks at the header, the length, the tables and both ends of each. Only where a log was left behind, by a crash or
    by a file put there by hand, all of it is read. in_use: another process has the file open, so a log is as it
    should be. Nothing is written.
    """
    wrong = _wrong(folder.database, folder.backups, in_use)
    if wrong:
        raise CrmError(f"{wrong} A backup can take its place.", kind="damaged", where=str(folder.database))


def good_without_log(path: Path) -> bool:
    """Whether the file itself is whole and only the log beside it does not fit."""
    return _log(path) and _header_fault(path) is None and copies.problem(path) is None


def _wrong(path: Path, backups: Path, in_use: bool) -> str | None:
    if not path.exists():
        return "The data file is missing." if copies.listed(backups) else None
    if path.stat().st_size == 0:
        return "The data file is empty." if copies.listed(backups) or _log(path) else None
    return _header_fault(path) or _content_fault(path, whole=_log(path) and not in_use)


def _log(path: Path) -> bool:
    log = path.with_name(path.name + "-wal")
    return log.exists() and log.stat().st_size > 0


def _header_fault(path: Path) -> str | None:
    """Magic, and the length the header tells, where it is to be trusted (its two counters agree)."""
    with troubles.explained(path), path.open("rb") as file:
        header = file.read(HEADER)
    if len(header) < HEADER or not header.startswith(copies.MAGIC):
        return "The data file is damaged: its beginning is not that of a database."
    size = struct.unpack(">H", header[16:18])[0]
    changes, pages, valid_for = header[24:28], struct.unpack(">I", header[28:32])[0], header[92:96]
    bytes_per_page = 65536 if size == 1 else size
    if changes == valid_for and path.stat().st_size < pages * bytes_per_page and not _log(path):
        return "The data file is damaged: its end is missing."
    return None


def _content_fault(path: Path, *, whole: bool) -> str | None:
    try:
        with closing(sqlite.driver().connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            connection.execute("PRAGMA busy_timeout=5000")
            _probe(connection)
            if whole and not _is_ours(connection) and good_without_log(path):
                return "The data file is covered by the log of another database."
            if whole:
                check = "integrity_check(1)" if path.stat().st_size <= SMALL else "quick_check(1)"
                found = connection.execute(f"PRAGMA {check}").fetchone()[0]
                return None if found == "ok" else "The data file is damaged."
    except sqlite.errors() as error:
        known = troubles.explain(error)
        return "The data file is damaged." if known and known.kind == "damaged" else None
    return None


def _is_ours(connection: Any) -> bool:
    query = "SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'"
    return connection.execute(query).fetchone() is not None


def _probe(connection: Any) -> None:
    """Read the first and the last row of every table: a page at each end, and the way there."""
    for table in _tables(connection):
        for order in ("", "DESC"):
            connection.execute(f'SELECT * FROM "{table}" ORDER BY rowid {order} LIMIT 1').fetchone()


def _tables(connection: Any) -> Iterator[str]:
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' "
        "AND name NOT LIKE 'search\\_%' ESCAPE '\\' AND name NOT LIKE 'memory\\_vec%' ESCAPE '\\'"
    )
    for row in connection.execute(query).fetchall():
        yield row[0]
