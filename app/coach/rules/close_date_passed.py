"""Close date passed: name the open deals that should have closed by now, the largest first.

Asked when: time passes; critical when one of them is worth more than the median of your latest deals, once ten have a
value in your currency. Silent when: every open deal is expected today, later, or on no day.
"""

from app.coach.rule import Action, Context, Draft, Every, Rule
from app.coach.values import Days, Names, Total, amount
from app.crm.standing import stuck
from app.crm.standing.row import Listed, Row


def check(ctx: Context) -> Draft | None:
    found = stuck.past_close(ctx.session, ctx.now, without=ctx.silent)
    if not found.count:
        return None
    first = found.rows[0]
    values = {
        "n": found.count, "names": Names([row.title for row in found.rows], found.count), "deal": first.title,
        "sum": Total(found.cents, str(ctx.settings["currency"]), found.others),
        "late": Days(first.facts["late"]), "value": amount(first.facts["cents"], first.facts["currency"]),
    }  # fmt: skip
    critical = _is_large(ctx, first)
    return Draft(
        values,
        text=_text(found),
        entity=("deal", first.id) if found.count == 1 else None,
        rows=tuple(_noted(row) for row in found.rows),
        count=found.count,
        actions=(
            Action("ask", "create_task", {"deal_id": first.id, "contact_id": first.facts["contact_id"],
                                          "due_days": 0, "action_type": "follow_up"}),
            Action("open", "open", {"kind": "deal", "id": first.id}),
        ),
        critical=critical,
        priority="high" if critical else None,
    )  # fmt: skip


def _is_large(ctx: Context, first: Row) -> bool:
    """Whether the largest deal in the owner's currency, which comes first, is above the median."""
    if first.facts["currency"] != ctx.settings["currency"] or not first.facts["cents"]:
        return False
    median = stuck.median_value(ctx.session)
    return median is not None and first.facts["cents"] > median


def _text(found: Listed) -> str:
    if found.count == 1:
        return "one" if found.rows[0].facts["cents"] else "one_unvalued"
    return "many" if found.cents or found.others else "many_unvalued"


def _noted(row: Row) -> Row:
    facts = row.facts
    noted = {"late": Days(facts["late"]), "stage": facts["stage"], "value": amount(facts["cents"], facts["currency"])}
    return Row(row.kind, row.id, row.title, noted)


RULE = Rule(id="close-date-passed", when=(Every(),), level=2, priority="medium", check=check, lists=True)
