"""Big deal: give a deal that is larger than nine in ten of the owner's own the time it is worth.

Asked when: a deal is added with such a value, or its value rises to it. Silent when: fewer than ten other deals have a
value in that currency, the deal is closed, or its value was as large before.
"""

from app.coach.rule import Action, Context, Draft, OnActivity, Rule
from app.coach.values import Money
from app.crm.standing import deals, sizes
from app.crm.standing.row import Row

ENOUGH = 10
"""Other deals with a value, from which on the owner's own figures count."""


def check(ctx: Context) -> Draft | None:
    deal = deals.facts(ctx.session, ctx.deed.entity_id)
    if deal is None or deal.won is not None or deal.value_cents is None:
        return None
    edge = sizes.largest_tenth(ctx.session, deal.currency, without=deal.id)
    if edge is None or edge.n < ENOUGH or deal.value_cents <= edge.cents or _was_large(ctx, edge.cents):
        return None
    prepare = {"contact_id": deal.contact_id, "business_id": deal.business_id, "deal_id": deal.id, "due_days": 1}
    own = deal.currency == ctx.settings["currency"]
    return Draft(
        {
            "deal": deal.title, "value": Money(deal.value_cents, deal.currency),
            "edge": Money(edge.cents, deal.currency), "n": edge.n,
        },
        dedupe=f"big-deal:{deal.id}",
        entity=("deal", deal.id),
        rows=tuple(
            Row("deal", row.id, row.title, {"value": Money(row.facts["cents"], deal.currency)}) for row in edge.rows
        ),
        count=edge.n,
        n=edge.n,
        value=edge.cents if own else None,
        actions=(
            Action("prepare", "create_task", {**prepare, "priority": "high"}),
            Action("open", "open", {"kind": "deal", "id": deal.id}),
        ),
    )  # fmt: skip


def _was_large(ctx: Context, edge: int) -> bool:
    """Before its value was changed; a new deal has none."""
    old = ctx.deed.details.get("old")
    return isinstance(old, int) and old > edge


RULE = Rule(
    id="big-deal", when=(OnActivity("deal_created", "deal_value_changed"),), level=2, priority="high", check=check
)
