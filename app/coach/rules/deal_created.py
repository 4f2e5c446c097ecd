"""Deal created: say what a new deal still lacks.

Asked when: a deal is added without a value, a contact or a next step. Silent when: it has all three (a task, a
follow-up or an appointment ahead is a next step, too), or it is closed already.
"""

from app.coach.rule import Action, Context, Draft, OnActivity, Rule
from app.crm.standing import deals, plans
from app.crm.standing.row import Row

SOON = 3
"""Days until the next step that the button plans."""


def check(ctx: Context) -> Draft | None:
    deal = deals.facts(ctx.session, ctx.deed.entity_id)
    if deal is None or deal.won is not None:
        return None
    stepless = not deal.has_step and not plans.on_deal(ctx.session, deal.id, ctx.now)
    lacks = {"value": deal.value_cents is None, "contact": deal.contact_id is None, "step": stepless}
    missing = [name for name, is_missing in lacks.items() if is_missing]
    if not missing:
        return None
    fill_in = Action("fill_in", "open", {"kind": "deal", "id": deal.id})
    plan = Action("plan", "snooze_record", {"kind": "deal", "id": deal.id, "days": SOON})
    return Draft(
        {"deal": deal.title, "soon": SOON},
        text="_".join(missing),
        dedupe=f"deal-created:{deal.id}",
        entity=("deal", deal.id),
        rows=(Row("deal", deal.id, deal.title),),
        actions=(plan, fill_in) if missing == ["step"] else (fill_in, plan) if stepless else (fill_in,),
    )


RULE = Rule(id="deal-created", when=(OnActivity("deal_created"),), level=2, priority="low", check=check)
