"""Coach question: ask what would help most to know, in the words a person would use.

Asked when: time passes and the coach needs to know something of the owner's business at once. Silent when: it was asked
in the last fourteen days, as a toast or in a conversation, or another question came in the last seven.
"""

from app.coach.rule import Action, Context, Draft, Every, Rule
from app.coach.wording import Phrase
from app.crm.standing import questions
from app.crm.standing.row import Row


def check(ctx: Context) -> Draft | None:
    found = questions.waiting(ctx.session, ctx.now)
    if found is None:
        return None
    dedupe = f"{RULE.id}:{found.item_id}:{found.times}"
    if ctx.was_told(dedupe) or questions.was_asked_lately(ctx.session, RULE.id, ctx.now):
        return None
    return Draft(
        {"ask": Phrase(found.ask)},
        dedupe=dedupe,
        entity=("business", found.business_id),
        rows=(Row("business", found.business_id, found.business),),
        actions=(Action("answer", "answer", {"item_id": found.item_id}),),
    )


RULE = Rule(id="coach-question", when=(Every(),), level=2, priority="low", check=check)
