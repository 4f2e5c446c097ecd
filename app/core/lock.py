"""One holder of a data folder: the window, or a command that must be alone (restore, repair, demo)."""

from pathlib import Path
from typing import TYPE_CHECKING

from app.core.errors import CrmError
from app.core.paths import DataFolder

if TYPE_CHECKING:
    import filelock

A_MOMENT = 0.3
"""Seconds for which another may have the folder only to see whether it is free."""
PATIENCE = 60.0
"""Seconds to wait for another start that brings the file up to date."""


class Hold:
    """The folder is ours until `release`, or until the process ends in whatever way."""

    def __init__(self, lock: "filelock.BaseFileLock") -> None:
        self._lock = lock

    def release(self) -> None:
        self._lock.release()

    def __enter__(self) -> "Hold":
        return self

    def __exit__(self, *_error: object) -> None:
        self.release()


def hold(folder: DataFolder) -> Hold:
    """Take the folder. Errors: CrmError of kind `busy` when a window or such a command has it."""
    return _take(folder, folder.window_lock, A_MOMENT)


def changing(folder: DataFolder) -> Hold:
    """Wait to be the one who makes or migrates the data file; two starts at once would both do it."""
    return _take(folder, folder.root / "changing.lock", PATIENCE)


def is_held(folder: DataFolder) -> bool:
    """Whether a window or a command that must be alone has the folder now; the answer may be old at once."""
    try:
        _take(folder, folder.window_lock, 0).release()
    except CrmError as error:
        if error.kind != "busy":
            raise
        return True
    return False


def _take(folder: DataFolder, path: Path, seconds: float) -> Hold:
    import filelock  # noqa: PLC0415 - brings asyncio; not needed for the first paint

    lock = filelock.FileLock(path, timeout=seconds, mode=0o600, thread_local=False)
    try:
        lock.acquire()
    except filelock.Timeout as error:
        raise CrmError(
            "Rainmaker has this data folder open. Close it and try again; nothing was changed.",
            kind="busy",
            where=str(folder.root),
        ) from error
    except (OSError, NotImplementedError) as error:
        raise CrmError(
            f"The data folder {folder.root} cannot be locked.", kind="storage", where=str(folder.root)
        ) from error
    return Hold(lock)
