"""Lead created: reach out to a new lead within 24 hours.

Asked when: a contact is added as a lead, or a deal is added for a lead nobody has spoken to. Where the owner's own
history shows what a quick answer does, it says so with the numbers. Silent when: they were in touch already, must not
be contacted, or a task, a follow-up or an appointment with them lies ahead; a lead that is added together with a deal
is spoken of once.
"""

from datetime import timedelta

from app.coach.rule import Action, Context, Draft, OnActivity, Rule
from app.coach.values import Percent
from app.crm.standing import cases, deals, plans, response
from app.crm.standing.row import Row
from app.models import PatternFinding

SPEEDS = ("within a day", "after more than three days")
"""How the analysis calls the leads that were answered quickly, and late."""
DAY = timedelta(days=1)


def check(ctx: Context) -> Draft | None:
    deal = deals.facts(ctx.session, ctx.deed.entity_id) if ctx.deed.entity_type == "deal" else None
    contact_id = deal.contact_id if deal else ctx.deed.entity_id
    lead = _lead(ctx, contact_id, deal)
    if lead is None:
        return None
    known = _known(ctx)
    return Draft(
        {"person": lead.name} | (_figures(known) if known else {}),
        text="known" if known else "default",
        dedupe=f"lead-created:{lead.id}",
        entity=("deal", deal.id) if deal else ("contact", lead.id),
        rows=(*_about(lead, deal), *cases.named(ctx.session, known.text.get("rows", ()) if known else ())),
        count=len(_about(lead, deal)) + (known.n if known else 0),
        n=known.n if known else None,
        value=known.value if known else None,
        low=known.low if known else None,
        high=known.high if known else None,
        actions=_actions(lead),
        keeps=DAY,
    )


def _about(lead: response.NewLead, deal: deals.DealFacts | None) -> tuple[Row, ...]:
    person = Row("contact", lead.id, lead.name)
    return (person, Row("deal", deal.id, deal.title)) if deal else (person,)


def _lead(ctx: Context, contact_id: int | None, deal: deals.DealFacts | None) -> response.NewLead | None:
    """The lead to reach out to. One with an open deal is spoken of when that is heard."""
    if ctx.deed.entity_type == "deal" and (deal is None or deal.won is not None):
        return None
    if contact_id is None or (deal is None and response.has_open_deal(ctx.session, contact_id)):
        return None
    lead = response.unreached(ctx.session, contact_id)
    return None if lead is None or plans.with_contact(ctx.session, lead.id, ctx.now) else lead


def _actions(lead: response.NewLead) -> tuple[Action, ...]:
    plan = {"contact_id": lead.id, "due_days": 1, "priority": "high", "action_type": "follow_up"}
    write = (Action("write", "draft", {"contact_id": lead.id}),) if lead.email else ()
    return (Action("plan", "create_task", plan), *write, Action("log", "log", {"contact_id": lead.id, "kind": "call"}))


def _known(ctx: Context) -> PatternFinding | None:
    """The claim that speaks for a quick answer."""
    return next((claim for claim in ctx.findings("speed-to-lead") if _favours_speed(claim)), None)


def _favours_speed(claim: PatternFinding) -> bool:
    """Quick answers above the rest, or late ones below it."""
    if claim.value is None or claim.rest is None or claim.since is None:
        return False
    quick, late = SPEEDS
    return (claim.value > claim.rest and claim.group_name == quick) or (
        claim.value < claim.rest and claim.group_name == late
    )


def _figures(known: PatternFinding) -> dict[str, object]:
    value, rest = Percent(known.value or 0), Percent(known.rest or 0)
    return {"value": value, "rest": rest, "n": known.n, "group": known.group_name, "since": known.since}


RULE = Rule(
    id="lead-created", when=(OnActivity("contact_created", "deal_created"),), level=2, priority="medium", check=check
)
