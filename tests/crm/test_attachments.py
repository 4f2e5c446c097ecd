"""Files attached to records."""

import os
import stat
from datetime import timedelta
from pathlib import Path

import pytest

from app.core.db import Database
from app.core.errors import CrmError
from app.core.paths import DataFolder
from app.crm import attachments, undo
from tests import build
from tests.conftest import NOW


@pytest.fixture
def offer(tmp_path: Path) -> Path:
    path = tmp_path / "Angebot Größe.pdf"
    path.write_bytes(b"%PDF offer")
    return path


def test_a_file_is_copied_once_for_the_owner_alone(db: Database, folder: DataFolder, offer: Path) -> None:
    again = offer.with_name("copy.txt")
    again.write_bytes(offer.read_bytes())
    stored = [attachments.store(folder.attachments, path) for path in (offer, again)]
    with db.write() as session:
        deal = build.deal(session)
        for one in stored:
            attachments.create(session, at=NOW, entity_type="deal", entity_id=deal.id, stored=one)
        found = attachments.on(session, "deal", deal.id)
        assert [(a.filename, a.media_type, a.size) for a in found] == [
            ("Angebot Größe.pdf", "application/pdf", 10), ("copy.txt", "text/plain", 10),
        ]  # fmt: skip
    files = [path for path in folder.attachments.rglob("*") if path.is_file()]
    assert files == [attachments.path_of(folder.attachments, stored[0].sha256)]
    assert files[0].read_bytes() == b"%PDF offer"
    assert stat.S_IMODE(files[0].stat().st_mode) == 0o600
    assert stat.S_IMODE(files[0].parent.stat().st_mode) == 0o700


def test_what_cannot_be_attached_is_refused_and_leaves_nothing_behind(
    folder: DataFolder, offer: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    link, pipe = offer.with_name("link.pdf"), offer.with_name("pipe")
    link.symlink_to(offer)
    os.mkfifo(pipe)
    monkeypatch.setattr(attachments, "LARGEST", 9)
    for path, sentence in (
        (offer.with_name("gone.pdf"), "There is no file"),
        (offer.parent, "is a folder"),
        (link, "is a link. Choose the file itself"),
        (pipe, "not a file that can be copied"),
        (offer, "is larger than"),
        (Path("/proc/self/mem"), "cannot be"),
    ):
        with pytest.raises(CrmError, match=sentence):
            attachments.store(folder.attachments, path)
    assert not [path for path in folder.attachments.rglob("*") if path.is_file()]


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_an_unreadable_file_is_refused(folder: DataFolder, offer: Path) -> None:
    offer.chmod(0)
    with pytest.raises(CrmError, match="cannot be read: Permission denied"):
        attachments.store(folder.attachments, offer)


def test_an_empty_file_is_refused_and_leaves_nothing(folder: DataFolder, tmp_path: Path) -> None:
    empty = tmp_path / "empty.txt"
    empty.write_bytes(b"")
    with pytest.raises(CrmError, match=r"empty\.txt is empty"):
        attachments.store(folder.attachments, empty)
    assert not [path for path in folder.attachments.rglob("*") if path.is_file()]


def test_a_damaged_copy_is_replaced(db: Database, folder: DataFolder, offer: Path) -> None:
    stored = attachments.store(folder.attachments, offer)
    copy = attachments.path_of(folder.attachments, stored.sha256)
    copy.write_bytes(b"")
    with db.write() as session:
        deal = build.deal(session)
        row = attachments.create(session, at=NOW, entity_type="deal", entity_id=deal.id, stored=stored)
        assert attachments.missing(session, folder.attachments) == [row.id]
        attachments.store(folder.attachments, offer)
        assert attachments.missing(session, folder.attachments) == []


def test_a_file_stays_until_the_undo_journal_has_forgotten_it(db: Database, folder: DataFolder, offer: Path) -> None:
    place = folder.attachments
    stored = attachments.store(place, offer)
    copy = attachments.path_of(place, stored.sha256)
    left_behind = place / ".new-cut-short"
    left_behind.write_bytes(b"x")
    for path in (copy, left_behind):
        os.utime(path, (0, 0))
    with db.write() as session:
        deal = build.deal(session)
        row = attachments.create(session, at=NOW, entity_type="deal", entity_id=deal.id, stored=stored)
        assert attachments.unreferenced(session, place, NOW) == [left_behind]
    with db.write() as session:
        attachments.delete(session, row.id, at=NOW)
    with db.read() as session:
        assert attachments.unreferenced(session, place, NOW) == [left_behind]
    undo.prune(db, -1)
    with db.read() as session:
        assert attachments.unreferenced(session, place, NOW) == [left_behind, copy]
        os.utime(copy, (NOW.timestamp(), NOW.timestamp()))
        assert attachments.unreferenced(session, place, NOW + timedelta(hours=1)) == [left_behind]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("C:\\Users\\ana\\a.txt", "a.txt"),
        ("../../etc/passwd", "passwd"),
        ("a\nb.txt", "a b.txt"),
        ("ä" * 200 + ".pdf", "ä" * 125 + ".pdf"),
    ],
)
def test_a_file_keeps_only_a_safe_name(folder: DataFolder, offer: Path, given: str, kept: str) -> None:
    assert attachments.store(folder.attachments, offer, given).filename == kept


def test_files_go_only_on_records_that_are_there(db: Database, folder: DataFolder, offer: Path) -> None:
    stored = attachments.store(folder.attachments, offer)
    with db.write() as session:
        for kind, record_id in (("deal", 9), ("tag", 1)):
            with pytest.raises(CrmError):
                attachments.create(session, at=NOW, entity_type=kind, entity_id=record_id, stored=stored)
