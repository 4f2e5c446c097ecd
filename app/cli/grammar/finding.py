"""Commands that find records and make two of them one."""

from app.cli.command import Command, Handlers, arg
from app.cli.grammar.records import KIND, count, kind, record_id


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
    Command(
        "duplicates", "list pairs that look like the same record", _handlers,
        (arg("KIND", type=kind, nargs="?", default="contact", help="contact or business; contact if not given"),),
    ),
    Command(
        "merge", "make two records one: KEEP takes over everything of DROP", _handlers,
        (KIND, arg("KEEP", type=record_id, help="the id that stays"), arg("DROP", type=record_id, help="the other id")),
    ),
)  # fmt: skip
