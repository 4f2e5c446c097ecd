"""Whether leads who were answered sooner became clients more often.

A lead is anybody with whom the owner got in touch after they came in, and not only after something was sold to them;
it counts on the day it came in, once that is 90 days ago. Where the source gave days without hours, one day counts as
24 hours.
"""

from collections.abc import Iterator

import numpy as np

from app.coach.patterns.conversion_by_source import OUTCOMES, RIPE
from app.coach.patterns.detector import Asked, Detector, Past, of_group
from app.coach.patterns.reading import columns, local, until
from app.coach.stats import Rates
from app.models.types import stored

ANSWERED = """
    WITH answered AS (
        SELECT c.id, c.status, c.created_at, min(i.at) AS first
        FROM interactions i NOT INDEXED CROSS JOIN contacts c ON c.id = i.contact_id
        WHERE i.direction = 'outbound' AND i.at >= c.created_at AND i.at <= :now AND c.created_at <= :ripe
        GROUP BY i.contact_id
    ), sold AS (
        SELECT contact_id, min(closed_at) AS at FROM deals WHERE won AND closed_at <= :now GROUP BY contact_id
    )
    SELECT a.id, unixepoch(a.created_at), unixepoch(a.first) - unixepoch(a.created_at),
        a.status IN ('client', 'past_client') OR s.at IS NOT NULL
    FROM answered a LEFT JOIN sold s ON s.contact_id = a.id
    WHERE s.at IS NULL OR s.at > a.first
"""
LABELS = ("a day", "three days", "later")
EDGES = (24 * 3600, 72 * 3600)


def ask(past: Past) -> Iterator[Asked]:
    values = until(past.now) | {"ripe": stored(past.now - RIPE)}
    found = columns(past.session, ANSWERED, values, {"id": "i8", "at": "i8", "after": "i8", "won": "?"})
    group = np.digitize(found["after"], EDGES, right=True).astype(np.int64)
    at = local(found["at"], past.now)
    question = Rates(DETECTOR.name("leads"), LABELS, group, found["won"], at)
    behind = of_group("contact", found["id"], LABELS, group, at)
    yield Asked("leads", question, behind, "answered leads", shown=SHOWN, outcomes=OUTCOMES)


SHOWN = {"a day": "within a day", "three days": "in one to three days", "later": "after more than three days"}
DETECTOR = Detector("speed-to-lead", ask)
