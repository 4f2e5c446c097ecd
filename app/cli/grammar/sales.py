"""Commands for the daily steps: deals, tasks, the timer."""

from app.cli.command import Command, Handlers, arg
from app.cli.grammar.records import ID, record_id


def _handlers() -> Handlers:
    from app.cli import sales  # noqa: PLC0415 - SQLAlchemy takes half a second

    return sales.HANDLERS


COMMANDS = (
    Command(
        "deal move", "put a deal into a stage; a won or lost stage closes it", _handlers,
        (ID, arg("STAGE", help="name or id of the stage")),
        examples=("rainmaker deal move 12 Proposal",),
    ),
    Command(
        "deal close", "close a deal", _handlers,
        (
            ID,
            arg("--won", action="store_true", help="it was won"),
            arg("--lost", action="store_true", help="it was lost"),
            arg("--reason", metavar="TEXT", help="why it was lost"),
        ),
        examples=("rainmaker deal close 12 --won", 'rainmaker deal close 13 --lost --reason "too dear"'),
    ),
    Command("deal reopen", "open a closed deal again", _handlers, (ID,)),
    Command("task done", "complete a task", _handlers, (ID,)),
    Command(
        "timer start", "start the timer; one that runs is stopped first", _handlers,
        (
            arg("--project-id", metavar="ID", type=record_id, help="the project worked on"),
            arg("--task-id", metavar="ID", type=record_id, help="the task worked on"),
            arg("--note", metavar="TEXT", help="what is done"),
        ),
    ),
    Command("timer stop", "stop the timer", _handlers),
    Command("timer status", "whether the timer runs, and how long", _handlers),
)  # fmt: skip
