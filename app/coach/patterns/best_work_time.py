"""On which weekdays, and at which hours, most gets done.

Work is when a task is finished; only where that makes fewer hours than the gate needs, it is the hours that logged time
covers, if those are more. One of the two is asked, since two answers to one question contradict each other. The coach's
own doings are left out, and so is what an import only guessed. Hours are counted by the offset the clock had at that
moment; what came without one counts for its weekday, by the owner's zone of now, and for no hour.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from app.coach.patterns.detector import TOP, Asked, Cases, Detector, Past
from app.coach.patterns.reading import columns, local, until
from app.coach.stats import Claim, Moments, WorkTimes
from app.coach.stats.strata import Ints
from app.coach.stats.survival import Flags
from app.coach.stats.work_times import DAYS, HOURS, grid
from app.core.db import driver

ACTIONS = {"tasks": ("task_completed", "task"), "time": ("time_logged", "time_entry")}
"""What was counted -> what the log calls it, and the records it is about."""
DAY_OFF = 0.02
"""Share of the work below which a weekday is a day off."""
APART = 0.1
"""How far a weekday must lie from the other working days to be more than one of them."""
OWN = """
    action = :action AND created_at <= :now AND actor IN ('owner', 'import', 'sync')
    AND NOT (actor = 'import' AND coalesce(metadata ->> 'guessed', 0))"""
SHIFTED = "(unixepoch(created_at) + 60 * coalesce(utc_offset_minutes, 0))"
FINISHED = f"""
    SELECT {SHIFTED} / 3600 AS hour, utc_offset_minutes IS NOT NULL AS zoned, count(*)
    FROM activity_logs WHERE {OWN} GROUP BY hour, zoned
"""
LOGGED = f"""
    SELECT {SHIFTED} AS ended, utc_offset_minutes IS NOT NULL,
        max(1, min(1440, CAST(coalesce(metadata ->> 'duration', 1) AS INTEGER)))
    FROM activity_logs WHERE {OWN}
"""
LATEST = f"""
    SELECT entity_id FROM activity_logs
    WHERE {OWN} AND (:day >= 0 OR utc_offset_minutes IS NOT NULL)
        AND (:day < 0 OR ({SHIFTED} / 86400 + 3) % 7 = :day)
        AND ({SHIFTED} / 3600 % 24 - :start + 24) % 24 < :width
    ORDER BY created_at DESC LIMIT {TOP}
"""


@dataclass(frozen=True, slots=True, eq=False)
class Worked:
    """One row an hour with work in it. times: how often."""

    at: Moments
    zoned: Flags
    times: Ints

    @property
    def hours(self) -> int:
        return len(np.unique(self.at))


def ask(past: Past) -> Iterator[Asked]:
    what, worked = "tasks", _finished(past)
    if worked.hours < HOURS and (logged := _logged(past)).hours > worked.hours:
        what, worked = "time", logged
    question = WorkTimes(DETECTOR.name(what), worked.at, worked.zoned)
    by_day = list(_by_day(past, worked))
    facts = _windows() | {label: _facts(ratio) for label, _share, ratio in by_day}
    plain = {(day, side): how for day, share, ratio in by_day for side, how in _plain(share, ratio)}
    yield Asked(what, question, _Behind(past, what, worked), "hours", facts=facts, plain=plain)


def _finished(past: Past) -> Worked:
    values = until(past.now) | {"action": ACTIONS["tasks"][0]}
    found = columns(past.session, FINISHED, values, {"hour": "i8", "zoned": "?", "times": "i8"})
    return Worked(_wall(found["hour"], found["zoned"], past), found["zoned"], found["times"])


def _logged(past: Past) -> Worked:
    """Every hour that an entry covers, from its end back."""
    values = until(past.now) | {"action": ACTIONS["time"][0]}
    found = columns(past.session, LOGGED, values, {"ended": "i8", "zoned": "?", "minutes": "i8"})
    last = (found["ended"] - 1) // 3600
    count = last - (found["ended"] - 60 * found["minutes"]) // 3600 + 1
    entry = np.repeat(np.arange(len(count)), count)
    back = np.arange(len(entry)) - np.repeat(np.cumsum(count) - count, count)
    zoned = found["zoned"][entry]
    return Worked(_wall(last[entry] - back, zoned, past), zoned, (back == 0).astype(np.int64))


def _wall(hour: Ints, zoned: Flags, past: Past) -> Moments:
    """hour: since 1970, on the wall clock where the zone is known, else UTC."""
    at = (hour * 3600).astype("datetime64[s]")
    at[~zoned] = local(hour[~zoned] * 3600, past.now)
    return at


def _windows() -> dict[str, dict[str, str]]:
    """Of every window: when it begins and ends."""
    windows = [(start, width) for start in range(24) for width in range(1, 24)]
    return {f"{a}-{(a + w) % 24}": {"start": f"{a}:00", "end": f"{(a + w) % 24}:00"} for a, w in windows}


def _by_day(past: Past, worked: Worked) -> Iterator[tuple[str, float, float]]:
    """Of every weekday: its name, its share of the work, and how many times it holds what the other days that are
    worked do on average; days off are no yardstick."""
    now = np.datetime64(past.now.replace(tzinfo=None, microsecond=0), "s")
    hours = grid(worked.at, now).worked.sum(axis=(0, 2))
    share = hours / max(1.0, hours.sum())
    for day, label in enumerate(DAYS):
        others = share[(share >= DAY_OFF) & (np.arange(len(DAYS)) != day)]
        yield label, float(share[day]), float(share[day] / others.mean()) if others.sum() else 1.0


def _facts(ratio: float) -> dict[str, str]:
    return {"more": f"{100 * max(0.0, ratio - 1):.0f} %", "less": f"{100 * max(0.0, 1 - ratio):.0f} %"}


def _plain(share: float, ratio: float) -> Iterator[tuple[str, str]]:
    """(side, how it is told) of what goes without saying: that a day off is below, that a working day like another is
    above all seven."""
    if ratio < 1 + APART:
        yield "above", "on"
    if share < DAY_OFF:
        yield "below", "off"


@dataclass(frozen=True, slots=True)
class _Behind:
    """What was done on the claimed weekday, or in the claimed hours."""

    past: Past
    what: str
    worked: Worked

    def __call__(self, claim: Claim) -> Cases:
        day, start, width = _window(claim)
        action, kind = ACTIONS[self.what]
        values = until(self.past.now) | {"action": action, "day": day, "start": start, "width": width}
        found = dict.fromkeys(row[0] for row in driver(self.past.session).execute(LATEST, values))
        hour = self.worked.at.astype("datetime64[h]").astype(np.int64)
        inside = ((hour % 24 - start + 24) % 24 < width) & ((day < 0) | ((hour // 24 + 3) % 7 == day))
        return Cases(tuple((kind, one) for one in found), int(self.worked.times[inside].sum()))


def _window(claim: Claim) -> tuple[int, int, int]:
    """(weekday from Monday 0, or -1 for all; first hour; hours)."""
    if claim.part == "weekday":
        return DAYS.index(claim.group), 0, 24
    start, end = (int(part) for part in claim.group.split("-"))
    return -1, start, (end - start) % 24 or 24


DETECTOR = Detector("best-work-time", ask)
