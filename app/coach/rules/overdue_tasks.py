"""Overdue tasks: count what is late and name the oldest.

Asked when: time passes; critical when a task of high priority is late for more than three days. Silent when: nothing is
late. A task without an hour is late from the next day on.
"""

from app.coach.rule import Action, Context, Draft, Every, Rule
from app.coach.values import Days, Names
from app.crm.standing import due


def check(ctx: Context) -> Draft | None:
    late, critical = due.overdue(ctx.session, ctx.now, without=ctx.silent)
    if not late.count:
        return None
    first = late.rows[0]
    days = int(first.facts["days"])
    names = Names([row.title for row in late.rows], late.count)
    values = {"n": late.count, "names": names, "task": first.title, "days": Days(days), "others": late.count - 1}
    return Draft(
        values | {"at": first.facts.get("at", "")},
        text=_text(late.count, days, critical),
        entity=("task", first.id) if late.count == 1 else None,
        rows=late.rows,
        count=late.count,
        critical=critical > 0,
        priority="high" if critical else None,
        actions=(
            Action("open", "open", {"kind": "task", "id": first.id}),
            Action("all", "open", {"page": "tasks"}),
        )[: 2 if late.count > 1 else 1],
    )


def _text(count: int, days: int, critical: int) -> str:
    """The sentence: about the one that is critical, the one there is, or all."""
    if critical:
        return "critical" if count == 1 else "critical_many"
    if count > 1:
        return "many" if days else "many_today"
    return "one" if days else "one_today"


RULE = Rule(id="overdue-tasks", when=(Every(),), level=2, priority="medium", check=check, lists=True)
