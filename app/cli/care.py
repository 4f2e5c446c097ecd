"""demo, backup, restore, doctor."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Any

from app.cli.command import Answer, Call, Handlers
from app.cli.progress import show_progress
from app.cli.text import table
from app.core import lock
from app.core.errors import CrmError
from app.core.paths import DataFolder, data_folder
from app.crm import backups, sample
from app.crm import doctor as checks
from app.crm.doctor import Finding


def demo(call: Call) -> Answer:
    """{counts}: rows by table. Refused while a window has the folder, or when it holds records."""
    with call.open() as app, lock.hold(app.folder):
        counts = sample.fill(app.db, app.clock, progress=show_progress("Writing"))
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


def doctor(call: Call) -> Answer:
    """{ok, findings: [{check, ok, message, repaired, note}], advice}; exit code 1 when something is wrong.

    advice: for a file that cannot be opened, which backup can take its place, and the command.
    """
    folder = data_folder(call.data_dir)
    advice: str | None = None
    with ExitStack() as stack:
        db = None
        try:
            db = stack.enter_context(call.open()).db
        except CrmError as error:
            if error.kind != "damaged":
                raise
            advice = error.message
        found = checks.doctor(db, folder, call.clock, repair=call.args.repair, progress=show_progress("Checking"))
    notes = {finding.check for finding in found if not finding.ok and _is_note(finding, folder)}
    fine = all(finding.ok or finding.check in notes for finding in found)
    findings = [{**asdict(finding), "note": finding.check in notes} for finding in found]
    data = {"ok": fine, "findings": findings, "advice": advice}
    return Answer(data, lambda: _report(findings, advice), 0 if fine else 1)


def _is_note(finding: Finding, folder: DataFolder) -> bool:
    """Worth knowing, but nothing is wrong: a system without a keyring, a folder never backed up."""
    return finding.check == "keyring" or (finding.check == "backups" and not backups.list_backups(folder))


def _report(findings: Sequence[Mapping[str, Any]], advice: str | None) -> Iterator[str]:
    width = max(len(finding["check"]) for finding in findings)
    for finding in findings:
        state = next((word for word in ("repaired", "ok", "note") if finding[word]), "wrong")
        yield f"{state:<8}  {finding['check']:<{width}}  {finding['message']}"
    if advice:
        yield advice


HANDLERS: Handlers = {"demo": demo, "backup": backup, "restore": restore, "doctor": doctor}
