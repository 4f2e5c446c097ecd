"""Commands that list, show, add, change and delete records."""

from collections.abc import Sequence

from app.cli.command import Command, Handlers, arg
from app.cli.usage import UsageError, nearest, shown

KINDS = {
    "contact": "contacts", "business": "businesses", "deal": "deals", "stage": "stages", "pipeline": "pipelines",
    "task": "tasks", "project": "projects", "time_entry": "time_entries", "interaction": "interactions",
    "note": "notes", "event": "events", "followup": "followups", "tag": "tags",
    "attachment": "attachments", "saved_filter": "saved_filters", "custom_field": "custom_fields",
}  # fmt: skip
"""Kind -> how several of them are called. Either word is taken everywhere."""
FIELDS = """\
Fields are the names of the columns with dashes: --first-name Ann --source referral; those of one kind are listed by
`rainmaker add KIND --help`. --email and --phone may be given several times, --tags takes a,b. Money is given as
--value 4500 or in cents as --value-cents 450000. An empty value clears a field; a value that begins with two dashes is
written --notes=--so."""


def kind(text: str) -> str:
    """The kind meant by either word for it. Errors: UsageError that names the nearest."""
    word = text.replace("-", "_").lower()
    singular = {plural: single for single, plural in KINDS.items()}
    if word in KINDS or word in singular:
        return singular.get(word, word)
    raise UsageError(f"There is no kind of record called {shown(text)}.{nearest(word, KINDS)}", where="kind")


def listed_kind(text: str) -> str:
    """A kind that can be listed: the activity log too."""
    return "activity" if text in ("activities", "activity") else kind(text)


def record_id(text: str) -> int:
    """Ids are whole numbers from 1 on. Errors: UsageError."""
    if not (text.isascii() and text.isdigit()) or len(text) > 18 or int(text) < 1:  # noqa: PLR2004 - 64 bit
        raise UsageError(f"An id is a whole number such as 12, not {shown(text)}.", where="id")
    return int(text)


def count(text: str) -> int:
    """A number of rows. Errors: UsageError."""
    if not (text.isascii() and text.isdigit()) or len(text) > 18:  # noqa: PLR2004 - 64 bit
        raise UsageError(f"{shown(text)} is not a number of rows.", where="limit")
    return int(text)


def _handlers() -> Handlers:
    from app.cli import records  # noqa: PLC0415 - SQLAlchemy takes half a second

    return records.HANDLERS


def fields_help(words: Sequence[str]) -> str:
    """The fields of the kind named on the line; nothing when none is."""
    from app.cli import records  # noqa: PLC0415 - SQLAlchemy takes half a second

    named = next((word for word in words if not word.startswith("-")), None)
    return f"Fields of a {kind(named)}:\n{records.field_list(kind(named))}" if named else ""


KIND = arg("KIND", type=kind, help=", ".join(KINDS))
LISTED = arg("KIND", type=listed_kind, help=", ".join((*KINDS.values(), "activities")))
ID = arg("ID", type=record_id, help="its number")

COMMANDS = (
    Command(
        "list", "list records of one kind", _handlers, takes_fields=True,
        arguments=(
            LISTED,
            arg("--search", metavar="Q", help="only those in which these words stand"),
            arg("--limit", metavar="N", type=count, help="at most so many rows; without --json 50 if not given"),
            arg("--offset", metavar="N", type=count, default=0, help="leave out the first so many"),
            arg("--sort", metavar="FIELD", help="the column to sort by"),
            arg("--desc", action="store_true", help="largest or newest first"),
        ),
        details="""\
Any column with dashes is a filter: --status lead, --stage Proposal, --business-id 3, --tag vip, --custom.size 12. The
same filter given twice finds either. More ways to ask: --status-is-not lost, --source-contains web, --value-at-least
1000, --value-at-most, --due-on-before 2026-03-01, --due-on-after, --created-at-in-last-days 7, -not-in-last-days,
--due-on-in-next-days 7, --next-step-empty, --next-step-not-empty, and for tasks --overdue.""",
        examples=("rainmaker list contacts --search berlin --status lead", "rainmaker list deals --sort value_cents"),
    ),
    Command(
        "add", "add a record", _handlers, (KIND,), takes_fields=True, details=FIELDS, more_help=fields_help,
        examples=(
            "rainmaker add contact --first-name Ann --last-name Lee --email ann@lee.example --tags vip,berlin",
            'rainmaker add task --title "Call Ann" --due-on 2026-03-05 --contact-email ann@lee.example',
            "rainmaker add interaction --kind call --contact-id 3 --duration-minutes 5 --summary Quote",
        ),
    ),
    Command("show", "show one record", _handlers, (LISTED, ID)),
    Command(
        "edit", "change fields of a record", _handlers, (KIND, ID), takes_fields=True,
        details=FIELDS, more_help=fields_help,
        examples=("rainmaker edit contact 3 --status client", 'rainmaker edit deal 12 --next-step ""'),
    ),
    Command("delete", "delete a record; undo brings it back", _handlers, (KIND, ID)),
)  # fmt: skip
