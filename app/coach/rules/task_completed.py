"""Task completed: name the next one that matters, while there is momentum.

Asked when: a task is ticked off. It names the open task of high priority that is due first, within a week, else the
oldest without a day. Silent when: there is none, or the task was opened again.
"""

from datetime import timedelta

from app.coach.rule import Action, Context, Draft, OnActivity, Rule
from app.crm.standing import momentum
from app.crm.standing.row import Row

DAY = timedelta(days=1)


def check(ctx: Context) -> Draft | None:
    if not momentum.is_done(ctx.session, ctx.deed.entity_id):
        return None
    task = momentum.next_high(ctx.session, ctx.now)
    if task is None:
        return None
    open_it = Action("open", "open", {"kind": "task", "id": task.id})
    start = () if task.project_id is None else (Action("start", "start_timer", {"project_id": task.project_id}),)
    return Draft(
        {"task": task.title, "on": task.due_on or ""},
        text=_text(ctx, task),
        dedupe=f"task-completed:{ctx.deed.activity_id}",
        entity=("task", task.id),
        rows=(Row("task", task.id, task.title),),
        actions=(open_it, *start),
        keeps=DAY,
    )


def _text(ctx: Context, task: momentum.NextTask) -> str:
    if task.due_on is None:
        return "anytime"
    today = ctx.now.date()
    return "late" if task.due_on < today else "today" if task.due_on == today else "ahead"


RULE = Rule(id="task-completed", when=(OnActivity("task_completed"),), level=3, priority="low", check=check)
