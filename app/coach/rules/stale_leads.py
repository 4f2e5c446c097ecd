"""Stale leads: name the leads nobody has spoken to, the warmest first.

Asked when: time passes. Silent when: every lead was contacted within the days of the setting.
"""

from app.coach.rule import Action, Context, Draft, Every, Rule
from app.coach.values import Names
from app.crm.standing import leads


def check(ctx: Context) -> Draft | None:
    limit = ctx.days("stale_lead_days")
    found = leads.stale(ctx.session, ctx.now, limit, without=ctx.silent)
    if not found.count:
        return None
    first = found.rows[0]
    names = Names([row.title for row in found.rows], found.count)
    return Draft(
        {"n": found.count, "limit": limit, "names": names, "days": first.facts["days"], "person": first.title},
        text="one" if found.count == 1 else "many",
        entity=("contact", first.id) if found.count == 1 else None,
        rows=found.rows,
        count=found.count,
        actions=(
            Action("open", "open", {"kind": "contact", "id": first.id}),
            Action("task", "create_task", {"contact_id": first.id, "due_days": 0, "action_type": "follow_up"}),
        ),
    )


RULE = Rule(id="stale-leads", when=(Every(),), level=2, priority="medium", check=check, lists=True)
