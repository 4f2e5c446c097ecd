"""Backups of the data file: when one is made, which are kept, and the way back.

Each is the whole file, one moment of it, checked when made (`app.core.copies`). Attached files are not in it: they are
stored under their content's hash and never changed, so the folder beside the data file serves every backup.
"""

import logging
import os
import time
from collections.abc import Callable, Hashable, Iterable
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path

from app.core import copies, lock, schema, startcheck, troubles
from app.core.copies import Copy
from app.core.db import Database
from app.core.errors import CrmError
from app.core.paths import DataFolder

DAYS, WEEKS, MONTHS = 7, 4, 12
OTHERS = 3
"""Of the copies made by hand or before something risky, so many of the newest are kept besides."""
UNDER_WAY = 3600.0
"""Seconds in which a copy is surely made."""
DAILY = "daily"
NO_BACKUP = "There is no backup that can be read. Nothing was changed."

log = logging.getLogger(__name__)


def backup(db: Database, folder: DataFolder, now: datetime, reason: str) -> Path:
    """Back up now, then let go of backups that are too many.

    reason: lower-case words with dashes (daily, by-hand, before-import). Errors: CrmError; the older ones stay.
    """
    made = copies.make(db.path, folder.backups, now, reason)
    prune(folder)
    return made


def daily(db: Database, folder: DataFolder, now: datetime) -> Path | None:
    """The backup of the day, at its first use; None when the newest backup is of today."""
    newest = next(iter(list_backups(folder)), None)
    if newest and newest.taken_at.date() == now.date():
        return None
    return backup(db, folder, now, DAILY)


def list_backups(folder: DataFolder) -> list[Copy]:
    """Newest first."""
    return copies.listed(folder.backups)


def newest_good(folder: DataFolder) -> Copy | None:
    """The newest backup that can be read whole and that this version of the program can open."""
    return next((copy for copy in list_backups(folder) if refusal(copy.path) is None), None)


def prune(folder: DataFolder) -> list[Path]:
    """Remove what the rotation does not keep, but nothing while no kept one can be read."""
    copies.remove_left_overs(folder.backups, time.time() - UNDER_WAY)
    found = list_backups(folder)
    gone = expendable(found)
    if gone and not any(copies.problem(copy.path) is None for copy in found if copy not in gone):
        return []
    for copy in gone:
        copy.path.unlink(missing_ok=True)
    return [copy.path for copy in gone]


def expendable(found: Iterable[Copy]) -> list[Copy]:
    """Those that may go: not the last of one of the 7 days, 4 weeks or 12 months that have a backup.

    Days are counted as they appear, from the newest copy back, and never compared with today: a clock that was set
    wrong for a while costs one place, not the backups.
    """
    ordered = sorted(found, key=lambda copy: copy.number, reverse=True)
    kept = set(ordered[:1])
    for places, span in ((DAYS, _day), (WEEKS, _week), (MONTHS, _month)):
        kept |= set(_last_of_each(ordered, span)[:places])
    others = [copy for copy in ordered if copy.reason != DAILY]
    kept |= set(others[:OTHERS])
    return [copy for copy in ordered if copy not in kept]


def refusal(file: Path) -> str | None:
    """Why this file cannot take the data file's place, in a sentence; None when it can."""
    if not file.is_file():
        return f"There is no file {file}."
    wrong = copies.problem(file)
    if wrong is None and schema.is_newer(schema.revision_of_closed_file(file)):
        wrong = f"{file.name} was written by a newer Rainmaker."
    return wrong


def restore(folder: DataFolder, file: Path, now: datetime, held: lock.Hold | None = None) -> Path | None:
    """Put a backup in the data file's place; returns the copy kept of what was there, if there was anything.

    held: for a caller that has the folder already and has closed its database. Errors: CrmError when the folder is
    in use, or the file is damaged, not ours or newer than the program; nothing is changed then.
    """
    with nullcontext() if held else lock.hold(folder):
        wrong = refusal(file)
        if wrong:
            raise CrmError(f"{wrong} Nothing was changed.", kind=_kind(file), where=str(file))
        with troubles.explained(folder.root):
            fresh = folder.root / "rainmaker.restored"
            try:
                copies.copy_closed_file(file, fresh)
                kept = _keep_current(folder, now)
                _replace(folder, fresh)
            finally:
                copies.remove_file(fresh)
    log.info("restored %s", file.name)
    return kept


def recover(folder: DataFolder, now: datetime, held: lock.Hold | None = None) -> Copy | None:
    """Get a damaged data file out of the way and go on from the best that is left.

    That is the file itself where only the log beside it is wrong (returns None), else the newest good backup
    (returned). What was damaged stays in the folder under a name with the date.
    """
    with nullcontext() if held else lock.hold(folder), troubles.explained(folder.root):
        itself = startcheck.good_without_log(folder.database)
        good = None if itself else newest_good(folder)
        if not itself and good is None:
            raise CrmError(NO_BACKUP, kind="damaged", where=str(folder.backups))
        fresh = folder.root / "rainmaker.restored"
        try:
            copies.copy_closed_file(good.path if good else folder.database, fresh)
            set_aside(folder, now)
            copies.put_in_place(fresh, folder.database)
        finally:
            copies.remove_file(fresh)
    log.warning("recovered from %s", good.path.name if good else "the file without its log")
    return good


def set_aside(folder: DataFolder, now: datetime) -> list[Path]:
    """Rename the data file and its log to `rainmaker-damaged-<date>`; the names they have now."""
    moved = []
    for suffix in ("-wal", "-shm", ""):
        file = folder.database.with_name(folder.database.name + suffix)
        if file.exists():
            moved.append(_free_name(folder.root, now, suffix))
            os.replace(file, moved[-1])
    return moved


def _free_name(root: Path, now: datetime, suffix: str) -> Path:
    stem = f"rainmaker-damaged-{now.strftime(copies.STAMP)}"
    tries = (root / f"{stem}{extra}.db{suffix}" for extra in ("", *(f"-{n}" for n in range(2, 1000))))
    return next(path for path in tries if not path.exists())


def _keep_current(folder: DataFolder, now: datetime) -> Path | None:
    """A copy of the data file as it is; a file too damaged to copy is set aside by its name instead."""
    if not folder.database.exists() or folder.database.stat().st_size == 0:
        return None
    try:
        return copies.make(folder.database, folder.backups, now, "before-restore")
    except CrmError as error:
        if error.kind != "damaged":
            raise
        return set_aside(folder, now)[-1]


def _replace(folder: DataFolder, fresh: Path) -> None:
    """The log of the old file goes first: beside another file it would be played into it."""
    for suffix in ("-wal", "-shm"):
        folder.database.with_name(folder.database.name + suffix).unlink(missing_ok=True)
    copies.put_in_place(fresh, folder.database)


def _last_of_each(newest_first: list[Copy], span: Callable[[Copy], Hashable]) -> list[Copy]:
    """The newest copy of each day (week, month), newest first."""
    seen: dict[Hashable, Copy] = {}
    for copy in newest_first:
        seen.setdefault(span(copy), copy)
    return list(seen.values())


def _day(copy: Copy) -> Hashable:
    return copy.taken_at.date()


def _week(copy: Copy) -> Hashable:
    return copy.taken_at.isocalendar()[:2]


def _month(copy: Copy) -> Hashable:
    return copy.taken_at.year, copy.taken_at.month


def _kind(file: Path) -> str:
    return "unsupported" if file.is_file() and copies.problem(file) is None else "damaged"
