"""The window's entry: a bare frame is painted first, then the data file is opened, then the pages come."""

import gc
import os
import sys
import tempfile
import time
from pathlib import Path

from PySide6.QtCore import QLocale, QTimer
from PySide6.QtWidgets import QApplication

from app.core import paths
from app.ui.start.starter import Starter
from app.ui.theme.look import Look
from app.ui.window import Window

STARTED = 3_000
"""Milliseconds without Python's collector, which would walk what is being imported 60 times for nothing."""
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
    QTimer.singleShot(STARTED, _collect_again)
    code = application.exec()
    starter.close()
    window.take_down()
    return code


def _collect_again() -> None:
    """What the start made stays: the collector need not walk it again."""
    gc.freeze()
    gc.enable()


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


def show_gallery(pictures: str | None) -> int:
    """Every component, light beside dark, until it is closed. pictures: a folder to save them into instead."""
    from app.compose import open_app  # noqa: PLC0415 - for whoever designs
    from app.ui.gallery import data  # noqa: PLC0415
    from app.ui.gallery.window import Gallery, save_pictures  # noqa: PLC0415

    application = prepare()
    with tempfile.TemporaryDirectory(prefix="rainmaker-gallery-") as folder:
        app = open_app(folder)
        gallery = Gallery(Look(application), application, app, data.furnish(app))
        gallery.show()
        if pictures:
            save_pictures(gallery, Path(pictures))
        else:
            application.exec()
        gallery.close_desks()
        app.close()
    return 0


def prepare() -> QApplication:
    """The one QApplication, with what holds for all windows."""
    sys.setswitchinterval(SWITCH_INTERVAL)
    # outside a terminal macOS sets no such variable; what is worded without Qt follows the same system
    os.environ.setdefault("LANG", f"{QLocale.system().name()}.UTF-8")
    existing = QApplication.instance()
    application = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    application.setApplicationName("Rainmaker")
    application.setApplicationDisplayName("Rainmaker")
    application.setDesktopFileName("rainmaker")
    return application
