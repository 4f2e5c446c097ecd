"""What the disk, the file system and SQLite do to us, said in a sentence for the owner."""

import errno
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.core import sqlite
from app.core.errors import CrmError

FULL = "The disk is full. Nothing was changed; free some space and try again."
DAMAGED = "The data file is damaged. Run `rainmaker doctor`, or restore a backup."
MOVED = "The data file was moved or deleted while Rainmaker had it open. Nothing was changed; start Rainmaker again."
KNOWN = (
    ("disk is full", "storage", FULL),
    ("readonly database", "storage", "The data file is read-only. Nothing was changed."),
    ("unable to open", "storage", "The data file cannot be opened."),
    ("malformed", "damaged", DAMAGED),
    ("not a database", "damaged", DAMAGED),
    ("disk I/O error", "storage", "The disk did not answer as it should. Nothing was changed."),
    ("is locked", "busy", "The data file is busy in another program. Nothing was changed; try again."),
)
"""Words in SQLite's message, the kind, the sentence."""
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def errors() -> tuple[type[Exception], ...]:
    """What `explain` may be asked about. SQLAlchemy's only where it is loaded: the start checks the file without it."""
    loaded = sys.modules.get("sqlalchemy.exc")
    return (OSError, *sqlite.errors(), *((loaded.DBAPIError,) if loaded else ()))


def explain(error: BaseException, place: Path | None = None) -> CrmError | None:
    """The sentence for an error that is not our own mistake, or None. place: what could not be used."""
    where = None if place is None else str(place)
    if isinstance(error, OSError):
        return _of_system(error, where)
    for words, kind, sentence in KNOWN:
        if words in str(error):
            return CrmError(sentence, kind=kind, where=where)
    return None


@contextmanager
def explained(place: Path | None = None, *, system: bool = True) -> Iterator[None]:
    """Turn such errors into their sentence; everything else goes through.

    system: also those of the file system, which inside a database session are the caller's own.
    """
    try:
        yield
    except errors() as error:
        trouble = explain(error, place) if system or not isinstance(error, OSError) else None
        if trouble is None:
            raise
        raise trouble from error


def _of_system(error: OSError, where: str | None) -> CrmError | None:
    if error.errno in NO_ROOM:
        return CrmError(FULL, kind="storage", where=where)
    if error.errno is None:
        return None
    place = where or error.filename or "The data folder"
    return CrmError(f"{place} cannot be used: {error.strerror}.", kind="storage", where=where)
