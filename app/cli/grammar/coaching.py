"""Commands for the coach."""

from app.cli.command import Command, Handlers, arg
from app.cli.grammar.records import ID, count


def _handlers() -> Handlers:
    from app.cli import coaching  # noqa: PLC0415 - SQLAlchemy takes half a second

    return coaching.HANDLERS


def _pattern_handlers() -> Handlers:
    from app.cli import patterns  # noqa: PLC0415 - SQLAlchemy takes half a second

    return patterns.HANDLERS


RULE = arg("RULE", help="name of a rule, such as stale-leads; docs/rules.md lists them")

COMMANDS = (
    Command(
        "check", "ask the coach what needs attention now", _handlers,
        (
            arg("--level", metavar="LEVEL", type=int, choices=(0, 1, 2, 3),
                help="as if the coaching intensity were this; 0 is off"),
            arg("--dry-run", action="store_true", help="say it, and store nothing"),
        ),
        details="A second call is quiet: what was said is not said again. Before the newest row of the data file (with "
        "--now) nothing is stored.",
        examples=("rainmaker check", "rainmaker --now 2026-03-02T09:00+01:00 check --dry-run"),
    ),
    Command(
        "insights", "list what the coach has to say", _handlers,
        (
            arg("--all", action="store_true", help="also what was done, dismissed or withheld"),
            arg("--trial", action="store_true", help="instead: whether reminders help, for each rule on trial"),
        ),
        details="A trial needs your consent: set hold_out_percent. It compares how often what a toast named was taken "
        "up within two days with those of chance held back, once there are fifty of each.",
        examples=("rainmaker insights", "rainmaker --json insights --trial"),
    ),
    Command(
        "insight act", "press a button of an insight", _handlers,
        (ID, arg("N", nargs="?", type=count, default=0, help="number of the button; 0, the first, if not given")),
        examples=("rainmaker insight act 12", "rainmaker insight act 12 1"),
    ),
    Command("insight dismiss", "reject an insight", _handlers, (ID,)),
    Command(
        "insight snooze", "have an insight come back later", _handlers,
        (ID, arg("UNTIL", help="day or moment, such as tomorrow or 2026-03-02T15:00")),
        examples=("rainmaker insight snooze 12 tomorrow",),
    ),
    Command(
        "insight why", "show what stands behind an insight", _handlers, (ID,),
        details="Its rows, how the figure is made, what its rule looks for, and what was decided about it lately.",
        examples=("rainmaker insight why 12",),
    ),
    Command(
        "patterns", "what your own history shows, and what is missing to say more", _pattern_handlers,
        details="Looks at the whole history up to now, as the coach does every week, and keeps what it finds. A group "
        "is named only where chance, drift and single busy weeks are ruled out; for the other questions it says what "
        "is missing. Before the newest row of the data file (with --now) nothing is stored.",
        examples=("rainmaker patterns", "rainmaker --json patterns"),
    ),
    Command("mute", "silence a rule", _handlers, (RULE,)),
    Command("unmute", "let a rule speak again, as often as at first", _handlers, (RULE,)),
)  # fmt: skip
