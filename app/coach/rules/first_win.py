"""First win: set a rhythm to stay in touch with somebody who became a client.

Asked when: the first deal with a contact and their business is closed as won; `deal-won` speaks first. Silent when: the
deal has no contact, the contact already has a rhythm or must not be contacted, or another deal was won with them.
"""

from app.coach.rule import Action, Context, Draft, OnActivity, Rule
from app.crm.standing import deals
from app.crm.standing.row import Row

RHYTHMS = (("monthly", 30), ("quarterly", 90))


def check(ctx: Context) -> Draft | None:
    won = deals.facts(ctx.session, ctx.deed.entity_id)
    if won is None or won.won is not True or won.contact_id is None:
        return None
    if won.keeps_rhythm or not won.may_contact or deals.won_before(ctx.session, won):
        return None
    contact_id = won.contact_id
    return Draft(
        {"deal": won.title, "person": won.person},
        dedupe=f"first-win:{contact_id}",
        entity=("deal", won.id),
        rows=(Row("deal", won.id, won.title), Row("contact", contact_id, str(won.person))),
        actions=tuple(Action(name, "set_rhythm", {"contact_id": contact_id, "days": days}) for name, days in RHYTHMS),
    )


RULE = Rule(id="first-win", when=(OnActivity("deal_closed"),), level=2, priority="low", check=check)
