"""Export: everything the owner has, in files that other programs read and that make the same database again."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from app.core import schema
from app.core.db import Database
from app.core.errors import CrmError
from app.core.paths import DataFolder
from app.crm import attachments
from app.crm.exporting import cards, layout, place
from app.crm.exporting.sheets import Sheet
from app.models import Attachment

LOT = 1000
Progress = Callable[[int, int], None]


class Told:
    """How far an export is, and whether it should go on."""

    def __init__(self, total: int, progress: Progress, cancelled: Callable[[], bool]) -> None:
        self._done, self._total, self._progress, self._cancelled = 0, total, progress, cancelled

    def advance(self, by: int) -> None:
        """Errors: CrmError of kind `cancelled`."""
        self._done += by
        self._progress(self._done, self._total)
        if self._cancelled():
            raise CrmError("Cancelled; nothing was written.", kind="cancelled")


@dataclass(frozen=True)
class Exported:
    """files: paths inside the target, sorted. counts: rows by table. missing: attached files that were not there."""

    files: list[str]
    counts: dict[str, int]
    missing: list[str]


def export(
    db: Database, folder: DataFolder, target: Path, now: datetime, *,  # noqa: ARG001
    progress: Progress = lambda _done, _total: None, cancelled: Callable[[], bool] = lambda: False,
) -> Exported:  # fmt: skip
    """Write everything into the new or empty folder `target`; the same data gives the same bytes.

    now: taken as every service takes it, and written nowhere, so that two exports of the same data are equal.
    progress: is told rows. Errors: CrmError when the target holds something or cannot be written, or of kind
    `cancelled` when that says so; no half of an export is left.
    """
    with place.built_aside(target, layout.JSON_FILE) as aside, db.read() as session:
        told = Told(_count(session), progress, cancelled)
        counts = _write_tables(session, aside, told)
        with (aside / layout.CARDS_FILE).open("w", encoding="utf-8", newline="") as file:
            file.writelines(cards.write(session))
        missing = _copy_attachments(session, folder.attachments, aside / layout.ATTACHMENTS)
        files = sorted(str(path.relative_to(aside)) for path in aside.rglob("*") if path.is_file())
    return Exported(files, counts, missing)


def _count(session: Session) -> int:
    counts = (f"SELECT count(*) AS n FROM {of.name} WHERE {layout.condition(of)}" for of in layout.tables())
    tables = " UNION ALL ".join(counts)
    return int(session.connection().exec_driver_sql(f"SELECT sum(n) FROM ({tables})").scalar_one())


def _write_tables(session: Session, aside: Path, told: Told) -> dict[str, int]:
    counts = {}
    with (aside / layout.JSON_FILE).open("w", encoding="utf-8", newline="\n") as whole:
        whole.write(_head())
        for place_in_file, table in enumerate(layout.tables()):
            whole.write(f'{"," if place_in_file else ""}"{table.name}":[\n')
            counts[table.name] = _write_table(session, table, aside, whole, told)
            whole.write("]\n")
        whole.write("}}\n")
    return counts


def _head() -> str:
    head = {"format": layout.FORMAT, "version": layout.VERSION, "revision": schema.newest_revision()}
    return layout.dumps(head).removesuffix("}") + ',"tables":{\n'


def _write_table(session: Session, table: Table, aside: Path, whole: IO[str], told: Told) -> int:
    """One pass over the rows, into the CSV file and the JSON."""
    count = 0

    def rows() -> Iterator[str]:
        nonlocal count
        for values in _values(session, table):
            count += 1
            if count % LOT == 0:
                told.advance(LOT)
            sheet.write(values)
            yield layout.dumps(dict(zip(names, values, strict=True)))

    names = layout.column_names(table)
    with (aside / f"{table.name}.csv").open("w", encoding="utf-8-sig", newline="") as file:
        sheet = Sheet(file, names)
        whole.writelines(layout.lines_of(rows()))
    told.advance(count % LOT)
    return count


def _values(session: Session, table: Table) -> Iterator[Sequence[Any]]:
    """Rows by id as JSON values. Read from the driver: a million rows through typed columns take minutes."""
    columns = ", ".join(f'"{name}"' for name in layout.column_names(table))
    query = f"SELECT {columns} FROM {table.name} WHERE {layout.condition(table)} ORDER BY id"
    result = session.connection().exec_driver_sql(query)
    convert = [writer for _name, writer in layout.writers(table)]
    for lot in result.partitions(LOT):
        for row in lot:
            yield [_value(stored, writer) for stored, writer in zip(row, convert, strict=True)]


def _value(stored: Any, writer: Callable[[Any], Any] | None) -> Any:
    return stored if writer is None or stored is None else writer(stored)


def _copy_attachments(session: Session, source: Path, target: Path) -> list[str]:
    """Under their hash, as the rows name them. Returns the hashes of files that are not there any more."""
    missing = []
    for sha256 in session.scalars(select(Attachment.sha256).distinct().order_by(Attachment.sha256)):
        file = attachments.path_of(source, sha256)
        if file.is_file() and not file.is_symlink():
            target.mkdir(exist_ok=True)
            shutil.copyfile(file, target / sha256)
        else:
            missing.append(sha256)
    return missing
