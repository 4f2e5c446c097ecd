"""Hours, shares and stretches of the calendar, as the reports write them."""

from datetime import date, datetime, timedelta

from babel import dates, numbers

from app.core import money
from app.crm.reports.periods import MONTH, QUARTER, Bucket, Period
from app.ui import words

FEW_HOURS, DIGITS = 10, 3


def hours(minutes: float) -> str:
    """ "41 h", below ten "4.5 h"."""
    value = minutes / 60
    pattern = "#,##0.#" if abs(value) < FEW_HOURS else "#,##0"
    return f"{numbers.format_decimal(value, format=pattern, locale=words.locale())} h"


def share(value: float) -> str:
    return numbers.format_percent(round(value, 2), locale=words.locale())


def days(value: float) -> str:
    """Quartiles may lie between two days; nobody plans by half days."""
    return words.number(int(value + 0.5))


def rough(cents: int) -> int:
    """An estimate to three digits: more of them would claim too much."""
    digits = len(str(abs(cents)))
    return round(cents, DIGITS - digits) if digits > DIGITS else cents


def brief(cents: int, currency: str) -> str:
    """€16.1K: for bars that stand close together."""
    major = money.to_major(cents, currency)
    return numbers.format_compact_currency(major, currency, locale=words.locale(), fraction_digits=1)


def stretch(whole: Period) -> str:
    """ "Dec 2025 to Nov 2026"."""
    return f"{_in_words(whole.first, 'yMMM')} to {_in_words(whole.last, 'yMMM')}"


def bar_name(bar: Bucket) -> str:
    """In full: November 2026, Q4 2026, 2026."""
    if bar.months == MONTH:
        return _in_words(bar.first, "yMMMM")
    return _quarter(bar.first, year=True) if bar.months == QUARTER else str(bar.first.year)


def bar_unit(bar: Bucket) -> str:
    return {MONTH: "month", QUARTER: "quarter"}.get(bar.months, "year")


def bar_label(bar: Bucket, *, first: bool, between: str = "\n") -> str:
    """On an axis: Dec, then Jan and its year. first: the leftmost one, which needs its year too."""
    year = first or bar.first.month == 1
    if bar.months == MONTH:
        return _in_words(bar.first, "MMM") + (f"{between}{bar.first.year}" if year else "")
    if bar.months == QUARTER:
        return _quarter(bar.first, year=False) + (f"{between}{bar.first.year}" if year else "")
    return str(bar.first.year)


def month(first: date) -> str:
    return _in_words(first, "yMMMM")


def month_before(stop: date) -> str:
    """ "Apr 2027" for the first of May."""
    return _in_words(stop - timedelta(days=1), "yMMM")


def short_month(first: date) -> str:
    return _in_words(first, "MMM")


def _quarter(first: date, *, year: bool) -> str:
    return dates.format_date(first, "QQQ y" if year else "QQQ", locale=words.locale())


def _in_words(on: date, skeleton: str) -> str:
    moment = datetime(on.year, on.month, on.day)  # noqa: DTZ001 - a day alone
    return dates.format_skeleton(skeleton, moment, locale=words.locale())
