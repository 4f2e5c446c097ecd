"""Unbilled hours: sum up the billable time that waits for its bill, by project, what is worth most first.

Asked when: time passes. Time counts once it is two weeks old, and in the last three days of a month all of
it. Silent when: everything is billed, or the project is not billed by the hour: it has no rate, and none of its time
was ever billed.
"""

from app.coach.rule import Action, Context, Draft, Every, Rule
from app.coach.values import Minutes, Names, Total, amount
from app.crm.standing import projects
from app.crm.standing.row import Row

HOUR = 60


def check(ctx: Context) -> Draft | None:
    found = projects.unbilled(ctx.session, ctx.now, without=ctx.silent)
    listed = found.listed
    if not listed.count:
        return None
    first, alone = listed.rows[0], listed.count == 1
    valued = first.facts["cents"] is not None
    values = {
        "n": listed.count, "names": Names([row.title for row in listed.rows], listed.count), "project": first.title,
        "time": Minutes(found.minutes), "value": amount(first.facts["cents"], first.facts["currency"]),
        "sum": Total(listed.cents, str(ctx.settings["currency"]), listed.others),
    }  # fmt: skip
    return Draft(
        values,
        text=("one" if alone else "many") if valued else ("one_unvalued" if alone else "many_unvalued"),
        entity=("project", first.id) if alone else None,
        rows=tuple(_noted(row) for row in listed.rows),
        count=listed.count,
        value=found.minutes / HOUR,
        actions=(
            Action("open", "open", {"kind": "project", "id": first.id}),
            Action("task", "create_task", {"project_id": first.id, "due_days": 0}),
        ),
    )


def _noted(row: Row) -> Row:
    facts = row.facts
    noted = {
        "time": Minutes(facts["minutes"]), "value": amount(facts["cents"], facts["currency"]), "on": facts["on"]
    }  # fmt: skip
    return Row(row.kind, row.id, row.title, noted)


RULE = Rule(id="unbilled-hours", when=(Every(),), level=2, priority="medium", check=check, lists=True)
