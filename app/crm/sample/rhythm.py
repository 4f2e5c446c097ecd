"""The rhythm of three years: which days are worked, when in the day, and what hour that was by the owner's clock."""

from bisect import bisect_left, bisect_right
from datetime import date, datetime, time, timedelta
from itertools import accumulate
from random import Random

from dateutil.easter import easter

from app.crm import days

DAY = timedelta(days=1)
YEARS = 3
WEEKDAY_LOAD = (1.0, 1.75, 1.0, 1.0, 0.95)
"""Finished tasks by weekday: Tuesday is the studio day without meetings."""
MONTH_LOAD = (0.9, 1.0, 1.1, 1.0, 1.05, 1.0, 0.9, 0.5, 1.1, 1.1, 1.1, 0.75)
"""Deals closed by month: a slow August and a short December."""
BUSY_NOVEMBER = 1.9
"""In the second year only, so nobody may call November a season."""
DRIFT_DAYS = 56
MORNING = (0.7, 0.46)
"""Share of tasks finished between 9 and 12, before and during the last eight weeks."""


class Days:
    """The owner's calendar up to `now` and a quarter beyond. Minutes count from midnight."""

    def __init__(self, now: datetime, rng: Random) -> None:
        self.now, self.today, self._rng = now, now.date(), rng
        self.first = self.today - timedelta(days=round(365.25 * YEARS))
        off = _holidays(self.first.year - 1, self.today.year + 1) | self._away()
        span = [self.first + n * DAY for n in range(-150, (self.today - self.first).days + 100)]
        self.work = [day for day in span if day.weekday() < 5 and day not in off]  # noqa: PLR2004 - Saturday
        self.last = self.back(self.today - DAY)
        self.midnight = self.moment(self.today, 0)
        self._closing = [d for d in self.work if self.first + 20 * DAY <= d < self.today]
        self._load = list(accumulate(self._season(day) for day in self._closing))
        self._weekdays: list[int] = []
        self._mornings: dict[date, tuple[int, int]] = {}

    def moment(self, day: date, minute: int) -> datetime:
        """That minute of the day on the owner's clock, with the offset of then."""
        return days.from_wall(datetime.combine(day, time(minute // 60, minute % 60)), self.now)

    def back(self, day: date) -> date:
        """The last working day up to this one."""
        return self.work[max(0, bisect_right(self.work, day) - 1)]

    def near(self, day: date) -> date:
        """This day if it is worked, else one of the five worked before it, so that no weekday is favoured."""
        place = max(0, bisect_right(self.work, day) - 1)
        return day if self.work[place] == day else self.work[max(0, place - self._rng.randint(0, 4))]

    def forward(self, day: date) -> date:
        """The first working day from this one on."""
        return self.work[min(len(self.work) - 1, bisect_left(self.work, day))]

    def ago(self, days: int) -> date:
        """The working day that many days ago or shortly before."""
        return self.back(self.today - days * DAY)

    def closing_day(self, share: float) -> date:
        """The working day by which that share of all business was done."""
        return self._closing[min(len(self._closing) - 1, bisect_left(self._load, share * self._load[-1]))]

    def any_day(self, start: date, end: date) -> date:
        """A working day between the two, at random; the nearest one when there is none."""
        day = start + self._rng.randint(0, max(0, (end - start).days)) * DAY
        return min(max(self.forward(day), start), max(self.back(end), start))

    def office_minute(self) -> int:
        """When mails and calls happen: all day, less over lunch."""
        minute = self._rng.randint(8 * 60 + 40, 17 * 60 + 40)
        return minute if not 12 * 60 <= minute < 13 * 60 or self._rng.random() < 0.4 else minute + 95  # noqa: PLR2004

    def desk_day(self, around: date, not_before: date) -> date | None:
        """A day of that week to finish a task on, by the weekday's load; a week later if it must, None if not yet."""
        week = around - around.weekday() * DAY
        while week < self.today:
            day = week + self._weekday() * DAY
            if not_before <= day < self.today and self.back(day) == day:
                return day
            week += 7 * DAY
        return None

    def desk_minute(self, day: date) -> int:
        """When a task is finished: in the day's morning session, in the afternoon, now and then in the evening."""
        start, end = self._session(day)
        recent = (self.today - day).days <= DRIFT_DAYS
        dice = self._rng.random()
        if dice < MORNING[recent]:
            return self._rng.randint(start, end)
        if dice < 0.95:  # noqa: PLR2004
            return self._rng.randint(14 * 60, 17 * 60 + 20)
        return self._rng.choice((self._rng.randint(12 * 60, 13 * 60), self._rng.randint(20 * 60, 21 * 60 + 30)))

    def _weekday(self) -> int:
        """Each weekday as often as its load says, in random order."""
        if not self._weekdays:
            self._weekdays = [day for day, load in enumerate(WEEKDAY_LOAD) for _ in range(round(20 * load))]
            self._rng.shuffle(self._weekdays)
        return self._weekdays.pop()

    def _session(self, day: date) -> tuple[int, int]:
        """Each morning's own start and end: work comes in sessions."""
        if day not in self._mornings:
            start = self._rng.randint(9 * 60 + 2, 9 * 60 + 45)
            self._mornings[day] = start, min(11 * 60 + 57, start + self._rng.randint(90, 170))
        return self._mornings[day]

    def _season(self, day: date) -> float:
        busy = day.month == 11 and day.year == self.first.year + 1  # noqa: PLR2004 - November
        return MONTH_LOAD[day.month - 1] * (BUSY_NOVEMBER if busy else 1.0)

    def _away(self) -> set[date]:
        """Two weeks in August and one in early summer; never just before today, when she is at work."""
        off: set[date] = set()
        for year in range(self.first.year - 1, self.today.year + 1):
            june = date(year, 5, 20) + self._rng.randint(0, 28) * DAY
            off.update(date(year, 8, 8) + n * DAY for n in range(15))
            off.update(june + n * DAY for n in range(7))
        return {day for day in off if day < self.today - 28 * DAY}


def _holidays(first: int, last: int) -> set[date]:
    found: set[date] = set()
    for year in range(first, last + 1):
        sunday = easter(year)
        found.update(sunday + n * DAY for n in (-2, 1, 39, 50))
        found.update(date(year, m, d) for m, d in ((1, 1), (1, 2), (5, 1), (10, 3), (10, 31)))
        found.update(date(year, 12, d) for d in range(24, 32))
    return found
