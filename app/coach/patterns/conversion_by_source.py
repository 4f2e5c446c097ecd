"""From which sources leads become clients, and deals are won, more or less often than from the rest.

A deal counts once it is closed, on the day it closed, by its own source or its contact's. A lead is anybody with a
source who came in at least 90 days ago, on that day; a client by now, or somebody a deal was won with, has converted.
"""

from collections.abc import Iterator
from datetime import timedelta

import numpy as np

from app.coach.patterns import deals
from app.coach.patterns.detector import Asked, Detector, Past, of_group
from app.coach.patterns.reading import columns, local, until
from app.coach.stats import Rates, coded
from app.models.types import stored

RIPE = timedelta(days=90)
"""A lead younger than this has not had its time."""
OUTCOMES = "became clients", "did not"
# Nearly every row is wanted: the way over the index to the rows took twice as long.
LEADS = """
    SELECT c.id, nullif(c.source, ''), unixepoch(c.created_at),
        c.status IN ('client', 'past_client')
        OR c.id IN (SELECT contact_id FROM deals WHERE won AND closed_at <= :now AND contact_id IS NOT NULL)
    FROM contacts c NOT INDEXED WHERE c.created_at <= :ripe
"""


def ask(past: Past) -> Iterator[Asked]:
    yield _of_deals(past)
    yield _of_leads(past)


def _of_deals(past: Past) -> Asked:
    found = deals.read(past)
    ended = found.closed
    group, at = found.source[ended], found.ended[ended]
    question = Rates(DETECTOR.name("deals"), found.labels, group, found.won[ended], at)
    return Asked("deals", question, of_group("deal", found.id[ended], found.labels, group, at), "closed deals")


def _of_leads(past: Past) -> Asked:
    values = until(past.now) | {"ripe": stored(past.now - RIPE)}
    found = columns(past.session, LEADS, values, {"id": "i8", "source": "O", "at": "i8", "won": "?"})
    labels, group = coded(list(found["source"]))
    at = local(found["at"].astype(np.int64), past.now)
    question = Rates(DETECTOR.name("leads"), labels, group, found["won"], at)
    return Asked("leads", question, of_group("contact", found["id"], labels, group, at), "leads", outcomes=OUTCOMES)


DETECTOR = Detector("conversion-by-source", ask)
