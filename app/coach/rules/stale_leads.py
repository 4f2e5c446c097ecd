"""Stale leads: name the leads nobody has spoken to, the warmest first.

Asked when: time passes. Silent when: every lead was contacted within the days of the setting, or has a follow-up, a
task or an appointment ahead; about those who must not be contacted.
"""

from app.coach.rule import Action, Context, Draft, Every, Rule
from app.coach.values import Days, Names
from app.crm.standing import leads


def check(ctx: Context) -> Draft | None:
    limit = ctx.days("stale_lead_days")
    found = leads.stale(ctx.session, ctx.now, limit, without=ctx.silent)
    if not found.count:
        return None
    first = found.rows[0]
    names = Names([row.title for row in found.rows], found.count)
    values = {"n": found.count, "limit": limit, "names": names, "person": first.title}
    return Draft(
        values | {"days": Days(first.facts["days"])},
        text="one" if found.count == 1 else "many",
        entity=("contact", first.id) if found.count == 1 else None,
        rows=found.rows,
        count=found.count,
        actions=(
            Action("open", "open", {"kind": "contact", "id": first.id}),
            Action("task", "create_task", {"contact_id": first.id, "due_days": 0, "action_type": "follow_up"}),
            Action("later", "snooze_record", {"kind": "contact", "id": first.id, "days": 7}),
        ),
    )


RULE = Rule(id="stale-leads", when=(Every(),), level=2, priority="medium", check=check, lists=True)
