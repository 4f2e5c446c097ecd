"""The command line: commands over the same services as the window; never imports Qt.

`main` reads the line and answers by the contract of `contract.py`. What may be typed stands in `grammar/`, which
imports nothing slow, so that help and wrong usage answer at once; what is then done stands in the modules beside it.
"""

import sys
from collections.abc import Sequence

from app.cli import contract
from app.cli.command import OpenWindow


def main(argv: Sequence[str] | None = None, open_window: OpenWindow | None = None) -> int:
    """Carry out one command line. Returns the exit code: 0 done, 1 a finding, 2 wrong use or bad input.

    argv: without the program's name, by default the process's own. open_window: shows the window; given by the
    program's entry, because only that may know Qt.
    """
    return contract.answer(list(sys.argv[1:] if argv is None else argv), open_window)
