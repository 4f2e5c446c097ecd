"""Timer forgotten: a timer that runs on.

Asked when: time passes and a timer has run for more than eight hours, since two hours after the end of the working
hours in which it was started, or for two hours since another day. Silent when: no timer runs; at most once a working
day, and once outside working hours.
"""

from datetime import timedelta

from app.coach.rule import Action, Context, Draft, Every, Rule
from app.coach.values import Minutes
from app.crm.standing import hours, timer
from app.crm.standing.row import Row
from app.crm.standing.timer import Running

LONG, GRACE = timedelta(hours=8), timedelta(hours=2)
DAY = timedelta(days=1)


def check(ctx: Context) -> Draft | None:
    found = timer.running(ctx.session)
    if found is None or not _is_forgotten(found, ctx):
        return None
    started = timer.local_start(found, ctx.now)
    length = Minutes((ctx.now - found.started_at) // timedelta(minutes=1))
    period = str(ctx.now.date()) if hours.is_working(ctx.now, ctx.settings) else "off"
    return Draft(
        {"what": found.project or found.task or "", "length": length, "since": started},
        text="default" if found.project or found.task else "bare",
        dedupe=f"timer-forgotten:{found.entry_id}:{period}",
        entity=("time_entry", found.entry_id),
        rows=_rows(found),
        actions=(Action("stop", "stop_timer"), _opens(found)),
        keeps=DAY,
    )


def _is_forgotten(found: Running, ctx: Context) -> bool:
    """Never where the clock was set back behind the start."""
    length = ctx.now - found.started_at
    if length > LONG:
        return True
    started = timer.local_start(found, ctx.now)
    end = hours.end_of_work(found.started_at, ctx.now, ctx.settings)
    past_work = hours.is_working(started, ctx.settings) and ctx.now >= end + GRACE
    return past_work or (length >= GRACE and started.date() < ctx.now.date())


def _rows(found: Running) -> tuple[Row, ...]:
    """What it runs on, else its own entry."""
    records = (("project", found.project_id, found.project), ("task", found.task_id, found.task))
    rows = tuple(Row(kind, key, title) for kind, key, title in records if key is not None and title is not None)
    return rows or (Row("time_entry", found.entry_id, "Timer"),)


def _opens(found: Running) -> Action:
    if found.project_id is not None:
        return Action("open", "open", {"kind": "project", "id": found.project_id})
    return Action("open", "open", {"page": "projects"})


RULE = Rule(id="timer-forgotten", when=(Every(),), level=2, priority="high", check=check)
