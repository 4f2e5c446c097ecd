"""Stage drop-off: name the stage in which deals are lost.

Asked when: the weekly analysis may claim that deals are lost from a stage more, or less, often than from the
others. Silent when: nothing may be claimed, or the claim was told before.
"""

from app.coach import findings
from app.coach.rule import Action, Context, Draft, OnPattern, Rule


def check(ctx: Context) -> Draft | None:
    return findings.draft(ctx, RULE.id, (Action("open", "open", {"page": "pipeline"}),))


RULE = Rule(
    id="stage-drop-off", when=(OnPattern(),), level=3, priority="low", check=check, wanted="show_pattern_insights"
)
