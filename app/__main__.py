"""Where the program starts: `python -m app`, `rainmaker`."""

import ctypes
import gc
import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from typing import TYPE_CHECKING

from app.core.errors import CrmError

if TYPE_CHECKING:
    from app.cli.command import WindowMode

LIBRARIES = {
    "libglib-2.0.so.0": "libglib2.0-0", "libdbus-1.so.3": "libdbus-1-3", "libxkbcommon.so.0": "libxkbcommon0",
    "libfontconfig.so.1": "libfontconfig1", "libEGL.so.1": "libegl1", "libGL.so.1": "libgl1",
}  # fmt: skip
FOR_X = {
    "libxcb-cursor.so.0": "libxcb-cursor0", "libxcb-icccm.so.4": "libxcb-icccm4", "libxcb-keysyms.so.1":
    "libxcb-keysyms1", "libxkbcommon-x11.so.0": "libxkbcommon-x11-0", "libxcb-shape.so.0": "libxcb-shape0",
}  # fmt: skip
"""What Qt loads from a Linux system, with the Debian package that brings it."""


def main() -> int:
    """Returns the exit code."""
    _open_closed_streams()
    if not sys.argv[1:] or (sys.argv[1] == "--data-dir" and len(sys.argv) == 1 + 2):
        with suppress(CrmError):  # the command line meets it again, and says it
            return open_window("open", "".join(sys.argv[2:]) or None)
    from app.cli import main as command_line  # noqa: PLC0415 - a window comes up sooner without

    return command_line(sys.argv[1:], open_window)


def _open_closed_streams() -> None:
    """Started with a closed stream (`>&-`, or without a console), Python has None in its place."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), mode, encoding="utf-8"))


def open_window(mode: "WindowMode", data_dir: str | None) -> int:
    """Show the window. Qt is imported only here. Errors: CrmError when the system lacks what Qt needs."""
    if sys.platform.startswith("linux"):
        _refuse_bare_system(os.environ.get("QT_QPA_PLATFORM") or ("offscreen" if mode == "self-test" else ""))
    gc.disable()  # while importing there is nothing to collect; the window turns it on again
    from app import main as window  # noqa: PLC0415 - commands run without Qt

    if mode == "self-test":
        return window.self_test()
    if mode == "gallery":
        return window.show_gallery(data_dir)
    return window.run_window(data_dir, demo=mode == "demo")


def _refuse_bare_system(platform: str) -> None:
    """Qt would abort the process; a sentence is better."""
    if not platform and not os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY"):
        raise CrmError(
            "There is no screen here to open the window on; every command works without one, see `rainmaker --help`.",
            kind="unsupported",
            where="DISPLAY",
        )
    on_x = platform == "xcb" or (not platform and not os.environ.get("WAYLAND_DISPLAY"))
    missing = list(_missing({**LIBRARIES, **(FOR_X if on_x else {})}.items()))
    if missing:
        raise CrmError(
            "The window needs libraries that this system lacks. On Debian or Ubuntu: "
            f"sudo apt-get install --no-install-recommends {' '.join(missing)}",
            kind="unsupported",
            where="Qt",
        )


def _missing(libraries: Iterable[tuple[str, str]]) -> Iterable[str]:
    for library, package in libraries:
        try:
            ctypes.CDLL(library)
        except OSError:
            yield package


if __name__ == "__main__":
    sys.exit(main())
