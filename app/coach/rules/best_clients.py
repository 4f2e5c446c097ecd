"""Best clients: name the source, the trade or the size of the clients who bring more, or leave a better margin.

Asked when: the weekly analysis may claim that a group of clients lies above or below the rest. Silent when: nothing
may be claimed, or the claim was told before.
"""

from app.coach import findings
from app.coach.rule import Action, Context, Draft, OnPattern, Rule


def check(ctx: Context) -> Draft | None:
    return findings.draft(ctx, RULE.id, (Action("open", "open", {"page": "reports"}),))


RULE = Rule(
    id="best-clients", when=(OnPattern(),), level=3, priority="low", check=check, wanted="show_pattern_insights"
)
