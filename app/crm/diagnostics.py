"""What can be said about the program and its data without naming a record: versions, sizes, counts, last troubles."""

import json
import platform
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

import app
from app.core import log, schema, sqlite
from app.core.paths import DataFolder
from app.models import Base

TROUBLES = 10
TAIL = 200_000
"""Bytes at the end of the log that are looked at."""


def lines(session: Session, folder: DataFolder) -> Iterator[str]:
    """One fact a line."""
    yield f"Rainmaker {app.__version__}, data revision {schema.newest_revision()}"
    yield f"Python {platform.python_version()}, SQLite {sqlite.driver().sqlite_version}, {platform.platform()}"
    yield f"Data file {_size(folder.database)}, log beside it {_size(_beside(folder.database))}"
    yield "Rows: " + ", ".join(f"{name} {count}" for name, count in counts(session).items() if count)
    found = troubles(folder.logs)
    yield f"Last troubles: {len(found) or 'none'}"
    yield from found


def counts(session: Session) -> dict[str, int]:
    """Rows by table."""
    tables = sorted(Base.metadata.tables.values(), key=lambda table: table.name)
    return {table.name: session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


def troubles(logs: Path) -> list[str]:
    """The last warnings and errors: when, where, the program's own words and the kind of error.

    Neither what follows a colon, which may be a file's name, nor the error's text, which may quote a record.
    """
    try:
        with (logs / log.FILE).open("rb") as file:
            file.seek(max(0, file.seek(0, 2) - TAIL))
            text = file.read().decode("utf-8", "replace")
    except OSError:
        return []
    found = [_trouble(line) for line in text.splitlines()]
    return [trouble for trouble in found if trouble][-TROUBLES:]


def _trouble(line: str) -> str | None:
    try:
        entry = json.loads(line)
        if entry["level"] not in ("warning", "error", "critical"):
            return None
        kind = entry.get("error", "").strip().rpartition("\n")[2].partition(":")[0]
        return f"{entry['time']} {entry['from']}: {entry['message'].partition(':')[0]}" + (f" ({kind})" if kind else "")
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _size(file: Path) -> str:
    try:
        return f"{file.stat().st_size / 1e6:.1f} MB"
    except OSError:
        return "not there"


def _beside(file: Path) -> Path:
    return file.with_name(f"{file.name}-wal")
