"""A full, read-only or vanished disk: one sentence, and everything as it was."""

import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path

import pytest

from app.compose import App, open_app
from app.core import copies, schema
from app.core.clock import fixed
from app.core.errors import CrmError
from app.crm import backups, contacts, undo
from app.crm.exporting import export
from app.crm.exporting.taking_back import take_back
from app.models import Contact, ImportBatch
from tests.conftest import NOW
from tests.faults.conftest import Disk
from tests.migrations.later import with_a_later_version

PASSING = (".db-wal", ".db-shm", ".lock")


def names(app: App) -> list[str]:
    with app.db.read() as session:
        return [name for (name,) in session.query(Contact.name).order_by(Contact.id)]


def add(app: App, name: str, notes: str = "") -> None:
    with app.db.write() as session:
        contacts.create(session, at=NOW, first_name=name, notes=notes)


def files(folder: Path) -> set[str]:
    found = (path for path in folder.rglob("*") if path.is_file() and path.suffix not in PASSING)
    return {str(path.relative_to(folder)) for path in found}


def refused(work: Callable[[], object]) -> CrmError:
    with pytest.raises(CrmError) as caught:
        work()
    error = caught.value
    assert error.kind == "storage", error.message
    assert "Traceback" not in error.message
    assert len(error.message) < 200
    return error


def edit(app: App, place: Path) -> None:
    with app.db.write() as session:
        for number in range(20):
            contacts.create(session, at=NOW, first_name=f"Bo {number}", notes="b" * 90_000)


def back_up(app: App, place: Path) -> object:
    return backups.backup(app.db, app.folder, NOW, "by-hand")


def export_it(app: App, place: Path) -> object:
    return export(app.db, app.folder, app.folder.root.parent / "out", NOW)


def take_it_back(app: App, place: Path) -> object:
    return take_back(app.db, app.folder, place / "elsewhere")


def restore(app: App, place: Path) -> object:
    app.close()
    return backups.restore(app.folder, place / "rainmaker.db", NOW)


@pytest.mark.parametrize("work", [edit, back_up, export_it, take_it_back, restore])
@pytest.mark.parametrize("way", ["full", "read_only"])
def test_a_disk_that_takes_nothing_more_leaves_the_old_state(
    cramped: App, disk: Disk, tmp_path: Path, work: Callable[[App, Path], object], way: str
) -> None:
    export(cramped.db, cramped.folder, tmp_path / "elsewhere", NOW)
    cramped.close()
    shutil.copy(cramped.folder.database, tmp_path / "rainmaker.db")
    before = files(disk.root)
    trouble: Callable[[], AbstractContextManager[None]] = getattr(disk, way)
    names(cramped)
    if way == "read_only":
        cramped.close()
    with trouble():
        refused(lambda: work(cramped, tmp_path))
    assert files(disk.root) == before
    cramped.close()
    assert names(cramped) == ["Ann"]
    add(cramped, "Cy")
    assert names(cramped) == ["Ann", "Cy"]


def test_a_migration_without_room_leaves_the_file_as_it_is(
    cramped: App, disk: Disk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cramped.close()
    before, lying = cramped.folder.database.read_bytes(), files(disk.root)
    with_a_later_version(tmp_path, monkeypatch)
    with disk.full():
        refused(lambda: schema.bring_up_to_date(cramped.folder, NOW))
    assert cramped.folder.database.read_bytes() == before
    assert files(disk.root) == lying
    assert schema.bring_up_to_date(cramped.folder, NOW)


@pytest.mark.parametrize("way", ["full", "read_only"])
def test_a_new_folder_on_a_disk_that_takes_nothing_is_refused(disk: Disk, way: str) -> None:
    with getattr(disk, way)():
        refused(lambda: open_app(disk.root / "new"))
    assert not (disk.root / "new" / "rainmaker.db").exists()
    open_app(disk.root / "new").close()


def test_an_import_that_runs_out_of_room_is_undone_when_there_is_some_again(
    cramped: App, disk: Disk, tmp_path: Path, fresh_folder: Path
) -> None:
    rich = open_app(shutil.copytree(fresh_folder, tmp_path / "rich"), fixed(NOW))
    with rich.db.write() as session:
        for number in range(60):
            contacts.create(session, at=NOW, first_name=f"N{number}", notes="n" * 20_000)
    export(rich.db, rich.folder, tmp_path / "elsewhere", NOW)
    rich.close()
    filling = [disk.full()]

    def when_half_is_in(done: int, total: int) -> None:
        if filling and done > total / 2:
            filling[0].__enter__()
            filling.append(filling[0])

    error = refused(lambda: take_back(cramped.db, cramped.folder, tmp_path / "elsewhere", progress=when_half_is_in))
    assert "Undo" in error.message
    filling[0].__exit__(None, None, None)
    with cramped.db.read() as session:
        batch = session.query(ImportBatch).one()
        assert batch.status == "running"
        step = batch.undo_step_id
    undo.undo(cramped.db, step)
    assert names(cramped) == ["Ann"]


def test_reading_goes_on_while_the_disk_is_full(cramped: App, disk: Disk) -> None:
    with disk.full():
        assert names(cramped) == ["Ann"]


@pytest.mark.parametrize("vanish", [shutil.rmtree, lambda root: root.rename(root.with_name("moved"))])
def test_a_folder_that_vanishes_in_mid_flight_is_noticed_before_a_write_is_lost(
    app: App, vanish: Callable[[Path], object]
) -> None:
    add(app, "Ann")
    vanish(app.folder.root)
    error = refused(lambda: add(app, "Bo"))
    assert "moved or deleted" in error.message
    assert not app.folder.database.exists()


def test_a_file_replaced_in_mid_flight_is_noticed_too(app: App) -> None:
    add(app, "Ann")
    file = copies.make(app.db.path, app.folder.backups, NOW, "by-hand")
    file.replace(app.folder.database)
    assert "start Rainmaker again" in refused(lambda: add(app, "Bo")).message


def test_a_file_of_a_newer_program_is_not_touched(app: App) -> None:
    with app.db.write() as session:
        session.connection().exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    app.close()
    before = app.folder.database.read_bytes()
    with pytest.raises(CrmError) as caught:
        open_app(app.folder.root)
    assert caught.value.kind == "unsupported"
    assert app.folder.database.read_bytes() == before


def test_a_clock_set_back_years_breaks_nothing(app: App) -> None:
    add(app, "Ann")
    early = open_app(app.folder.root, fixed(NOW - timedelta(days=4000)))
    add(early, "Bo")
    backups.daily(early.db, early.folder, early.clock())
    assert names(app) == ["Ann", "Bo"]
    early.close()
