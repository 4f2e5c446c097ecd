"""Import of files from other programs: CSV in many dialects, vCard, iCalendar.

    plan = importing.read(path)          what the file is and what its columns mean
    importing.preview(db, plan)          what would happen
    importing.run(db, plan, ...)         does it, as one undo step

The way of a row: bytes (reading) -> cells (tables, cards, calendars) -> meaning (recognition, mapping) -> values
(shaping, completing) -> new or known (deciding) -> tables (writing) -> links that waited (linking).
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from app.core.db import Database
from app.core.errors import CrmError
from app.core.paths import DataFolder
from app.crm.importing.batches import Interrupted, Preview, Result, interrupted, preview, resume, run
from app.crm.importing.planning import Plan, read
from app.crm.importing.yielding import without_collector

OWN_EXPORT = "rainmaker"

__all__ = [
    "OWN_EXPORT", "Interrupted", "Plan", "Preview", "Result", "interrupted", "preview", "read", "resume", "run",
    "run_path",
]  # fmt: skip


def run_path(
    db: Database, path: Path, *, kind: str = "auto", mapping: Path | Mapping[str, Any] | None = None,
    dry_run: bool = False, progress: Callable[[int, int], None] = lambda _d, _t: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Result:  # fmt: skip
    """Import a file, or a folder that this program exported. Errors: CrmError; nothing is changed then."""
    if path.is_dir() or kind == OWN_EXPORT:
        if kind not in ("auto", OWN_EXPORT) or mapping is not None:
            raise CrmError(f"{path} is a folder; choose one file.", where=str(path))
        return _take_back(db, path, dry_run, progress, cancelled)
    with without_collector():
        return run(db, read(path, kind, mapping), progress, cancelled, dry_run=dry_run)


def _take_back(
    db: Database, path: Path, dry_run: bool, progress: Callable[[int, int], None], cancelled: Callable[[], bool]
) -> Result:
    from app.crm.exporting.taking_back import take_back  # noqa: PLC0415 - only for an own export

    done = take_back(
        db, DataFolder(Path(db.path).parent), path, dry_run=dry_run, progress=progress, cancelled=cancelled
    )
    return Result(
        done.kind, done.source, done.rows, done.created, done.updated, done.skipped, done.errors, done.batch_id
    )
