"""Where an export goes: built aside and given its name when it is whole."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from app.core import copies, troubles
from app.core.errors import CrmError

ASIDE = ".rainmaker-export.part"


@contextmanager
def built_aside(target: Path, last: str) -> Iterator[Path]:
    """A folder to write into, which becomes `target` at the end; after an error nothing of it is left.

    An empty folder that is there already (a stick, say) is filled; `last` is the file that makes an export one, and
    comes last. Errors: CrmError when the target holds something, cannot be written, or the disk is full.
    """
    with troubles.explained(target):
        there = _is_there(target)
        aside = target / ASIDE if there else target.with_name(f".{target.name}.part")
        shutil.rmtree(aside, ignore_errors=True)
        try:
            aside.mkdir(mode=0o700, parents=True)
            yield aside
            _keep(aside)
            if there:
                _move_up(aside, target, last)
            else:
                os.replace(aside, target)
            copies.flush(target.parent)
        finally:
            shutil.rmtree(aside, ignore_errors=True)


def _is_there(target: Path) -> bool:
    if not target.exists() and not target.is_symlink():
        return False
    if not target.is_dir():
        raise CrmError(f"{target} is not a folder.", kind="conflict", where=str(target))
    if any(name != ASIDE for name in os.listdir(target)):
        raise CrmError(
            f"{target} is not empty. Choose an empty folder or a new name.", kind="conflict", where=str(target)
        )
    return True


def _keep(folder: Path) -> None:
    for path in sorted(folder.rglob("*")):
        with suppress(OSError):
            copies.flush(path)


def _move_up(aside: Path, target: Path, last: str) -> None:
    names = sorted(os.listdir(aside), key=lambda name: name == last)
    moved = []
    try:
        for name in names:
            os.replace(aside / name, target / name)
            moved.append(target / name)
    except OSError:
        for path in moved:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        raise
