"""import, export."""

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from types import FrameType

from app.cli.command import Answer, Call, Handlers
from app.cli.contract import INTERRUPTED
from app.cli.progress import show_progress
from app.cli.text import table
from app.cli.usage import UsageError
from app.compose import App
from app.crm import backups, importing
from app.crm.exporting import export as write_all
from app.crm.exporting import layout
from app.crm.importing import Result

SHOWN = 20
"""Rows that were not imported, of which a person sees so many."""


def bring_in(call: Call) -> Answer:
    """{kind, source, rows, created, updated, skipped, errors: [{row, field, message}], batch_id, cancelled}."""
    args = call.args
    if (args.path is None) == (args.resume is None):
        raise UsageError("`rainmaker import` needs a PATH, or --resume and the number of an import.", where="import")
    with call.open() as app, stoppable() as cancelled:
        _name_interrupted(app, args.resume)
        done = _resume(app, args.resume, cancelled) if args.path is None else _import(call, app, cancelled)
    return Answer(asdict(done), lambda: _told(done, dry_run=args.dry_run), INTERRUPTED if done.cancelled else 0)


def _name_interrupted(app: App, resumed: int | None) -> None:
    """Say on standard error which imports were cut short, and what can be done."""
    with app.db.read() as session:
        for batch in importing.interrupted(session):
            if batch.id != resumed:
                print(
                    f"The import of {Path(batch.filename).name} was cut short: `rainmaker import --resume {batch.id}` "
                    f"goes on with it, `rainmaker undo {batch.id}` takes it back.",
                    file=sys.stderr,
                )


def _import(call: Call, app: App, cancelled: Callable[[], bool]) -> Result:
    """Read first, so that a file that cannot be imported leaves no backup behind."""
    args = call.args
    path, mapping = Path(args.path).expanduser(), args.mapping and Path(args.mapping).expanduser()
    progress = show_progress("Importing")
    if path.is_dir() or args.kind == importing.OWN_EXPORT:
        _back_up(app, dry_run=args.dry_run or not (path / layout.JSON_FILE).is_file())
        return importing.run_path(
            app.db, path, kind=args.kind, mapping=mapping, dry_run=args.dry_run, progress=progress, cancelled=cancelled
        )
    plan = importing.read(path, args.kind, mapping)
    _back_up(app, dry_run=args.dry_run or bool(plan.questions))
    return importing.run(app.db, plan, progress, cancelled, dry_run=args.dry_run)


def _resume(app: App, batch: int, cancelled: Callable[[], bool]) -> Result:
    return importing.resume(app.db, batch, show_progress("Importing"), cancelled)


def _back_up(app: App, *, dry_run: bool) -> None:
    if not dry_run:
        backups.backup(app.db, app.folder, app.clock(), "before-import")


def _told(done: Result, *, dry_run: bool) -> Iterator[str]:
    """What came of it, and which rows did not come in."""
    would = "would be " if dry_run else ""
    came = f"{done.created} {would}created, {done.updated} {would}updated, {done.skipped} already here"
    yield f"{done.kind} from {done.source}: {done.rows} rows, {came}, {len(done.errors)} not imported."
    if done.errors:
        yield from table(done.errors[:SHOWN], ("row", "field", "message"), widest=200)
    if len(done.errors) > SHOWN:
        yield f"… and {len(done.errors) - SHOWN} more; --json lists them all."
    back = f"`rainmaker undo {done.batch_id}` takes it back"
    if done.batch_id and done.cancelled:
        yield f"Stopped. `rainmaker import --resume {done.batch_id}` goes on, {back}."
    elif done.batch_id and done.created + done.updated:
        yield f"{back}."


@contextmanager
def stoppable() -> Iterator[Callable[[], bool]]:
    """The first Ctrl-C asks the work to stop where it can go on later; a second one ends the command at once."""
    asked = threading.Event()

    def ask(_number: int, _frame: FrameType | None) -> None:
        if asked.is_set():
            raise KeyboardInterrupt
        asked.set()

    if threading.current_thread() is not threading.main_thread():
        yield asked.is_set
        return
    before = signal.signal(signal.SIGINT, ask)
    try:
        yield asked.is_set
    finally:
        signal.signal(signal.SIGINT, before)


def export(call: Call) -> Answer:
    """{files, counts, missing}: what was written; attached files that are not there any more."""
    target = Path(call.args.dir).expanduser()
    with call.open() as app:
        done = write_all(app.db, app.folder, target, app.clock())
    shown = [{"records": name.replace("_", " "), "count": count} for name, count in done.counts.items() if count]
    lost = [f"{len(done.missing)} attached files are missing."] if done.missing else []
    return Answer(asdict(done), lambda: [*table(shown, ("records", "count")), *lost, f"Written to {target}."])


HANDLERS: Handlers = {"import": bring_in, "export": export}
