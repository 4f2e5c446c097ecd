"""Deal won: ask for a referral while the work is fresh.

Asked when: a deal is closed as won. Where the owner's own history shows that deals by referral are won more often, or
are worth more, than all others, it says so with the numbers. Silent when: the deal names nobody, its contact must not
be contacted, or a referral was asked for in the last 90 days.
"""

from app.coach.rule import QUARTER, Action, Context, Draft, OnActivity, Rule
from app.coach.values import Money, Percent
from app.crm.standing import cases, deals
from app.crm.standing.row import Row
from app.models import PatternFinding

TEXTS = {
    ("conversion-by-source", "deals"): "won_more",
    ("best-clients", "source_margin"): "more_margin",
    ("best-clients", "source_value"): "worth_more",
}
"""What the owner's history may show of referrals -> how it is said; the first that it shows is told."""


def check(ctx: Context) -> Draft | None:
    won = deals.facts(ctx.session, ctx.deed.entity_id)
    if won is None or won.won is not True or won.who is None or not won.may_contact:
        return None
    if deals.asked_for_referral_since(ctx.session, won, ctx.now - QUARTER):
        return None
    found = _shown(ctx)
    about = _rows(won)
    return Draft(
        {"deal": won.title, "who": won.who} | (_figures(found) if found else {}),
        text=TEXTS[found.rule_id, found.question] if found else "default",
        dedupe=f"deal-won:{ctx.deed.activity_id}",
        entity=("deal", won.id),
        rows=(*about, *cases.named(ctx.session, found.text.get("rows", ()) if found else ())),
        count=len(about) + (found.n if found else 0),
        n=found.n if found else None,
        value=found.value if found else None,
        low=found.low if found else None,
        high=found.high if found else None,
        actions=_actions(won),
    )


def _rows(won: deals.DealFacts) -> tuple[Row, ...]:
    deal = Row("deal", won.id, won.title)
    if won.contact_id is not None:
        return deal, Row("contact", won.contact_id, str(won.person))
    return (deal,) if won.business_id is None else (deal, Row("business", won.business_id, str(won.business)))


def _actions(won: deals.DealFacts) -> tuple[Action, ...]:
    ask = {"contact_id": won.contact_id, "business_id": won.business_id, "deal_id": won.id, "due_days": 2}
    plan = Action("ask", "create_task", {**ask, "action_type": "introduction"})
    return (plan,) if won.contact_id is None else (plan, Action("write", "draft", {"contact_id": won.contact_id}))


def _shown(ctx: Context) -> PatternFinding | None:
    """The claim that speaks for referrals, in the order of the texts."""
    claims = [*ctx.findings("conversion-by-source"), *ctx.findings("best-clients")]
    found = {(claim.rule_id, claim.question): claim for claim in claims if _speaks_for_referrals(claim)}
    return next((found[key] for key in TEXTS if key in found), None)


def _speaks_for_referrals(claim: PatternFinding) -> bool:
    if claim.group_name != deals.REFERRAL or claim.value is None or claim.rest is None or claim.since is None:
        return False
    return claim.value > claim.rest


def _figures(found: PatternFinding) -> dict[str, object]:
    value, rest = (_written(found, figure or 0) for figure in (found.value, found.rest))
    return {"value": value, "rest": rest, "n": found.n, "since": found.since}


def _written(found: PatternFinding, figure: float) -> Money | Percent:
    in_money = found.text.get("unit") == "money"
    return Money(round(figure), str(found.text["currency"])) if in_money else Percent(figure)


RULE = Rule(id="deal-won", when=(OnActivity("deal_closed"),), level=2, priority="high", check=check)
