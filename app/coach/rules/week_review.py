"""Week review: what the week brought, against the week before. Only facts.

Asked when: the last working day of the week comes to its last four working hours; where Rainmaker was not used then, at
the next use in working hours. Silent when: nothing was done in that week, or it was told already.
"""

from app.coach.rule import Action, Context, Draft, Every, Rule
from app.coach.values import Minutes, Parts, Total
from app.crm.standing import day, hours, week
from app.crm.standing.week import Done

LAST_HOURS = 4


def check(ctx: Context) -> Draft | None:
    if not hours.is_working(ctx.now, ctx.settings):
        return None
    over = _is_over(ctx)
    before, begin, end = (day.monday(ctx.now, weeks if over else weeks - 1) for weeks in (-1, 0, 1))
    year, number, _weekday = begin.isocalendar()
    dedupe = f"week-review:{year}-W{number:02}"
    if ctx.was_told(dedupe):
        return None
    done = week.done(ctx.session, begin, end)
    if not done:
        return None
    rows = week.rows(ctx.session, begin, end)
    earlier = week.done(ctx.session, before, begin)
    currency = str(ctx.settings["currency"])
    return Draft(
        {"parts": Parts(_parts(done, currency)), "before": Parts(_parts(earlier, currency))},
        text=("this" if over else "last") + ("" if earlier else "_alone"),
        dedupe=dedupe,
        rows=rows,
        count=max(len(rows), done.won.count + done.tasks + done.contacted),
        actions=(Action("reports", "open", {"page": "reports"}),),
    )


def _is_over(ctx: Context) -> bool:
    """Whether this week is told about, and no longer the one before."""
    last = hours.last_work_day(ctx.settings)
    today = ctx.now.weekday()
    return last is not None and (
        today > last or (today == last and ctx.now.hour >= ctx.days("work_until") - LAST_HOURS)
    )


def _parts(done: Done, currency: str) -> tuple[tuple[str, dict[str, object]], ...]:
    """The pieces of the sentence; what there is none of is left out."""
    won = done.won
    money = Total(won.cents, currency, won.others)
    found: tuple[tuple[str, dict[str, object], int], ...] = (
        ("won" if won.cents or won.others else "won_unvalued", {"n": won.count, "money": money}, won.count),
        ("tasks", {"n": done.tasks}, done.tasks),
        ("contacted", {"n": done.contacted}, done.contacted),
        ("worked", {"hours": Minutes(done.minutes)}, done.minutes),
    )
    return tuple((name, values) for name, values, count in found if count)


RULE = Rule(id="week-review", when=(Every(),), level=3, priority="low", check=check)
