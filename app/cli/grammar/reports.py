"""The command that gives the figures of the reports page."""

from app.cli.command import Command, Handlers, arg

NAMES = ("won", "sources", "cycle", "hours", "forecast")
PERIODS = ("this_year", "last_12_months", "last_year", "all")


def _handlers() -> Handlers:
    from app.cli import reports  # noqa: PLC0415 - SQLAlchemy takes half a second

    return reports.HANDLERS


COMMANDS = (
    Command(
        "report", "figures over all pipelines: won deals, win rates, cycle times, hours, the forecast", _handlers,
        (
            arg("NAME", choices=NAMES, help=f"one of {', '.join(NAMES)}"),
            arg(
                "--period", metavar="PERIOD", choices=PERIODS, default="last_12_months",
                help=f"one of {', '.join(PERIODS)}; last_12_months if not given; the forecast knows none",
            ),
        ),
        examples=("rainmaker report won --period last_year", "rainmaker report forecast --json"),
    ),
)  # fmt: skip
