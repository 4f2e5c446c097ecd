"""Which answer belongs to which question."""

from collections.abc import Callable, Mapping

from app.chat.intents import agenda, clients, closed, counts, day, forecasts, losses, own, people, pipeline, work
from app.chat.intents.reply import Ask, Offline

Answer = Callable[[Ask], Offline | None]
TOPICS: Mapping[str, Answer] = {
    "today": agenda.what_today,
    "call": day.whom_to_call,
    "waiting": day.who_waits,
    "unanswering": day.who_is_unanswering,
    "silent": day.who_is_silent,
    "pipeline": pipeline.how_it_stands,
    "stuck": pipeline.which_are_stuck,
    "closing": pipeline.which_close,
    "large_deals": pipeline.which_are_largest,
    "no_step": pipeline.which_lack_a_step,
    "in_stage": pipeline.which_are_in,
    "timer": work.what_runs,
    "past_close": pipeline.which_slipped,
    "won": closed.what_was_won,
    "closed": closed.what_closed,
    "lost": losses.why,
    "win_rate": closed.win_rate,
    "size": closed.how_large,
    "cycle": closed.how_long,
    "sources": closed.which_sources,
    "best_clients": clients.who_is_best,
    "stale_leads": agenda.stale_leads,
    "due": agenda.what_is_due,
    "overdue": agenda.what_is_overdue,
    "appointments": agenda.appointments,
    "birthdays": agenda.birthdays,
    "forecast": forecasts.what_may_come,
    "counts": counts.how_many,
    "done": counts.tasks_done,
    "contacted": counts.who_was_contacted,
    "happened": counts.what_happened,
    "goals": own.targets,
    "patterns": own.patterns,
    "known": own.what_is_known,
    "told": own.what_to_tell,
    "help": own.offer,
    "hours": work.hours,
    "unbilled": work.unbilled,
    "budget": work.over_budget,
    "projects": work.under_way,
    **dict.fromkeys(people.TELLS, people.named),
    "make_task": people.make_task,
}
