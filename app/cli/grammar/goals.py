"""Commands for what the coach works on."""

from app.cli.command import Command, Handlers, arg


def _handlers() -> Handlers:
    from app.cli import goals  # noqa: PLC0415 - SQLAlchemy takes half a second

    return goals.HANDLERS


BUSINESS = arg("BUSINESS", nargs="?", help="id or name of a business")

COMMANDS = (
    Command(
        "goals generate", "make goals, and bring those that are there up to date", _handlers, (BUSINESS,),
        details="Every business has two to four. Without BUSINESS for all of them; nothing is made twice.",
        examples=("rainmaker goals generate", "rainmaker goals generate Acme"),
    ),
    Command(
        "goals list", "what the coach works on, with items and what it does not know yet", _handlers,
        (BUSINESS, arg("--all", action="store_true", help="also goals that were reached or given up")),
        details="Without BUSINESS of all of them.",
        examples=("rainmaker goals list", "rainmaker --json goals list 3 --all"),
    ),
    Command(
        "goals agenda", "what the coach would bring up now", _handlers, (BUSINESS,),
        details="At most two things, as at --now. Without BUSINESS for your own.",
        examples=("rainmaker goals agenda", "rainmaker --now 2026-03-02T09:00+01:00 goals agenda Acme"),
    ),
)  # fmt: skip
