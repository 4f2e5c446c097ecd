"""The owner's own days and hours.

A moment such as `at` carries one fixed offset. Where the system's zone has that offset at that moment, the system's
zone is the owner's, summer time and all; else (a command run with `--now` in another zone) the offset itself is.
"""

from datetime import date, datetime, time, tzinfo


def local(moment: datetime, at: datetime) -> datetime:
    """The same moment on the owner's wall clock; as it is where that is beyond what a clock shows."""
    try:
        return moment.astimezone(_zone(at))
    except (OverflowError, ValueError, OSError):
        return moment


def local_day(moment: datetime, at: datetime) -> date:
    return local(moment, at).date()


def from_wall(wall: datetime, at: datetime) -> datetime:
    """The moment when the owner's wall clock shows this; an hour that summer time skips is read as the one after."""
    zone = _zone(at)
    return wall.replace(tzinfo=zone) if zone else wall.replace(tzinfo=None).astimezone()


def midnight(day: date, at: datetime) -> datetime:
    """The moment at which a local day begins."""
    return from_wall(datetime.combine(day, time()), at)


def whole_days(since: datetime, at: datetime) -> int:
    """Full days between; a clock set back gives 0."""
    return max(0, (at - since).days)


def _zone(at: datetime) -> tzinfo | None:
    return None if at.astimezone().utcoffset() == at.utcoffset() else at.tzinfo
