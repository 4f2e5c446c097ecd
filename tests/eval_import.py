"""Measures how files of other programs are read: counts, a second run, undo.

Usage: make eval-import ARGS=FOLDER, or RAINMAKER_EVAL_DATA=FOLDER make eval-import. Every .csv, .vcf and
.ics below the folder is imported into a database of its own: rows must add up, a second run must create and update
nothing, and undoing must give back every table as it was.
"""

import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from app.compose import App, open_app
from app.core.errors import CrmError
from app.crm import importing, undo
from app.crm.journal import journaled_tables

ENDINGS = (".csv", ".vcf", ".ics", ".tsv", ".txt")


def dump(app: App, *, ids: bool = True) -> dict[str, list[tuple[Any, ...]]]:
    """Every table the owner can see."""
    found = {}
    with app.db.read() as session:
        for table in journaled_tables():
            rows = session.connection().exec_driver_sql(f"SELECT * FROM {table.name} ORDER BY id").all()
            found[table.name] = [tuple(row) for row in rows]
    return found


def fresh(folder: Path, name: str) -> App:
    return open_app(folder / name)


def line(app: App, path: Path) -> tuple[str, bool]:
    before = dump(app)
    start = time.perf_counter()
    try:
        done = importing.run_path(app.db, path)
    except CrmError as error:
        return f"refused: {error.message[:150]}", dump(app) == before
    took = time.perf_counter() - start
    again = importing.run_path(app.db, path)
    adds_up = done.created + done.updated + done.skipped + len(done.errors) == done.rows
    quiet = again.created == again.updated == 0
    for result in (again, done):
        with app.db.read() as session:
            step = undo.batch_step(session, result.batch_id or 0)
        undo.undo(app.db, step)
    clean = dump(app) == before
    text = (
        f"{done.source:16} {done.kind:12} rows {done.rows:6} created {done.created:6} updated {done.updated:4} "
        f"skipped {done.skipped:4} errors {len(done.errors):3} {took:6.2f} s | again {again.created}/{again.updated} "
        f"| undone {'clean' if clean else 'NOT CLEAN'}{'' if adds_up else ' DOES NOT ADD UP'}"
    )
    return text + "".join(f"\n      {error}" for error in done.errors[:3]), adds_up and quiet and clean


def main() -> int:
    given = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("RAINMAKER_EVAL_DATA")
    if not given or not Path(given).is_dir():
        sys.stderr.write("Say which folder holds the files: make eval-import ARGS=FOLDER\n")
        return 2
    files = sorted(path for path in Path(given).rglob("*") if path.suffix.lower() in ENDINGS)
    good = True
    with tempfile.TemporaryDirectory() as place:
        for number, path in enumerate(files):
            app = fresh(Path(place), f"one{number}")
            text, fine = line(app, path)
            app.close()
            good &= fine
            sys.stdout.write(f"{'ok ' if fine else 'BAD'} {path.relative_to(given)!s:36} {text}\n")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
