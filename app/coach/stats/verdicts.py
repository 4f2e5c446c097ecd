"""What the gate gives back: a claim with everything a sentence needs, or silence with what is missing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

Side = Literal["above", "below"]
Unit = Literal["share", "days", "money", "ratio", "value"]
Reason = Literal[
    "not_enough",
    "one_group",
    "no_difference",
    "not_lasting",
    "window_moves",
    "turned",
    "outcome",
    "no_zone",
    "no_figure",
]


WHY: Mapping[Reason, str] = {
    "one_group": "only one group, nothing to compare it with",
    "no_difference": "no difference beyond chance",
    "not_lasting": "a difference that does not last",
    "window_moves": "the best hours move",
    "turned": "the last 26 weeks point the other way",
    "outcome": "how it ended is no advice",
    "no_zone": "the times have no zone",
    "no_figure": "half of them are still open",
}


@dataclass(frozen=True, slots=True)
class Claim:
    """`group` lies above or below the rest.

    question: its name. part: "weekday" or "hours" of work times, else "". best: on top in at least 90 % of bootstraps.
    n: cases of the group (hours of work; months of a season). value, rest: of the group and of all others, in `unit`;
    low, high: 95 % interval of value. p: of the group; q: after Benjamini-Hochberg. since, until: first and last day
    looked at. slices: how many parts of the history it lasted over (0: a test that has none).
    """

    question: str
    kind: str
    part: str
    group: str
    side: Side
    best: bool
    n: int
    value: float
    rest: float
    low: float
    high: float
    unit: Unit
    p: float
    q: float
    since: date
    until: date
    slices: int = 0


@dataclass(frozen=True, slots=True)
class Shortfall:
    """ "61 of 150 hours": have, need, and a word for what is counted. group: of which, or "" for the whole history."""

    have: int
    need: int
    what: str
    group: str = ""


@dataclass(frozen=True, slots=True)
class Silence:
    """Why nothing is said. missing: what is short, for `not_enough`. p, q: of the question, or None if not asked."""

    question: str
    kind: str
    part: str
    reason: Reason
    missing: tuple[Shortfall, ...] = ()
    p: float | None = None
    q: float | None = None

    @property
    def words(self) -> str:
        """Why, in a few words; where something is short, with the figures: "not enough yet, 4 of 10 cases"."""
        if self.reason != "not_enough":
            return WHY[self.reason]
        return "not enough yet, " + ", ".join(f"{short.have} of {short.need} {short.what}" for short in self.missing)
