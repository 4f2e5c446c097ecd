"""Speed to lead: tell what became of leads by how soon they were answered.

Asked when: the weekly analysis may claim that leads answered sooner, or later, became clients more, or less,
often than the rest. Silent when: nothing may be claimed, or the claim was told before.
"""

from app.coach import findings
from app.coach.rule import Action, Context, Draft, OnPattern, Rule


def check(ctx: Context) -> Draft | None:
    return findings.draft(ctx, RULE.id, (Action("open", "open", {"page": "contacts"}),))


RULE = Rule(
    id="speed-to-lead", when=(OnPattern(),), level=3, priority="low", check=check, wanted="show_pattern_insights"
)
