"""Files to import, written on the spot, and what the data file holds before and after."""

from pathlib import Path
from typing import Any

import pytest

from app.core.db import Database
from app.crm import importing, undo
from app.crm.importing import Result
from app.crm.journal import journaled_tables

Dump = dict[str, list[tuple[Any, ...]]]


class Desk:
    """Imports files and looks at what came of it."""

    def __init__(self, db: Database, folder: Path) -> None:
        self.db, self.folder = db, folder

    def file(self, content: str | bytes, name: str = "file.csv") -> Path:
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def take(self, content: str | bytes | Path, name: str = "file.csv", **options: Any) -> Result:
        path = content if isinstance(content, Path) else self.file(content, name)
        return importing.run_path(self.db, path, **options)

    def undo(self, batch: Result) -> None:
        with self.db.read() as session:
            step = undo.batch_step(session, batch.batch_id or 0)
        undo.undo(self.db, step)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with self.db.read() as session:
            return [tuple(row) for row in session.connection().exec_driver_sql(query)]

    def one(self, query: str) -> Any:
        return self.rows(query)[0][0]

    def dump(self) -> Dump:
        return {table.name: self.rows(f"SELECT * FROM {table.name} ORDER BY id") for table in journaled_tables()}


@pytest.fixture
def desk(db: Database, tmp_path: Path) -> Desk:
    return Desk(db, tmp_path)
