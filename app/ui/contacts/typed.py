"""What is typed into the fields of a contact: birthdays and intervals."""

import re
from datetime import date

from babel import dates

from app.core.errors import CrmError
from app.ui import words
from app.ui.reading import read_date

WITHOUT_YEAR = re.compile(r"--\d\d-\d\d")
SHORT_YEAR = re.compile(r"\D\d\d$")
INTERVAL = re.compile(r"(?:every\s+)?(\d{1,4})?\s*(d|days?|w|weeks?|m|months?|quarters?|y|years?)?")
DAYS = {"d": 1, "w": 7, "m": 30, "q": 91, "y": 365}
NAMED = {"daily": 1, "weekly": 7, "monthly": 30, "quarterly": 91, "yearly": 365, "never": None, "no": None}


def read_birthday(text: str, today: date) -> str | None:
    """ "17 May 1980" is 1980-05-17, "17 May" is --05-17. Errors: CrmError."""
    wanted = text.strip()
    if not wanted or WITHOUT_YEAR.fullmatch(wanted):
        return wanted or None
    try:
        found = read_date(wanted, today)
    except CrmError as error:
        raise CrmError(f"“{text[:60]}” is not a birthday. Try 17 May 1980 or 17 May.", where="birthday") from error
    if found is None:
        return None
    if found > today and SHORT_YEAR.search(wanted):
        found = found.replace(year=found.year - 100)
    return found.isoformat() if re.search(r"\d{4}", wanted) or SHORT_YEAR.search(wanted) else f"--{found:%m-%d}"


def birthday_words(kept: str | None) -> str:
    """ "May 17, 1980" or "May 17", as the locale has it."""
    if not kept:
        return ""
    with_year = not kept.startswith("--")
    try:
        day = date.fromisoformat(kept if with_year else f"2000{kept[1:]}")
    except ValueError:
        return kept
    return str(dates.format_skeleton("yMMMd" if with_year else "MMMd", day, locale=words.locale()))


def read_interval(text: str) -> int | None:
    """Days: "30", "2 weeks", "every month", "quarterly"; None for empty. Errors: CrmError."""
    wanted = " ".join(text.lower().split()).removeprefix("every ").strip()
    if not wanted or wanted in NAMED:
        return NAMED.get(wanted)
    found = INTERVAL.fullmatch(wanted)
    if not found or not any(found.groups()):
        raise CrmError(f"“{text[:60]}” is no interval. Try 30 days, 2 weeks or every month.", where="keep_in_touch")
    return int(found[1] or 1) * DAYS[(found[2] or "d")[0]]


def interval_words(days: int | None) -> str:
    return f"every {words.many(days, 'day')}" if days and days > 1 else "every day" if days else ""
