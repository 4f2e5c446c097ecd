"""`python -m tests.faults --kills 200`: the long version. Prints figures; exit 1 when anything was lost."""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from app.compose import open_app
from app.core.clock import local_now
from app.crm import contacts, notes
from app.crm.exporting import export
from tests.faults.killed import Report, kill_while_editing, kill_while_importing


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--contacts", type=int, default=400, help="in the export that is imported")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        place = Path(scratch)
        source = _source(place, given.contacts)
        edits = _told("edits", lambda: kill_while_editing(place / "edits", given.kills, given.seed))
        backs = _told("exports taken back", lambda: kill_while_importing(place / "a", source, given.kills, given.seed))
        csv = _csv(place / "people.csv", given.contacts)
        imports = _told("imports", lambda: kill_while_importing(place / "b", csv, given.kills, given.seed))
    return 1 if edits.wrong or backs.wrong or imports.wrong else 0


def _csv(path: Path, count: int) -> Path:
    rows = (f"Person {n},Last{n},p{n}@z.example,+49 30 {100000 + n},Firm {n % 50}\n" for n in range(count))
    path.write_text("First Name,Last Name,Email,Phone,Company\n" + "".join(rows), encoding="utf-8")
    return path


def _source(place: Path, count: int) -> Path:
    """An export of another data file, with names, addresses and notes to index."""
    app = open_app(place / "other")
    with app.db.write() as session:
        for number in range(count):
            at = app.clock()
            contact = contacts.create(session, at=at, first_name=f"Person {number}", emails=[f"p{number}@y.example"])
            notes.create(session, at=at, entity_type="contact", entity_id=contact.id, body=f"Note {number} " * 20)
    export(app.db, app.folder, place / "export", local_now())
    app.close()
    return place / "export"


def _told(name: str, work: Callable[[], Report]) -> Report:
    started = time.monotonic()
    report = work()
    found = ", ".join(f"{count} {what}" for what, count in sorted(report.found.items()))
    sys.stdout.write(
        f"{name}: {report.kills} kills, {report.acknowledged} acknowledged, {len(report.wrong)} wrong "
        f"({found}) in {time.monotonic() - started:.0f} s\n"
    )
    sys.stdout.writelines(f"  {line}\n" for line in report.wrong)
    return report


if __name__ == "__main__":
    sys.exit(main())
