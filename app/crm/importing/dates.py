"""Dates and hours as files write them.

The order of day and month is taken from the whole column: one 25 settles it. Where nothing does, the person is
asked. A day without an hour is kept as noon in UTC (docs/decisions/0011-days-without-hours.md).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import NamedTuple

from app.crm import days
from app.crm.importing import vocabulary

CLOCK = (
    r"(?P<h>\d{1,2})[:.h](?P<mi>\d{2})(?::(?P<s>\d{2})(?:[.,](?P<f>\d{1,9}))?)?\s*(?P<ap>[AaPp]\.?\s?[Mm]\.?)?"
    r"\s*(?P<z>Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?(?:\s*\([^)]*\))?"
)
TAIL = rf"(?:(?:[T,]|\s)+(?:at |um |à )?{CLOCK})?\s*"
ISO = re.compile(rf"(?P<y>\d{{4}})[-/.](?P<a>\d{{1,2}})[-/.](?P<b>\d{{1,2}})\.?{TAIL}")
NUMERIC = re.compile(rf"(?P<a>\d{{1,2}})(?P<sep>[-/. ])\s?(?P<b>\d{{1,2}})(?P=sep)\s?(?P<y>\d{{4}}|\d{{2}}){TAIL}")
WORD = re.compile(
    rf"(?:[^\W\d]+\.?,\s+)?(?P<d>\d{{1,2}})(?:st|nd|rd|th|er|º|°)?[.\s-]*(?:de |of )?(?P<m>[^\W\d]+)\.?[\s,-]*"
    rf"(?:de )?(?P<y>\d{{4}}|\d{{2}}){TAIL}"
)
WORD_FIRST = re.compile(
    rf"(?:[^\W\d]+\.?,\s+)?(?P<m>[^\W\d]+)\.?[\s-]+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[,\s-]+(?P<y>\d{{4}}){TAIL}"
)
COMPACT = re.compile(
    r"(?P<y>\d{4})(?P<a>\d{2})(?P<b>\d{2})(?:T(?P<h>\d{2})(?P<mi>\d{2})(?P<s>\d{2})?(?P<z>Z|[+-]\d{4})?)?"
)
EPOCH = re.compile(r"\d{10}|\d{13}")
EARLIEST, LATEST = 1800, 2200


class Moment(NamedTuple):
    """text: UTC as it is stored; offset: minutes the source gave, None without a zone.

    day: as written; timed: with an hour.
    """

    text: str
    offset: int | None
    day: str
    timed: bool


class Unclear(Exception):  # noqa: N818 - a question, not a fault
    """Day or month first? Nothing in the file says."""


@dataclass
class Order:
    """What the cells of a column say about day and month. day_first: None while nothing settles it."""

    day_first: bool | None = None
    example: str | None = None
    mixed: bool = False

    @property
    def asks(self) -> bool:
        return self.example is not None and self.day_first is None


def find_order(cells: Iterable[str]) -> Order:
    """Read off a whole column."""
    day_first = month_first = False
    example = None
    for cell in set(cells):
        found = NUMERIC.fullmatch(cell.strip())
        if found is None:
            continue
        a, b = int(found["a"]), int(found["b"])
        day_first, month_first = day_first or a > 12 or found["sep"] == ".", month_first or b > 12  # noqa: PLR2004
        if a != b and a <= 12 and b <= 12 and found["sep"] != ".":  # noqa: PLR2004 - months
            example = min(example or cell, cell)
    mixed = day_first and month_first
    return Order(None if mixed or not (day_first or month_first) else day_first, example, mixed)


def is_nothing(text: str) -> bool:
    """A word for "no date", such as N/A or 0000-00-00."""
    return not (word := vocabulary.key(text)) or word in vocabulary.listed("nothing") or text.startswith("0000")


def read_day(text: str, day_first: bool | None) -> date:
    """Errors: ValueError when it is no date, Unclear when the order is not known."""
    return _wall(text.strip(), day_first)[0]


def read_moment(text: str, day_first: bool | None, now: datetime) -> Moment:
    """Errors: ValueError, Unclear. now: the owner's clock, whose zone is meant where the text names none."""
    stripped = text.strip()
    if EPOCH.fullmatch(stripped):
        moment = datetime.fromtimestamp(int(stripped[:10]), UTC)
        return Moment(stored(moment), 0, moment.date().isoformat(), True)
    day, clock, zone = _wall(stripped, day_first)
    if clock is None:
        return from_day(day, now)
    wall = datetime.combine(day, clock)
    if zone is None:
        return Moment(stored(days.from_wall(wall, now)), None, day.isoformat(), True)
    moment = wall.replace(tzinfo=timezone(timedelta(minutes=zone)))
    return Moment(stored(moment), zone, day.isoformat(), True)


def from_day(day: date, now: datetime) -> Moment:
    """A day without an hour: noon in UTC, which is that day nearly everywhere; six o'clock far in the east."""
    offset = now.utcoffset() or timedelta()
    hour = 12 if offset < timedelta(hours=11) else 6
    return Moment(f"{day.isoformat()} {hour:02}:00:00.000000", None, day.isoformat(), False)


def read_clock(text: str) -> time:
    found = re.fullmatch(CLOCK, text.strip())
    if found is None:
        raise ValueError(text)
    return _clock(found) or time()


def stored(moment: datetime) -> str:
    """As the tables keep a moment."""
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


def _wall(text: str, day_first: bool | None) -> tuple[date, time | None, int | None]:
    found = ISO.fullmatch(text) or COMPACT.fullmatch(text)
    if found:
        return _built(int(found["y"]), int(found["a"]), int(found["b"]), found)
    found = NUMERIC.fullmatch(text)
    if found:
        month, day = _ordered(int(found["a"]), int(found["b"]), found["sep"], day_first)
        return _built(_year(found["y"]), month, day, found)
    found = WORD.fullmatch(text) or WORD_FIRST.fullmatch(text)
    if found is None:
        raise ValueError(text)
    return _built(_year(found["y"]), _month(found["m"]), int(found["d"]), found)


def _ordered(a: int, b: int, separator: str, day_first: bool | None) -> tuple[int, int]:
    """Month and day. A part over 12 can only be the day; points stand in day-first countries."""
    if a > 12 or b > 12 or a == b:  # noqa: PLR2004 - months
        return (b, a) if a > 12 or a == b else (a, b)  # noqa: PLR2004
    if separator == ".":
        return b, a
    if day_first is None:
        raise Unclear
    return (b, a) if day_first else (a, b)


def _built(year: int, month: int, day: int, found: re.Match[str]) -> tuple[date, time | None, int | None]:
    if not EARLIEST <= year <= LATEST:
        raise ValueError(year)
    groups = found.groupdict()
    return date(year, month, day), _clock(found) if groups.get("h") else None, _zone(groups.get("z"))


def _clock(found: re.Match[str]) -> time | None:
    groups = found.groupdict()
    hour, half = int(groups["h"]), (groups.get("ap") or "").lower()
    if half:
        hour = hour % 12 + (12 if half[0] == "p" else 0)
    micro = int((groups.get("f") or "0")[:6].ljust(6, "0"))
    return time(hour, int(groups["mi"]), int(groups.get("s") or 0), micro)


def _zone(text: str | None) -> int | None:
    if not text:
        return None
    if text[0] not in "+-":
        return 0
    digits = text[1:].replace(":", "").ljust(4, "0")
    minutes = int(digits[:2]) * 60 + int(digits[2:4])
    return -minutes if text[0] == "-" else minutes


def _year(text: str) -> int:
    year = int(text)
    if len(text) > 2:  # noqa: PLR2004 - two digits stand for 1970 to 2069
        return year
    return year + (2000 if year < 70 else 1900)  # noqa: PLR2004


def _month(word: str) -> int:
    found = vocabulary.meanings("months").get(vocabulary.key(word))
    if found is None:
        raise ValueError(word)
    return int(found)


def now_moment(now: datetime) -> Moment:
    return Moment(stored(now), offset_minutes(now), now.date().isoformat(), True)


def offset_minutes(moment: datetime) -> int | None:
    offset = moment.utcoffset()
    return None if offset is None else int(offset.total_seconds() // 60)
