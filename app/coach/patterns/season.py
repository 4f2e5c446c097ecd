"""In which months of the quarter, and of the year, more or fewer deals are won than in the others."""

from collections.abc import Iterator

import numpy as np

from app.coach.patterns import deals
from app.coach.patterns.detector import Asked, Behind, Cases, Detector, Past, latest
from app.coach.stats import Claim, Moments, Season
from app.coach.stats.questions import month_of
from app.coach.stats.strata import Ints

QUARTER = {
    f"month {place} of the quarter": f"the {word} month of a quarter"
    for place, word in enumerate(("first", "second", "last"), 1)
}
CYCLES = {"quarter": 3, "year": 12}


def ask(past: Past) -> Iterator[Asked]:
    found = deals.read(past)
    ids, at = found.id[found.won], found.ended[found.won]
    months, won = np.unique(at.astype("datetime64[M]"), return_counts=True)
    for what, cycle in CYCLES.items():
        question = Season(DETECTOR.name(what), months, won.astype(np.float64), cycle)
        yield Asked(what, question, _behind(ids, at, cycle), "won deals", shown=QUARTER)


def _behind(ids: Ints, at: Moments, cycle: int) -> Behind:
    """Deals won in that month of each cycle."""

    def behind(claim: Claim) -> Cases:
        place = MONTHS.index(claim.group) if cycle == len(MONTHS) else int(claim.group.split()[1]) - 1
        return latest("deal", ids, at, month_of(at) % cycle == place)

    return behind


MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
          "December")  # fmt: skip
DETECTOR = Detector("season", ask)
