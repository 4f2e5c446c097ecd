"""Which answer belongs to which question."""

from collections.abc import Callable, Mapping

from app.chat.intents import day, losses, pipeline
from app.chat.intents.reply import Ask, Offline

Answer = Callable[[Ask], Offline | None]
TOPICS: Mapping[str, Answer] = {
    "today": day.what_today, "call": day.whom_to_call, "pipeline": pipeline.how_it_stands,
    "stuck": pipeline.which_are_stuck, "lost": losses.why,
}  # fmt: skip
