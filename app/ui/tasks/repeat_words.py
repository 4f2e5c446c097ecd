"""Repeating in words: "every 2 weeks on Mon and Thu" as a rule, and a rule in words."""

import re
from collections.abc import Mapping
from datetime import date, datetime

from app.core.errors import CrmError
from app.crm import repeats
from app.ui import words
from app.ui.reading import read_date

CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
SHORT = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
LONG = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WORKDAYS, WEEKEND = "MO,TU,WE,TH,FR", "SA,SU"
UNITS: Mapping[str, str] = {"day": "DAILY", "week": "WEEKLY", "month": "MONTHLY", "year": "YEARLY"}
COUNTS: Mapping[str, int] = {"other": 2, "second": 2, "third": 3, "fourth": 4}
PLACES: Mapping[str, int] = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1}
OFFERED = ("every day", "every weekday", "every week", "every month", "every year")
"""What a field for it suggests."""
DAY = r"(?:mon|tue|wed|thu|fri|sat|sun|tues|thur|thurs|(?:mon|tues|wednes|thurs|fri|satur|sun)days?)"
DAYS = rf"{DAY}(?:(?:\s*,\s*|\s+and\s+|\s*&\s*){DAY})*"
NUMBER = r"(?:the\s+)?(\d{1,2})(?:st|nd|rd|th|\.)"
EVERY = re.compile(
    rf"\bevery\s+(?:(?P<place>first|second|third|fourth|last)\s+(?P<nth>{DAY})(?:\s+of\s+(?:the|every|each)\s+month)?"
    rf"|(?P<date>{NUMBER})(?:\s+of\s+the\s+month)?"
    rf"|(?:(?P<count>other|second|third|fourth|\d{{1,3}})\s+)?"
    rf"(?P<what>days?|weeks?|months?|years?|weekdays?|workdays?|weekends?|{DAYS})"
    rf"(?:\s+on\s+(?:(?P<on>{DAYS})|(?:the\s+)?(?P<which>first|second|third|fourth|last)\s+(?P<onnth>{DAY})"
    rf"|(?P<ondate>{NUMBER})))?)(?!\w)",
    re.IGNORECASE,
)
END = re.compile(r"^(?P<rule>.+?)\s+(?:until\s+(?P<until>.+)|(?P<times>\d{1,4})\s+times)$", re.IGNORECASE)
UNREADABLE = "a rule that cannot be read"


def read(text: str, today: date) -> str | None:
    """A rule from words; None for empty ones. Errors: CrmError."""
    wanted = " ".join(text.split())
    if not wanted or wanted.lower() in ("never", "no"):
        return None
    end = END.match(wanted)
    body = end["rule"] if end else wanted
    found = EVERY.fullmatch(body if body.lower().startswith("every ") else f"every {body}")
    if found is None:
        return _as_rule(wanted)
    rule = rule_of(found)
    if end and end["times"]:
        rule += f";COUNT={int(end['times'])}"
    elif end:
        last = read_date(end["until"], today)
        rule += f";UNTIL={last:%Y%m%d}" if last else ""
    return repeats.normalised(rule)


def rule_of(found: re.Match[str]) -> str:
    """The rule that a match of EVERY means."""
    if found["place"]:
        return f"FREQ=MONTHLY;BYDAY={PLACES[found['place'].lower()]}{_codes(found['nth'])}"
    if found["date"]:
        return f"FREQ=MONTHLY;BYMONTHDAY={_number(found['date'])}"
    what, count = found["what"].lower(), (found["count"] or "").lower()
    step = COUNTS.get(count) or int(count or 1)
    frequency, days = _frequency(what)
    days = _codes(found["on"]) if found["on"] else days
    parts = [f"FREQ={frequency}"] + ([f"INTERVAL={step}"] if step != 1 else [])
    if found["which"]:
        days = f"{PLACES[found['which'].lower()]}{_codes(found['onnth'])}"
    if found["ondate"]:
        parts.append(f"BYMONTHDAY={_number(found['ondate'])}")
    return ";".join(parts + ([f"BYDAY={days}"] if days else []))


def shown(rule: str | None) -> str:
    """ "every 2 weeks on Mon and Thu, until 31 Dec 2026"; says so where a rule cannot be read."""
    if not rule:
        return ""
    try:
        parts = dict(part.split("=", 1) for part in repeats.normalised(rule).split(";"))
        return _body(parts) + _end(parts)
    except (CrmError, ValueError):
        return UNREADABLE


def _as_rule(text: str) -> str:
    try:
        return repeats.normalised(text)
    except CrmError as error:
        sentence = f"“{text[:60]}” does not say when to repeat. Try every day, every 2 weeks or every mon and thu."
        raise CrmError(sentence, where="repeat") from error


def _frequency(what: str) -> tuple[str, str]:
    if what.startswith(("weekday", "workday")):
        return "WEEKLY", WORKDAYS
    if what.startswith("weekend"):
        return "WEEKLY", WEEKEND
    unit = UNITS.get(what.removesuffix("s"))
    return (unit, "") if unit else ("WEEKLY", _codes(what))


def _codes(days: str) -> str:
    found = {name[:2].upper() for name in re.findall(DAY, days, re.IGNORECASE)}
    return ",".join(code for code in CODES if code in found)


def _number(text: str) -> int:
    return int("".join(letter for letter in text if letter.isdigit()))


def _body(parts: Mapping[str, str]) -> str:
    unit = next(unit for unit, name in UNITS.items() if name == parts["FREQ"])
    step, days = int(parts.get("INTERVAL", "1")), parts.get("BYDAY", "")
    every = f"every {unit}" if step == 1 else f"every {step} {unit}s"
    known = parts.keys() - {"FREQ", "INTERVAL", "BYDAY", "COUNT", "UNTIL", "WKST"}
    if known == {"BYMONTHDAY"} and unit == "month" and not days:
        return f"{every} on {_dates(parts['BYMONTHDAY'])}"
    if known:
        return f"{every}, by a rule of its own"
    if days == WORKDAYS and (unit, step) == ("week", 1):
        return "every weekday"
    return f"{every} on {_day_names(days)}" if days else every


def _dates(text: str) -> str:
    return _joined([_date_name(int(part)) for part in text.split(",")])


def _date_name(number: int) -> str:
    if number < 0:
        return "the last day" if number == -1 else f"day {-number} from its end"
    ending = "th" if 10 < number % 100 < 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")  # noqa: PLR2004
    return f"the {number}{ending}"


def _day_names(days: str) -> str:
    found = []
    for day in days.split(","):
        code, place = day[-2:], day[:-2].lstrip("+")
        name = next((word for word, number in PLACES.items() if place == str(number)), place)
        found.append(f"the {name} {LONG[CODES.index(code)]}" if place else SHORT[CODES.index(code)])
    return _joined(found)


def _joined(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _end(parts: Mapping[str, str]) -> str:
    if "COUNT" in parts:
        return f", {words.many(int(parts['COUNT']), 'time')}"
    if "UNTIL" in parts:
        last = datetime.strptime(parts["UNTIL"][:8], "%Y%m%d").date()  # noqa: DTZ007 - a day has no zone
        return f", until {words.day(last, date.min)}"
    return ""
