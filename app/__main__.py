"""Where the program starts: `python -m app`, `rainmaker`."""

import sys

from app.cli import main as command_line
from app.cli.command import WindowMode
from app.core.errors import CrmError

LIBRARIES = (
    "libglib2.0-0 libdbus-1-3 libxkbcommon0 libfontconfig1 libegl1 libgl1 "
    "libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxkbcommon-x11-0 libxcb-shape0"
)


def main() -> int:
    """Returns the exit code."""
    return command_line(sys.argv[1:], open_window)


def open_window(mode: WindowMode, data_dir: str | None) -> int:
    """Show the window. Qt is imported only here. Errors: CrmError when the system lacks what Qt needs."""
    try:
        from app import main as window  # noqa: PLC0415 - commands run without Qt
    except ImportError as error:
        raise CrmError(
            f"The window needs libraries that this system lacks ({error}). On Debian or Ubuntu: "
            f"sudo apt-get install --no-install-recommends {LIBRARIES}",
            kind="unsupported",
            where="Qt",
        ) from error
    if mode == "self-test":
        return window.self_test()
    return window.run_window(data_dir, demo=mode == "demo")


if __name__ == "__main__":
    sys.exit(main())
