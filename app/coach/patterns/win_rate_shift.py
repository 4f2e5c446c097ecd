"""Since which month more, or fewer, of the closed deals are won than before."""

from collections.abc import Iterator

import numpy as np

from app.coach.patterns import deals
from app.coach.patterns.detector import Asked, Cases, Detector, Past, latest
from app.coach.stats import Claim, Shift


def ask(past: Past) -> Iterator[Asked]:
    found = deals.read(past)
    ids, at = found.id[found.closed], found.ended[found.closed]

    def behind(claim: Claim) -> Cases:
        return latest("deal", ids, at, at.astype("datetime64[M]") >= np.datetime64(claim.group, "M"))

    months = {str(month): f"{month.item():%B %Y}" for month in np.unique(at.astype("datetime64[M]"))}
    question = Shift(DETECTOR.name("deals"), found.won[found.closed], at)
    yield Asked("deals", question, behind, "closed deals", shown=months)


DETECTOR = Detector("win-rate-shift", ask)
