"""The only source of "now", so that a command or a test can move time."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Gives an aware datetime in the owner's local zone: its date is the owner's day, its offset the owner's."""


def local_now() -> datetime:
    return datetime.now(UTC).astimezone()


def fixed(moment: datetime) -> Clock:
    """A clock that stands still. A moment in UTC or without a zone is read as local time's instant."""
    zoned = moment if moment.tzinfo and moment.utcoffset() else moment.astimezone()
    return lambda: zoned
