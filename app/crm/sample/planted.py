"""What is true of the sample business by design, and what only looks true: the coach is tested against both."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Planted:
    """One question the coach asks of the history, and the answer it has to find.

    question: the id of the pattern. group: what is named, None where nothing may be named. claim: it has to be
    said (True) or must never be (False). also: groups that are above or below the rest as a plain consequence,
    and may be named too. wording: what is true, or why the sample invites the wrong answer.
    """

    question: str
    group: str | None
    claim: bool
    wording: str
    also: tuple[str, ...] = ()


REFERRAL_CLOSED, REFERRAL_WON = 78, 62
CLOSED_AND_WON = {
    "referral": (REFERRAL_CLOSED, REFERRAL_WON),
    "website": (58, 18),
    "cold_outreach": (26, 7),
    "social": (24, 8),
    "partner": (18, 6),
    "repeat": (8, 3),
    "event": (6, 5),
}
"""Closed deals and won ones among them, by source, spread evenly over the three years."""
DAYS_TO_CLOSE = {"referral": (18.0, 0.42), "rest": (44.0, 0.42)}
"""Median and spread (sigma of the logarithm) of the days from a deal's start to its end."""
LOST_AFTER = {"Lead": 1, "Qualified": 1, "Proposal": 10, "Negotiation": 2}
"""Of 14 lost deals, how many end in each stage."""
OVERRUN = (1.4, 0.27)
"""Median and spread (sigma of the logarithm) of the time a task takes against its estimate."""
ANCHOR_SHARE = 0.35
"""Share of each year's won value that comes from one client."""

PLANTED: tuple[Planted, ...] = (
    Planted(
        "conversion-by-source", "referral", True,
        "62 of 78 referred deals were won (79 %) against 47 of 140 others (34 %), in every season alike; as a"
        " consequence more people who came by referral became clients.",
        also=("website", "cold_outreach", "social", "partner", "repeat"),
    ),
    Planted("conversion-by-source", "event", False, "5 of 6 deals from events were won: too few to say anything."),
    Planted(
        "cycle-by-source", "referral", True,
        "Half of the referred deals end within 18 days, of the others within 44.",
        also=("website", "cold_outreach", "social", "partner"),
    ),
    Planted(
        "best-work-time", "Tuesday", True,
        "On Tuesdays about 1.7 times as many tasks are finished as on another working day.",
        also=("Monday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    ),
    Planted("best-work-time", "9-12 h", True, "Two of three tasks are finished between nine and twelve."),
    Planted(
        "best-work-time", "14-17 h", False,
        "Afternoons went up in the last eight weeks only: a drift, not a habit.",
    ),
    Planted(
        "stage-drop-off", "Proposal", True,
        "Of the deals that get a proposal four in ten end there; of every other stage's hardly one in ten.",
        also=("Lead", "Qualified", "Negotiation"),
    ),
    Planted("estimate-vs-actual", "all", True, "Tasks take 1.4 times their estimate, in the middle."),
    Planted(
        "concentration", "Nordwind Outdoor", False,
        "One client brings 35 % of each year's won value: much, but below half.",
    ),
    Planted(
        "cycle-outlier", "Proposal", True,
        "One open deal has waited in Proposal for some 140 days; the others took two or three weeks there. Another"
        " may be some days beyond what is usual in its stage, and may be named too.",
        also=("Lead", "Qualified", "Negotiation"),
    ),
    Planted(
        "season", None, False,
        "November of the second year was busy, the other two were not. August is slow every year, which is true"
        " and may be said.",
        also=("August",),
    ),
    Planted("won-by-weekday", None, False, "Which weekday a deal is won on is chance."),
    Planted("speed-to-lead", None, False, "How soon a lead was answered has nothing to do with what became of it."),
    Planted("win-rate-shift", None, False, "The share of won deals is the same all the way."),
    Planted("best-clients", None, False, "The value of a deal does not depend on where it came from."),
)  # fmt: skip
