"""Values from text, as they come from a command line or an edit cell.

What can be read in two ways is refused with both readings named; nothing is guessed.
"""

import json
import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from dateutil import parser as dates

from app.core import money
from app.core.errors import CrmError
from app.crm import days

YES_NO = {
    "yes": True, "y": True, "true": True, "on": True, "1": True,
    "no": False, "n": False, "false": False, "off": False, "0": False,
}  # fmt: skip
NEAR_DAYS = {"yesterday": -1, "today": 0, "tomorrow": 1}
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}|\d{8}")
GERMAN_DAY = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4}|\d{2})")
TIME = re.compile(r"[\sT]+(\d{1,2}:\d{2}(?::\d{2})?)$", re.IGNORECASE)
LENGTH = re.compile(r"(?:(\d+)\s*(?:h|hours?|:)\s*)?(?:(\d+)\s*(?:m|min|minutes?)?)?", re.IGNORECASE)
LONGEST = 60


def read(kind: type, text: str, name: str, at: datetime) -> Any:
    """A value of a column's type. name: the field, for the sentence. at: now, for `today` and the owner's zone."""
    readers = {bool: yes_no, int: whole, float: number, list: names_list, dict: mapping}
    if kind is date:
        return day(text, name, at)
    if kind is datetime:
        return moment(text, name, at)
    return readers[kind](text, name) if kind in readers else text


def yes_no(text: str, name: str) -> bool:
    if text.strip().lower() not in YES_NO:
        raise _refused(name, text, "yes or no")
    return YES_NO[text.strip().lower()]


def whole(text: str, name: str) -> int:
    found = _decimal(text, name, "a whole number")
    if found != found.to_integral_value():
        raise _refused(name, text, "a whole number")
    return int(found)


def number(text: str, name: str) -> float:
    return float(_decimal(text, name, "a number"))


def names_list(text: str, name: str) -> list[str]:
    """A JSON list of texts, or texts with commas between them."""
    if text.lstrip().startswith("["):
        found = _json(text, name, "texts with commas between them")
        return [str(part) for part in found]
    return [part.strip() for part in text.split(",") if part.strip()]


def mapping(text: str, name: str) -> dict[str, Any]:
    found = _json(text, name, 'names with values such as {"size": 3}')
    if not isinstance(found, dict):
        raise _refused(name, text, 'names with values such as {"size": 3}')
    return found


def minor_units(text: str, name: str, currency: str) -> int:
    """An amount in major units, such as 4500 or 1.234,50."""
    try:
        return money.to_minor(text, currency)
    except CrmError as error:
        raise CrmError(error.message, where=name) from error


def minutes(text: str, name: str) -> int:
    """90, 1:30, 1h30, 1 h 30 min, 45 min."""
    found = LENGTH.fullmatch(text.strip())
    if not found or found.group(0) == "":
        raise _refused(name, text, "minutes such as 90, or 1:30")
    return int(found[1] or 0) * 60 + int(found[2] or 0)


def day(text: str, name: str, at: datetime) -> date:
    """2026-05-17, 17.05.2026, 17 May 2026, today, tomorrow, yesterday; 5/17/2026 as no month has 17 days."""
    written = text.strip().lower()
    if len(written) > LONGEST:
        raise _refused(name, text, "a date such as 2026-05-17")
    if written in NEAR_DAYS:
        return at.date() + timedelta(days=NEAR_DAYS[written])
    if ISO_DAY.fullmatch(written):
        return _iso_day(written, name)
    german = GERMAN_DAY.fullmatch(written)
    return _german_day(german, text, name) if german else _written_day(text, name)


def moment(text: str, name: str, at: datetime) -> datetime:
    """ISO with an hour, or any day followed by an hour; without a zone in the owner's, without an hour at midnight."""
    written = text.strip()
    if len(written) > LONGEST:
        raise _refused(name, text, "a day and time such as 2026-05-17 14:30")
    if written.lower() == "now":
        return at
    try:
        found = datetime.fromisoformat(written)
    except ValueError:
        hour = TIME.search(written)
        on = day(written[: hour.start()] if hour else written, name, at)
        found = datetime.combine(on, _hour(hour[1], name) if hour else datetime.min.time())
    try:
        return found if found.tzinfo else days.from_wall(found, at)
    except (OverflowError, ValueError, OSError) as error:
        raise _refused(name, text, "a day and time such as 2026-05-17 14:30") from error


def _hour(text: str, name: str) -> Any:
    try:
        return datetime.strptime(text, "%H:%M:%S" if text.count(":") > 1 else "%H:%M").time()  # noqa: DTZ007
    except ValueError as error:
        raise _refused(name, text, "an hour such as 14:30") from error


def _iso_day(text: str, name: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise _refused(name, text, "a date such as 2026-05-17") from error


def _german_day(found: re.Match[str], text: str, name: str) -> date:
    """Dots between numbers: the day comes first everywhere they are used."""
    year = int(found[3]) + (2000 if len(found[3]) == 2 else 0)  # noqa: PLR2004 - 26 is 2026
    try:
        return date(year, int(found[2]), int(found[1]))
    except ValueError as error:
        raise _refused(name, text, "a date such as 2026-05-17") from error


def _written_day(text: str, name: str) -> date:
    """As dateutil reads it, if it reads one whole day whichever of day, month and year may come first."""
    orders = ((True, False), (False, False), (False, True))
    found = {_in_order(text, name, day_first, year_first) for day_first, year_first in orders}
    if len(found) > 1:
        readings = " or ".join(sorted(day.isoformat() for day in found))
        raise CrmError(f"“{text.strip()}” can mean {readings}: please write the one meant.", where=name)
    return found.pop()


def _in_order(text: str, name: str, day_first: bool, year_first: bool) -> date:
    """Read twice: what differs between two defaults was missing from the text."""
    try:
        found = {
            dates.parse(text, default=datetime(year, month, month), dayfirst=day_first, yearfirst=year_first).date()  # noqa: DTZ001
            for year, month in ((2000, 1), (2003, 2))
        }
    except (ValueError, OverflowError, TypeError, Warning) as error:
        raise _refused(name, text, "a date such as 2026-05-17") from error
    if len(found) > 1:
        raise _refused(name, text, "a whole date such as 2026-05-17")
    return found.pop()


def _decimal(text: str, name: str, takes: str) -> Decimal:
    try:
        return money.read_number(text)
    except CrmError as error:
        raise _refused(name, text, takes) from error


def _json(text: str, name: str, takes: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _refused(name, text, takes) from error


def _refused(name: str, text: str, takes: str) -> CrmError:
    shown = text.strip() if len(text) <= LONGEST else f"{text.strip()[:LONGEST]}…"
    words = name.removesuffix("_cents").removesuffix("_id").replace("_", " ").capitalize()
    return CrmError(f"{words} cannot be “{shown}”: it takes {takes}.", where=name)
