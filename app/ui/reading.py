"""Dates and amounts as a person types them."""

import re
from datetime import date, timedelta

from babel import dates, numbers

from app.core import money
from app.core.errors import CrmError
from app.ui import words

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
AHEAD = re.compile(r"(?:in\s+|\+)(\d{1,4})\s*(d|day|days|w|week|weeks)?")
LENGTH = re.compile(r"(\d{1,6}(?:[.,]\d{1,2})?)\s*(?:(h|hrs?|hours?)|(m|mins?|minutes?))?")
HOURS_AND_MINUTES = re.compile(r"(\d{1,4})\s*(?::|h(?:rs?|ours?)?)\s*([0-5]?\d)\s*(?:h|m|mins?|minutes?)?")
WITH_COMMA = re.compile(r"[+-]?\d+,\d+")
DAY_MONTH = re.compile(r"(\d{1,2})\.?\s*([a-z]{3})[a-z]*\.?(?:\s+(\d{4}))?")


def read_date(text: str, today: date) -> date | None:
    """today, tomorrow, thu, in 3 days, +2w, 12 dec, 2026-12-12, or as the locale writes it; None for empty.

    A weekday is the next one; a day without a year is the next time it comes. Errors: CrmError.
    """
    wanted = " ".join(text.lower().split())
    if not wanted:
        return None
    found = _near(wanted, today) or _day_and_month(wanted, today) or _written(wanted)
    if found is None:
        raise CrmError(f"“{text}” is not a date. Try thu, in 3 days, 12 dec or 2026-12-31.", where="date")
    return found


def read_money(text: str, currency: str) -> int | None:
    """Minor units; None for empty. Errors: CrmError."""
    return money.to_minor(text, currency) if text.strip() else None


def read_number(text: str) -> str:
    """As the locale writes it or with a comma, in digits with a point; what is no number as it was typed."""
    wanted = text.strip()
    try:
        return str(numbers.parse_decimal(wanted, locale=words.locale(), strict=True)) if wanted else ""
    except numbers.NumberFormatError:
        return wanted.replace(",", ".") if WITH_COMMA.fullmatch(wanted) else wanted


def _near(wanted: str, today: date) -> date | None:
    fixed = {"today": 0, "tomorrow": 1, "yesterday": -1, "next week": 7}.get(wanted)
    if fixed is not None:
        return today + timedelta(days=fixed)
    ahead = AHEAD.fullmatch(wanted)
    if ahead:
        return today + timedelta(days=int(ahead[1]) * (7 if (ahead[2] or "d")[0] == "w" else 1))
    if wanted[:3] in WEEKDAYS and wanted.isalpha():
        return today + timedelta(days=(WEEKDAYS.index(wanted[:3]) - today.weekday() - 1) % 7 + 1)
    return None


def _day_and_month(wanted: str, today: date) -> date | None:
    found = DAY_MONTH.fullmatch(wanted)
    if not found or found[2] not in MONTHS:
        return None
    month, day = MONTHS.index(found[2]) + 1, int(found[1])
    try:
        given = date(int(found[3] or today.year), month, day)
        return given if found[3] or given >= today else given.replace(year=today.year + 1)
    except ValueError:
        return None


def _written(wanted: str) -> date | None:
    try:
        return date.fromisoformat(wanted)
    except ValueError:
        pass
    try:
        return dates.parse_date(wanted, locale=words.locale(), format="short")
    except (ValueError, IndexError, dates.ParseError):
        return None


def read_minutes(text: str, *, bare: int = 1) -> int | None:
    """1:30, 1 h 30, 45 min, 1,5 h; a number alone counts in `bare` minutes. None for empty. Errors: CrmError."""
    wanted = " ".join(text.lower().split())
    if not wanted:
        return None
    if both := HOURS_AND_MINUTES.fullmatch(wanted):
        return int(both[1]) * 60 + int(both[2])
    found = LENGTH.fullmatch(wanted)
    if found is None:
        raise CrmError(f"“{text[:60]}” is not a length of time. Try 30 min, 1.5 h or 1:30.", where="time")
    return round(float(found[1].replace(",", ".")) * (60 if found[2] else 1 if found[3] else bare))
