"""Stuck deals: name the deals that have stayed in their stage for longer than it takes, the largest first.

Asked when: time passes. A stage's limit is the one you set on it; else your own 80th percentile of days in that stage,
once ten stays in it have ended; else the setting. The board marks the same deals. Silent when: a next step, a task or
a follow-up is planned for today or a later day.
"""

from app.coach.rule import Action, Context, Draft, Every, Rule
from app.coach.values import Days, Names, Total, amount
from app.crm.standing import stuck
from app.crm.standing.row import Row


def check(ctx: Context) -> Draft | None:
    found = stuck.stuck(ctx.session, ctx.now, without=ctx.silent)
    if not found.count:
        return None
    first = found.rows[0]
    values = {
        "n": found.count, "names": Names([row.title for row in found.rows], found.count), "deal": first.title,
        "sum": Total(found.cents, str(ctx.settings["currency"]), found.others), "who": first.facts["who"],
        "stage": first.facts["stage"], "days": Days(first.facts["days"]),
    }  # fmt: skip
    alone = found.count == 1
    return Draft(
        values,
        text=_text(alone=alone, named=first.facts["who"] is not None, valued=bool(found.cents or found.others)),
        entity=("deal", first.id) if alone else None,
        rows=tuple(_noted(row) for row in found.rows),
        count=found.count,
        actions=(
            Action("step", "create_task", {"deal_id": first.id, "contact_id": first.facts["contact_id"],
                                           "due_days": 0, "action_type": "follow_up"}),
            Action("open", "open", {"kind": "deal", "id": first.id}),
            Action("later", "snooze_record", {"kind": "deal", "id": first.id, "days": 7}),
        ),
    )  # fmt: skip


def _text(*, alone: bool, named: bool, valued: bool) -> str:
    if alone:
        return "one" if named else "untied"
    return "many" if valued else "unvalued"


def _noted(row: Row) -> Row:
    facts = row.facts
    noted = {"days": Days(facts["days"]), "stage": facts["stage"], "value": amount(facts["cents"], facts["currency"])}
    return Row(row.kind, row.id, row.title, noted)


RULE = Rule(id="stuck-deal", when=(Every(),), level=2, priority="medium", check=check, lists=True)
