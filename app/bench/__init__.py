"""How fast the program is on ten years of data, measured beside a yardstick in the same run.

To add a line: write a function that takes a `Stand` and yields `Line`s, and list it in `LINES` (lines that need the
window are listed in `tests/bench`, because this package knows no window).
"""

import platform
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from app.bench import (
    asking,
    claiming,
    coaching,
    importing,
    patterns,
    reporting,
    searching,
    stand,
    starting,
    tables,
    talking,
    talking_context,
    writing,
)
from app.bench.line import Line
from app.bench.stand import Say, Stand
from app.core import sqlite
from app.core.errors import CrmError

Measure = Callable[[Stand], Iterable[Line]]
LINES: Mapping[str, Measure] = {
    "search": searching.lines, "checks": searching.checks, "tables": tables.lines, "sorting": tables.sorting,
    "filtering": tables.filtering, "writing": writing.lines, "importing": importing.lines, "starting": starting.lines,
    "reports": reporting.lines, "claims": claiming.lines, "coach": coaching.lines, "patterns": patterns.lines,
    "asking": asking.lines,
    "goals": talking.goals, "context": talking_context.lines,
}  # fmt: skip


def run(
    scale: float = 1.0, only: str | None = None, *, say: Say = lambda _text: None, lines: Mapping[str, Measure] = LINES
) -> dict[str, Any]:
    """Measure the groups of lines whose name contains `only` (all by default). Errors: CrmError for bad wishes."""
    if not 0 < scale <= 10:  # noqa: PLR2004 - ten times ten years is 5 GB
        raise CrmError("The scale lies above 0 and up to 10; 1 is 100,000 contacts.", where="scale")
    wanted = {name: measure for name, measure in lines.items() if only is None or only in name}
    if not wanted:
        raise CrmError(f"There is no such measurement; there are: {', '.join(lines)}.", where="only")
    found = []
    with stand.opened(scale, say) as place:
        for name, measure in wanted.items():
            say(f"measuring: {name}")
            found += [line.as_row() for line in measure(place)]
    return {
        "scale": scale, "python": platform.python_version(), "sqlite": sqlite.driver().sqlite_version,
        "ok": all(line["ok"] is not False for line in found), "lines": found,
    }  # fmt: skip
