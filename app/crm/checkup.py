"""The doctor's checks, one after another: what each asks, what it says, and how it repairs.

A check yields a sentence for each thing that is wrong. None of them reads the data file but through SQLite: opening
it otherwise would drop the locks that SQLite holds on it.
"""

import hashlib
import os
import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select

from app.clients import secrets
from app.core import copies, schema
from app.core.db import Database
from app.core.paths import DataFolder
from app.crm import attachments, backups, dependence, journal, preferences, search_index, undo, upkeep
from app.models import Attachment, TimeEntry, UndoStep

LEAST_SPACE = 200_000_000
"""Bytes: room for a backup and for SQLite to work."""
OLD = timedelta(days=3)
"""A backup older than this is worth a word."""
CHUNK = 1024 * 1024
SHOWN = 3
BEFORE_REPAIR = "before-repair"


@dataclass(frozen=True)
class Patient:
    """What is examined."""

    db: Database | None
    folder: DataFolder
    now: datetime

    @property
    def open_db(self) -> Database:
        assert self.db is not None, "a check of the file without one"
        return self.db


@dataclass(frozen=True)
class Check:
    """needs_file: only with an open data file. fine: what is said when nothing is wrong."""

    name: str
    ask: Callable[[Patient], Iterator[str]]
    fine: Callable[[Patient], str]
    repair: Callable[[Patient], object] | None = None
    needs_file: bool = True


def _integrity(patient: Patient) -> Iterator[str]:
    with patient.open_db.read() as session:
        found = session.connection().exec_driver_sql("PRAGMA integrity_check(20)").scalars().all()
    if found == ["ok"]:
        return
    if copies.only_indexes(list(found)):
        yield f"{len(found)} faults in indexes, which can be built anew."
    else:
        yield f"The data file is damaged ({found[0][:200]}). Restore a backup with `rainmaker restore`."


def _reindex(patient: Patient) -> None:
    with patient.open_db.write() as session:
        session.connection().exec_driver_sql("REINDEX")


def _references(patient: Patient) -> Iterator[str]:
    with patient.open_db.read() as session:
        found = session.connection().exec_driver_sql("PRAGMA foreign_key_check").fetchmany(1000)
    if found:
        yield f"{len(found)} rows refer to records that are gone, the first in {found[0][0]}."


def _mend_references(patient: Patient) -> None:
    upkeep.mend_references(patient.open_db)


def _hanging(patient: Patient) -> Iterator[str]:
    with patient.open_db.read() as session:
        count = dependence.count_orphans(session)
    if count:
        yield f"{count} notes, tags or other rows belong to records that are gone."


def _remove_hanging(patient: Patient) -> None:
    with patient.open_db.write() as session:
        journal.name_step(session, "Repair: left over rows removed")
        dependence.remove_orphans(session)


def _search(patient: Patient) -> Iterator[str]:
    with patient.open_db.read() as session:
        state = search_index.check(session)
    if not state.ok:
        yield f"The search misses {state.missing} records, {state.stale} are out of date, {state.orphans} are gone."


def _rebuild_search(patient: Patient) -> None:
    with patient.open_db.write() as session:
        search_index.rebuild(session.connection())


def _vectors(patient: Patient) -> Iterator[str]:
    if not _vector_version(patient):
        yield "The vector search is not loaded."


def _vectors_fine(patient: Patient) -> str:
    return f"sqlite-vec {_vector_version(patient)} is loaded; there is nothing to index yet."


def _vector_version(patient: Patient) -> str:
    with patient.open_db.read() as session:
        return str(session.connection().exec_driver_sql("SELECT vec_version()").scalar_one())


def _revision(patient: Patient) -> Iterator[str]:
    stored, newest = schema.stored_revision(patient.folder.database), schema.newest_revision()
    if stored != newest:
        yield f"The data file has revision {stored}, this program writes {newest}."


def _space(patient: Patient) -> Iterator[str]:
    root = patient.folder.root
    size = patient.folder.database.stat().st_size if patient.folder.database.exists() else 0
    free, needed = shutil.disk_usage(root).free, max(LEAST_SPACE, 2 * size)
    if free < needed:
        yield f"Only {free // 10**6} MB are free; {needed // 10**6} MB leave room for a backup."


def _modes(patient: Patient) -> Iterator[str]:
    open_ones = [path for path, _mode in _too_open(patient.folder.root)]
    if open_ones:
        yield f"{len(open_ones)} files or folders can be read by others, such as {open_ones[0].name}."


def _close_to_others(patient: Patient) -> None:
    for path, mode in _too_open(patient.folder.root):
        path.chmod(mode)


def _too_open(root: Path) -> list[tuple[Path, int]]:
    """Paths that group or others may use, with the mode they should have."""
    if os.name == "nt":
        return []
    found = []
    for path in (root, *sorted(root.rglob("*"))):
        mode = path.lstat().st_mode
        if not stat.S_ISLNK(mode) and stat.S_IMODE(mode) & 0o077:
            found.append((path, 0o700 if stat.S_ISDIR(mode) else 0o600))
    return found


def _keyring(_patient: Patient) -> Iterator[str]:
    backend = secrets.unusable()
    if backend:
        yield f"{secrets.NOTICE} ({backend})"


def _backups(patient: Patient) -> Iterator[str]:
    found = backups.list_backups(patient.folder)
    if not found:
        yield "There is no backup yet."
        return
    bad = [copy for copy in found if copies.problem(copy.path, forgiving=copy.reason == BEFORE_REPAIR)]
    if bad:
        yield f"{len(bad)} of {len(found)} backups cannot be read, such as {bad[0].path.name}."
    age = patient.now.replace(tzinfo=None) - found[0].taken_at
    if age > OLD:
        yield f"The newest backup is {age.days} days old."


def _backups_fine(patient: Patient) -> str:
    found = backups.list_backups(patient.folder)
    return f"{len(found)}, all can be read, the newest of {found[0].taken_at:%Y-%m-%d %H:%M}."


def _make_backup(patient: Patient) -> None:
    if patient.db is not None:
        backups.backup(patient.db, patient.folder, patient.now, "by-hand")


def _attached(patient: Patient) -> Iterator[str]:
    with patient.open_db.read() as session:
        rows = session.execute(select(Attachment.sha256, Attachment.filename).distinct()).all()
    missing, altered = [], []
    for sha256, filename in rows:
        path = attachments.path_of(patient.folder.attachments, sha256)
        if path.is_symlink() or not path.is_file():
            missing.append(filename)
        elif _hash(path) != sha256:
            altered.append(filename)
    for names, what in ((missing, "missing"), (altered, "altered")):
        if names:
            yield f"{len(names)} attached files are {what}: {', '.join(names[:SHOWN])}."


def _hash(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _imports(patient: Patient) -> Iterator[str]:
    from app.crm import importing  # noqa: PLC0415 - it knows a dozen formats, and the doctor none

    with patient.open_db.read() as session:
        for cut in importing.interrupted(session):
            yield f"The import of {Path(cut.filename).name} was cut short. `rainmaker undo {cut.id}` takes it back."


def _undo(patient: Patient) -> Iterator[str]:
    with patient.open_db.read() as session:
        days = preferences.get(session, "undo_days")
        oldest = session.scalar(select(func.min(UndoStep.created_at)))
        half = session.scalar(select(func.count()).where(UndoStep.state == "undoing"))
    if oldest and patient.now - oldest > timedelta(days=days + 2):
        yield f"Undo keeps changes of {(patient.now - oldest).days} days, {days} are asked for."
    if half:
        yield f"{half} undo was cut short. Undo once more to finish it."


def _prune_undo(patient: Patient) -> None:
    with patient.open_db.read() as session:
        days = preferences.get(session, "undo_days")
    undo.prune(patient.open_db, days)


def _undo_fine(patient: Patient) -> str:
    with patient.open_db.read() as session:
        return f"{session.scalar(select(func.count(UndoStep.id)))} steps are kept."


def _timers(patient: Patient) -> Iterator[str]:
    query = select(TimeEntry.id).where(TimeEntry.ended_at.is_(None)).order_by(TimeEntry.id)
    with patient.open_db.read() as session:
        running = session.scalars(query).all()
    if len(running) > 1:
        yield f"{len(running)} timers run at once (time entries {', '.join(map(str, running))}); stop all but one."


def _derived(patient: Patient) -> Iterator[str]:
    with patient.open_db.read() as session:
        for what, count in upkeep.count_stale(session).items():
            if count:
                yield f"{count} {what} are out of date."


def _derive(patient: Patient) -> None:
    upkeep.refresh_all(patient.open_db)


def _saying(words: str) -> Callable[[Patient], str]:
    return lambda _patient: words


CHECKS: tuple[Check, ...] = (
    Check("integrity", _integrity, _saying("The data file is whole."), _reindex),
    Check("references", _references, _saying("Every reference leads somewhere."), _mend_references),
    Check("belonging", _hanging, _saying("Every note, tag and file belongs to a record."), _remove_hanging),
    Check("search", _search, _saying("Every record can be found."), _rebuild_search),
    Check("vectors", _vectors, _vectors_fine),
    Check("migrations", _revision, _saying("The data file is up to date.")),
    Check("derived columns", _derived, _saying("Sort names and last contacts are right."), _derive),
    Check("imports", _imports, _saying("No import was cut short.")),
    Check("undo", _undo, _undo_fine, _prune_undo),
    Check("timers", _timers, _saying("At most one timer runs.")),
    Check("attachments", _attached, _saying("Every attached file is as it was attached.")),
    Check("backups", _backups, _backups_fine, _make_backup, needs_file=False),
    Check("privacy", _modes, _saying("Nobody else can read the data folder."), _close_to_others, needs_file=False),
    Check("disk space", _space, _saying("There is room enough."), needs_file=False),
    Check("keyring", _keyring, _saying("Secrets are kept in the system's keyring."), needs_file=False),
)
