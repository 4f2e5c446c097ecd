"""demo, backup, restore, doctor, bench."""

from pathlib import Path

from app.cli.command import Answer, Call, Handlers
from app.cli.text import table
from app.core import lock
from app.core.errors import CrmError
from app.core.paths import data_folder
from app.crm import backups, sample


def demo(call: Call) -> Answer:
    """{counts}: rows by table. Refused while a window has the folder, or when it holds records."""
    with call.open() as app, lock.hold(app.folder):
        counts = sample.fill(app.db, app.clock)
    shown = [{"records": name.replace("_", " "), "count": count} for name, count in counts.items()]
    return Answer({"counts": counts}, lambda: table(shown, ("records", "count")))


def backup(call: Call) -> Answer:
    """Make a backup now."""
    with call.open() as app:
        made = backups.backup(app.db, app.folder, app.clock(), "by-hand")
        kept = len(backups.list_backups(app.folder))
    data = {"file": str(made), "size": made.stat().st_size, "backups": kept}
    return Answer(data, lambda: [f"Backed up to {made}."])


def restore(call: Call) -> Answer:
    """Put a backup in the data file's place; what was there is kept."""
    folder = data_folder(call.data_dir)
    folder.prepare()
    file = Path(call.args.file).expanduser()
    if not file.is_file():
        raise CrmError(f"There is no file {file}. Nothing was changed.", kind="not_found", where=str(file))
    kept = backups.restore(folder, file, call.clock())
    lines = [f"Restored {file}."] + ([f"The data file as it was is kept as {kept}."] if kept else [])
    return Answer({"restored": str(file), "kept": kept and str(kept)}, lambda: lines)


HANDLERS: Handlers = {"demo": demo, "backup": backup, "restore": restore}
