"""`make bench`: print one JSON of measured lines. Options: --scale 0.01 (seconds, for CI), --only search.

Lines that need the window stand in `window.py`.
"""

import argparse
import json
import sys

from app import bench
from app.core.errors import CrmError
from tests.bench.window import WINDOW_LINES

MISSED = 3
"""Exit code when all was measured and a goal was missed; 1 is left to what breaks."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="make bench", description="Measure speed on an invented business.")
    parser.add_argument("--scale", type=float, default=1.0, help="1 is 100,000 contacts and 1,000,000 activities")
    parser.add_argument("--only", help="groups of lines whose name contains this")
    parser.add_argument("--json", action="store_true", help="accepted for likeness: the output is always one JSON")
    wanted = parser.parse_args()
    lines = {**bench.LINES, **WINDOW_LINES}
    try:
        found = bench.run(wanted.scale, wanted.only, say=_say, lines=lines)
    except CrmError as error:
        _say(error.message)
        return 2
    print(json.dumps(found, indent=1, ensure_ascii=False))
    return 0 if found["ok"] else MISSED


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
