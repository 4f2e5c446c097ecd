"""Nothing slow is imported before the window's first paint: each of these takes longer than the paint itself."""

import json
import subprocess
import sys
from pathlib import Path

SLOW = {
    "alembic", "apscheduler", "asyncio", "babel", "dateutil", "filelock", "numpy", "phonenumbers", "pyqtgraph",
    "qtawesome", "rapidfuzz", "sqlalchemy", "sqlite_vec", "yaml",
}  # fmt: skip
LATER = {"app.cli.grammar", "app.compose", "app.models", "app.ui.frame", "app.ui.pages", "app.ui.start.house"}
START = """
import json, sys
import app.__main__
from app import main
from app.ui.window import Window
application = main.prepare()
window = Window()
starter = main.Starter(window, main.Look(application), sys.argv[1], demo=False)
starter.dress()
window.show()
application.processEvents()
print(json.dumps(sorted(sys.modules)))
starter.close()
window.take_down()
"""


def test_the_first_paint_waits_for_nothing_slow(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", START, str(tmp_path)], capture_output=True, text=True, check=True)
    imported = json.loads(done.stdout)
    assert "app.ui.window" in imported
    assert SLOW & {name.partition(".")[0] for name in imported} == set()
    assert LATER & set(imported) == set()


def test_vector_search_comes_without_numpy() -> None:
    """The tables of the data file are opened by the extension alone."""
    work = "import sys; from app.core import sqlite; sqlite.prepare(sqlite.driver().connect(':memory:'))"
    command = [sys.executable, "-c", f"{work}; print('numpy' in sys.modules)"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
