"""Deals as the detectors see them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.coach.patterns.detector import Past
from app.coach.patterns.reading import columns, local, until
from app.coach.stats import Moments, coded
from app.coach.stats.strata import Floats, Ints
from app.coach.stats.survival import Flags

UNKNOWN = -(10**11)
"""In place of a moment that is not known."""
DEALS = f"""
    SELECT d.id, coalesce(nullif(d.source, ''), nullif(c.source, '')), unixepoch(d.created_at),
        coalesce(unixepoch(c.created_at), {UNKNOWN}),
        CASE WHEN d.closed_at <= :now THEN unixepoch(d.closed_at) ELSE {UNKNOWN} END,
        coalesce(d.won, 0), coalesce(d.contact_id, 0)
    FROM deals d LEFT JOIN contacts c ON c.id = d.contact_id
    WHERE d.created_at <= :now OR d.closed_at <= :now
    ORDER BY d.created_at, d.id
"""
KINDS = {"id": "i8", "source": "O", "created": "i8", "met": "i8", "closed": "i8", "won": "?", "contact": "i8"}


@dataclass(frozen=True, slots=True, eq=False)
class Deals:
    """One row a deal, in the order they were added. labels, source: of the deal, else of its contact; -1 for none.

    began, ended: on the wall clock; began is NaT where nothing tells, ended is NaT while it is open. days: from the
    one to the other, or to now; nan where the beginning is not known.
    """

    id: Ints
    labels: tuple[str, ...]
    source: Ints
    began: Moments
    ended: Moments
    days: Floats
    closed: Flags
    won: Flags


def read(past: Past) -> Deals:
    """All deals up to now.

    A deal that was added at the moment it closed was written down afterwards: it began when its contact was added if it
    is the contact's first, else nobody knows.
    """
    return past.once("deals", _read)


def _read(past: Past) -> Deals:
    found = columns(past.session, DEALS, until(past.now), KINDS)
    labels, source = coded(list(found["source"]))
    closed = found["closed"] != UNKNOWN
    begun = _begun(found, closed)
    known = begun != UNKNOWN
    end = np.where(closed, found["closed"], int(past.now.timestamp()))
    lasted = np.where(known, (end - begun) / 86_400, np.nan)
    began, ended = local(np.where(known, begun, 0), past.now), local(np.where(closed, found["closed"], 0), past.now)
    began[~known], ended[~closed] = np.datetime64("NaT"), np.datetime64("NaT")
    return Deals(found["id"], labels, source, began, ended, lasted, closed, closed & found["won"])


def _begun(found: dict[str, NDArray[np.int64]], closed: Flags) -> Ints:
    afterwards = closed & (found["created"] >= found["closed"])
    _contacts, first = np.unique(found["contact"], return_index=True)
    is_first = np.zeros(len(closed), dtype=bool)
    is_first[first] = True
    tells = is_first & (found["contact"] > 0) & (found["met"] != UNKNOWN) & (found["met"] < found["closed"])
    begun: Ints = np.where(afterwards, np.where(tells, found["met"], UNKNOWN), found["created"])
    return begun
