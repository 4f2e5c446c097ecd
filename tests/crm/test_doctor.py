"""The doctor finds what is wrong, repairs what can be rebuilt, and never falls over."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import keyring
import pytest
from keyring.backends import fail

from app.compose import App
from app.core import lock
from app.core.clock import fixed
from app.core.errors import CrmError
from app.crm import backups, contacts, interactions
from app.crm.doctor import Finding, doctor
from app.models import Contact, ImportBatch, Interaction
from tests.clients.test_secrets import Wallet
from tests.conftest import NOW
from tests.crm.everything import fill


@pytest.fixture(autouse=True)
def wallet() -> Iterator[None]:
    before = keyring.get_keyring()
    keyring.set_keyring(Wallet())
    yield
    keyring.set_keyring(before)


@pytest.fixture
def well(app: App, tmp_path: Path) -> App:
    """A full data folder in which nothing is wrong."""
    fill(app, tmp_path)
    with app.db.write() as session:
        for contact in session.query(Contact):
            interactions.refresh_last_contact(session, [contact.id])
        session.connection().exec_driver_sql("UPDATE businesses SET sort_name = lower(name)")
    backups.backup(app.db, app.folder, NOW, "daily")
    for path in app.folder.root.rglob("*"):
        path.chmod(0o700 if path.is_dir() else 0o600)
    return app


def wrong(app: App, *, repair: bool = False) -> dict[str, Finding]:
    return {
        finding.check: finding for finding in doctor(app.db, app.folder, app.clock, repair=repair) if not finding.ok
    }


def test_a_well_folder_gets_a_clean_bill(well: App) -> None:
    assert wrong(well) == {}


def change(app: App, *statements: str) -> None:
    """Change the file behind the back of the services."""
    with closing(sqlite3.connect(app.folder.database)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def lose_rows_from_index(app: App) -> None:
    app.close()
    change(
        app,
        "PRAGMA writable_schema=ON",
        "UPDATE sqlite_master SET sql = sql || ' WHERE 0' WHERE name = 'ix_contacts_city'",
    )
    change(app, "REINDEX ix_contacts_city")
    change(
        app,
        "PRAGMA writable_schema=ON",
        "UPDATE sqlite_master SET sql = replace(sql, ' WHERE 0', '') WHERE name = 'ix_contacts_city'",
    )


HARMS: dict[str, Callable[[App], object]] = {
    "integrity": lose_rows_from_index,
    "references": lambda app: change(
        app, "UPDATE deals SET contact_id = 999", "UPDATE contact_points SET contact_id = 999"
    ),
    "belonging": lambda app: change(app, "UPDATE notes SET entity_id = 999", "UPDATE taggings SET entity_id = 999"),
    "search": lambda app: change(app, "DELETE FROM search_text WHERE rowid % 2"),
    "derived columns": lambda app: change(app, "UPDATE contacts SET last_contact_at = NULL, sort_name = 'zzz'"),
    "undo": lambda app: change(app, "UPDATE undo_steps SET created_at = '2020-01-01 00:00:00.000000'"),
    "privacy": lambda app: (app.folder.backups.chmod(0o755), app.folder.database.chmod(0o644)),
    "backups": lambda app: [copy.path.unlink() for copy in backups.list_backups(app.folder)],
}


@pytest.mark.parametrize("check", HARMS)
def test_what_can_be_rebuilt_is_repaired_after_a_backup(well: App, check: str) -> None:
    HARMS[check](well)
    assert check in wrong(well)
    report = {finding.check: finding for finding in doctor(well.db, well.folder, well.clock, repair=True)}
    assert report[check].repaired
    assert wrong(well) == {}
    reasons = {copy.reason for copy in backups.list_backups(well.folder)}
    assert check in ("privacy", "backups") or "before-repair" in reasons


def test_what_cannot_be_repaired_is_said(well: App) -> None:
    next(well.folder.attachments.glob("*/*")).write_text("altered")
    change(
        well,
        "INSERT INTO time_entries (started_at, billable, custom, created_at, updated_at) "
        "SELECT started_at, billable, custom, created_at, updated_at FROM time_entries",
    )
    with well.db.write() as session:
        session.add(ImportBatch(kind="contacts", source="generic", filename="people.csv", sha256="", started_at=NOW))
    keyring.set_keyring(fail.Keyring())
    found = wrong(well, repair=True)
    assert set(found) == {"attachments", "timers", "imports", "keyring"}
    assert "people.csv" in found["imports"].message
    assert not any(finding.repaired for finding in found.values())


def test_an_old_backup_and_one_that_cannot_be_read_are_noticed(well: App) -> None:
    backups.list_backups(well.folder)[0].path.write_bytes(b"SQLite format 3\x00 and then nothing")
    later = fixed(NOW + timedelta(days=9))
    (found,) = (finding for finding in doctor(well.db, well.folder, later) if finding.check == "backups")
    assert "cannot be read" in found.message
    assert "9 days old" in found.message


def test_a_repair_is_refused_while_a_window_has_the_folder_and_looking_is_not(well: App) -> None:
    with lock.hold(well.folder) as held:
        assert wrong(well) == {}
        with pytest.raises(CrmError) as refused:
            doctor(well.db, well.folder, well.clock, repair=True)
        assert refused.value.kind == "busy"
        doctor(well.db, well.folder, well.clock, repair=True, held=held)


@pytest.mark.parametrize("seed", range(12))
def test_on_a_damaged_file_it_says_what_it_can_and_repairs_nothing_that_could_be_lost(well: App, seed: int) -> None:
    well.close()
    content = bytearray(well.folder.database.read_bytes())
    pages = len(content) // 4096
    for page in range(1 + seed % 3, pages, 3):
        content[page * 4096 : page * 4096 + 2048] = os.urandom(2048)
    well.folder.database.write_bytes(content)
    found = {finding.check: finding for finding in doctor(well.db, well.folder, well.clock, repair=True)}
    assert not found["integrity"].ok
    assert not found["backup first"].ok
    assert found["backups"].ok
    well.close()
    assert well.folder.database.read_bytes()[4096:] == content[4096:]


def test_without_an_open_file_the_rest_is_examined(well: App) -> None:
    well.close()
    well.folder.database.write_text("not a database")
    found = {finding.check: finding for finding in doctor(None, well.folder, well.clock)}
    assert not found["data file"].ok
    assert found["backups"].ok
    assert set(found) == {"data file", "backups", "privacy", "disk space", "keyring"}


def test_a_contact_in_touch_only_one_way_is_no_finding(well: App) -> None:
    with well.db.write() as session:
        cy = contacts.create(session, at=NOW, first_name="Cy")
        session.add(Interaction(contact_id=cy.id, kind="email", direction="inbound", at=NOW))
        session.flush()
        interactions.refresh_last_contact(session, [cy.id])
    assert wrong(well) == {}
