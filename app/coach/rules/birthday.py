"""Birthday: say whose birthday it is, or will be in the next three days.

Asked when: time passes, also without the year of birth. Silent when: it was told for this person already, or they must
not be contacted. Who was born on 29 February has their day on the 28th in other years: early is kinder than late.
"""

from app.coach.rule import Action, Context, Draft, Every, Rule
from app.coach.values import Names
from app.crm.standing import day, touch

AHEAD, TOLD = 3, 10
"""Days that are looked ahead, and days within which the same birthday is meant."""


def check(ctx: Context) -> Draft | None:
    dedupe = f"birthday:{ctx.now.date()}"
    if ctx.was_told(dedupe):
        return None
    told = touch.named_lately(ctx.session, RULE.id, ctx.now, TOLD)
    found = touch.birthdays(ctx.session, ctx.now, AHEAD, without=ctx.silent | told)
    if not found.count:
        return None
    first, last, today = found.rows[0], found.rows[-1].facts["on"], ctx.now.date()
    days = (last - today).days
    names = Names([row.title for row in found.rows], found.count)
    return Draft(
        {"n": found.count, "person": first.title, "on": last, "names": names},
        text=("one" if found.count == 1 else "many") + ("" if days else "_today"),
        dedupe=dedupe,
        entity=("contact", first.id) if found.count == 1 else None,
        rows=found.rows,
        count=found.count,
        actions=(
            Action("open", "open", {"kind": "contact", "id": first.id}),
            Action("write", "draft", {"contact_id": first.id}),
        ),
        keeps=day.rest(ctx.now, days),
    )


RULE = Rule(id="birthday", when=(Every(),), level=3, priority="low", check=check)
