"""The rules, listed by hand. One a file: its docstring is its documentation, its words stand in
`resources/messages`."""

from app.coach.rule import Rule
from app.coach.rules import (
    best_clients,
    best_work_time,
    conversion_by_source,
    cycle_by_source,
    cycle_outlier,
    deal_won,
    estimate_vs_actual,
    season,
    speed_to_lead,
    stage_drop_off,
    stale_leads,
    win_rate_shift,
)

RULES: tuple[Rule, ...] = (
    deal_won.RULE,
    stale_leads.RULE,
    best_work_time.RULE,
    conversion_by_source.RULE,
    cycle_by_source.RULE,
    stage_drop_off.RULE,
    best_clients.RULE,
    cycle_outlier.RULE,
    speed_to_lead.RULE,
    season.RULE,
    estimate_vs_actual.RULE,
    win_rate_shift.RULE,
)
