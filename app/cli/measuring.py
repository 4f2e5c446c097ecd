"""bench."""

from typing import Any

from app import bench as benchmarks
from app.cli import progress
from app.cli.command import Answer, Call, Handlers
from app.cli.text import table


def bench(call: Call) -> Answer:
    """{scale, python, sqlite, ok, lines: [{name, value, unit, yardstick, yardstick_name, ratio, goal, ok}]}."""
    figures = benchmarks.run(call.args.scale, call.args.only, say=progress.say)
    if progress.is_watched():
        progress.say("")
    lines: list[dict[str, Any]] = figures["lines"]
    columns = ("name", "value", "unit", "goal", "ok", "yardstick", "ratio", "yardstick_name")
    return Answer(figures, lambda: table(lines, columns))


HANDLERS: Handlers = {"bench": bench}
