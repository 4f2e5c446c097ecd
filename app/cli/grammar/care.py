"""Commands that look after the data folder: sample business, backups, doctor, speed."""

from app.cli.command import Command, Handlers, arg


def _handlers() -> Handlers:
    from app.cli import care  # noqa: PLC0415 - SQLAlchemy takes half a second

    return care.HANDLERS


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
)  # fmt: skip
