"""Time logged: say when an entry lifts a project over 80 % or 100 % of its budget, or when much time is unbillable.

Asked when: time is logged. A budget in time counts all of it, one in money the billable time at the hourly rate. The
unbillable share is that of all time logged in the last 30 days; it is told from 40 % on, once at least 10 hours were
logged, when unbillable time is added, and once a month. Silent when: no step of a budget is crossed by this entry, or
the project is closed.
"""

from datetime import timedelta

from app.coach.rule import MONTH, Action, Context, Draft, OnActivity, Rule
from app.coach.values import Minutes, Money, Percent
from app.crm.standing import budgets
from app.crm.standing.row import Row

ENOUGH, HIGH = timedelta(hours=10), 0.4


def check(ctx: Context) -> Draft | None:
    entry = budgets.logged(ctx.session, ctx.deed.entity_id)
    if entry is None:
        return None
    crossed = _crossed(ctx, entry, entry.project) if entry.project else None
    return crossed or (None if entry.billable else _unbillable(ctx))


def _crossed(ctx: Context, entry: budgets.Logged, project: budgets.Budgeted) -> Draft | None:
    found = budgets.crossed(ctx.session, entry, project)
    if found is None:
        return None
    used, budget = (
        Money(amount, found.currency) if found.currency else Minutes(amount) for amount in (found.used, found.budget)
    )
    step = "full" if found.step >= 1 else "near"
    return Draft(
        {"project": project.name, "used": used, "budget": budget, "share": Percent(found.used / found.budget)},
        text=f"{step}_{'money' if found.currency else 'time'}",
        dedupe=f"time-logged:{entry.id}:{step}",
        entity=("project", project.id),
        rows=(Row("project", project.id, project.name),),
        value=found.used / found.budget,
        priority="medium",
        actions=(Action("open", "open", {"kind": "project", "id": project.id}),),
    )


def _unbillable(ctx: Context) -> Draft | None:
    once = f"time-logged:unbillable:{ctx.now:%Y-%m}"
    if ctx.was_told(once):
        return None
    found = budgets.unbillable(ctx.session, ctx.now, MONTH)
    if found.minutes < ENOUGH / timedelta(minutes=1) or found.share < HIGH:
        return None
    return Draft(
        {"share": Percent(found.share), "unbillable": Minutes(found.unbillable), "all": Minutes(found.minutes)},
        text="unbillable",
        dedupe=once,
        rows=budgets.unbillable_rows(ctx.session, ctx.now, MONTH),
        count=found.count,
        n=found.count,
        value=found.share,
        actions=(Action("look", "open", {"page": "projects"}),),
    )


RULE = Rule(id="time-logged", when=(OnActivity("time_logged"),), level=3, priority="low", check=check)
