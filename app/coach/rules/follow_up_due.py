"""Follow-up due: name the people you planned to contact, and the deals whose next step is due.

Asked when: time passes and a follow-up or a next step is for today or before; critical when one is a promise, a
reminder or a recommendation and not a check-in. Silent when: the task that settles a follow-up is done, or the contact
must not be contacted.
"""

from app.coach.rule import Action, Context, Draft, Every, Rule
from app.coach.values import Days, Names
from app.crm.standing import due
from app.crm.standing.row import Row


def check(ctx: Context) -> Draft | None:
    planned, promised = due.followups(ctx.session, ctx.now, without=ctx.silent_of("contact"))
    steps = due.steps(ctx.session, ctx.now, without=ctx.silent_of("deal"))
    count = planned.count + steps.count
    if not count:
        return None
    rows = (*planned.rows, *steps.rows)
    first = rows[0]
    names = list(dict.fromkeys(row.title for row in rows))
    days = max(int(row.facts["days"]) for row in rows)
    values = {"n": count, "steps": steps.count, "names": Names(names, count - len(rows) + len(names))}
    return Draft(
        values | {"name": first.title, "step": first.facts.get("step", ""), "days": Days(days)},
        text=_text(planned.count, steps.count, first, late=days > 0),
        entity=(first.kind, first.id) if count == 1 else None,
        rows=rows,
        count=count,
        critical=promised > 0,
        priority="high" if promised else None,
        actions=_actions(first, count),
    )


def _text(planned: int, steps: int, first: Row, *, late: bool) -> str:
    if planned + steps == 1:
        return f"one_{first.facts['text']}"
    kind = "followups" if not steps else "both" if planned else "steps"
    return f"{kind}_late" if late else kind


def _actions(first: Row, count: int) -> tuple[Action, ...]:
    opened = Action("open", "open", {"kind": first.kind, "id": first.id})
    if count > 1:
        return opened, Action("today", "open", {"page": "today"})
    if "followup_id" in first.facts:
        return opened, Action("done", "settle_followup", {"followup_id": first.facts["followup_id"]})
    return opened, Action("later", "snooze_record", {"kind": "deal", "id": first.id, "days": 3})


RULE = Rule(id="follow-up-due", when=(Every(),), level=2, priority="medium", check=check, lists=True)
