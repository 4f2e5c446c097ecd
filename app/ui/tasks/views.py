"""The views of the tasks page: which tasks, in which order, under which headings."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from babel import dates

from app.crm.listing import Condition
from app.crm.tasks import OPEN, Counts
from app.ui import words

NEAR_DAYS = 7
"""Days ahead that have a heading each; later ones share that of their month."""
LONG_AGO = "1900-01-01T00:00:00+00:00"
"""Done is what was completed at some moment: asked for like this, the index on that moment gives the order too."""
IS_OPEN = Condition("status", "is", OPEN)


@dataclass(frozen=True)
class View:
    """keys: on the page. sort, descending: the order of its own. empty: sentence where it holds nothing."""

    key: str
    title: str
    keys: str
    sort: str
    empty: str
    descending: bool = False


VIEWS = (
    View("today", "Today", "Alt+T", "due_on", "Nothing is due today. A good day to start something."),
    View("upcoming", "Upcoming", "Alt+U", "due_on", "Tasks with a day after today will stand here."),
    View("anytime", "Anytime", "Alt+A", "due_on", "Tasks without a day will stand here."),
    View("done", "Done", "Alt+D", "completed_at", "What you have done will stand here.", descending=True),
    View("all", "All", "Alt+L", "due_on", "What you want to do will stand here."),
)
BY_KEY = {view.key: view for view in VIEWS}
DAY_LISTS = frozenset(("today", "upcoming", "anytime"))
"""Views whose days are sorted within by hour and priority."""


@dataclass(frozen=True)
class Group:
    """A heading above the first of its rows."""

    title: str
    count: int
    tone: str = "text"


def conditions(key: str, today: date) -> tuple[Condition, ...]:
    day = today.isoformat()
    return {
        "today": (IS_OPEN, Condition("due", "at_most", day)),
        "upcoming": (IS_OPEN, Condition("due", "after", day)),
        "anytime": (IS_OPEN, Condition("due_on", "is")),
        "done": (Condition("completed_at", "after", LONG_AGO),),
        "all": (),
    }[key]


def count_of(key: str, counts: Counts) -> int:
    if key == "all":
        return counts.today + counts.upcoming + counts.anytime + counts.done
    return int(getattr(counts, key))


def groups(key: str, by_day: Mapping[Any, int], passed_today: int, today: date) -> dict[int, Group]:
    """Place of a group's first row -> its heading. passed_today: how many of today's have an hour that is over."""
    if key == "today":
        late = sum(count for day, count in by_day.items() if day < today) + passed_today
        found = [Group("Overdue", late, "red"), Group("Today", by_day.get(today, 0) - passed_today)]
    elif key == "upcoming":
        found = _ahead(by_day, today)
    else:
        found = []
    places, place = {}, 0
    for group in found:
        if group.count:
            places[place] = group
        place += group.count
    return places


def _ahead(by_day: Mapping[Any, int], today: date) -> list[Group]:
    sums: dict[str, int] = {}
    for day in sorted(by_day):
        title = _heading(day, today)
        sums[title] = sums.get(title, 0) + by_day[day]
    return [Group(title, count) for title, count in sums.items()]


def _heading(day: date, today: date) -> str:
    """ "Tomorrow", "Thursday, 5 March", then "Later in March", "April", "April 2027"."""
    if day == today + timedelta(days=1):
        return "Tomorrow"
    if (day - today).days <= NEAR_DAYS:
        return words.long_day(day)
    month = dates.format_date(day, "LLLL" if day.year == today.year else "LLLL y", locale=words.locale())
    return f"Later in {month}" if (day.year, day.month) == (today.year, today.month) else month
