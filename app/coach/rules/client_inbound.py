"""Client inbound: somebody wrote, and an answer is due.

Asked when: an incoming e-mail, SMS or message is logged; and with time, about everybody who has waited for 24 hours,
which is critical: clients first, then who has waited longest. Silent when: they were answered since by anything the
owner sent, or both spoke; a task or a follow-up with them was planned since; the contact must not be contacted; or they
wrote more than 30 days ago.
"""

from datetime import timedelta

from app.coach.rule import Action, Context, Draft, Every, OnActivity, Rule
from app.coach.values import Names
from app.crm.standing import response
from app.crm.standing.row import Row

PATIENCE = timedelta(hours=24)


def check(ctx: Context) -> Draft | None:
    return _waiting(ctx) if ctx.activity is None else _written(ctx)


def _written(ctx: Context) -> Draft | None:
    told = ctx.deed.details
    if told.get("direction") != "inbound" or told.get("kind") not in response.WRITTEN:
        return None
    row = response.waiting(ctx.session, ctx.deed.entity_id, ctx.now)
    if row is None:
        return None
    return Draft(
        {"person": row.title},
        text="wrote",
        dedupe=f"client-inbound:{ctx.deed.activity_id}",
        entity=("contact", row.id),
        rows=(row,),
        keeps=PATIENCE,
        actions=_actions(row, str(told["kind"])),
    )


def _waiting(ctx: Context) -> Draft | None:
    found = response.unanswered(ctx.session, ctx.now, PATIENCE, without=ctx.silent)
    if not found.count:
        return None
    first = found.rows[0]
    names = Names([row.title for row in found.rows], found.count)
    return Draft(
        {"n": found.count, "names": names, "person": first.title, "on": first.facts["on"]},
        text="one" if found.count == 1 else "many",
        entity=("contact", first.id) if found.count == 1 else None,
        rows=found.rows,
        count=found.count,
        critical=True,
        priority="high",
        actions=_actions(first, str(first.facts["kind"])),
    )


def _actions(row: Row, kind: str) -> tuple[Action, ...]:
    """The answer itself, that it was given, or a task for today."""
    about = {"contact_id": row.id}
    return (
        Action("answer", "draft", about),
        Action("done", "log", {**about, "kind": kind}),
        Action("plan", "create_task", {**about, "due_days": 0, "priority": "high", "action_type": "follow_up"}),
    )


RULE = Rule(
    id="client-inbound", when=(OnActivity("contact_contacted"), Every()), level=2, priority="medium", check=check,
    lists=True,
)  # fmt: skip
