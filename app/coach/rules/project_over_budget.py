"""Project over budget: name the active projects that took more time or money than agreed, the furthest over first.

Asked when: time passes; always critical. Money is the billable time at the project's rate, as on its
page. Silent when: no active project has used up more than its budget, or none has one.
"""

from app.coach.rule import Action, Context, Draft, Every, Rule
from app.coach.values import Minutes, Money, Names, Percent
from app.crm.standing import projects
from app.crm.standing.row import Row


def check(ctx: Context) -> Draft | None:
    found = projects.over_budget(ctx.session, without=ctx.silent)
    if not found.count:
        return None
    first, alone = found.rows[0], found.count == 1
    names = Names([row.title for row in found.rows], found.count)
    about = {"project_id": first.id, "business_id": first.facts["business_id"], "due_days": 0}
    return Draft(
        {"n": found.count, "names": names, "project": first.title, **_noted(first).facts},
        text="one" if alone else "many",
        entity=("project", first.id) if alone else None,
        rows=tuple(_noted(row) for row in found.rows),
        count=found.count,
        value=first.facts["used"] if alone else None,
        actions=(
            Action("talk", "create_task", about | {"priority": "high"}),
            Action("open", "open", {"kind": "project", "id": first.id}),
        ),
        critical=True,
    )


def _noted(row: Row) -> Row:
    facts = row.facts
    spent, budget = (_written(row, facts[name]) for name in ("spent", "budget"))
    return Row(row.kind, row.id, row.title, {"spent": spent, "budget": budget, "used": Percent(facts["used"])})


def _written(row: Row, spent: int) -> Minutes | Money:
    return Minutes(spent) if row.facts["text"] == "time" else Money(spent, row.facts["currency"])


RULE = Rule(id="project-over-budget", when=(Every(),), level=2, priority="high", check=check, lists=True)
