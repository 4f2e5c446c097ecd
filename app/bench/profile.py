"""`rainmaker --profile-startup`: where the time of a start goes, beside a bare PySide6 window in the same run.

Every start is a process of its own; ours and the bare ones take turns, and the middle of each is reported.
"""

import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from app.core.errors import CrmError
from app.core.paths import WATCHED

RUNS = 5
PAINT_GOAL, USABLE_GOAL = 1.5, 1200
"""First paint: at most so many times the bare window's. First page with its data: milliseconds."""
SHOWN = 12
"""Packages named, the dearest first."""
BARE = """
import json, sys, time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget
class Bare(QWidget):
    def paintEvent(self, event):
        QTimer.singleShot(0, self.tell)
    def tell(self):
        print(json.dumps({"first paint": time.monotonic()}))
        QApplication.exit(0)
application = QApplication(sys.argv)
window = Bare()
window.resize(1280, 800)
window.show()
application.exec()
"""
INTERPRETER = "import json, time; print(json.dumps({'interpreter': time.monotonic()}))"
IMPORTED = re.compile(r"import time:\s+(\d+) \|\s+\d+ \|\s+(\S+)")


def profile(data_dir: str | Path | None, runs: int = RUNS) -> dict[str, Any]:
    """Milliseconds from the start of the process to each stage, the middle of several runs, and the dearest imports.

    Errors: CrmError when a window cannot be opened on the folder.
    """
    with tempfile.TemporaryDirectory(prefix="rainmaker-compiled-") as compiled:
        starts = _Starts(data_dir, Path(compiled))
        starts.ours()
        found = [starts.bare() | starts.interpreter() | starts.ours() for _run in range(runs)]
        stages = {name: round(statistics.median(run[name] for run in found)) for name in found[0]}
        bare = stages.pop("bare window, first paint")
        return {
            "runs": runs, "stages": stages, "bare_window": bare,
            "first_paint_ratio": round(stages["first paint"] / bare, 2),
            "goals": {"first_paint_ratio": PAINT_GOAL, "first_page_usable": USABLE_GOAL},
            "imports": dict(starts.imports().most_common(SHOWN)),
        }  # fmt: skip


def told(found: Mapping[str, Any]) -> Iterator[str]:
    """The same as a table for a person."""
    yield f"Milliseconds since the process began, the middle of {found['runs']} starts:"
    for name, ms in found["stages"].items():
        yield f"{ms:7} ms  {name}"
    yield f"{found['bare_window']:7} ms  first paint of a bare PySide6 window"
    yield f"First paint is {found['first_paint_ratio']} times the bare window's; the goal is {PAINT_GOAL} or less."
    yield f"The first page should be usable within {USABLE_GOAL} ms."
    yield "Dearest imports, with the clock of -X importtime, which slows them:"
    for name, ms in found["imports"].items():
        yield f"{ms:7} ms  {name}"


class _Starts:
    """Starts processes and reads what they say, in milliseconds since each began."""

    def __init__(self, data_dir: str | Path | None, compiled: Path) -> None:
        chosen = [] if data_dir is None else ["--data-dir", str(data_dir)]
        self._command = ["-m", "app", *chosen]
        self._environment = os.environ | {WATCHED: "1", "PYTHONPATH": os.pathsep.join(sys.path)}
        if sys.platform.startswith("linux") and not self._environment.keys() & {"DISPLAY", "WAYLAND_DISPLAY"}:
            self._environment.setdefault("QT_QPA_PLATFORM", "offscreen")
        if self._environment.pop("PYTHONDONTWRITEBYTECODE", None):
            self._environment["PYTHONPYCACHEPREFIX"] = str(compiled)

    def interpreter(self) -> dict[str, float]:
        return self._timed(["-c", INTERPRETER])

    def bare(self) -> dict[str, float]:
        return {f"bare window, {stage}": ms for stage, ms in self._timed(["-c", BARE]).items()}

    def ours(self) -> dict[str, float]:
        return self._timed(self._command)

    def imports(self) -> Counter[str]:
        """Milliseconds by package, without what it imports of others."""
        dear: Counter[str] = Counter()
        for line in self._run(["-X", "importtime", *self._command]).stderr.splitlines():
            if found := IMPORTED.match(line):
                dear[found[2].partition(".")[0]] += int(found[1])
        return Counter({name: round(taken / 1000) for name, taken in dear.items()})

    def _timed(self, command: list[str]) -> dict[str, float]:
        began = time.monotonic()
        done = self._run(command)
        if not done.stdout:
            said = done.stderr.strip().splitlines() or ["Close Rainmaker and try again."]
            raise CrmError(f"The window did not show its first page. {said[-1]}", where="start")
        stages: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
        return {stage: 1000 * (moment - began) for stage, moment in stages.items()}

    def _run(self, command: list[str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *command], env=self._environment, capture_output=True, text=True, check=False
        )
