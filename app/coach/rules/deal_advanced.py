"""Deal advanced: plan the next step for the stage a deal has reached.

Asked when: a deal moves forward to an open stage. Silent when: it moved back, was won, lost or reopened, changed its
pipeline, or something is planned ahead: a next step, a task, a follow-up or an appointment.
"""

from app.coach.rule import Action, Context, Draft, OnActivity, Rule
from app.coach.values import Days
from app.crm.standing import moves, plans
from app.crm.standing.row import Row

SOON = 3
"""Days until the next step that the button plans."""


def check(ctx: Context) -> Draft | None:
    told = ctx.deed.details
    old, new, days = str(told.get("old_stage")), str(told.get("new_stage")), told.get("days_in_stage")
    deal = moves.advance(ctx.session, ctx.deed.entity_id, old, new)
    if deal is None or plans.on_deal(ctx.session, deal.deal_id, ctx.now):
        return None
    plan = {"kind": "deal", "id": deal.deal_id, "days": SOON}
    return Draft(
        {"deal": deal.title, "stage": deal.stage, "old": old, "days": Days(int(days or 0)), "soon": SOON},
        text="after" if days else "default",
        dedupe=f"deal-advanced:{ctx.deed.activity_id}",
        entity=("deal", deal.deal_id),
        rows=(Row("deal", deal.deal_id, deal.title),),
        actions=(
            Action("plan", "snooze_record", plan),
            Action("open", "open", {"kind": "deal", "id": deal.deal_id}),
        ),
    )


RULE = Rule(id="deal-advanced", when=(OnActivity("deal_stage_changed"),), level=3, priority="low", check=check)
