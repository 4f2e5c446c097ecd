"""The doctor: is everything as it should be, and what of it can be made right without losing anything.

Each check stands alone: on a damaged file the others still run, and what cannot be looked at is said in a sentence.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from app.core import copies, lock, startcheck, troubles
from app.core.clock import Clock
from app.core.db import Database
from app.core.errors import CrmError
from app.core.paths import DataFolder
from app.crm import backups, checkup
from app.crm.checkup import Check, Patient

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Finding:
    """One line of the report. ok: nothing to do, or it was just repaired."""

    check: str
    ok: bool
    message: str
    repaired: bool = False


def doctor(
    db: Database | None, folder: DataFolder, clock: Clock, *, repair: bool = False, held: lock.Hold | None = None,
    progress: Progress = lambda _done, _total: None,
) -> list[Finding]:  # fmt: skip
    """Look at everything; with `repair`, rebuild what can be rebuilt, after a backup.

    db: None when the file could not be opened. held: for a caller that has the folder.
    Errors: CrmError of kind `busy` when a repair is asked for while a window has the folder.
    """
    alone = lock.hold(folder) if repair and not held else None
    try:
        return list(_examine(db, Patient(db, folder, clock()), repair, progress))
    finally:
        if alone:
            alone.release()


def can_repair(finding: Finding) -> bool:
    """Whether `repair` may make this right."""
    return not finding.ok and any(check.repair for check in checkup.CHECKS if check.name == finding.check)


def _examine(db: Database | None, patient: Patient, repair: bool, progress: Progress) -> Iterator[Finding]:
    checks = [check for check in checkup.CHECKS if db is not None or not check.needs_file]
    if db is None:
        yield _of_closed_file(patient)
    safe: Finding | None = None
    for done, check in enumerate(checks, 1):
        finding = _ask(check, patient)
        if repair and not finding.ok and check.repair:
            if check.needs_file and safe is None:
                safe = _back_up(patient)
                yield safe
            if safe is None or safe.ok or not check.needs_file:
                finding = _repair(check, patient, finding)
        yield finding
        progress(done, len(checks))


def _ask(check: Check, patient: Patient) -> Finding:
    try:
        wrong = list(check.ask(patient))
    except CrmError as error:
        return Finding(check.name, ok=False, message=error.message)
    except troubles.errors() as error:
        return Finding(check.name, ok=False, message=f"It could not be checked: {error}.")
    return Finding(check.name, ok=not wrong, message=" ".join(wrong) or check.fine(patient))


def _repair(check: Check, patient: Patient, was: Finding) -> Finding:
    assert check.repair is not None
    try:
        check.repair(patient)
    except _failures() as error:
        return replace(was, message=f"{was.message} It could not be repaired: {error}")
    now = _ask(check, patient)
    return Finding(check.name, now.ok, f"{was.message} Repaired." if now.ok else now.message, repaired=now.ok)


def _back_up(patient: Patient) -> Finding:
    """A repair changes the file, so there is a copy first, or no repair."""
    try:
        folder = patient.folder
        file = copies.make(folder.database, folder.backups, patient.now, checkup.BEFORE_REPAIR, forgiving=True)
        backups.prune(folder)
    except _failures() as error:
        return Finding("backup first", ok=False, message=f"Nothing in the file was repaired: {error}")
    return Finding("backup first", ok=True, message=f"Kept as {file.name}.")


def _of_closed_file(patient: Patient) -> Finding:
    try:
        startcheck.refuse_damaged(patient.folder)
    except CrmError as error:
        return Finding("data file", ok=False, message=error.message)
    there = patient.folder.database.exists()
    return Finding("data file", there, "Its beginning and its tables can be read." if there else "There is none.")


def _failures() -> tuple[type[Exception], ...]:
    """What a check or a repair may meet on a damaged file or a full disk."""
    return (CrmError, *troubles.errors())
