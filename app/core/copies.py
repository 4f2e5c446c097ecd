"""Safe copies of the data file: how one is made, named, listed and judged.

A copy is written under another name, checked, flushed to the disk and only then given its own name, so that a file
with such a name was good when it was made. Its running number, not its date, says which copy is newer: a clock can be
wrong.
"""

import os
import re
import shutil
import threading
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from app.core import sqlite, troubles
from app.core.errors import CrmError

NAMED = re.compile(r"rainmaker-(\d{6,})-(\d{8}-\d{6})-([a-z-]+)\.db")
STAMP = "%Y%m%d-%H%M%S"
MAGIC = b"SQLite format 3\x00"
PART = ".part"


@dataclass(frozen=True, order=True)
class Copy:
    """One copy. number: counts up with every copy; taken_at: naive, the owner's clock at the time."""

    number: int
    taken_at: datetime
    reason: str
    path: Path


def listed(folder: Path) -> list[Copy]:
    """Every copy in the folder, newest first. Files with other names are not ours and are left out."""
    try:
        names = [entry.name for entry in os.scandir(folder) if entry.is_file(follow_symlinks=False)]
    except FileNotFoundError:
        return []
    return sorted((copy for name in names if (copy := _read_name(folder, name))), reverse=True)


def make(source: Path, folder: Path, now: datetime, reason: str, *, forgiving: bool = False) -> Path:
    """Copy the data file at `source`, also while it is in use, into `folder`; returns the checked copy.

    reason: lower-case words with dashes. forgiving: faults of indexes, which can be built anew, are let pass.
    Errors: CrmError when the disk is full or the copy is not good; no half of a copy is left behind.
    """
    with troubles.explained(folder):
        folder.mkdir(mode=0o700, exist_ok=True)
        number = max((copy.number for copy in listed(folder)), default=0) + 1
        target = folder / f"rainmaker-{number:06d}-{now.strftime(STAMP)}-{reason}.db"
        part = target.with_name(f"{target.name}.{os.getpid()}-{threading.get_ident()}{PART}")
        try:
            _copy(source, part)
            _refuse_bad(part, target, forgiving)
            put_in_place(part, target)
        finally:
            remove_file(part)
    return target


def problem(path: Path, *, forgiving: bool = False) -> str | None:
    """What is wrong with a closed data file, in a sentence, or None when all of it can be read."""
    if not has_header(path):
        return f"{path.name} is not a data file of Rainmaker."
    try:
        with closing(open_closed_file(path)) as connection:
            tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
            if "alembic_version" not in tables:
                return f"{path.name} is a database of another program."
            faults = [row[0] for row in connection.execute("PRAGMA integrity_check(100)")]
    except sqlite.errors():
        faults = ["damaged"]
    if faults == ["ok"] or (forgiving and only_indexes(faults)):
        return None
    return f"{path.name} is damaged."


def only_indexes(faults: list[str]) -> bool:
    """Whether these lines of an integrity check tell of indexes alone."""
    return all("index" in line for line in faults)


def copy_closed_file(source: Path, target: Path) -> None:
    """Byte for byte, for the owner alone, kept by the disk; of a file that nobody writes."""
    remove_file(target)
    shutil.copyfile(source, target)
    target.chmod(0o600)
    flush(target)


def has_header(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(len(MAGIC)) == MAGIC
    except OSError:
        return False


def open_closed_file(path: Path) -> Any:
    """A connection to a file that nobody writes, which leaves no trace beside it and reads no log."""
    return sqlite.driver().connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)


def remove_left_overs(folder: Path, before: float) -> None:
    """Delete unfinished copies that a killed program left; those written since `before` (seconds) may be under way."""
    for path in folder.glob(f"rainmaker-*{PART}*"):
        if path.lstat().st_mtime < before:
            path.unlink(missing_ok=True)


def put_in_place(made: Path, target: Path) -> None:
    """Give a finished file its name, so that a power cut leaves the old or the new one, whole."""
    made.chmod(0o600)
    flush(made)
    os.replace(made, target)
    flush(target.parent)


def flush(path: Path) -> None:
    """Have the disk keep a file, or the names in a folder."""
    if os.name == "nt" and path.is_dir():
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def remove_file(path: Path) -> None:
    """A data file with whatever SQLite left beside it."""
    for suffix in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _read_name(folder: Path, name: str) -> Copy | None:
    found = NAMED.fullmatch(name)
    if not found:
        return None
    try:
        taken = datetime.strptime(found[2], STAMP)  # noqa: DTZ007 - a name holds no zone
    except ValueError:
        return None
    return Copy(int(found[1]), taken, found[3], folder / name)


def _copy(source: Path, part: Path) -> None:
    """All pages in one step: one moment of the file, and writers do not make it start again."""
    remove_file(part)
    os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    driver = sqlite.driver()
    with (
        closing(driver.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as old,
        closing(driver.connect(part)) as new,
    ):
        old.execute("PRAGMA busy_timeout=5000")
        old.backup(new)
        new.execute("PRAGMA journal_mode=DELETE")


def _refuse_bad(part: Path, target: Path, forgiving: bool) -> None:
    if problem(part, forgiving=forgiving):
        raise CrmError(
            "No backup was made: the data file is damaged. Run `rainmaker doctor`, or restore a backup.",
            kind="damaged",
            where=target.name,
        )
