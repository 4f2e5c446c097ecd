"""Win rate shift: tell since when more, or fewer, deals are won than before.

Asked when: the weekly analysis may claim that the share of won deals changed with a month. Silent when: nothing may be
claimed, or the claim was told before.
"""

from app.coach import findings
from app.coach.rule import Action, Context, Draft, OnPattern, Rule


def check(ctx: Context) -> Draft | None:
    return findings.draft(ctx, RULE.id, (Action("open", "open", {"page": "reports"}),))


RULE = Rule(
    id="win-rate-shift", when=(OnPattern(),), level=3, priority="low", check=check, wanted="show_pattern_insights"
)
