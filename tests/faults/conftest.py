"""A small disk that can be filled or made read-only: a real one where we may mount it, else what the system allows."""

import os
import resource
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.compose import App, open_app
from app.core.clock import fixed
from app.crm import contacts
from tests.conftest import NOW

SIZE = 24_000_000
NOBODY = 65534


@dataclass(frozen=True)
class Disk:
    """A folder on it, and ways to make life hard there, each for the length of a `with`."""

    root: Path
    full: Callable[[], AbstractContextManager[None]]
    read_only: Callable[[], AbstractContextManager[None]]


def _mount(place: Path, options: str) -> bool:
    command = ["mount", "-t", "tmpfs", "-o", options, "none", str(place)]
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


@pytest.fixture
def disk() -> Iterator[Disk]:
    place = Path(tempfile.mkdtemp(prefix="rainmaker-disk-"))
    if _mount(place, f"size={SIZE},mode=700"):
        yield Disk(place, lambda: _ballast(place), lambda: _remounted(place))
        subprocess.run(["umount", "--lazy", str(place)], check=True)
        place.rmdir()
    else:
        place.chmod(0o755)
        yield Disk(place, _short_files, lambda: _without_rights(place))
        shutil.rmtree(place)


@contextmanager
def _ballast(place: Path) -> Iterator[None]:
    """Not a byte is left."""
    heavy = place / "ballast"
    with heavy.open("wb", buffering=0) as file:
        try:
            while file.write(b"x" * 65536):
                pass
        except OSError:
            pass
    yield
    heavy.unlink()


@contextmanager
def _remounted(place: Path) -> Iterator[None]:
    subprocess.run(["mount", "-o", "remount,ro", str(place)], check=True)
    yield
    subprocess.run(["mount", "-o", "remount,rw", str(place)], check=True)


@contextmanager
def _short_files() -> Iterator[None]:
    """No file can grow beyond a page: a write fails as it does on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def _without_rights(place: Path) -> Iterator[None]:
    if os.geteuid() == 0:
        os.seteuid(NOBODY)
        try:
            yield
        finally:
            os.seteuid(0)
        return
    paths = [place, *place.rglob("*")]
    modes = [path.stat().st_mode for path in paths]
    for path in reversed(paths):
        path.chmod(0o500 if path.is_dir() else 0o400)
    try:
        yield
    finally:
        for path, mode in zip(paths, modes, strict=True):
            path.chmod(mode)


@pytest.fixture
def cramped(disk: Disk, fresh_folder: Path) -> Iterator[App]:
    """An open data file on the small disk, with a contact in it."""
    app = open_app(shutil.copytree(fresh_folder, disk.root / "data"), fixed(NOW))
    with app.db.write() as session:
        contacts.create(session, at=NOW, first_name="Ann", notes="n" * 100_000)
    yield app
    app.close()
