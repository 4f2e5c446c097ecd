"""Taking an export back: into an empty file as it was, ids and all; into another one as new records, once.

Everything is checked in a scratch database first. Then rows are written in small transactions that make one undo
step, so that the window stays usable; cancelling takes that step back.
"""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from app.core import troubles
from app.core.db import Database
from app.core.errors import CrmError
from app.core.paths import DataFolder
from app.crm import activity, attachments, journal, undo
from app.crm.exporting import layout
from app.crm.exporting.filling import fill, is_empty
from app.crm.exporting.merging import count, merge
from app.crm.exporting.staging import Stage, staged
from app.crm.exporting.work import Cancelled, Progress, Work, index
from app.models import ImportBatch, UndoStep

IMPORT_LOCK = "import.lock"
"""The same as that of imports from other programs."""


@dataclass(frozen=True)
class TakenBack:
    """What came of it. rows: in the export; errors: {row, field, message}; batch_id: to undo it, None for a dry run."""

    kind: str
    source: str
    rows: int
    created: int
    updated: int
    skipped: int
    errors: list[dict[str, Any]]
    batch_id: int | None


def take_back(
    db: Database, folder: DataFolder, export_dir: Path, *, dry_run: bool = False,
    progress: Progress = lambda _done, _total: None, cancelled: Callable[[], bool] = lambda: False,
) -> TakenBack:  # fmt: skip
    """Bring in an export made by this program; the same one twice creates nothing the second time.

    Errors: CrmError for a folder that is no export, a damaged one, one of a newer program, or when it was cancelled;
    nothing is changed then.
    """
    with troubles.explained(export_dir):
        if not export_dir.is_dir():
            raise CrmError(f"There is no folder {export_dir}.", kind="not_found", where=str(export_dir))
    with troubles.explained(folder.root), staged(export_dir, folder) as stage:
        work = Work(db, stage, progress, cancelled)
        work.errors += [*map(_lost, stage.missing), *([_MODEL] if stage.left_out else [])]
        if dry_run:
            _try(work)
        else:
            with _alone(folder):
                _copy_attachments(stage, folder.attachments)
                _open(work, export_dir)
                _run(work)
    return TakenBack(
        layout.FORMAT, layout.FORMAT, work.total, work.created, 0, work.skipped, work.errors, work.batch or None
    )


@contextmanager
def _alone(folder: DataFolder) -> Iterator[None]:
    """One import at a time, and none that is under way looks like one that was cut off."""
    try:
        with FileLock(folder.root / IMPORT_LOCK, timeout=0):
            yield
    except Timeout as error:
        raise CrmError("Another import is under way; wait until it is done.", kind="busy", where="import") from error


def _run(work: Work) -> None:
    try:
        with work.db.read() as session:
            empty = is_empty(session)
        (fill if empty else merge)(work)
        index(work)
        _close(work, logged=not empty and work.created > 0)
    except BaseException as error:
        _take_out(work)
        if isinstance(error, Cancelled):
            raise CrmError("Cancelled; nothing was changed.", kind="cancelled") from error
        raise


def _take_out(work: Work) -> None:
    """Undo what came in so far; on a full disk that has to wait."""
    try:
        undo.undo(work.db, work.step)
    except CrmError as error:
        message = f"{error.message.split('.')[0]}. A part came in; `rainmaker undo {work.batch}` or Undo takes it out."
        raise CrmError(message, kind=error.kind, where=f"import {work.batch}") from error


def _try(work: Work) -> None:
    """Count what would come of it and write nothing."""
    with work.db.read() as session:
        if is_empty(session):
            work.created = work.total
        else:
            count(work, session)


def _copy_attachments(stage: Stage, target: Path) -> None:
    """Before the rows that name them; a file that no row names in the end is cleaned up in time."""
    for (sha256,) in stage.connection.execute("SELECT DISTINCT sha256 FROM attachments ORDER BY sha256").fetchall():
        if sha256 not in stage.missing:
            attachments.store(target, stage.origin / layout.ATTACHMENTS / sha256)


def _open(work: Work, export_dir: Path) -> None:
    with work.db.write(actor="import") as session:
        work.step = journal.open_step(session, f"Import: {export_dir.name}")
        with (export_dir / layout.JSON_FILE).open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        batch = ImportBatch(
            kind=layout.FORMAT, source=layout.FORMAT, filename=str(export_dir.absolute()), sha256=digest,
            rows=work.total, undo_step_id=work.step, started_at=session.info["at"],
        )  # fmt: skip
        session.add(batch)
        session.flush()
        work.batch = batch.id


def _close(work: Work, *, logged: bool) -> None:
    """Into an empty file nothing is logged: it shall be the same file again."""
    with work.db.write(actor="import", step=work.step) as session:
        at = session.info["at"]
        figures = {"created": work.created, "updated": 0, "skipped": work.skipped}
        values = {**figures, "status": "done", "errors": work.errors, "finished_at": at}
        session.execute(update(ImportBatch).where(ImportBatch.id == work.batch).values(**values))
        if not work.made:
            _forget_step(session, work)
        if logged:
            batch = session.get_one(ImportBatch, work.batch)
            activity.record(session, "import_finished", batch, at, kind=layout.FORMAT, **figures)


def _forget_step(session: Session, work: Work) -> None:
    """Nothing came in, so there is nothing for an undo button to name."""
    session.execute(update(ImportBatch).where(ImportBatch.id == work.batch).values(undo_step_id=None))
    session.execute(delete(UndoStep).where(UndoStep.id == work.step))


def _lost(sha256: str) -> dict[str, Any]:
    return {"row": None, "field": "sha256", "message": f"The attached file {sha256[:12]} is not in the export."}


_MODEL: dict[str, Any] = {
    "row": None, "field": "model",
    "message": "The language model of the export is left out, and what it may see. Choose both in Settings.",
}  # fmt: skip
