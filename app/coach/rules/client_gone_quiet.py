"""Client gone quiet: name the clients who are out of touch for longer than usual.

Asked when: time passes. A client's rhythm is the gaps between contacts in either direction, five at least; quiet is
who has been silent for more than twice the median gap, for more than nine in ten gaps, and for over a
week. Silent when: something is planned with them, they must not be contacted, they are past the rhythm you set, your
last messages are unanswered, you owe them an answer, or the silence has lasted for over a year.
"""

from app.coach.rule import Action, Context, Draft, Every, Rule
from app.coach.values import Days, Names
from app.crm.standing import silence
from app.crm.standing.row import Row


def check(ctx: Context) -> Draft | None:
    found = silence.quiet_clients(ctx.session, ctx.now, without=ctx.silent)
    if not found.count:
        return None
    first = found.rows[0]
    alone = found.count == 1
    values = {
        "n": found.count, "names": Names([row.title for row in found.rows], found.count), "person": first.title,
        "gaps": first.facts["n"], "days": Days(first.facts["days"]), "usual": _usual(first),
    }  # fmt: skip
    return Draft(
        values,
        text="one" if alone else "many",
        entity=("contact", first.id) if alone else None,
        rows=tuple(_noted(row) for row in found.rows),
        count=found.count,
        n=first.facts["n"] if alone else None,
        value=first.facts["usual"] if alone else None,
        actions=(
            Action("task", "create_task", {"contact_id": first.id, "due_days": 0, "action_type": "follow_up"}),
            Action("open", "open", {"kind": "contact", "id": first.id}),
        ),
    )


def _usual(row: Row) -> Days:
    return Days(max(1, round(row.facts["usual"])))


def _noted(row: Row) -> Row:
    noted = {"days": Days(row.facts["days"]), "usual": _usual(row), "gaps": row.facts["n"]}
    return Row(row.kind, row.id, row.title, noted)


RULE = Rule(id="client-gone-quiet", when=(Every(),), level=2, priority="medium", check=check, lists=True)
