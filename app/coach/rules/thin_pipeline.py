"""Thin pipeline: tell when the open deals are worth less than three months as you usually have them.

Asked when: time passes, once a week at most. The open deals are weighted by your own win rates; a usual month is the
median of what was won in each of the last twelve full months, or of those since your first win. Silent when: fewer
than six of those months have a win, a stage that holds money has fewer than ten closed deals behind its win rate, or
none of the open deals has a value.
"""

from app.coach.rule import Action, Context, Draft, Every, Rule
from app.coach.values import Money, Total
from app.crm.standing import money
from app.crm.standing.row import Row


def check(ctx: Context) -> Draft | None:
    year, week, _day = ctx.now.isocalendar()
    dedupe = f"thin-pipeline:{year}-W{week:02}"
    found = None if ctx.was_told(dedupe) else money.thin(ctx.session, ctx.now)
    if found is None:
        return None
    currency = str(ctx.settings["currency"])
    values = {
        "n": found.listed.count, "sum": Total(found.cents, currency, found.listed.others),
        "monthly": Money(found.monthly, currency), "months": found.months, "goal": Money(found.goal, currency),
    }  # fmt: skip
    return Draft(
        values,
        text="open" if found.listed.count else "empty",
        dedupe=dedupe,
        rows=tuple(_noted(row, currency) for row in found.listed.rows),
        count=found.listed.count,
        n=found.months,
        value=found.cents,
        actions=(
            Action("task", "create_task", {"due_days": 0, "action_type": "follow_up"}),
            Action("open", "open", {"page": "pipeline"}),
        ),
    )


def _noted(row: Row, currency: str) -> Row:
    facts = row.facts
    noted = {"value": Money(facts["cents"], currency), "won": facts["won"], "of": facts["n"], "stage": facts["stage"]}
    return Row(row.kind, row.id, row.title, noted)


RULE = Rule(id="thin-pipeline", when=(Every(),), level=2, priority="medium", check=check)
