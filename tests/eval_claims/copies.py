"""Copies of a history in which nothing is to be found: what is claimed of them is false."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from app.coach.stats import Durations, Moments, Money, Outliers, Question, Rates, Ratios, Season, Shift, WorkTimes

HOUR, DAY, WEEK = 3600, 86_400, 7 * 86_400
MONDAY = 3 * DAY
"""From a Monday to the first second of 1970, a Thursday."""
APART = 3 * HOUR
"""A longer gap parts two sessions."""
BLOCK, BLOCKS = 13, 8
"""Weeks that a drifting habit lasts at most, and how many there are at least."""
Chance = np.random.Generator
Grouped = Rates | Durations | Money
Copier = Callable[[Chance, Question], Question | None]


def freely(chance: Chance, asked: Question) -> Question | None:
    """Every case by itself: labels dealt out anew; every moment at any time of its own week."""
    match asked:
        case WorkTimes():
            week, second = _weeks(asked.at)
            return replace(asked, at=_moments(week, chance.integers(0, WEEK, len(second))))
        case Season():
            return replace(asked, values=chance.permutation(asked.values))
        case Shift():
            return replace(asked, won=chance.permutation(asked.won))
        case Ratios():
            return replace(asked, ratio=asked.ratio ** chance.choice([-1.0, 1.0], len(asked.ratio)))
        case Outliers():
            return None
        case _:
            return replace(asked, group=chance.permutation(asked.group))


def with_sessions_kept(chance: Chance, asked: Question) -> Question | None:
    """What comes in runs stays in runs: whole sessions at any hour of their week, labels turned against the cases in
    the order of time, runs of five closed deals exchanged."""
    match asked:
        case WorkTimes():
            return replace(asked, at=_sessions(chance, asked.at))
        case Season():
            return replace(asked, values=np.roll(asked.values, chance.integers(len(asked.values) or 1)))
        case Shift():
            runs = np.array_split(asked.won[np.argsort(asked.at, kind="stable")], max(2, len(asked.won) // 5))
            won = np.concatenate([runs[i] for i in chance.permutation(len(runs))])
            return replace(asked, won=won, at=np.sort(asked.at))
        case Rates() | Durations() | Money():
            return _turned(chance, asked)
        case _:
            return freely(chance, asked)


def drifting(chance: Chance, asked: Question) -> Question | None:
    """A habit that is another one each quarter of a year, and at least eight times in the history: groups and weekdays
    exchange their names, the clock turns. None for a question in which a drift is no error."""
    return _renamed(chance, asked, BLOCKS)


def by_quarter(chance: Chance, asked: Question) -> Question | None:
    """The same, in a history too short for eight quarters: what lasted for half of it may look like a habit. None where
    it is long enough to be `drifting` already."""
    if isinstance(asked, Outliers | Season | Shift | Ratios) or not asked.at.size:
        return None
    return _renamed(chance, asked, 1) if np.ptp(_weeks(asked.at)[0]) + 1 < BLOCK * BLOCKS else None


def _renamed(chance: Chance, asked: Question, fewest: int) -> Question | None:
    match asked:
        case WorkTimes():
            week, second = _weeks(asked.at)
            block = _blocks(week, fewest)
            names = np.argsort(chance.random((int(block.max(initial=0)) + 1, 7)), axis=1)
            turn = chance.integers(0, 24, len(names))[block] * HOUR
            return replace(asked, at=_moments(week, names[block, second // DAY] * DAY + (second + turn) % DAY))
        case Rates() | Durations() | Money():
            block = _blocks(_weeks(asked.at)[0], fewest)
            names = np.argsort(chance.random((int(block.max(initial=0)) + 1, len(asked.labels))), axis=1)
            return replace(asked, group=np.where(asked.group < 0, -1, names[block, asked.group]))
        case _:
            return None


def _turned(chance: Chance, asked: Grouped) -> Grouped:
    order = np.argsort(asked.at, kind="stable")
    group = asked.group.copy()
    group[order] = np.roll(asked.group[order], chance.integers(len(order) or 1))
    return replace(asked, group=group)


def _sessions(chance: Chance, at: Moments) -> Moments:
    seconds = np.sort(at.astype("datetime64[s]").astype(np.int64)) + MONDAY
    first = np.flatnonzero(np.diff(seconds, prepend=seconds[:1] - 2 * APART) > APART)
    begin = np.repeat(seconds[first], np.diff(np.append(first, len(seconds))))
    where = np.repeat(chance.integers(0, WEEK // HOUR, len(first)), np.diff(np.append(first, len(seconds))))
    moved = begin // WEEK * WEEK + where * HOUR + begin % HOUR + (seconds - begin) - MONDAY
    return np.asarray(moved.astype("datetime64[s]"))


def _weeks(at: Moments) -> tuple[np.ndarray, np.ndarray]:
    """(number of the week, second since its Monday) of each moment."""
    return np.divmod(at.astype("datetime64[s]").astype(np.int64) + MONDAY, WEEK)


def _moments(week: np.ndarray, second: np.ndarray) -> Moments:
    return np.asarray((week * WEEK + second - MONDAY).astype("datetime64[s]"))


def _blocks(week: np.ndarray, fewest: int) -> np.ndarray:
    """The habit, 0, 1, ..., that holds in each week."""
    if not week.size:
        return week
    since = week - week.min()
    return since // max(1, min(BLOCK, (int(since.max()) + 1) // fewest))
