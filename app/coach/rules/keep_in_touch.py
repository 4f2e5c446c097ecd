"""Keep in touch: name the people who are past the rhythm you set for them, clients first.

Asked when: time passes and somebody's last contact, in either direction, is longer ago than wished; of higher priority
past the longest interval. Silent when: a follow-up, a task or an appointment with them lies ahead, or they must not be
contacted.
"""

from app.coach.rule import Action, Context, Draft, Every, Rule
from app.coach.values import Days, Names
from app.crm.standing import touch


def check(ctx: Context) -> Draft | None:
    found, beyond = touch.past_rhythm(ctx.session, ctx.now, without=ctx.silent)
    if not found.count:
        return None
    first, alone = found.rows[0], found.count == 1
    facts = first.facts
    values = {"n": found.count, "names": Names([row.title for row in found.rows], found.count), "person": first.title}
    log = {"contact_id": first.id, "kind": "call", "direction": "outbound"}
    return Draft(
        values | {"days": Days(facts["days"]), "wished": Days(facts["wished"]), "beyond": beyond},
        text=f"one_{facts['text']}" if alone else "many_longest" if beyond else "many",
        entity=("contact", first.id) if alone else None,
        rows=found.rows,
        count=found.count,
        priority="high" if beyond else None,
        actions=(
            Action("open", "open", {"kind": "contact", "id": first.id}),
            Action("log", "log", log),
            Action("later", "snooze_record", {"kind": "contact", "id": first.id, "days": 7}),
        ),
    )


RULE = Rule(id="keep-in-touch", when=(Every(),), level=2, priority="medium", check=check, lists=True)
