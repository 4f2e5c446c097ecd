"""Where measuring happens: a copy of the invented business, open as the program opens it."""

import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import platformdirs

from app.bench import seed
from app.compose import App, open_app
from app.core import schema, sqlite
from app.core.paths import DataFolder, source_tree
from app.models import Base

Say = Callable[[str], object]


class Stand:
    """A folder of its own with the data at one scale; everything in it may be changed."""

    def __init__(self, folder: Path, scale: float) -> None:
        self.folder, self.scale = folder, scale
        self.data = DataFolder(folder / "data")

    @cached_property
    def app(self) -> App:
        return open_app(self.data.root)

    @cached_property
    def raw(self) -> Any:
        """The same file through the driver alone."""
        return _raw(self.data.database)

    @cached_property
    def scratch(self) -> Any:
        """An empty file with the same tables, through the driver alone."""
        folder = empty_folder(self.folder / "scratch")
        return _raw(folder.database)

    def count(self, model: type[Base]) -> int:
        return seed.count(model, self.scale)

    def close(self) -> None:
        """Close what is open; it opens again when it is asked for."""
        for name in ("app", "raw", "scratch"):
            if name in self.__dict__:
                self.__dict__.pop(name).close()


def empty_folder(root: Path) -> DataFolder:
    """A data folder with all tables and nothing in them."""
    folder = DataFolder(root)
    folder.prepare()
    schema.bring_up_to_date(folder, datetime.now(UTC))
    return folder


@contextmanager
def opened(scale: float, say: Say) -> Iterator[Stand]:
    """A stand for one run, removed afterwards; the data is made once and kept in the cache."""
    source = seeded(scale, say)
    with tempfile.TemporaryDirectory(prefix="run-", dir=cache_folder(), ignore_cleanup_errors=True) as name:
        stand = Stand(Path(name), scale)
        stand.data.prepare()
        shutil.copyfile(source, stand.data.database)
        try:
            yield stand
        finally:
            stand.close()


def seeded(scale: float, say: Say) -> Path:
    """The file of this scale, made when there is none of the present shape."""
    folder = cache_folder() / f"data-{scale:g}-{_shape()}"
    path = folder / "rainmaker.db"
    if path.exists():
        return path
    for old in cache_folder().glob(f"data-{scale:g}-*"):
        shutil.rmtree(old)
    say(f"making the data at scale {scale:g}")
    started = time.perf_counter()
    made = empty_folder(folder / "new").database
    seed.fill(made, scale)
    os.replace(made, path)
    say(f"made in {time.perf_counter() - started:.0f} s")
    return path


def cache_folder() -> Path:
    folder = Path(platformdirs.user_cache_dir("rainmaker", appauthor=False)) / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _shape() -> str:
    """Changes with the tables, what is indexed, and the rows that are made."""
    digest = hashlib.sha256(str(seed.VERSION).encode())
    for path in (*sorted((source_tree("migrations") / "versions").glob("*.py")), *_makers()):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _makers() -> tuple[Path, ...]:
    return source_tree("app") / "crm" / "search_index.py", source_tree("resources") / "lists" / "invented.yaml"


def _raw(path: Path) -> Any:
    connection = sqlite.driver().connect(path, check_same_thread=False)
    sqlite.prepare(connection)
    return connection
