"""Repeating tasks: RFC 5545 rules over days.

A rule is counted from the day it started on, in whole days, so that summer time cannot move it. Where a plain monthly
or yearly rule starts on a day that a month lacks, the last day of that month is meant (docs/decisions/0020).
"""

import warnings
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

from dateutil.rrule import rrule, rrulestr

from app.core.errors import CrmError

SHORT_FORMS = {"daily": "FREQ=DAILY", "weekly": "FREQ=WEEKLY", "monthly": "FREQ=MONTHLY", "yearly": "FREQ=YEARLY"}
FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
DAY_PARTS = frozenset(("BYDAY", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYSETPOS"))
PARTS = DAY_PARTS | {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYMONTH", "WKST"}
HORIZON_YEARS = 40
"""A rule that names no day in so long names none at all (29 February on a Monday comes every 28 years)."""
SAFE_DAY = 28
"""Every month has this day."""


def normalised(text: str) -> str:
    """A rule as it is kept, from a rule or from daily, weekly, monthly, yearly. Errors: CrmError."""
    written = text.strip()
    rule = SHORT_FORMS.get(written.lower(), written.upper().removeprefix("RRULE:"))
    parts = _parts(rule)
    if "UNTIL" in parts:
        parts["UNTIL"] = parts["UNTIL"][:8]
    kept = ";".join(f"{name}={value}" for name, value in parts.items())
    _rule(kept, date(2024, 1, 1), date(2024, 1, 1))
    return kept


def first_day(text: str, started: date, earliest: date) -> date | None:
    """The first day of the rule that is not before `earliest`; None when it is over by then."""
    parts = _parts(text)
    last = min(_horizon(max(started, earliest)), _until(parts) or date.max)
    if "COUNT" not in parts:
        started = _nearer(parts, started, earliest)
    days: Iterator[date] = (moment.date() for moment in _rule(text, started, last))
    if "COUNT" in parts:
        days = islice(days, int(parts["COUNT"]))
    return next((day for day in days if day >= earliest), None)


def _nearer(parts: dict[str, str], started: date, earliest: date) -> date:
    """A later start with the same days: whole periods on, as walking ten years day by day takes 8 ms."""
    period = {"DAILY": 1, "WEEKLY": 7}.get(parts["FREQ"], 0) * int(parts.get("INTERVAL", "1"))
    skipped = max(0, (earliest - started).days // period - 1) if period else 0
    return started + timedelta(days=skipped * period)


def _horizon(day: date) -> date:
    return date(min(day.year + HORIZON_YEARS, date.max.year), 12, 31)


def _parts(rule: str) -> dict[str, str]:
    pairs = [part.partition("=") for part in rule.split(";") if part]
    parts = {name.strip(): value.strip() for name, _, value in pairs}
    if len(parts) != len(pairs) or not parts.keys() <= PARTS or parts.get("FREQ") not in FREQUENCIES:
        raise _refused(rule)
    if "COUNT" in parts and "UNTIL" in parts:
        raise CrmError("A rule ends after a number of times or on a day, not both.", where="repeat")
    for name in ("INTERVAL", "COUNT"):
        if name in parts and not (parts[name].isascii() and parts[name].isdigit() and 0 < int(parts[name]) < 10_000):  # noqa: PLR2004
            raise CrmError(f"{name} in a rule is a number from 1 to 9999.", where="repeat")
    _until(parts)
    return parts


def _until(parts: dict[str, str]) -> date | None:
    if "UNTIL" not in parts:
        return None
    try:
        return datetime.strptime(parts["UNTIL"][:8], "%Y%m%d").date()  # noqa: DTZ007 - a day has no zone
    except ValueError as error:
        raise CrmError("UNTIL in a rule is a day such as 20261231.", where="repeat") from error


def _rule(text: str, started: date, last: date) -> rrule:
    """The rule's days from `started` to `last`. Its own end is left to the caller: dateutil takes only one."""
    parts = {name: value for name, value in _parts(text).items() if name not in ("COUNT", "UNTIL")}
    _clamp_to_month(parts, started)
    rule = ";".join(f"{name}={value}" for name, value in parts.items())
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            found: Any = rrulestr(rule, dtstart=datetime.combine(started, time()))
            ended: rrule = found.replace(until=datetime.combine(last, time()))
            return ended
    except (ValueError, TypeError, KeyError, AttributeError, Warning) as error:
        raise _refused(text) from error


def _clamp_to_month(parts: dict[str, str], started: date) -> None:
    """Monthly from the 31st: the last day of a shorter month, where the bare rule would leave the month out."""
    if DAY_PARTS & parts.keys() or started.day <= SAFE_DAY:
        return
    if parts["FREQ"] == "YEARLY":
        parts.setdefault("BYMONTH", str(started.month))
    if parts["FREQ"] in ("MONTHLY", "YEARLY"):
        parts["BYMONTHDAY"] = ",".join(str(day) for day in range(SAFE_DAY, started.day + 1))
        parts["BYSETPOS"] = "-1"


def _refused(rule: str) -> CrmError:
    return CrmError(
        f"“{rule[:60]}” is not a rule for repeating: use daily, weekly, monthly, yearly or FREQ=WEEKLY;BYDAY=MO.",
        where="repeat",
    )
