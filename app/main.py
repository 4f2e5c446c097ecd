"""The window's entry: a bare frame is painted first, then the data file is opened, then the pages come."""

import os
import sys
import tempfile
import time
from pathlib import Path

from PySide6.QtWidgets import QApplication

from app.core import paths
from app.ui.start.starter import Starter
from app.ui.theme.look import Look
from app.ui.window import Window

SWITCH_INTERVAL = 0.0005
"""Seconds; from a signal on a busy worker to the painted row it took 10.5 ms with the default, 1.4 with this."""


def run_window(data_dir: str | Path | None = None, demo: bool = False) -> int:
    """Show the window until it is closed; returns the exit code. demo: the sample business in a throw-away folder."""
    imported = time.monotonic()
    application = prepare()
    if paths.WATCHED in os.environ:
        from app.ui.start.watched import Watch  # noqa: PLC0415 - only then

        Watch(application, imported)
    window = Window()
    starter = Starter(window, Look(application), data_dir, demo=demo)
    starter.dress()
    window.show()
    starter.start_soon()
    code = application.exec()
    starter.close()
    window.take_down()
    return code


def self_test() -> int:
    """Open the sample business in a throw-away folder, paint every page, quit; 0 when all went well."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = prepare()
    window = Window()
    with tempfile.TemporaryDirectory(prefix="rainmaker-test-") as folder:
        starter = Starter(window, Look(application), folder, demo=False)
        window.show()
        painted = starter.check_itself()
        starter.close()
        window.take_down()
    return 0 if painted else 1


def prepare() -> QApplication:
    """The one QApplication, with what holds for all windows."""
    sys.setswitchinterval(SWITCH_INTERVAL)
    existing = QApplication.instance()
    application = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    application.setApplicationName("Rainmaker")
    application.setApplicationDisplayName("Rainmaker")
    application.setDesktopFileName("rainmaker")
    return application
