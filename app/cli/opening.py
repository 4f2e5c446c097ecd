"""Opening the data folder for one command, and saying what can be done when that fails."""

import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from app import compose
from app.cli.command import Call
from app.compose import App
from app.core import startcheck
from app.core.errors import CrmError
from app.core.paths import DataFolder, data_folder
from app.crm import backups


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
    """Add to a damaged file's sentence which backup can take its place, and the command that does it."""
    try:
        yield
    except CrmError as error:
        if error.kind != "damaged":
            raise
        raise CrmError(_offer(error.message, folder), kind="damaged", where=error.where) from error


def _offer(message: str, folder: DataFolder) -> str:
    wrong = message.split(". ", maxsplit=1)[0].rstrip(".")
    good = backups.newest_good(folder)
    if good is None:
        rescue = (
            " The file itself can be read without its log; start the window, which offers that."
            if (startcheck.good_without_log(folder.database))
            else " There is no backup that can be read."
        )
        return f"{wrong}.{rescue}"
    command = shlex.join(["rainmaker", "--data-dir", str(folder.root), "restore", str(good.path)])
    return f"{wrong}. The newest good backup is of {_day(good.taken_at)}; take it with: {command}"


def _day(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"
