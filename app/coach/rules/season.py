"""Season: name the months in which more, or fewer, deals are won every year or quarter.

Asked when: the weekly analysis may claim that a month lies above or below the others. Silent when: nothing may be
claimed, or the claim was told before.
"""

from app.coach import findings
from app.coach.rule import Action, Context, Draft, OnPattern, Rule


def check(ctx: Context) -> Draft | None:
    return findings.draft(ctx, RULE.id, (Action("open", "open", {"page": "reports"}),))


RULE = Rule(id="season", when=(OnPattern(),), level=3, priority="low", check=check, wanted="show_pattern_insights")
