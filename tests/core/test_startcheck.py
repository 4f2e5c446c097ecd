"""A damaged data file is noticed before anything opens it, and a backup is offered."""

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from app.core import schema, startcheck
from app.core.copies import make
from app.core.db import Database
from app.core.errors import CrmError
from app.core.events import Bus
from app.core.paths import DataFolder
from app.crm import backups
from app.crm.journal import Journal
from app.models import Tag
from tests.conftest import NOW


@pytest.fixture
def saved(folder: DataFolder) -> DataFolder:
    """A closed data folder with some records and one backup."""
    fill(folder, [f"tag {n}" for n in range(500)])
    make(folder.database, folder.backups, NOW, "daily")
    return folder


def fill(folder: DataFolder, names: list[str]) -> None:
    db = Database(folder.database, Bus(), Journal())
    with db.write() as session:
        session.add_all(Tag(name=name) for name in names)
    db.close()


def empty(path: Path) -> None:
    path.write_bytes(b"")


def text(path: Path) -> None:
    path.write_text("Dear diary, " * 1000)


def missing(path: Path) -> None:
    path.unlink()


def truncated(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def cut_to_nothing(path: Path) -> None:
    os.truncate(path, 50)


def schema_flipped(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[100:4096] = bytes(byte ^ 0xFF for byte in content[100:4096])
    path.write_bytes(content)


def log_of_another(path: Path) -> None:
    """A log with valid checksums that belongs to another database."""
    other = path.parent / "other.db"
    connection = sqlite3.connect(other)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("CREATE TABLE songs (title)")
    connection.executemany("INSERT INTO songs VALUES (?)", [("x" * 500,)] * 2000)
    connection.commit()
    shutil.copy(f"{other}-wal", f"{path}-wal")
    connection.close()
    other.unlink()


HARMS: list[Callable[[Path], None]] = [
    empty, text, missing, truncated, cut_to_nothing, schema_flipped, log_of_another,
]  # fmt: skip


@pytest.mark.parametrize("harm", HARMS)
def test_harm_is_noticed_recovered_from_and_the_damaged_file_kept(
    saved: DataFolder, harm: Callable[[Path], None]
) -> None:
    harm(saved.database)
    was = saved.database.read_bytes() if saved.database.exists() else None
    with pytest.raises(CrmError) as refused:
        startcheck.refuse_damaged(saved)
    assert refused.value.kind == "damaged"
    assert refused.value.where == str(saved.database)
    assert (saved.database.read_bytes() if saved.database.exists() else None) == was
    backups.recover(saved, NOW)
    startcheck.refuse_damaged(saved)
    schema.bring_up_to_date(saved, NOW)
    db = Database(saved.database, Bus(), Journal())
    with db.read() as session:
        assert session.query(Tag).count() == 500
    db.close()
    aside = list(saved.root.glob("rainmaker-damaged-*.db"))
    assert [path.read_bytes() for path in aside] == ([] if was is None else [was])


def test_a_log_that_does_not_fit_costs_the_log_alone(saved: DataFolder) -> None:
    fill(saved, ["written after the backup"])
    log_of_another(saved.database)
    assert backups.recover(saved, NOW) is None
    with closing(sqlite3.connect(saved.database)) as connection:
        assert connection.execute("SELECT count(*) FROM tags").fetchone() == (501,)
    assert list(saved.root.glob("rainmaker-damaged-*.db-wal"))


def test_a_crash_leaves_a_log_and_that_is_no_damage(saved: DataFolder) -> None:
    db = Database(saved.database, Bus(), Journal())
    with db.write() as session:
        session.add(Tag(name="in the log"))
    crashed = DataFolder(Path(shutil.copytree(saved.root, saved.root.parent / "crashed")))
    db.close()
    assert crashed.database.with_name("rainmaker.db-wal").stat().st_size > 0
    startcheck.refuse_damaged(crashed)
    with closing(sqlite3.connect(crashed.database)) as connection:
        assert connection.execute("SELECT count(*) FROM tags").fetchone() == (501,)


def test_a_new_folder_and_an_empty_file_without_backups_are_no_damage(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "new")
    folder.prepare()
    startcheck.refuse_damaged(folder)
    folder.database.touch()
    startcheck.refuse_damaged(folder)
    assert schema.bring_up_to_date(folder, NOW)


def test_bytes_flipped_in_the_middle_come_out_as_a_sentence_when_met(saved: DataFolder) -> None:
    content = bytearray(saved.database.read_bytes())
    with closing(sqlite3.connect(saved.database)) as connection:
        root = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'uq_tags_name' OR name LIKE '%tags_1'"
        )
        page = root.fetchone()[0]
    content[(page - 1) * 4096 : page * 4096] = os.urandom(4096)
    saved.database.write_bytes(content)
    db = Database(saved.database, Bus(), Journal())
    with pytest.raises(CrmError) as met, db.write() as session:
        session.add(Tag(name="one more"))
    db.close()
    assert met.value.kind == "damaged"


def test_without_any_good_backup_nothing_is_touched(folder: DataFolder) -> None:
    text(folder.database)
    was = folder.database.read_bytes()
    with pytest.raises(CrmError, match="no backup"):
        backups.recover(folder, NOW)
    assert folder.database.read_bytes() == was
