"""Estimate and actual: tell how far the time tasks take lies from their estimates.

Asked when: the weekly analysis may claim that tasks usually take longer, or shorter, than what was
estimated. Silent when: nothing may be claimed, or the claim was told before.
"""

from app.coach import findings
from app.coach.rule import Action, Context, Draft, OnPattern, Rule


def check(ctx: Context) -> Draft | None:
    return findings.draft(ctx, RULE.id, (Action("open", "open", {"page": "tasks"}),))


RULE = Rule(
    id="estimate-vs-actual", when=(OnPattern(),), level=3, priority="low", check=check, wanted="show_pattern_insights"
)
