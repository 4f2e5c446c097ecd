"""Projects, and the tasks that fill the weeks."""

from datetime import date, datetime, time, timedelta
from math import exp
from typing import Any

from dateutil.rrule import rrulestr

from app.crm import names
from app.crm.sample.hours import Hours
from app.crm.sample.rhythm import DAY
from app.crm.sample.rows import Row
from app.crm.sample.story import Deal, Story, person
from app.crm.sample.words import data

PROJECTS, RUNNING, TASKS = 66, 6, 1500
RATE_CENTS, COST_CENTS = 7500, 2800
LENGTH = {"S": 12, "M": 26, "L": 48}
"""Days a project takes."""
STEPS = {"S": (2, 2, 2), "M": (2, 4, 3), "L": (4, 7, 4)}
"""Tasks at the start, in the middle and at the end of a project."""
PARTS = {"start": (0.0, 0.2), "middle": (0.15, 0.85), "end": (0.85, 1.03)}
PRIORITIES = {"low": 2.0, "medium": 5.0, "high": 2.0}
OPEN_DUE = (-11, -4, -3, -1, -1, 0, 0, 0, 0, 1, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 17, 21, 28, *(None,) * 11)
"""Days from today on which the open tasks outside projects are due; None has no date."""
PENDING, DONE = "pending", "completed"


class Work:
    """Makes projects out of won deals, and everybody's tasks."""

    def __init__(self, story: Story, deals: list[Deal]) -> None:
        self._story, self._deals = story, deals
        self._rng, self._days, self._words = story.rng, story.days, story.words
        self.hours = Hours(story)
        self.projects: list[tuple[Row, Deal]] = []

    def tell(self) -> None:
        won = sorted((d for d in self._deals if d.won), key=lambda deal: deal.row["closed_at"])
        chosen = [deal for deal in won if deal.size != "S" or deal in won[-3:]][-PROJECTS:]
        for deal in chosen:
            self._client_project(deal, running=deal in chosen[-RUNNING:])
        self._internal_projects()
        for deal in self._deals:
            self._deal_tasks(deal)
        self._recurring()
        self._still_open()
        self._fill_up()
        self.hours.fill_up([project for project, _deal in self.projects])
        self.hours.settle(self._story.rows["projects"])

    # -- projects -------------------------------------------------------------------------------------------

    def _client_project(self, deal: Deal, *, running: bool) -> None:
        closed: datetime = deal.row["closed_at"]
        start = self._days.forward(closed.date() + self._rng.randint(1, 6) * DAY)
        end = start + round(LENGTH[deal.size] * self._rng.uniform(0.8, 1.35)) * DAY
        if running:
            end = max(end, self._story.today + self._rng.randint(-1, 30) * DAY)
        value = deal.row["value_cents"]
        project = self._project(
            deal.row["title"], closed + timedelta(minutes=25), end, business_id=deal.business,
            deal_id=deal.row, budget_cents=value, budget_minutes=round(value / RATE_CENTS) * 60,
            hourly_rate_cents=RATE_CENTS,
        )  # fmt: skip
        self.projects.append((project, deal))
        self._project_tasks(project, deal, start, end)

    def _project(self, name: str, made: datetime, end: date, **values: Any) -> Row:
        """A project that is closed once its end lies behind."""
        made = min(made, self._story.now)
        project = self._story.rows.add(
            "projects", made, name=name, currency="EUR", hourly_cost_cents=COST_CENTS, due_on=end, status="active",
            closed_at=None, **values,
        )  # fmt: skip
        if end < self._story.today - 2 * DAY:
            closed = max(self._story.office(self._days.back(end)), made)
            project.update(status="closed", closed_at=closed, updated_at=closed)
        return project

    def _project_tasks(self, project: Row, deal: Deal, start: date, end: date) -> None:
        link = {"project_id": project, "business_id": deal.business, "contact_id": deal.contact}
        for (part, (low, high)), count in zip(PARTS.items(), STEPS[deal.size], strict=True):
            for template in self._rng.sample(data("work")["project_tasks"][part], count):
                title, minutes = template.split("|")
                around = start + (end - start) * self._rng.uniform(low, high)
                text = self._words.fill(title, **deal.facts())
                task = self._task(text, around, project["created_at"], int(minutes), **link)
                self._spend(task, project)

    def _internal_projects(self) -> None:
        for name, ago, length in (
            ("Own website", 900, 60), ("Portfolio and case studies", 620, 120),
            ("Studio archive", 300, 90), ("Type workshop", 25, 60),
        ):  # fmt: skip
            start = self._days.ago(ago)
            project = self._project(name, self._story.office(start), start + length * DAY, budget_minutes=40 * 60)
            self.hours.internal.append(project)
            for template in self._rng.sample(data("work")["internal_tasks"], 3):
                title, minutes = template.split("|")
                around = start + self._rng.randint(3, length) * DAY
                self._spend(self._task(title, around, project["created_at"], int(minutes), project_id=project), project)
        if self.hours.internal[-1]["status"] == "active":
            self.hours.internal[-1]["status"] = "paused"

    def _spend(self, task: Row, project: Row) -> None:
        """Book the task's hours, most of the time; the task was written down before they began."""
        if task["status"] != DONE or self._story.chance(0.12):
            return
        first = self.hours.book(task, project)
        if first and first < task["created_at"]:
            task["created_at"] = max(project["created_at"], first - timedelta(minutes=self._rng.randint(5, 90)))

    # -- tasks ----------------------------------------------------------------------------------------------

    def _task(self, title: str, around: date, after: datetime, minutes: int | None = None, **link: Any) -> Row:
        """A task of about that day, finished when the day lies behind. after: nothing of it is older."""
        day = self._days.desk_day(around, after.date() + DAY) if around < self._story.today else None
        if day is None:
            return self._open_task(title, max(around, self._story.today + DAY), after, minutes, **link)
        done = self._days.moment(day, self._days.desk_minute(day))
        return self._add(
            title, self._written(day, after, done), minutes, status=DONE, completed_at=done, updated_at=done,
            due_on=self._due(day), **link,
        )  # fmt: skip

    def _open_task(
        self, title: str, due: date | None, after: datetime, minutes: int | None = None, **values: Any
    ) -> Row:
        before = min(due or self._story.today, self._story.today) - self._rng.randint(1, 6) * DAY
        made = max(self._story.office(self._days.back(before)), after)
        return self._add(title, made, minutes, **{"status": PENDING, "completed_at": None, "due_on": due, **values})

    def _add(self, title: str, made: datetime, minutes: int | None, **values: Any) -> Row:
        values.setdefault("priority", self._words.weighted(PRIORITIES))
        values.setdefault("updated_at", made)
        shown = {"title": title, "sort_title": names.fold(title)}
        return self._story.rows.add("tasks", made, **shown, estimate_minutes=minutes, origin="owner", **values)

    def _written(self, day: date, after: datetime, done: datetime) -> datetime:
        """When a task finished on that day was written down."""
        lag = min(40, round(exp(self._rng.gauss(1.3, 0.8))))
        made = max(self._story.office(self._days.back(day - lag * DAY)), after + timedelta(minutes=5))
        return min(made, done - timedelta(minutes=20))

    def _due(self, day: date) -> date | None:
        if self._story.chance(0.28):
            return None
        return day + self._rng.choice((0, 0, 0, 0, 1, 1, 2, 3, 5, -1, -2)) * DAY

    def _deal_tasks(self, deal: Deal) -> None:
        """What selling takes: a first step, the proposal, and what follows its end."""
        spans = [("open", deal.created, 0.65), ("proposal", deal.entered("Proposal"), 0.5)]
        spans += [("won" if deal.won else "lost", deal.closed, 0.55 if deal.won else 0.12)]
        for part, since, share in spans:
            if since and self._story.chance(share) and since.date() < self._story.today - 9 * DAY:
                template = self._rng.choice(data("work")["deal_tasks"][part])
                around = since.date() + self._rng.randint(1, 7) * DAY
                self._task(self._words.fill(template, **deal.facts()), around, since, self._quick(), **_link(deal))

    def _quick(self) -> int | None:
        return self._rng.choice((15, 15, 30, 30, 45)) if self._story.chance(0.3) else None

    def _recurring(self) -> None:
        """Bookkeeping and the like, again and again; the next one is open and carries the rule."""
        for title, weeks, minutes, priority in data("work")["recurring"]:
            day = self._days.first + self._rng.randint(3, 7 * weeks) * DAY
            while day < self._story.today - 6 * DAY:
                made = self._story.office(self._days.back(day - 5 * DAY))
                self._task(title, day, made, minutes, priority=priority)
                day += 7 * weeks * DAY
            rule = data("work")["repeat_rules"].get(title)
            first = self._story.office(self._days.ago(3))
            next_day = (
                _next_day(rule, self._story.today) if rule else self._days.forward(max(day, self._story.today + DAY))
            )
            self._open_task(title, next_day, first, minutes, priority=priority, repeat=rule,
                            repeat_started_on=next_day if rule else None)  # fmt: skip

    def _still_open(self) -> None:
        """What lies on the desk today: overdue, due, planned, and without a date."""
        open_deals = [deal for deal in self._deals if deal.closed is None]
        for number, due_in in enumerate(OPEN_DUE):
            due = None if due_in is None else self._story.today + due_in * DAY
            high = due_in in (-4, 0) and number % 2 == 1
            values: dict[str, Any] = {"priority": "high"} if high else {}
            if number % 3 == 2:  # noqa: PLR2004 - every third is about the studio itself
                text = self._words.draw("one-offs", data("work")["one_offs"])
                task = self._open_task(text, due, self._story.office(self._days.ago(20)), **values)
            else:
                task = self._open_deal_task(self._words.draw("open deals", open_deals), due, values)
            if number % 11 == 5:  # noqa: PLR2004
                task["status"] = "in_progress"

    def _open_deal_task(self, deal: Deal, due: date | None, values: dict[str, Any]) -> Row:
        part = "proposal" if deal.entered("Proposal") else "open"
        text = self._words.fill(self._words.draw(f"task {part}", data("work")["deal_tasks"][part]), **deal.facts())
        return self._open_task(text, due, deal.created, self._quick(), **_link(deal), **values)

    def _fill_up(self) -> None:
        """Small things for people and the studio, up to the number of tasks; most where projects are few."""
        while len(self._story.rows["tasks"]) < TASKS:
            day = self._quiet_day()
            known = [row for row in self._story.rows["contacts"] if row["created_at"].date() < day]
            if known and self._story.chance(0.75):
                self._contact_task(self._rng.choice(known), day)
            else:
                text = self._words.draw("one-offs", data("work")["one_offs"])
                self._task(text, day, self._story.office(self._days.back(day - 9 * DAY)), self._quick())

    def _quiet_day(self) -> date:
        """Mostly in the first or the last months, when fewer projects of the story are under way."""
        first, last = self._days.first, self._days.ago(8)
        start, end = self._rng.choice(((first, first + 100 * DAY), (last - 110 * DAY, last), (first, last)))
        return self._days.any_day(start, end)

    def _contact_task(self, contact: Row, day: date) -> None:
        template = self._words.draw("contact tasks", data("work")["contact_tasks"])
        link = {"contact_id": contact, "business_id": contact["business_id"]}
        text = self._words.fill(template, person=person(contact))
        self._task(text, day, contact["created_at"], self._quick(), **link)


def _link(deal: Deal) -> dict[str, Row | None]:
    return {"deal_id": deal.row, "contact_id": deal.contact, "business_id": deal.business}


def _next_day(rule: str, today: date) -> date:
    """The first day after today that the rule names."""
    midnight = datetime.combine(today, time())
    found = rrulestr(rule, dtstart=midnight).after(midnight)
    return found.date() if found else today + DAY


def log_tasks(story: Story) -> None:
    """Write the log of all tasks, once their moments are final."""
    for task in story.rows["tasks"]:
        dated, made, done = task["due_on"] is not None, task["created_at"], task["completed_at"]
        story.rows.log("task_created", task, made, priority=task["priority"], has_due_date=dated)
        if done:
            story.rows.log(
                "task_completed", task, done, priority=task["priority"], had_due_date=dated,
                days_to_complete=max(0, (done - made).days),
            )  # fmt: skip
