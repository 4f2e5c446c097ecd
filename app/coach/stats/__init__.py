"""What may be claimed: the only door between the owner's history and a sentence that names a group.

    verdicts = stats.judge(questions, now)      all questions of one run in one call, `now` by the owner's clock

A detector puts its cases into parallel arrays and asks one question each:

    labels, group = stats.coded([deal.source for deal in deals])            None is "not known", never named
    Rates("win rate by source", labels, group, won, closed_on)              one case is one decided deal or one lead
    Durations("cycle by source", labels, group, days, closed, began_on, won)    with the open ones
    Money("margin by segment", labels, group, margin, won_on)               one case is one won deal or one client
    WorkTimes("work", stats.wall_clock(utc, offsets), offset_known)         answers twice: "weekday" and "hours"
    Season("won by month", months, values, cycle=12)                        one case is one month; 3 for quarters
    Ratios("estimate against actual", actual / estimate, done_on)           above 1: more than was thought
    Shift("win rate", won, closed_on)                                       the group is the first month of the new rate
    Outliers("proposal", finished_days, names, open_days)                   about single records: no family, no group

It gets back, in the order of the questions, one or more `Claim` each, or one `Silence` (`question` and `part` say of
what). `Claim(group="referral", side="above", best=True, n=41, value=0.61, low=0.46, high=0.74, rest=0.33, ...)`: the
referrals lie above the rest, may be called the best, and did so over `slices` parts of the time from `since` to
`until`. No other name, side or "best" is claimed. `Silence.words` is what the page says: "not enough yet, 4 of 10
cases", "no difference beyond chance"; `missing` holds the figures, `reason` the case.

Each step is a pure function of its own: `questions` (what can be asked), `groups`, `work_times`, `single` (each kind
with its test), `strata`, `survival`, `months` (the tests themselves), `slices` (does it last), `multiplicity`,
`intervals`, `distributions`, `gate` (the order of the steps), `verdicts` (the answers). The choices are told in
docs/decisions/0080-claim-gate.md; `make eval-claims` measures them on real histories, and on copies in which nothing
is to be found.
"""

from app.coach.stats.gate import Verdict, judge
from app.coach.stats.questions import (
    Durations,
    Moments,
    Money,
    Outliers,
    Question,
    Rates,
    Ratios,
    Season,
    Shift,
    WorkTimes,
    coded,
    wall_clock,
)
from app.coach.stats.verdicts import Claim, Shortfall, Silence

__all__ = [
    "Claim", "Durations", "Moments", "Money", "Outliers", "Question", "Rates", "Ratios", "Season", "Shift", "Shortfall",
    "Silence", "Verdict", "WorkTimes", "coded", "judge", "wall_clock",
]  # fmt: skip
