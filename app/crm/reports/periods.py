"""The stretch of time a report covers, and the bars it falls into, on the owner's calendar."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.crm import days
from app.models import Deal, TimeEntry
from app.models.types import stored

PERIODS = ("this_year", "last_12_months", "last_year", "all")
YEAR, QUARTER, MONTH = 12, 3, 1
"""Months of a bar."""
MOST_MONTHS, MOST_QUARTERS = 24, 48
"""Bars of one width up to which it is kept."""


@dataclass(frozen=True, slots=True)
class Period:
    """Local days from `first` to before `stop`, both the first of a month. key: one of PERIODS."""

    key: str
    first: date
    stop: date

    @property
    def last(self) -> date:
        return self.stop - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Bucket:
    """A bar: local days from `first` to before `stop`. months: 1, 3 or 12. running: today lies in it."""

    first: date
    stop: date
    months: int
    running: bool


def period(session: Session, key: str, at: datetime) -> Period:
    """All of it begins with the first deal that closed or the first hour that was logged."""
    month = at.date().replace(day=1)
    after, january = months_on(month, 1), month.replace(month=1)
    if key == "this_year":
        return Period(key, january, months_on(january, YEAR))
    if key == "last_year":
        return Period(key, months_on(january, -YEAR), january)
    first = _beginning(session, at) if key == "all" else months_on(month, 1 - YEAR)
    return Period(key, min(first, month), after)


def buckets(whole: Period, at: datetime) -> tuple[Bucket, ...]:
    """Months; quarters and years where there would be too many of them."""
    count = (whole.stop.year - whole.first.year) * YEAR + whole.stop.month - whole.first.month
    months = MONTH if count <= MOST_MONTHS else QUARTER if count <= MOST_QUARTERS * QUARTER else YEAR
    return tuple(_cut(whole, months, at.date()))


def months_on(first: date, months: int) -> date:
    """The first of a month, so many months later."""
    place = first.year * YEAR + first.month - 1 + months
    return date(place // YEAR, place % YEAR + 1, 1)


def moment(day: date, at: datetime) -> str:
    """Local midnight as a column of moments holds it."""
    return stored(days.midnight(day, at))


def bounds(bars: tuple[Bucket, ...], at: datetime) -> str:
    """The bars as JSON for SQL: [[start, stop]] in the order of the bars."""
    return json.dumps([[moment(bar.first, at), moment(bar.stop, at)] for bar in bars])


def _cut(whole: Period, months: int, today: date) -> Iterator[Bucket]:
    first = whole.first.replace(month=(whole.first.month - 1) // months * months + 1)
    while first < whole.stop:
        stop = months_on(first, months)
        yield Bucket(first, stop, months, first <= today < stop)
        first = stop


def _beginning(session: Session, at: datetime) -> date:
    moments = [
        session.scalar(select(func.min(Deal.closed_at))),
        session.scalar(select(func.min(TimeEntry.started_at)).where(TimeEntry.duration_minutes.is_not(None))),
    ]
    return min((days.local_day(found, at) for found in moments if found), default=at.date()).replace(day=1)
