"""Commands that list, show, add, change and delete records."""

from app.cli.line import UsageError, nearest, shown

KINDS = {
    "contact": "contacts", "business": "businesses", "deal": "deals", "stage": "stages", "pipeline": "pipelines",
    "task": "tasks", "project": "projects", "time_entry": "time_entries", "interaction": "interactions",
    "note": "notes", "event": "events", "followup": "followups", "tag": "tags",
}  # fmt: skip
"""Kind -> how several of them are called. Either word is taken everywhere."""
FIELDS = """\
Fields are the names of the columns with dashes: --first-name Ann --source referral; those of one kind are listed by
`rainmaker add KIND`. --email and --phone may be given several times, --tags takes a,b. Money is given as --value 4500
or in cents as --value-cents 450000. An empty value clears a field; a value that begins with two dashes is written
--notes=--so."""


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
