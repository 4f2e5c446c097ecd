"""The rules, listed by hand. One a file: its docstring is its documentation, its words stand in
`resources/messages`."""

from app.coach.rule import Rule
from app.coach.rules import deal_won, stale_leads

RULES: tuple[Rule, ...] = (
    deal_won.RULE,
    stale_leads.RULE,
)
