"""Cycle outlier: name the open deals that stand in their stage longer than nearly all before them.

Asked when: the weekly analysis finds open deals beyond the 95 % prediction limit of their stage. Silent when: they have
moved on or closed since, or no stage has twenty finished stays.
"""

from app.coach.rule import Action, Context, Draft, OnPattern, Rule
from app.coach.values import Names
from app.crm.standing import outliers
from app.crm.standing.outliers import Standing


def check(ctx: Context) -> Draft | None:
    found = {int(one.text["rows"][0][1]): one for one in ctx.findings(RULE.id)}
    late = outliers.still_standing(ctx.session, ctx.now, [one for one in found if one not in ctx.silent])
    late = [one for one in late if one.stage == found[one.row.id].text["facts"]["stage"]]
    if not late:
        return None
    first, claim = late[0], found[late[0].row.id]
    return Draft(
        {"deal": first.row.title, "stage": first.stage, "days": first.days, "usual": round(claim.rest or 0),
         "n": len(late), "names": Names([one.row.title for one in late], len(late))},
        text="one" if len(late) == 1 else "many",
        entity=("deal", first.row.id) if len(late) == 1 else None,
        rows=tuple(one.row for one in late), count=len(late), n=claim.n, value=float(first.days),
        low=claim.low, high=claim.high, actions=_actions(first),
    )  # fmt: skip


def _actions(first: Standing) -> tuple[Action, ...]:
    return (
        Action("open", "open", {"kind": "deal", "id": first.row.id}),
        Action("step", "create_task", {"deal_id": first.row.id, "due_days": 0}),
    )


RULE = Rule(
    id="cycle-outlier", when=(OnPattern(),), level=3, priority="low", check=check, lists=True,
    wanted="show_pattern_insights",
)  # fmt: skip
