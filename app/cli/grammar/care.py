"""Commands that look after the data folder: sample business, backups, doctor, speed."""

import math

from app.cli.command import Command, Handlers, arg
from app.cli.usage import UsageError, shown

LARGEST_SCALE = 10


def scale(text: str) -> float:
    """A share of the full size. Errors: UsageError."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 < value <= LARGEST_SCALE:
        raise UsageError(
            f"--scale takes a number above 0 and at most {LARGEST_SCALE}, not {shown(text)}.", where="--scale"
        )
    return value


def _handlers() -> Handlers:
    from app.cli import care  # noqa: PLC0415 - SQLAlchemy takes half a second

    return care.HANDLERS


def _bench() -> Handlers:
    from app.cli import measuring  # noqa: PLC0415

    return measuring.HANDLERS


COMMANDS = (
    Command(
        "demo", "fill an empty data folder with a sample business", _handlers,
        examples=("rainmaker demo --data-dir ./sample",),
    ),
    Command("backup", "make a backup now", _handlers),
    Command(
        "restore", "put a backup in the place of the data file", _handlers,
        (arg("FILE", help="a backup, as `rainmaker backup` or `rainmaker doctor` names it"),),
        details="The data file as it is now is kept as a backup first.",
    ),
    Command(
        "doctor", "check the data folder; exit code 1 when something is wrong", _handlers,
        (arg("--repair", action="store_true", help="rebuild what can be rebuilt"),),
    ),
    Command(
        "bench", "measure how fast Rainmaker is on this computer", _bench,
        (
            arg("--scale", metavar="S", type=scale, default=1.0, help="share of the full size; 0.1 is a tenth of it"),
            arg("--only", metavar="NAME", help="only this measurement"),
        ),
    ),
)  # fmt: skip
