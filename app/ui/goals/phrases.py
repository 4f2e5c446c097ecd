"""Goals and what they need, in words."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from app.goals.shapes import Gap, GoalShown, ItemShown
from app.ui import words

TRIGGERS: Mapping[str, str] = {
    "next_conversation": "Comes up when you next talk with the coach",
    "immediately": "Comes up at the first chance",
    "after_event": "Comes up after a meeting",
    "post_event": "Comes up after a meeting, a closed deal or a finished project",
    "weekly": "Comes up once a week",
    "after_action_completed": "Comes up once the step before it is done",
}
ICONS: Mapping[str, tuple[str, str]] = {
    "pending": ("circle", "muted"), "in_progress": ("chat-circle", "coach"), "completed": ("check-circle", "green"),
    "skipped": ("minus-circle", "muted"),
}  # fmt: skip
STATES: Mapping[str, str] = {
    "pending": "Not brought up yet", "in_progress": "Brought up", "completed": "Done", "skipped": "Skipped",
}  # fmt: skip
ENDED: Mapping[str, str] = {"completed": "Reached", "abandoned": "Given up", "blocked": "On hold"}
DOABLE: Mapping[str, str] = {
    "recommendation": "Make a task", "introduction": "Make a task", "follow_up": "Plan it",
}  # fmt: skip
"""Items that become a task or a follow-up -> the button that does it."""
LONGEST = 160
"""Characters of an excerpt that are shown."""


def goal_line(goal: GoalShown) -> str:
    """ "Revenue growth · priority 8 of 10 · on hold"."""
    parts = [readable(goal.goal_type), f"priority {goal.priority} of 10"]
    state = ENDED.get(goal.status)
    return " · ".join([*parts, state.lower()] if state else parts)


def aims(goal: GoalShown) -> str:
    """Target and next step, a line each."""
    lines = [
        f"Target: {goal.target}" if goal.target else "",
        f"Next: {goal.next_milestone}" if goal.next_milestone else "",
    ]
    return "\n".join(line for line in lines if line)


def why(goal: GoalShown) -> str:
    """Which rule or pattern it came from, when it counts as reached, how long it took others."""
    source = f"It comes from the rule “{readable(goal.rule)}”."
    if goal.source:
        sure = "" if goal.confidence is None else f", {round(100 * goal.confidence)} % sure"
        source = f"It comes from the pattern “{goal.source}”{sure}, by the rule “{readable(goal.rule)}”."
    signs = [readable(name).lower() for name, wanted in goal.success.items() if wanted]
    reached = f" It counts as reached with: {', '.join(signs)}." if signs else ""
    return f"{source}{reached}{_months(goal.months)}"


def done_line(goal: GoalShown) -> str:
    """ "2 of 5 done"; what was skipped does not count."""
    counting = [item for item in goal.items if item.status != "skipped"]
    done = sum(item.status == "completed" for item in counting)
    return f"{words.number(done)} of {words.number(len(counting))} done"


def item_line(item: ItemShown, now: datetime) -> str:
    """Where an item stands, when it was brought up and with which words, and what it led to: a sentence each."""
    if item.status == "pending":
        return _sentence(TRIGGERS.get(item.trigger, STATES["pending"]))
    told = [] if item.status == "in_progress" else [_at(STATES[item.status], item.done_at, now)]
    if item.asked_at:
        told.append(_at("Brought up", item.asked_at, now) + (f": “{_short(item.excerpt)}”" if item.excerpt else ""))
    if item.notes and item.notes != item.excerpt:
        told.append(item.notes)
    return " ".join(_sentence(part) for part in told) or _sentence(STATES[item.status])


def gaps_line(gaps: Sequence[Gap]) -> str:
    """ "Still to learn: close rate, ideal client (asked lately)"."""
    told = [gap.title if gap.may_ask or gap.item_id is None else f"{gap.title} (asked lately)" for gap in gaps]
    return f"Still to learn: {', '.join(told)}." if told else "Nothing is missing for these goals."


def readable(name: str) -> str:
    """lead-system: "Lead system"."""
    return name.replace("_", " ").replace("-", " ").capitalize()


def _months(months: tuple[float, ...]) -> str:
    if not months:
        return ""
    expected, low, high = (words.decimal(value) for value in months)
    return f" Others took {expected} months, most of them {low} to {high}."


def _at(what: str, moment: datetime | None, now: datetime) -> str:
    return f"{what} {words.when(moment, now)}" if moment else what


def _sentence(text: str) -> str:
    """With its end, unless it has one."""
    return text if text.rstrip("”").endswith((".", "!", "?", "…")) else f"{text}."


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= LONGEST else f"{plain[: LONGEST - 1]}…"
