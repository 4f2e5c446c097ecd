"""Money, days and counts as the owner reads them, in the locale of the system."""

from datetime import date, datetime
from functools import cache, lru_cache

from babel import Locale, UnknownLocaleError, dates, numbers
from PySide6.QtCore import QLocale

from app.core import money as amounts
from app.crm import days as calendar

SOON = 14
"""Days up to which a date is told relative to today."""
WEEK = 7
VOWELS = ("a", "e", "i", "o", "u")
SMALL_AMOUNT, LONG_AMOUNT = 100, 1_000_000
"""Major units from which a narrow place shows 12.3M."""


@cache
def locale() -> Locale:
    """The system's; English where it has none."""
    try:
        return Locale.parse(QLocale.system().name())
    except (UnknownLocaleError, ValueError):
        return Locale("en", "US")


@lru_cache(maxsize=4096)
def money(minor: int | None, currency: str) -> str:
    """€3,200, or €3,200.50 where there are cents; a hyphen where no amount is known."""
    return "-" if minor is None else amounts.written(minor, currency, locale())


@lru_cache(maxsize=4096)
def short_money(minor: int | None, currency: str) -> str:
    """As `money`, but €1.2M from a million on."""
    if minor is None or abs(amounts.to_major(minor, currency)) < LONG_AMOUNT:
        return money(minor, currency)
    major = amounts.to_major(minor, currency)
    return numbers.format_compact_currency(major, currency, locale=locale(), fraction_digits=1)


def about(minor: int | None, currency: str) -> str:
    """At a glance: as `short_money`, without cents from a hundred on."""
    if minor is None or abs(amounts.to_major(minor, currency)) < SMALL_AMOUNT:
        return money(minor, currency)
    whole = amounts.to_major(minor, currency).to_integral_value()
    return short_money(amounts.to_minor(whole, currency), currency)


def number(value: int) -> str:
    return numbers.format_decimal(value, locale=locale())


def decimal(value: float) -> str:
    """One digit after the point: 16.4."""
    return numbers.format_decimal(round(value, 1), locale=locale())


def hours(minutes: int | None) -> str:
    """1:30 h; empty where it is not known."""
    if minutes is None:
        return ""
    return f"{number(minutes // 60)}:{minutes % 60:02} h"


def long_day(on: date) -> str:
    """Saturday, 21 November."""
    day_and_month = dates.format_skeleton("MMMMd", datetime(on.year, on.month, on.day), locale=locale())  # noqa: DTZ001
    return f"{dates.format_date(on, 'EEEE', locale=locale())}, {day_and_month}"


def age(days: int) -> str:
    """ "9 d", and from a hundred days on "4 mo", "2 y": it has to fit on a card."""
    if days < 100:  # noqa: PLR2004 - two digits
        return f"{days} d"
    return f"{days // 30} mo" if days < 720 else f"{days // 365} y"  # noqa: PLR2004 - two years


def many(count: int, one: str, more: str | None = None) -> str:
    """ "1 deal", "2 deals", "2 entries"."""
    regular = f"{one[:-1]}ies" if one[-1:] == "y" and one[-2:-1] not in VOWELS else f"{one}s"
    return f"{number(count)} {one if count == 1 else more or regular}"


def day(on: date, today: date) -> str:
    """today, tomorrow, Thu, in 9 days, 12 Dec, 12 Dec 2027."""
    ahead = (on - today).days
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}.get(ahead)
    if near:
        return near
    if 1 < ahead < WEEK:
        return dates.format_date(on, "EEE", locale=locale())
    if abs(ahead) <= SOON:
        return f"in {ahead} days" if ahead > 0 else f"{-ahead} days ago"
    return _absolute(on, today)


def when(moment: datetime, now: datetime) -> str:
    """For a feed: just now, 14:20, yesterday, Mon, 14 Nov."""
    local = calendar.local(moment, now)
    seconds = (now - moment).total_seconds()
    ago = (now.date() - local.date()).days
    if 0 <= seconds < 60:  # noqa: PLR2004 - a minute
        return "just now"
    if ago == 0:
        return dates.format_time(local, "short", locale=locale())
    if 1 < ago < WEEK:
        return dates.format_date(local, "EEE", locale=locale())
    return "yesterday" if ago == 1 else _absolute(local.date(), now.date())


def stamp(moment: datetime, now: datetime) -> str:
    """For a table: 14 Nov, 14:20."""
    local = calendar.local(moment, now)
    return f"{_absolute(local.date(), now.date())}, {dates.format_time(local, 'short', locale=locale())}"


def full(moment: datetime, now: datetime) -> str:
    return dates.format_datetime(calendar.local(moment, now), "medium", locale=locale())


def weekdays() -> list[tuple[int, tuple[str, str]]]:
    """(0 for Monday, (short, name)) of the seven days, beginning with the locale's first."""
    short, whole = (locale().days["stand-alone"][width] for width in ("abbreviated", "wide"))
    order = ((locale().first_week_day + ahead) % 7 for ahead in range(7))
    return [(day, (short[day], whole[day])) for day in order]


def initials(name: str | None) -> str:
    parts = [part for part in (name or "").split() if part[0].isalnum()]
    if not parts:
        return (name or "?").strip()[:1].upper() or "?"
    return (parts[0][0] + (parts[-1][0] if len(parts) > 1 else "")).upper()


def _absolute(on: date, today: date) -> str:
    skeleton = "MMMd" if on.year == today.year else "yMMMd"
    return dates.format_skeleton(skeleton, datetime(on.year, on.month, on.day), locale=locale())  # noqa: DTZ001
