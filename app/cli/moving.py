"""import, export."""

from dataclasses import asdict
from pathlib import Path

from app.cli.command import Answer, Call, Handlers
from app.cli.text import table
from app.crm.exporting import export as write_all


def export(call: Call) -> Answer:
    """{files, counts, missing}: what was written; attached files that are not there any more."""
    target = Path(call.args.dir).expanduser()
    with call.open() as app:
        done = write_all(app.db, app.folder, target, app.clock())
    shown = [{"records": name.replace("_", " "), "count": count} for name, count in done.counts.items() if count]
    lost = [f"{len(done.missing)} attached files are missing."] if done.missing else []
    return Answer(asdict(done), lambda: [*table(shown, ("records", "count")), *lost, f"Written to {target}."])


HANDLERS: Handlers = {"export": export}
