"""A table as the owner sees it, for some chosen records: one CSV file for a spreadsheet."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from app.core import money
from app.core.db import Database
from app.core.errors import CrmError
from app.crm import listing
from app.crm.bulk import UNWATCHED, Watch
from app.crm.exporting.sheets import Sheet

AT_ONCE = 500


def write(db: Database, kind: str, ids: Sequence[int], target: Path, watch: Watch = UNWATCHED) -> int:
    """Write the rows of these records in their order; returns how many. An id that is gone is left out.

    Errors: CrmError when the file cannot be written.
    """
    names = listing.fields(kind)
    written = 0
    try:
        with target.open("w", encoding="utf-8-sig", newline="") as file:
            sheet = Sheet(file, [name.removesuffix("_cents") for name in names])
            for start in range(0, len(ids), AT_ONCE):
                if watch.cancelled():
                    break
                written += _write_some(db, kind, ids[start : start + AT_ONCE], names, sheet)
                watch.progress(min(start + AT_ONCE, len(ids)), len(ids))
    except OSError as error:
        raise CrmError(f"{target.name} cannot be written: {error.strerror}.", where=str(target)) from error
    return written


def _write_some(db: Database, kind: str, ids: Sequence[int], names: Sequence[str], sheet: Sheet) -> int:
    with db.read() as session:
        rows = listing.fetch(session, kind, ids)
    here = [rows[record_id].cells for record_id in ids if record_id in rows]
    for cells in here:
        sheet.write([_cell(name, cells) for name in names])
    return len(here)


def _cell(name: str, cells: Mapping[str, Any]) -> Any:
    """Amounts in major units, moments as ISO texts, tags with commas between."""
    value = cells[name]
    if name.endswith("_cents") and value is not None:
        return str(money.to_major(value, cells.get("currency") or "EUR"))
    if name == "tags":
        return ", ".join(value)
    return value.isoformat(" ", "minutes") if isinstance(value, datetime) else value
