"""A scratch database that holds the export before anything of it touches the owner's file.

SQLite itself checks what Python did not: values a column does not take, doubles, references to nothing.
"""

import hashlib
import re
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import sqlite as dialect
from sqlalchemy.schema import CreateIndex, CreateTable

from app.core import schema, sqlite
from app.core.paths import DataFolder
from app.crm.exporting import layout
from app.crm.exporting.reading import Row, read_head, read_rows, unreadable

LOT = 1000
HIGHEST = 2**40
"""The highest id taken: the search index multiplies ids, and no file has so many rows."""
SHA256 = re.compile(r"[0-9a-f]{64}")
CHUNK = 1024 * 1024


class Stage:
    """The export, checked. counts: rows by table; missing: hashes of attached files that are not in it.

    left_out: settings of the model, which are not taken.
    """

    def __init__(self, connection: Any, origin: Path) -> None:
        self.connection, self.origin = connection, origin
        self.counts: dict[str, int] = {table.name: 0 for table in layout.tables()}
        self.missing: list[str] = []
        self.left_out: list[str] = []

    def rows(self, table: Table, size: int) -> Iterator[list[tuple[Any, ...]]]:
        """Stored values in the order of the columns, by id, in lots."""
        columns = ", ".join(f'"{name}"' for name in layout.column_names(table))
        cursor = self.connection.execute(f"SELECT {columns} FROM {table.name} ORDER BY id")
        while lot := cursor.fetchmany(size):
            yield lot


@contextmanager
def staged(export_dir: Path, folder: DataFolder) -> Iterator[Stage]:
    """Read and check a whole export. Errors: CrmError for the first thing wrong with it."""
    path = export_dir / layout.JSON_FILE
    head = read_head(path)
    with (
        tempfile.TemporaryDirectory(dir=folder.root, prefix=".taking-back-") as scratch,
        closing(_scratch(Path(scratch) / "stage.db")) as connection,
    ):
        stage = Stage(connection, export_dir)
        connection.execute("BEGIN")
        found = _fill(stage, path)
        _leave_out_model(stage)
        connection.execute("COMMIT")
        _refuse_missing(found, head["revision"])
        _check_references(connection)
        _check_attachments(stage)
        yield stage


def _scratch(path: Path) -> Any:
    connection = sqlite.driver().connect(path, isolation_level=None)
    for pragma in ("journal_mode=OFF", "synchronous=OFF", "foreign_keys=OFF", "cache_size=-16000"):
        connection.execute(f"PRAGMA {pragma}")
    for table in layout.tables():
        connection.execute(str(CreateTable(table).compile(dialect=dialect.dialect())))
        for index in table.indexes:
            if index.unique:
                connection.execute(str(CreateIndex(index).compile(dialect=dialect.dialect())))
    connection.execute("CREATE INDEX by_record ON external_ids (entity_type, entity_id)")
    return connection


def _fill(stage: Stage, path: Path) -> set[str]:
    """Returns the tables that the file holds."""
    known = {table.name: table for table in layout.tables()}
    found: set[str] = set()
    lot: list[Row] = []
    for item in read_rows(path):
        if isinstance(item, str):
            if item not in known:
                raise unreadable(f"it holds {item}, which Rainmaker does not know", item)
            found.add(item)
        if lot and (isinstance(item, str) or len(lot) == LOT):
            _insert(stage, known[lot[0].table], lot)
            lot = []
        if isinstance(item, Row):
            lot.append(item)
    if lot:
        _insert(stage, known[lot[0].table], lot)
    return found


def _leave_out_model(stage: Stage) -> None:
    """No file decides to whom the owner's data goes."""
    query = f"DELETE FROM user_settings WHERE {layout.OF_THE_MODEL} RETURNING key"
    stage.left_out = sorted(key for (key,) in stage.connection.execute(query).fetchall())
    stage.counts["user_settings"] -= len(stage.left_out)


def _insert(stage: Stage, table: Table, lot: list[Row]) -> None:
    names = layout.column_names(table)
    statement = insert_statement(table)
    values = [_checked(table, names, row) for row in lot]
    try:
        stage.connection.executemany(statement, values)
    except sqlite.driver().IntegrityError as error:
        rows = f"one of the rows {lot[0].number} to {lot[-1].number} of {table.name}"
        raise unreadable(f"{rows} does not fit ({error})", table.name) from error
    stage.counts[table.name] += len(lot)


def insert_statement(table: Table) -> str:
    names = layout.column_names(table)
    columns = ", ".join(f'"{name}"' for name in names)
    return f"INSERT INTO {table.name} ({columns}) VALUES ({', '.join('?' * len(names))})"


def _checked(table: Table, names: list[str], row: Row) -> list[Any]:
    """Stored values, in the order of the columns. Errors: CrmError naming row and field."""
    readers = layout.readers(table)
    unknown = row.values.keys() - readers.keys()
    if unknown:
        raise unreadable(f"row {row.number} of {table.name} has an unknown field {min(unknown)}", table.name)
    stored = []
    for name in names:
        try:
            stored.append(readers[name](row.values.get(name)))
        except ValueError as error:
            raise unreadable(f"row {row.number} of {table.name}: {name} must be {error}", table.name) from error
    if not 0 < row.values["id"] <= HIGHEST:
        raise unreadable(f"row {row.number} of {table.name} has an impossible id", table.name)
    return stored


def _refuse_missing(found: set[str], revision: str) -> None:
    """An export of this very version holds every table; an older one may lack those that came later."""
    missing = {table.name for table in layout.tables()} - found
    if missing and revision == schema.newest_revision():
        raise unreadable(f"{min(missing)} is missing", min(missing))


def _check_references(connection: Any) -> None:
    broken = connection.execute("PRAGMA foreign_key_check").fetchone()
    if broken:
        raise unreadable(f"row with id {broken[1]} of {broken[0]} refers to a record that is not in it", broken[0])


def _check_attachments(stage: Stage) -> None:
    """Hashes are the only names we follow, and a file must be what its hash says."""
    query = "SELECT DISTINCT sha256, filename FROM attachments ORDER BY sha256"
    for sha256, filename in stage.connection.execute(query).fetchall():
        if not SHA256.fullmatch(sha256) or "/" in filename or "\\" in filename or filename in ("", ".", ".."):
            raise unreadable("an attached file has an impossible name", "attachments")
        file = stage.origin / layout.ATTACHMENTS / sha256
        if file.is_symlink() or not file.is_file():
            stage.missing.append(sha256)
        elif _hash(file) != sha256:
            raise unreadable(f"the attached file {filename} was altered", "attachments")


def _hash(file: Path) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as content:
        while chunk := content.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
