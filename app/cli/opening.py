"""Opening the data folder for one command, and saying what can be done when that fails."""

import shlex
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app import compose
from app.cli.command import Call
from app.compose import App
from app.core import startcheck, troubles
from app.core.errors import CrmError
from app.core.paths import DataFolder, data_folder
from app.crm import backups

A_PAGE = 65_536
"""Bytes: the least SQLite needs to open a file for writing."""


@contextmanager
def opened(call: Call) -> Iterator[App]:
    """The App of the call's data folder; a new data file is announced on standard error."""
    folder = data_folder(call.data_dir)
    is_new = not folder.database.exists()
    with way_out(folder):
        app = compose.open_app(call.data_dir, call.clock)
        try:
            if is_new:
                print(f"Started a new, empty data file in {folder.root}.", file=sys.stderr)
            yield app
        finally:
            app.close()


@contextmanager
def way_out(folder: DataFolder) -> Iterator[None]:
    """Add to a damaged file's sentence which backup can take its place, and the command that does it.

    A disk without a free page is named as such, whatever SQLite calls what follows from it.
    """
    try:
        yield
    except CrmError as error:
        if error.kind == "storage" and _is_full(folder):
            raise CrmError(troubles.FULL, kind="storage", where=str(folder.root)) from error
        if error.kind != "damaged":
            raise
        raise CrmError(_offer(error.message, folder), kind="damaged", where=error.where) from error


def _is_full(folder: DataFolder) -> bool:
    try:
        return shutil.disk_usage(folder.root).free < A_PAGE
    except OSError:
        return False


def _offer(message: str, folder: DataFolder) -> str:
    wrong = message.split(". ", maxsplit=1)[0].rstrip(".")
    if startcheck.good_without_log(folder.database):
        return (
            f"{wrong}. The file is whole without the log beside it; go on so with: {_restore(folder, folder.database)}"
        )
    good = backups.newest_good(folder)
    if good is None:
        return f"{wrong}. There is no backup that can be read."
    day = f"{good.taken_at:%Y-%m-%d %H:%M}"
    return f"{wrong}. The newest good backup is of {day}; take it with: {_restore(folder, good.path)}"


def _restore(folder: DataFolder, file: Path) -> str:
    """The command, ready to be copied."""
    return shlex.join(["rainmaker", "--data-dir", str(folder.root), "restore", str(file)])
