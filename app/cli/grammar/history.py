"""Commands that take steps back and do them again."""

from app.cli.command import Command, Handlers, arg
from app.cli.grammar.records import count, record_id


def _handlers() -> Handlers:
    from app.cli import history  # noqa: PLC0415 - SQLAlchemy takes half a second

    return history.HANDLERS


COMMANDS = (
    Command(
        "undo", "take back the latest step, or a whole import", _handlers,
        (
            arg("BATCH", nargs="?", type=record_id, help="the batch_id of an import"),
            arg("--with-later", action="store_true", help="also take back later changes that build on it"),
        ),
        examples=("rainmaker undo", "rainmaker undo 3 --with-later"),
    ),
    Command("redo", "do again what was undone last", _handlers),
    Command(
        "history", "list the latest steps", _handlers,
        (arg("--limit", metavar="N", type=count, default=20, help="at most so many; 20 if not given"),),
    ),
)  # fmt: skip
