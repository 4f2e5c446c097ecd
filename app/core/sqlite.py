"""Which SQLite module to use, and how every connection is opened.

The standard library's module is taken when it can load extensions (Debian's Python can, pyenv's cannot),
else `pysqlite3-binary`, else one sentence says what to install.
"""

import importlib
import importlib.util
import sqlite3
from functools import cache
from pathlib import Path
from typing import Any

from app.core.errors import CrmError

PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "busy_timeout=5000",
    "temp_store=MEMORY",
    "cache_size=-16000",
)
READING = ("query_only=ON", "cache_size=-4000")
"""For connections that only read: there are several, and the system keeps the file's pages, too."""


@cache
def driver() -> Any:
    """The DB-API module that can load extensions and has FTS5."""
    for name in ("sqlite3", "pysqlite3"):
        try:
            module = importlib.import_module(name)
        except ImportError:
            continue
        if hasattr(module.Connection, "enable_load_extension") and _has_fts5(module):
            return module
    raise CrmError(
        "This Python cannot load SQLite extensions, which Rainmaker needs. "
        "Run `pip install pysqlite3-binary`, or use your system's own Python 3.11 or newer.",
        kind="unsupported",
        where="sqlite3",
    )


def _has_fts5(module: Any) -> bool:
    connection = module.connect(":memory:")
    try:
        connection.execute("CREATE VIRTUAL TABLE probe USING fts5(text, tokenize='trigram')")
    except module.OperationalError:
        return False
    finally:
        connection.close()
    return True


def prepare(connection: Any, *, read_only: bool = False) -> None:
    """Set up a fresh connection: we send BEGIN ourselves, pragmas, vector search."""
    connection.isolation_level = None
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    connection.enable_load_extension(True)
    connection.load_extension(_vector_search())
    connection.enable_load_extension(False)
    if read_only:
        for pragma in READING:
            connection.execute(f"PRAGMA {pragma}")


@cache
def _vector_search() -> str:
    """The extension inside the package `sqlite_vec`, which itself is not imported: it would bring NumPy, 20 MB."""
    found = importlib.util.find_spec("sqlite_vec")
    if found is None or found.origin is None:
        raise CrmError(
            "The package sqlite-vec is missing. Install Rainmaker again.", kind="unsupported", where="sqlite3"
        )
    return str(Path(found.origin).with_name("vec0"))


def errors() -> tuple[type[Exception], type[Exception]]:
    """The database error classes of both possible modules."""
    return sqlite3.Error, driver().Error
