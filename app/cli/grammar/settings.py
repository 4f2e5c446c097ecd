"""Commands for settings and secrets."""

from app.cli.command import Command, Handlers, arg


def _handlers() -> Handlers:
    from app.cli import settings  # noqa: PLC0415 - SQLAlchemy takes half a second

    return settings.HANDLERS


COMMANDS = (
    Command(
        "settings", "show all settings or one, or change one", _handlers,
        (arg("KEY", nargs="?", help="name of a setting"), arg("VALUE", nargs="?", help="its new value")),
        details="`rainmaker settings` lists the names and what each does; docs/settings.md explains them.",
        examples=("rainmaker settings", "rainmaker settings currency", "rainmaker settings stale_lead_days 10"),
    ),
)  # fmt: skip
