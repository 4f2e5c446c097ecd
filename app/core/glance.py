"""A glance at the settings in a data file that is not open yet: for the colours of the very first paint."""

import sqlite3
from contextlib import closing
from pathlib import Path

from app.core import settings
from app.core.settings import Value


def stored_settings(file: Path) -> dict[str, Value]:
    """Every setting with its value as the file has it, or the default where it cannot be read.

    Read without a lock, a log or a trace, in a few milliseconds. A change still in the log beside the file is not seen.
    """
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
            return settings.values(connection.execute("SELECT key, value FROM user_settings").fetchall())
    except (sqlite3.Error, ValueError, TypeError):
        return settings.values(())
