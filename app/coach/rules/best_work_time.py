"""Best work time: name the day, and the hours, in which most gets done.

Asked when: the weekly analysis may claim a weekday or a window of hours. Silent when: nothing may be claimed, the claim
was told before, or it only says that a day off is off, or that a working day is one.
"""

from app.coach import findings
from app.coach.rule import Action, Context, Draft, OnPattern, Rule


def check(ctx: Context) -> Draft | None:
    return findings.draft(ctx, RULE.id, (Action("open", "open", {"page": "tasks"}),))


RULE = Rule(
    id="best-work-time", when=(OnPattern(),), level=3, priority="low", check=check, wanted="show_pattern_insights"
)
