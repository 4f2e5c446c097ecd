"""What the owner's own history shows: detectors that ask it, one a file, named after the rule that speaks of it.

A detector reads aggregates and asks; `app.coach.stats` alone decides what may be claimed; `app.coach.analysis` runs
them all and keeps what came of it.
"""

from app.coach.patterns import (
    best_clients,
    best_work_time,
    conversion_by_source,
    cycle_by_source,
    cycle_outlier,
    estimate_vs_actual,
    season,
    speed_to_lead,
    stage_drop_off,
    win_rate_shift,
)
from app.coach.patterns.detector import Detector

DETECTORS: tuple[Detector, ...] = (
    best_work_time.DETECTOR,
    conversion_by_source.DETECTOR,
    cycle_by_source.DETECTOR,
    stage_drop_off.DETECTOR,
    best_clients.DETECTOR,
    cycle_outlier.DETECTOR,
    speed_to_lead.DETECTOR,
    season.DETECTOR,
    estimate_vs_actual.DETECTOR,
    win_rate_shift.DETECTOR,
)
