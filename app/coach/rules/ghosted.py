"""No answer: name the people who leave your messages unanswered, those with an open deal first.

Asked when: time passes and you wrote or called in vain twice or more, half a day apart at least, the last time 7 to 90
days ago. What they send, a meeting, and a call that took time are answers. Silent when: something is planned with
them, they are lost, or must not be contacted.
"""

from app.coach.rule import Action, Context, Draft, Every, Rule
from app.coach.values import Days, Names
from app.crm.standing import silence
from app.crm.standing.row import Row

REST = 60
"""Days that somebody is left alone."""


def check(ctx: Context) -> Draft | None:
    found = silence.ghosted(ctx.session, ctx.now, without=ctx.silent)
    if not found.count:
        return None
    first = found.rows[0]
    values = {
        "n": found.count, "names": Names([row.title for row in found.rows], found.count), "person": first.title,
        "first": first.facts["first_name"], "tries": first.facts["tries"], "days": Days(first.facts["days"]),
    }  # fmt: skip
    return Draft(
        values,
        text="one" if found.count == 1 else "many",
        entity=("contact", first.id) if found.count == 1 else None,
        rows=tuple(_noted(row) for row in found.rows),
        count=found.count,
        actions=(
            Action("last", "draft", {"contact_id": first.id}),
            Action("rest", "snooze_record", {"kind": "contact", "id": first.id, "days": REST}),
            Action("open", "open", {"kind": "contact", "id": first.id}),
        ),
    )


def _noted(row: Row) -> Row:
    noted = {"tries": row.facts["tries"], "days": Days(row.facts["days"])}
    return Row(row.kind, row.id, row.title, noted)


RULE = Rule(id="ghosted", when=(Every(),), level=2, priority="medium", check=check, lists=True)
