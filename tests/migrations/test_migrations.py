"""The data file grows with the program, and a migration that fails leaves it as it was."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from app.compose import App
from app.core import schema
from app.core.errors import CrmError
from app.core.paths import DataFolder
from app.crm import backups
from app.models import Base
from tests.conftest import NOW
from tests.crm.everything import fill
from tests.migrations.later import with_a_later_version


def test_the_migrations_make_what_the_models_say(folder: DataFolder) -> None:
    engine = create_engine(f"sqlite:///{folder.database}")
    ours = {"include_name": lambda name, kind, _parents: kind != "table" or not name.startswith("search_")}
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, **ours})
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()


def test_a_new_file_is_private_and_needs_nothing_more(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "data")
    folder.prepare()
    assert schema.bring_up_to_date(folder, NOW)
    assert not schema.bring_up_to_date(folder, NOW)
    assert folder.database.stat().st_mode & 0o777 == 0o600
    assert folder.root.stat().st_mode & 0o777 == 0o700
    assert {path.name for path in folder.root.iterdir()} <= {"rainmaker.db", "changing.lock"}


def rows(path: Path) -> dict[str, list[tuple[object, ...]]]:
    with closing(sqlite3.connect(path)) as connection:
        return {
            table.name: connection.execute(f"SELECT * FROM {table.name} ORDER BY 1").fetchall()
            for table in Base.metadata.sorted_tables
        }


def test_a_migration_keeps_every_row_and_a_backup_of_the_file_before(
    app: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(app, tmp_path)
    app.close()
    before = rows(app.folder.database)
    number = with_a_later_version(tmp_path, monkeypatch)
    assert schema.bring_up_to_date(app.folder, NOW)
    assert schema.stored_revision(app.folder.database) == number
    after = rows(app.folder.database)
    assert [row[-1] for row in after["contacts"]] == [f"Mr {row[1]}" for row in before["contacts"]]
    assert [row[:-1] for row in after.pop("contacts")] == before.pop("contacts")
    assert after == before
    (kept,) = backups.list_backups(app.folder)
    assert kept.reason == "before-migration"
    assert rows(kept.path)["deals"] == before["deals"]


@pytest.mark.parametrize(
    "more", ["raise ValueError('a mistake')", 'op.execute("UPDATE deals SET contact_id = 999, stage_id = 999")']
)
def test_a_migration_that_fails_leaves_the_file_as_it_was(
    app: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: str
) -> None:
    fill(app, tmp_path)
    app.close()
    before = app.folder.database.read_bytes()
    with_a_later_version(tmp_path, monkeypatch, more)
    with pytest.raises((ValueError, CrmError)):
        schema.bring_up_to_date(app.folder, NOW)
    assert app.folder.database.read_bytes() == before
    assert not app.folder.database.with_suffix(".new").exists()


def test_a_start_cut_short_in_the_middle_of_a_migration_is_done_again(
    app: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.close()
    app.folder.database.with_suffix(".new").write_text("half a file")
    number = with_a_later_version(tmp_path, monkeypatch)
    assert schema.bring_up_to_date(app.folder, NOW)
    assert schema.stored_revision(app.folder.database) == number


def test_a_backup_of_an_older_version_is_restored_and_then_migrated(
    app: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = backups.backup(app.db, app.folder, NOW, "by-hand")
    app.close()
    number = with_a_later_version(tmp_path, monkeypatch)
    schema.bring_up_to_date(app.folder, NOW)
    backups.restore(app.folder, file, NOW)
    assert schema.bring_up_to_date(app.folder, NOW)
    assert schema.stored_revision(app.folder.database) == number


def test_a_database_of_another_program_is_refused(folder: DataFolder) -> None:
    folder.database.unlink()
    with closing(sqlite3.connect(folder.database)) as connection:
        connection.execute("CREATE TABLE songs (title)")
        connection.commit()
    before = folder.database.read_bytes()
    with pytest.raises(CrmError, match="another program"):
        schema.bring_up_to_date(folder, NOW)
    assert folder.database.read_bytes() == before
