"""Time entries: never two at once, ending when the task does, billed after the project."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from math import exp
from statistics import NormalDist

from app.crm.projects import value_of
from app.crm.sample.planted import OVERRUN
from app.crm.sample.rhythm import DAY
from app.crm.sample.rows import Row
from app.crm.sample.story import Story
from app.crm.sample.words import data

ENTRIES = 1200
OPENS, CLOSES = 8 * 60, 18 * 60
RATIOS = [OVERRUN[0] * exp(OVERRUN[1] * NormalDist().inv_cdf((n + 0.5) / 24)) for n in range(24)]
"""How much longer than estimated tasks take: all the values of the planted spread, in turn."""
LONGEST = 150
"""Minutes at one go."""
Slot = tuple[date, int, int]
"""A stretch of a day, in minutes from midnight."""


class Hours:
    """The owner's time sheet."""

    def __init__(self, story: Story) -> None:
        self._story, self._rng, self._days = story, story.rng, story.days
        self._taken: dict[date, list[tuple[int, int]]] = defaultdict(list)
        self.internal: list[Row] = []

    def book(self, task: Row, project: Row) -> datetime | None:
        """Enter what a finished task really took; gives the first start, None where the days are full."""
        actual = max(5, round(task["estimate_minutes"] * self._story.words.draw("overrun", RATIOS)))
        done: datetime = task["completed_at"]
        slots = self._slots(actual, done, project["created_at"].date())
        for slot in slots:
            self._add(slot, project, task, self._story.words.draw("time", data("work")["time_notes"]))
        return min((self._days.moment(day, start) for day, start, _ in slots), default=None)

    def fill_up(self, projects: list[Row]) -> None:
        """Calls, trips and office work that belong to no task, up to the number of entries."""
        tries = 0
        while len(self._story.rows["time_entries"]) < ENTRIES and tries < 4 * ENTRIES:
            tries += 1
            own = self._story.chance(0.12)
            project = self._rng.choice(self.internal if own else projects)
            notes = data("work")["internal_notes" if own else "loose_notes"]
            self._loose(project, self._rng.choice(notes))

    def settle(self, projects: list[Row]) -> None:
        """Bill what is done, close the books of closed projects, and let one active one run over its budget."""
        spent: dict[Row, list[Row]] = defaultdict(list)
        for entry in self._story.rows["time_entries"]:
            spent[entry["project_id"]].append(entry)
        for project in projects:
            if project["closed_at"]:
                self._close_late(project, spent[project])
            self._bill(project, spent[project])
            if project["closed_at"]:
                self._log_closed(project, spent[project])
        running = [p for p in projects if p["status"] == "active" and p["budget_cents"] and len(spent[p]) > 2]  # noqa: PLR2004
        for project, share in zip(running[:2], (0.9, 1.2), strict=False):
            project["budget_minutes"] = round(_minutes(spent[project]) * share)

    def _slots(self, minutes: int, done: datetime, first: date) -> list[Slot]:
        """Free stretches that add up to `minutes`, going back from `done`; nothing when they do not fit."""
        found: list[Slot] = []
        day, end = done.date(), done.hour * 60 + done.minute
        while minutes > 0:
            part = minutes if minutes <= LONGEST else min(minutes, self._rng.choice((60, 75, 90, 105, 120)))
            slot = self._free(day, end, part, first)
            if slot is None:
                for taken in found:
                    self._taken[taken[0]].remove(taken[1:])
                return []
            found.append(slot)
            self._taken[slot[0]].append(slot[1:])
            day, end, minutes = slot[0], slot[1], minutes - part
        return found

    def _free(self, day: date, end: int, minutes: int, first: date) -> Slot | None:
        """The last free stretch of that day, or of one of eight days before it."""
        for _ in range(8):
            if day <= first:
                return None
            start = self._gap(day, end, minutes)
            if start is not None:
                return day, start, start + minutes
            day, end = self._days.back(day - DAY), CLOSES
        return None

    def _gap(self, day: date, end: int, minutes: int) -> int | None:
        for low, high in sorted(self._taken[day], reverse=True):
            if high <= end - minutes:
                break
            end = min(end, low)
        return end - minutes if end - minutes >= OPENS else None

    def _loose(self, project: Row, note: str) -> None:
        made, closed = project["created_at"], project["closed_at"]
        last = min(closed.date() if closed else self._days.last, self._days.last)
        day = self._days.any_day(made.date() + DAY, last)
        minutes = self._rng.choice((15, 20, 30, 30, 45, 60, 90))
        if made.date() < day < self._story.today:
            slot = self._free(day, self._rng.randint(9 * 60 + 30, CLOSES), minutes, made.date())
            if slot and slot[0] == day:
                self._taken[day].append(slot[1:])
                self._add(slot, project, None, note)

    def _add(self, slot: Slot, project: Row, task: Row | None, note: str) -> None:
        day, start, end = slot
        begun, ended = self._days.moment(day, start), self._days.moment(day, end)
        billable = project not in self.internal and self._story.chance(0.93)
        entry = self._story.rows.add(
            "time_entries", begun, project_id=project, task_id=task, started_at=begun, ended_at=ended,
            duration_minutes=end - start, billable=billable, billed_at=None, note=note or None, updated_at=ended,
        )  # fmt: skip
        self._story.rows.log(
            "time_logged", entry, ended, duration=end - start, project_id=project, is_billable=billable
        )

    def _close_late(self, project: Row, entries: list[Row]) -> None:
        """A project is closed after the last thing done for it."""
        tasks = [task["completed_at"] for task in self._story.rows["tasks"] if task.get("project_id") is project]
        last = [moment for moment in tasks if moment] + [entry["ended_at"] for entry in entries]
        closed = max([project["closed_at"], *(moment + timedelta(minutes=9) for moment in last)])
        project.update(closed_at=closed, updated_at=closed)

    def _bill(self, project: Row, entries: list[Row]) -> None:
        """One invoice a few days after the end; longer work is billed once a quarter."""
        closed = project["closed_at"]
        for entry in entries:
            day = closed.date() + 4 * DAY if closed else entry["ended_at"].date() + 75 * DAY
            billed = self._days.moment(self._days.forward(day), 16 * 60)
            if entry["billable"] and entry["ended_at"] < billed < self._days.midnight:
                entry.update(billed_at=billed, updated_at=billed)

    def _log_closed(self, project: Row, entries: list[Row]) -> None:
        billable = _minutes([entry for entry in entries if entry["billable"]])
        rate = project.get("hourly_rate_cents")
        self._story.rows.log(
            "project_closed", project, project["closed_at"], budget=project.get("budget_cents"),
            hours=round(_minutes(entries) / 60, 2), value=value_of(billable, rate),
        )  # fmt: skip


def _minutes(entries: list[Row]) -> int:
    return sum(entry["duration_minutes"] for entry in entries)
