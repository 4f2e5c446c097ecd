"""One large client: tell when one client brings more than half of what you win.

Asked when: time passes, once a month at most. Counted is the value of the deals won in the last twelve months in your
currency, by business, or by contact where there is none. Silent when: there were fewer than five such deals, or fewer
than two clients.
"""

from app.coach.rule import MONTH, Action, Context, Draft, Every, Rule
from app.coach.values import Money, Percent
from app.crm.standing import money
from app.crm.standing.row import Row


def check(ctx: Context) -> Draft | None:
    dedupe = f"concentration:{ctx.now:%Y-%m}"
    found = None if ctx.was_told(dedupe) else money.concentration(ctx.session, ctx.now)
    if found is None:
        return None
    currency = str(ctx.settings["currency"])
    values = {
        "client": found.name, "share": Percent(found.share), "n": found.listed.count, "deals": found.deals,
        "sum": Money(found.cents, currency), "total": Money(found.total, currency),
    }  # fmt: skip
    rows = (Row(row.kind, row.id, row.title, {"value": Money(row.facts["cents"], currency)})
            for row in found.listed.rows)  # fmt: skip
    return Draft(
        values,
        dedupe=dedupe,
        entity=(found.kind, found.id),
        rows=tuple(rows),
        count=found.listed.count,
        n=found.deals,
        value=found.share,
        actions=(
            Action("task", "create_task", {"due_days": 7}),
            Action("open", "open", {"kind": found.kind, "id": found.id}),
        ),
        keeps=MONTH,
    )


RULE = Rule(id="concentration", when=(Every(),), level=2, priority="low", check=check)
