"""Stretches of time in ordinary words: "this year", "last quarter", "in March", "since January", "the last 30 days"."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.chat.intents import words
from app.coach.wording import Phrase
from app.crm import days
from app.crm.reports.periods import months_on

YEAR, QUARTER, WEEK = 12, 3, 7
DAY = timedelta(days=1)
MOST = 3650
"""The most days, weeks, months or years ahead or back."""
MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
          "december")  # fmt: skip
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
COUNTS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


@dataclass(frozen=True, slots=True)
class Span:
    """Local days from `first` to before `stop`. key: how it is told, a key of the file of spans."""

    first: date
    stop: date
    key: str = "between"

    @property
    def last(self) -> date:
        return self.stop - DAY

    @property
    def told(self) -> Phrase:
        """As it stands in a sentence: "this year", "in March 2026"."""
        return words.said(words.line("spans", self.key, {"first": self.first, "last": self.last, **_pieces(self)}))

    def moments(self, now: datetime) -> tuple[datetime, datetime]:
        """When it begins, and when it is over."""
        return days.midnight(self.first, now), days.midnight(self.stop, now)


@dataclass(frozen=True, slots=True)
class Words:
    """Words for a stretch of time, which may depend on whether what is asked lies ahead or back."""

    groups: Mapping[str, str]
    read: Callable[[Mapping[str, str], date, bool], Span | None]

    def span(self, now: datetime, *, ahead: bool = False) -> Span | None:
        """None where the words name no days that there are."""
        try:
            return self.read(self.groups, now.date(), ahead)
        except (ValueError, OverflowError):
            return None


def find(text: str) -> tuple[Words | None, str]:
    """The first stretch of time in a text of small letters, and the text without it."""
    for pattern, read in _FORMS:
        found = pattern.search(text)
        if found:
            groups = {key: value for key, value in found.groupdict().items() if value}
            return Words(groups, read), f"{text[: found.start()]} {text[found.end() :]}"
    return None, text


def month(today: date, ahead: int = 0) -> Span:
    first = months_on(today.replace(day=1), ahead)
    return Span(first, months_on(first, 1), "this_month" if not ahead else "month")


def year(today: date) -> Span:
    return Span(date(today.year, 1, 1), date(today.year + 1, 1, 1), "this_year")


def last_months(today: date, count: int) -> Span:
    """This month and those before it, as the reports cut a year."""
    this = today.replace(day=1)
    key = "last_months" if count > 1 else "this_month"
    return Span(months_on(this, 1 - count), months_on(this, 1), key)


def next_days(today: date, count: int) -> Span:
    return Span(today, today + count * DAY, "next_days")


def ever(today: date) -> Span:
    return Span(date(1900, 1, 1), today + 2 * DAY, "ever")


def _pieces(span: Span) -> dict[str, object]:
    months = (span.stop.year - span.first.year) * YEAR + span.stop.month - span.first.month
    return {
        "days": (span.stop - span.first).days, "months": months, "year": words.said(str(span.first.year)),
        "month": words.month(span.first), "until": words.month(span.last),
        "weekday": words.weekday(span.first),
    }  # fmt: skip


def _single(groups: Mapping[str, str], today: date, _ahead: bool) -> Span:
    key = groups["day"].replace("tonight", "today").replace("this_morning", "today")
    first = today + {"yesterday": -1, "tomorrow": 1}.get(key, 0) * DAY
    return Span(first, first + DAY, key)


def _unit(groups: Mapping[str, str], today: date, _ahead: bool) -> Span:
    """This, last or next week, month, quarter or year."""
    which = groups.get("which", "this")
    place = {"last": -1, "previous": -1, "past": -1, "next": 1, "coming": 1, "following": 1}.get(which, 0)
    side = {-1: "last", 0: "this", 1: "next"}[place]
    unit = groups["unit"]
    if unit == "week":
        monday = today - timedelta(days=today.weekday()) + place * WEEK * DAY
        return Span(monday, monday + WEEK * DAY, f"{side}_week")
    length = {"month": 1, "quarter": QUARTER, "year": YEAR}[unit]
    begin = today.replace(day=1, month=(today.month - 1) // length * length + 1)
    first = months_on(begin, place * length)
    return Span(first, months_on(first, length), f"{side}_{unit}")


def _weekend(_groups: Mapping[str, str], today: date, _ahead: bool) -> Span:
    saturday = today - timedelta(days=today.weekday()) + 5 * DAY
    return Span(saturday, saturday + 2 * DAY)


def _lately(groups: Mapping[str, str], today: date, _ahead: bool) -> Span:
    """So many days or weeks with today, or months as the reports cut them."""
    count = _count(groups)
    unit = groups["unit"]
    if unit in ("month", "year"):
        return last_months(today, count * (YEAR if unit == "year" else 1))
    length = count * (WEEK if unit == "week" else 1)
    return Span(today - (length - 1) * DAY, today + DAY, "last_days" if length > 1 else "today")


def _soon(groups: Mapping[str, str], today: date, _ahead: bool) -> Span:
    count = _count(groups)
    unit = groups["unit"]
    if unit in ("month", "year"):
        this = today.replace(day=1)
        return Span(today, months_on(this, count * (YEAR if unit == "year" else 1) + 1))
    return next_days(today, count * (WEEK if unit == "week" else 1) + 1)


def _count(groups: Mapping[str, str]) -> int:
    text = groups.get("count", "1")
    count = COUNTS.index(text) + 1 if text in COUNTS else 2 if text == "couple of" else int(text)
    if not 0 < count <= MOST:
        raise ValueError(text)
    return count


def _named(groups: Mapping[str, str], today: date, ahead: bool) -> Span:
    """A month, of the year named, else the nearest on the side that is asked about."""
    number = _month_of(groups["month"])
    known = int(groups["year"]) if "year" in groups else _nearest(number, today, ahead)
    first = date(known, number, 1)
    return Span(first, months_on(first, 1), "month")


def _date(groups: Mapping[str, str], today: date, ahead: bool) -> Span:
    """One day: of the year named, else the nearest on the side that is asked about."""
    number, day = _month_of(groups["month"]), int(groups["dom"])
    if "year" in groups:
        first = date(int(groups["year"]), number, day)
    else:
        first = date(today.year, number, day)
        passed = first < today if ahead else first > today
        first = first.replace(year=today.year + (1 if ahead else -1)) if passed else first
    return Span(first, first + DAY, "day")


def _iso(groups: Mapping[str, str], _today: date, _ahead: bool) -> Span:
    first = date.fromisoformat(groups["iso"])
    return Span(first, first + DAY, "day")


def _nearest(number: int, today: date, ahead: bool) -> int:
    if ahead:
        return today.year + (number < today.month)
    return today.year - (number > today.month)


def _quarter(groups: Mapping[str, str], today: date, ahead: bool) -> Span:
    number = int(groups["quarter"]) if "quarter" in groups else _NTH.split("|").index(groups["nth"]) % 4 + 1
    this = (today.month - 1) // QUARTER + 1
    known = int(groups["year"]) if "year" in groups else _nearest(number, today.replace(month=this, day=1), ahead)
    first = date(known, (number - 1) * QUARTER + 1, 1)
    return Span(first, months_on(first, QUARTER), "months")


def _whole_year(groups: Mapping[str, str], _today: date, _ahead: bool) -> Span:
    number = int(groups["year"])
    return Span(date(number, 1, 1), date(number + 1, 1, 1), "year")


def _since(groups: Mapping[str, str], today: date, _ahead: bool) -> Span:
    if "day" in groups:
        first = _single(groups, today, False).first
    elif "weekday" in groups:
        first = _weekday(groups, today, False).first
    elif "unit" in groups:
        first = _unit(groups, today, False).first
    elif "month" in groups:
        first = _named(groups, today, False).first
    else:
        first = date(int(groups["year"]), 1, 1)
    return Span(first, today + DAY, "since")


def _between(groups: Mapping[str, str], today: date, ahead: bool) -> Span | None:
    """From one month to another, both counted."""
    last = _named({"month": groups["until"], **({"year": groups["year"]} if "year" in groups else {})}, today, ahead)
    number = _month_of(groups["month"])
    first = date(last.first.year - (number > last.first.month), number, 1)
    return Span(first, last.stop, "months")


def _weekday(groups: Mapping[str, str], today: date, ahead: bool) -> Span:
    """The next one, today included, or the one before today."""
    number = next(place for place, name in enumerate(WEEKDAYS) if name.startswith(groups["weekday"]))
    steps = (number - today.weekday()) % WEEK if ahead else -((today.weekday() - number - 1) % WEEK + 1)
    first = today + steps * DAY
    return Span(first, first + DAY, "weekday")


def _until(groups: Mapping[str, str], today: date, _ahead: bool) -> Span:
    """From today on, the day named counted too."""
    last = _weekday(groups, today, True) if "weekday" in groups else _single(groups, today, True)
    return next_days(today, (last.stop - today).days) if last.stop > today + DAY else last


def _ever(_groups: Mapping[str, str], today: date, _ahead: bool) -> Span:
    return ever(today)


def _to_date(_groups: Mapping[str, str], today: date, _ahead: bool) -> Span:
    return year(today)


def _month_of(text: str) -> int:
    return next(place for place, name in enumerate(MONTHS, start=1) if name.startswith(text))


_M = "(?P<month>jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec|" + "|".join(MONTHS) + ")"
_Y = r"(?P<year>(?:19[7-9]\d|20\d\d))"
_U = "(?P<unit>week|month|quarter|year)"
_W = "(?P<weekday>" + "|".join(WEEKDAYS) + ")"
_D = "(?P<day>today|yesterday|tomorrow|tonight)"
_N = r"(?P<count>\d{1,4}|couple of|" + "|".join(COUNTS) + ")"
_DAY = r"(?P<dom>[12]?\d|3[01])(?:st|nd|rd|th)?"
_ISO = r"(?P<iso>20\d\d-\d\d-\d\d)"
_ON = "(?:on |by |for |of )?"
_NTH = "first|second|third|fourth|1st|2nd|3rd|4th"
_IN = "(?:in |on |for |by |during |of |over )?"
_WHICH = "this|last|next|previous|past|current|coming|following"
_EVER = "of all time|all time|overall|altogether|ever|in total|in all|so far|since the (?:start|beginning)"
_PAST = "(?:last|past|previous|prior)"
_FORMS: tuple[tuple[re.Pattern[str], Callable[[Mapping[str, str], date, bool], Span | None]], ...] = tuple(
    (re.compile(rf"(?<![\w']){form}(?![\w'])"), read)
    for form, read in (
        (rf"{_ON}{_ISO}", _iso),
        (rf"{_ON}(?:the )?{_DAY} (?:of )?{_M}(?:,? {_Y})?", _date),
        (rf"{_ON}{_M} {_DAY}(?:,? {_Y})?", _date),
        (rf"(?:from|between) {_M} (?:to|until|till|and|through) {_M.replace('month', 'until', 1)}(?: (?:of )?{_Y})?",
         _between),
        (r"(?:so far this year|year to date|ytd)", _to_date),
        (rf"(?:since|from|after) (?:the )?(?:start of |beginning of )?(?P<which>this|last)? ?{_U}", _since),
        (rf"since {_D}", _since),
        (rf"since (?:last )?{_W}", _since),
        (rf"since (?:the )?(?:start of |beginning of )?{_M}(?: (?:of )?{_Y})?", _since),
        (rf"since (?:the )?(?:start of |beginning of )?{_Y}", _since),
        (rf"(?:in |over |during |within |for )?(?:the |my )?{_PAST} {_N} (?P<unit>day|week|month|year)s?", _lately),
        (rf"(?:in |over |during |within |for )?(?:the )?(?:next|coming) {_N} (?P<unit>day|week|month|year)s?", _soon),
        (rf"(?:by|until|till|before) (?:the )?(?:(?:next|this|coming) )?{_W}", _until),
        (rf"(?:by|until|till) {_D}", _until),
        (rf"(?:within|in) {_N} (?P<unit>day|week|month|year)s", _soon),
        (rf"{_IN}(?:the )?(?:(?:end|rest|course) of )?(?:the )?(?P<which>{_WHICH}) {_U}(?:'s| so far)?", _unit),
        (rf"(?:by |until |before )?(?:the )?(?:end|rest) of (?:the )?{_U}", _unit),
        (r"(?:on |over )?(?:this|the) weekend", _weekend),
        (rf"(?:on |by |for |in )?(?:(?:this|last|next) )?{_W}(?:'s)?", _weekday),
        (rf"(?:for |by |from |on )?{_D}(?:'s)?", _single),
        (r"this (?P<day>morning|afternoon|evening)", lambda _groups, today, _ahead: Span(today, today + DAY, "today")),
        (rf"(?:in |during |of |for |by )?(?:the )?(?P<nth>{_NTH}) quarter(?: (?:of |in )?{_Y})?", _quarter),
        (rf"(?:in |during |of |for |by )?(?:the )?q(?P<quarter>[1-4])(?: (?:of |in )?{_Y})?", _quarter),
        (rf"(?:in |during |of |for |this |last |next |by |until )(?:the )?(?:month of )?{_M},?(?: (?:of )?{_Y})?",
         _named),
        (rf"{_M.replace('|may|', '|')}(?: {_Y})?", _named),
        (rf"(?:in |during |of |for )?(?:the )?(?:year )?{_Y}", _whole_year),
        (rf"(?:{_EVER})", _ever),
    )
)  # fmt: skip
"""The longer forms first."""
