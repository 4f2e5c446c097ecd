"""Deal won: celebrate it and ask for a referral while the client is happy.

Asked when: a deal is closed as won. Silent when: it has no contact, or a referral was asked for in the last 90 days.
"""

from app.coach.rule import QUARTER, Action, Context, Draft, OnActivity, Rule
from app.crm.standing import deals
from app.crm.standing.row import Row


def check(ctx: Context) -> Draft | None:
    won = deals.closed(ctx.session, ctx.deed.entity_id)
    if won is None or not won.won or won.contact_id is None:
        return None
    if deals.asked_for_referral_since(ctx.session, won.contact_id, ctx.now - QUARTER):
        return None
    values = {"deal": won.title, "person": won.person}
    ask = {"contact_id": won.contact_id, "deal_id": won.id, "due_days": 2, "action_type": "introduction"}
    return Draft(
        values,
        dedupe=f"deal-won:{ctx.deed.activity_id}",
        entity=("deal", won.id),
        rows=(Row("deal", won.id, won.title), Row("contact", won.contact_id, str(won.person))),
        actions=(Action("ask", "create_task", ask),),
    )


RULE = Rule(id="deal-won", when=(OnActivity("deal_closed"),), level=2, priority="high", check=check)
