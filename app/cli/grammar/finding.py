"""Commands that find records and make two of them one."""

from app.cli.command import Command, Handlers, arg
from app.cli.grammar.records import count


def _handlers() -> Handlers:
    from app.cli import finding  # noqa: PLC0415 - SQLAlchemy takes half a second

    return finding.HANDLERS


COMMANDS = (
    Command(
        "search", "find words in all records", _handlers,
        (
            arg("Q", nargs="+", help="the words; the last may be a beginning"),
            arg("--limit", metavar="N", type=count, default=50, help="at most so many; 50 if not given"),
        ),
    ),
)  # fmt: skip
