"""The owner's working hours, from the settings: whether this is one, and when they end."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from app.core.settings import Value
from app.crm import days

HOURS = 24


def is_working(now: datetime, settings: Mapping[str, Value]) -> bool:
    """Within the working hours of a working day, and not in the quiet hours."""
    work_days = settings["work_days"]
    hour = now.hour
    if not isinstance(work_days, list) or now.weekday() not in work_days:
        return False
    begin, end, quiet, loud = (
        int(str(settings[key])) for key in ("work_from", "work_until", "quiet_from", "quiet_until")
    )
    return _between(hour, begin, end) and not _between(hour, quiet, loud)


def last_work_day(settings: Mapping[str, Value]) -> int | None:
    """The weekday (0 is Monday) that the longest rest follows; None where no day is a working day."""
    work_days = _work_days(settings)

    def rest(day: int) -> int:
        return next(ahead for ahead in range(1, 8) if (day + ahead) % 7 in work_days)

    return max(work_days, key=lambda day: (rest(day), day), default=None)


def end_of_work(after: datetime, now: datetime, settings: Mapping[str, Value]) -> datetime:
    """When the working hours next end after a moment, on whatever day. now: tells the owner's zone."""
    day = days.local_day(after, now)
    ends = (_end_on(day + timedelta(days=ahead), now, settings) for ahead in (-1, 0, 1))
    return next(end for end in ends if end > after)


def _end_on(day: date, now: datetime, settings: Mapping[str, Value]) -> datetime:
    """24 h is the midnight after."""
    later, hour = divmod(int(str(settings["work_until"])), HOURS)
    return days.from_wall(datetime.combine(day + timedelta(days=later), time(hour)), now)


def _work_days(settings: Mapping[str, Value]) -> list[int]:
    found = settings["work_days"]
    return [int(day) for day in found] if isinstance(found, list) else []


def _between(hour: int, begin: int, end: int) -> bool:
    """Whether an hour lies in a span of the day, which may reach over midnight; an empty span holds none."""
    return begin <= hour < end if begin <= end else hour >= begin or hour < end
