"""Commands that bring records in and take them out."""

from app.cli.command import Command, Handlers, arg
from app.cli.grammar.records import record_id

IMPORTED = ("auto", "contacts", "businesses", "deals", "tasks", "time_entries", "interactions", "events", "rainmaker")


def _handlers() -> Handlers:
    from app.cli import moving  # noqa: PLC0415 - SQLAlchemy takes half a second

    return moving.HANDLERS


COMMANDS = (
    Command(
        "import", "bring in contacts, deals, tasks ... of another program", _handlers,
        (
            arg("PATH", nargs="?", help="a CSV, vCard or calendar file, or a folder made by `rainmaker export`"),
            arg("--kind", choices=IMPORTED, default="auto", help="what the file holds; recognised if not given"),
            arg("--dry-run", action="store_true", help="only say what would happen"),
            arg("--mapping", metavar="FILE", help="JSON that says which column is which field"),
            arg("--resume", metavar="BATCH", type=record_id, help="go on with an import that was cut short"),
        ),
        details="""\
The same file twice creates nothing the second time. A backup is made first; `rainmaker undo BATCH` takes the whole
import back. A mapping file reads:
  {"kind": "contacts", "columns": {"CSV header": "field or null"},
   "constants": {"field": "value"}, "day_first": true}""",
        examples=(
            "rainmaker import contacts.csv --dry-run",
            "rainmaker import deals.csv --kind deals --mapping map.json",
        ),
    ),
    Command(
        "export", "write everything as CSV, vCard and JSON, with the attached files", _handlers,
        (arg("DIR", help="a folder, made when missing"),),
        details="`rainmaker import DIR` takes it back.",
    ),
)  # fmt: skip
