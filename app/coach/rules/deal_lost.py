"""Deal lost: keep why, in one click, and plan to ask again.

Asked when: a deal is closed as lost. The buttons are the reasons the owner gave most often, and another try in 90
days. Silent when: the reason is known, and nobody can be asked again, as the deal names nobody or its contact must not
be contacted.
"""

from app.coach.rule import Action, Context, Draft, OnActivity, Rule
from app.crm.standing import deals
from app.crm.standing.row import Row

AGAIN = 90
"""Days until another try."""
BUTTONS = ("first", "second")


def check(ctx: Context) -> Draft | None:
    lost = deals.facts(ctx.session, ctx.deed.entity_id)
    if lost is None or lost.won is not False:
        return None
    reasons = [] if lost.lost_reason else deals.usual_reasons(ctx.session, len(BUTTONS))
    actions = (*_why(lost, reasons), *_again(lost))
    if not actions:
        return None
    values = {"deal": lost.title, "who": lost.who or "", "reason": lost.lost_reason or "", "again": AGAIN}
    return Draft(
        values | {name: reason[:1].upper() + reason[1:] for name, reason in zip(BUTTONS, reasons, strict=False)},
        text="known" if lost.lost_reason else "why" if reasons else "ask",
        dedupe=f"deal-lost:{ctx.deed.activity_id}",
        entity=("deal", lost.id),
        rows=(Row("deal", lost.id, lost.title),),
        actions=actions,
    )


def _why(lost: deals.DealFacts, reasons: list[str]) -> tuple[Action, ...]:
    if lost.lost_reason:
        return ()
    if not reasons:
        return (Action("say", "open", {"kind": "deal", "id": lost.id}),)
    keep = {"deal_id": lost.id}
    return tuple(
        Action(name, "lost_reason", {**keep, "reason": reason}) for name, reason in zip(BUTTONS, reasons, strict=False)
    )


def _again(lost: deals.DealFacts) -> tuple[Action, ...]:
    if lost.who is None or not lost.may_contact:
        return ()
    again = {"contact_id": lost.contact_id, "business_id": lost.business_id, "deal_id": lost.id, "due_days": AGAIN}
    return (Action("again", "create_task", {**again, "action_type": "follow_up"}),)


RULE = Rule(id="deal-lost", when=(OnActivity("deal_closed"),), level=2, priority="medium", check=check)
