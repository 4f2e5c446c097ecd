"""How far a long command is: one line on standard error, only where a person watches it."""

import sys
from collections.abc import Callable

CLEAR = "\r\x1b[K"


def show_progress(doing: str) -> Callable[[int, int], None]:
    """A function of (done, all) that shows it as percent; silent when standard error is no terminal."""
    if not is_watched():
        return lambda _done, _all: None
    last = -1

    def show(done: int, total: int) -> None:
        nonlocal last
        percent = 100 * done // total if total else 100
        if percent != last:
            last = percent
            sys.stderr.write(CLEAR if percent >= 100 else f"{CLEAR}{doing} … {percent} %")  # noqa: PLR2004
            sys.stderr.flush()

    return show


def say(text: str) -> None:
    """What is done now, in the same way."""
    if is_watched():
        sys.stderr.write(f"{CLEAR}{text}")
        sys.stderr.flush()


def is_watched() -> bool:
    return sys.stderr is not None and sys.stderr.isatty()
