"""Which open deals stand in their stage far longer than others did: beyond the 95 % prediction limit of the stays that
ended there.

A stay that ended on the day it began says nothing of how long a stage takes: such deals are written down afterwards.
Deals brought in by an import were seen in no stage, so these questions wait for twenty stays seen here.
"""

from collections.abc import Iterator

import numpy as np

from app.coach.patterns import stages
from app.coach.patterns.detector import Asked, Cases, Detector, Past
from app.coach.patterns.reading import DAY, Columns, columns, until
from app.coach.stats import Claim, Outliers
from app.coach.stats.intervals import prediction_limit
from app.coach.stats.strata import Floats, Ints
from app.coach.stats.survival import Flags

MOST = 20
"""Deals named of one stage."""
OPEN = """
    SELECT d.id, d.title, d.stage_id, unixepoch(d.stage_entered_at)
    FROM deals d WHERE d.created_at <= :now AND (d.closed_at IS NULL OR d.closed_at > :now) ORDER BY d.id
"""
KINDS = {"id": "i8", "title": "O", "stage": "i8", "entered": "i8"}


def ask(past: Past) -> Iterator[Asked]:
    standing = columns(past.session, OPEN, until(past.now), KINDS)
    known, stays = stages.read(past)
    for code, label in enumerate(known.labels):
        own = stays.days[(stays.stage == code) & (stays.days > 0)]
        yield _asked(past, label, known.shown[label], standing, own)


def _asked(past: Past, label: str, name: str, standing: Columns, times: Floats) -> Asked:
    open_days = (int(past.now.timestamp()) - standing["entered"]) // DAY
    mine = _nearest(standing["stage"] == int(label), open_days, times)
    ids = [str(one) for one in standing["id"][mine]]
    question = Outliers(DETECTOR.name(f"stage_{label}"), times, ids, open_days[mine].astype(np.float64))
    shown = dict(zip(ids, (str(title) for title in standing["title"][mine]), strict=True))
    facts = {one: {"stage": name} for one in ids}
    counted = f"finished stays in {name}"
    return Asked(f"stage_{label}", question, _itself, counted, shown=shown, facts=facts, sentence="stage")


def _nearest(wanted: Flags, open_days: Ints, times: Floats) -> Ints:
    """Places of the `MOST` deals of a stage that went beyond its limit last: what stands for years was given up."""
    limit = prediction_limit(times)
    late = np.flatnonzero(wanted & (open_days > (limit if limit is not None else np.inf)))
    return late[np.argsort(open_days[late], kind="stable")[:MOST]]


def _itself(claim: Claim) -> Cases:
    return Cases((("deal", int(claim.group)),), 1)


DETECTOR = Detector("cycle-outlier", ask)
