"""The shape of the data file: which revision it has, and how it is brought to the newest.

A migration never works on the owner's file: it works on a copy, which takes the file's place once it is done and
checked. The file as it was stays in the backup folder.
"""

import os
import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from app.core import copies, lock, sqlite, troubles
from app.core.errors import CrmError
from app.core.paths import DataFolder, source_tree

NUMBERED = re.compile(r"(\d{4})_\w+\.pyc?")


def newest_revision() -> str:
    """Of the migrations shipped with the program, read from the file names: Alembic takes 0.6 s to import."""
    folder = source_tree("migrations") / "versions"
    return max(found[1] for name in os.listdir(folder) if (found := NUMBERED.fullmatch(name)))


def stored_revision(path: Path) -> str | None:
    """Of the data file; None when it has no tables yet. A file that is not ours is a CrmError."""
    return _revision(path, sqlite.driver().connect(f"{path.as_uri()}?mode=ro", uri=True))


def revision_of_closed_file(path: Path) -> str | None:
    """The same of a backup, leaving no trace beside it."""
    return _revision(path, copies.open_closed_file(path))


def is_newer(revision: str | None) -> bool:
    """Whether a file of this revision was written by a newer version of the program."""
    return revision is not None and revision > newest_revision()


def _revision(path: Path, connection: Any) -> str | None:
    with closing(connection):
        tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
        if not tables:
            return None
        if "alembic_version" not in tables:
            raise CrmError(f"{path.name} is a database of another program.", kind="storage", where=str(path))
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        return str(row[0]) if row else None


def bring_up_to_date(folder: DataFolder, now: datetime) -> bool:
    """Create the data file or migrate it. True when something was done.

    Errors: a file newer than the program, or one that is not ours, is a CrmError; the file is not touched.
    """
    if not _is_due(folder.database):
        return False
    with lock.changing(folder):
        due = _is_due(folder.database)
        if due:
            _bring(folder, now)
    return due


def _is_due(path: Path) -> bool:
    """Whether the file is new or behind. Errors: as above."""
    if not path.exists() or path.stat().st_size == 0:
        return True
    with troubles.explained(path):
        stored = stored_revision(path)
    if is_newer(stored):
        raise CrmError(
            "The data file was written by a newer Rainmaker. Install the newest version; nothing was changed.",
            kind="unsupported",
            where=str(path),
        )
    return stored != newest_revision()


def _bring(folder: DataFolder, now: datetime) -> None:
    path = folder.database
    if path.exists() and path.stat().st_size > 0 and stored_revision(path) is not None:
        _migrate_copy(folder, now)
    else:
        _create(path)


def _create(path: Path) -> None:
    """Build the new file aside, so that a start cut short leaves no half of one."""
    with _made_aside(path) as made:
        _upgrade(made)
        copies.put_in_place(made, path)


@contextmanager
def _made_aside(path: Path) -> Iterator[Path]:
    """The name of the file in the making; whatever goes wrong, nothing of it is left."""
    made = path.with_suffix(".new")
    with troubles.explained(path):
        try:
            copies.remove_file(made)
            yield made
        finally:
            copies.remove_file(made)


def _migrate_copy(folder: DataFolder, now: datetime) -> None:
    path = folder.database
    with _made_aside(path) as made:
        copies.make(path, folder.backups, now, "before-migration")
        _copy_into(path, made)
        _upgrade(made)
        for suffix in ("-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        copies.put_in_place(made, path)


def _copy_into(source: Path, target: Path) -> None:
    """A compact copy, with everything that still stands in the write-ahead log."""
    with closing(sqlite.driver().connect(source)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("VACUUM INTO ?", (str(target),))


def _upgrade(path: Path) -> None:
    """Run every missing migration on a file that nobody else uses, then check its references."""
    from alembic import command  # noqa: PLC0415 - 0.6 s to import, needed once a version
    from alembic.config import Config  # noqa: PLC0415
    from sqlalchemy import URL, create_engine  # noqa: PLC0415

    engine = create_engine(URL.create("sqlite", database=str(path)), module=sqlite.driver())
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            config = Config()
            config.set_main_option("script_location", str(source_tree("migrations")))
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            connection.commit()
            _check(connection)
    finally:
        engine.dispose()


def _check(connection: Any) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(1)
    if broken:
        raise CrmError("The data file could not be brought up to date; it was left as it is.", kind="storage")
