"""Attachments: files copied into the data folder under the SHA-256 of what is in them.

Copying takes time, so it comes first and outside of any write: `store` the file, then `create` the row. The same
content is kept once. A file stays until no row names it and the undo journal has forgotten it: see `unreferenced`.
"""

import hashlib
import mimetypes
import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.core.errors import CrmError
from app.crm import deletion, editing, journal, names
from app.models import Attachment

LARGEST = 100 * 1024 * 1024
CHUNK = 1024 * 1024
SPARED = timedelta(days=1)
"""A file younger than this may belong to a row that is about to be written."""
ATTACHED = ("contact", "business", "deal", "task", "project", "time_entry", "interaction", "note", "event", "followup")


@dataclass(frozen=True)
class Stored:
    """A file that lies in the data folder. size in bytes."""

    filename: str
    media_type: str
    size: int
    sha256: str


def store(folder: Path, source: Path, filename: str | None = None) -> Stored:
    """Copy a file into `folder` (the data folder's `attachments`), readable by the owner alone.

    Errors: CrmError for what is missing, no plain file, a link, unreadable, empty or too large, or a full disk.
    """
    name = _filename(filename or source.name)
    with _opened(source) as content:
        size, sha256 = _copy(content, folder, name)
    return Stored(name, mimetypes.guess_type(name)[0] or "application/octet-stream", size, sha256)


def create(session: Session, *, at: datetime, entity_type: str, entity_id: int, stored: Stored) -> Attachment:
    """Attach a stored file to a record."""
    if entity_type not in ATTACHED:
        raise CrmError(f"Files can be attached to {', '.join(ATTACHED)}.", where="entity_type")
    editing.find(session, editing.model_of(entity_type), entity_id)
    attachment = Attachment(
        entity_type=entity_type, entity_id=entity_id, filename=stored.filename, media_type=stored.media_type,
        size=stored.size, sha256=stored.sha256,
    )  # fmt: skip
    journal.name_step(session, f"File attached: {stored.filename}")
    return editing.add(session, attachment, at)


def edit(session: Session, attachment_id: int, *, at: datetime, filename: str) -> Attachment:  # noqa: ARG001
    """Rename."""
    attachment = get(session, attachment_id)
    attachment.filename = _filename(filename)
    journal.name_step(session, f"File renamed: {attachment.filename}")
    return attachment


def delete(session: Session, attachment_id: int, *, at: datetime) -> None:  # noqa: ARG001 - as every delete
    """Take the file off its record. It stays in the data folder while an undo may need it."""
    attachment = get(session, attachment_id)
    journal.name_step(session, f"File removed: {attachment.filename}")
    deletion.remove(session, attachment)


def get(session: Session, attachment_id: int) -> Attachment:
    return editing.find(session, Attachment, attachment_id)


def on(session: Session, entity_type: str, entity_id: int) -> list[Attachment]:
    """The files on a record, oldest first."""
    query = select(Attachment).where(Attachment.entity_type == entity_type, Attachment.entity_id == entity_id)
    return list(session.scalars(query.order_by(Attachment.id)))


def path_of(folder: Path, sha256: str) -> Path:
    return folder / sha256[:2] / sha256


def unreferenced(session: Session, folder: Path, at: datetime) -> list[Path]:
    """Files that no attachment names and no undo could bring back, older than a day: safe to delete."""
    needed = set(session.scalars(select(Attachment.sha256)))
    undoable = "SELECT json_extract(changes, '$.sha256') FROM undo_rows WHERE table_name = 'attachments' AND op = 'D'"
    needed.update(session.scalars(text(undoable)))
    newest = (at - SPARED).timestamp()
    return [path for path in _files(folder) if path.name not in needed and path.lstat().st_mtime < newest]


def missing(session: Session, folder: Path) -> list[int]:
    """Attachments whose file is gone or has another size."""
    rows = session.execute(select(Attachment.id, Attachment.sha256, Attachment.size)).all()
    return [row.id for row in rows if not _is_there(path_of(folder, row.sha256), row.size)]


def _files(folder: Path) -> Iterator[Path]:
    """Copies, and what a copying cut short left behind."""
    found = (*folder.glob("*/*"), *folder.glob(".new-*"))
    return (path for path in sorted(found) if path.is_symlink() or path.is_file())


def _is_there(path: Path, size: int) -> bool:
    return not path.is_symlink() and path.is_file() and path.stat().st_size == size


def _filename(written: str) -> str:
    """The last part of a path of any system, without control characters, at most 255 bytes."""
    name = names.clean(written.replace("\\", "/").rsplit("/", 1)[-1].replace("\n", " ").replace("\t", " "))
    if not name or name in (".", ".."):
        raise CrmError("A file needs a name.", where="filename")
    stem, dot, ending = name.rpartition(".")
    while len(name.encode()) > 255:  # noqa: PLR2004 - the longest name file systems take
        stem, ending = (stem[:-1], ending) if len(stem) > 1 else (stem, ending[:-1])
        name = f"{stem}{dot}{ending}"
    return name


@contextmanager
def _opened(source: Path) -> Iterator[BinaryIO]:
    """A plain file for reading. Links are refused: what lies behind one may not be what was chosen."""
    if source.is_symlink():
        raise CrmError(f"{source.name} is a link. Choose the file itself.", where=str(source))
    try:
        handle = os.open(source, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except FileNotFoundError as error:
        raise CrmError(f"There is no file {source}.", kind="not_found", where=str(source)) from error
    except OSError as error:
        raise CrmError(f"{source.name} cannot be read: {error.strerror}.", where=str(source)) from error
    try:
        _check_plain(os.fstat(handle), source)
    except CrmError:
        os.close(handle)
        raise
    with os.fdopen(handle, "rb") as content:
        yield content


def _check_plain(found: os.stat_result, source: Path) -> None:
    if not stat.S_ISREG(found.st_mode):
        word = "a folder" if stat.S_ISDIR(found.st_mode) else "not a file that can be copied"
        raise CrmError(f"{source.name} is {word}.", where=str(source))
    if found.st_size > LARGEST:
        raise _too_large(source.name)


def _copy(content: BinaryIO, folder: Path, name: str) -> tuple[int, str]:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, made = tempfile.mkstemp(dir=folder, prefix=".new-")  # mode 0600 from the start
        try:
            with os.fdopen(handle, "wb") as copy:
                size, sha256 = _hashed(content, copy, name)
            _put(Path(made), path_of(folder, sha256), size)
        finally:
            Path(made).unlink(missing_ok=True)
    except OSError as error:
        raise CrmError(f"{name} cannot be copied: {error.strerror}.", kind="storage", where=name) from error
    return size, sha256


def _hashed(content: BinaryIO, copy: BinaryIO, name: str) -> tuple[int, str]:
    size, digest = 0, hashlib.sha256()
    while chunk := content.read(CHUNK):
        size += len(chunk)
        if size > LARGEST:
            raise _too_large(name)
        digest.update(chunk)
        copy.write(chunk)
    if not size:
        raise CrmError(f"{name} is empty, so there is nothing to keep.", where=name)
    copy.flush()
    os.fsync(copy.fileno())
    return size, digest.hexdigest()


def _put(made: Path, target: Path, size: int) -> None:
    """Give the copy its final name. One that is there and whole is kept, and is new again for `unreferenced`."""
    if _is_there(target, size):
        os.utime(target)
        return
    target.parent.mkdir(mode=0o700, exist_ok=True)
    os.replace(made, target)


def _too_large(name: str) -> CrmError:
    return CrmError(f"{name} is larger than {LARGEST // 1024**2} MB. Keep it elsewhere and note where.", where=name)
