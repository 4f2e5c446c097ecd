"""Commands for talking with the coach."""

from app.cli.command import Command, Handlers, arg
from app.cli.grammar.records import count


def _handlers() -> Handlers:
    from app.cli import asking  # noqa: PLC0415 - SQLAlchemy takes half a second

    return asking.HANDLERS


COMMANDS = (
    Command(
        "ask", "ask the coach", _handlers,
        (
            arg("TEXT", nargs="?", help="the question, in quotes"),
            arg("--conversation", metavar="ID", type=count, help="go on with this conversation instead of a new one"),
            arg("--do", metavar="N", type=count, help="instead: do what the last answer offers under N"),
        ),
        details="With a language model (see the settings of the group Model) any question, else those that the records "
        "answer. Nothing is changed without --do, but for values you tell about your business, which are noted; "
        "`undo` takes either back.",
        examples=(
            'rainmaker ask "What should I do today?"', 'rainmaker ask --conversation 3 "And after that?"',
            "rainmaker ask --do 0 --conversation 3",
        ),
    ),
)  # fmt: skip
