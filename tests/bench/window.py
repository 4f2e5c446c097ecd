"""Lines that need the window: each group runs in a process of its own, on its own copy of the data."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping

from app.bench import profile
from app.bench.line import Line
from app.bench.stand import Stand
from app.core.errors import CrmError
from tests.bench import in_window

BARE = """
import sys
from PySide6.QtWidgets import QApplication, QWidget
from tests.bench.seat import held
application = QApplication(sys.argv)
window = QWidget()
window.show()
application.processEvents()
print(held())
"""


def start(stand: Stand) -> Iterator[Line]:
    """The start of the program, beside a bare window in the same run."""
    stand.close()
    found = profile.profile(stand.data.root)
    bare = found["bare_window"]
    yield Line(
        "first paint", found["stages"]["first paint"], "ms", profile.PAINT_GOAL * bare, bare, "a bare PySide6 window"
    )
    yield Line("first page usable", found["stages"]["first page usable"], "ms", profile.USABLE_GOAL, bare, "its paint")


def _group(name: str) -> Callable[[Stand], Iterator[Line]]:
    def lines(stand: Stand) -> Iterator[Line]:
        stand.close()
        data = stand.folder / f"window-{name}"
        data.mkdir()
        shutil.copyfile(stand.data.database, data / "rainmaker.db")
        rows = json.loads(_said(stand, "-m", "tests.bench.in_window", str(data), name, str(stand.scale)))
        shutil.rmtree(data)
        bare = float(_said(stand, "-c", BARE)) if name == "pages" else None
        for title, value, unit, goal in rows:
            beside = (bare, "a bare PySide6 window") if unit == "MB" else (None, "")
            yield Line(title, value, unit, goal, *beside)

    return lines


def _said(stand: Stand, *arguments: str) -> str:
    """With compiled modules kept, as an installed program has them."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = str(stand.folder / "compiled")
    environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    done = subprocess.run([sys.executable, *arguments], env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CrmError(f"The window could not be measured. {done.stderr.strip()[-400:]}", where="bench")
    return done.stdout.splitlines()[-1]


WINDOW_LINES: Mapping[str, Callable[[Stand], Iterator[Line]]] = {
    "window start": start, **{f"window {name}": _group(name) for name in in_window.GROUPS},
}  # fmt: skip
