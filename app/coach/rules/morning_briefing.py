"""Morning briefing: the day in a sentence or two.

Asked when: Rainmaker is first used on a day, from the hour of the setting on. Silent when: it was told on this day
already, or is turned off in Settings.
"""

from app.coach.rule import Action, Context, Draft, Every, Rule
from app.coach.values import Parts
from app.crm.standing import day


def check(ctx: Context) -> Draft | None:
    dedupe = f"morning-briefing:{ctx.now.date()}"
    if ctx.now.hour < ctx.days("briefing_hour") or ctx.was_told(dedupe):
        return None
    today = day.look(ctx.session, ctx.now, ctx.days("stale_lead_days"))
    first, more = day.pieces(today)
    greeting = Parts(((day.greeting(ctx.now), {}),))
    return Draft(
        {"greeting": greeting, "parts": Parts(first), "more": Parts(more)},
        text="long" if more else "default" if first else "clear",
        dedupe=dedupe,
        rows=day.rows(today),
        count=day.count(today),
        actions=(Action("today", "open", {"page": "today"}),),
        keeps=day.rest(ctx.now),
    )


RULE = Rule(
    id="morning-briefing", when=(Every(),), level=2, priority="medium", check=check, wanted="show_morning_briefing"
)
